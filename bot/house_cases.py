"""What a steward sets for the whole organisation."""

from __future__ import annotations

from dataclasses import replace

from bot import naming, rhythm, rights, sheets
from bot.own_cases import hour, whole
from bot.sheets import Sheet
from bot.turn import Turn
from bot.use_case import Fields, Unclear, UseCase, house
from dialogs.people import Person, PersonId
from dialogs.policy.may import Action

_MOST_MONTHS = 120


def _set_organisation(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    now = turn.organisation(person.organisation)
    changed = replace(
        now,
        name=fields.get("name", "").strip(),
        centre_name=fields.get("centre_name", "").strip(),
        digest_weekday=whole(fields, "digest_weekday", now.digest_weekday, range(7)),
        digest_at=hour(fields, "digest_at", now.digest_at),
        retention_months=whole(fields, "retention_months", now.retention_months, range(1, _MOST_MONTHS + 1)),
        country=fields.get("country", now.country),
        named=PersonId(fields.get("named", now.named or "")) or None,
        fallback=PersonId(fields.get("fallback", now.fallback or "")) or None,
    )
    for field in ("name", "centre_name"):
        if not getattr(changed, field):
            raise Unclear(field, "bot.form_empty")
    if changed.country not in turn.script.countries:
        raise Unclear("country", "bot.settings_unclear")
    for fault in naming.faults(turn, changed):
        if fields.get(fault.field):  # nobody may be named as yet; `check` asks for it
            raise Unclear(fault.field, fault.key, person=fault.who)
    if changed.retention_months != now.retention_months:
        try:
            rights.require(person, Action.RETENTION_SET, rights.of_house(person))
        except rights.NotAllowed:
            raise Unclear("retention_months", "bot.retention_two_people") from None
    turn.uow.organisations.save(changed)
    rhythm.digest(turn, changed.id)


HOUSE = (
    UseCase(
        name="organisation.set",
        right=Action.ORGANISATION_SET,
        about=house,
        form="organisation",
        sheet=Sheet(name="organisation", build=sheets.organisation),
        run=_set_organisation,
        sets=True,
    ),
)
