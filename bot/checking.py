"""Find out what is wrong, and say of each fault how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import reaching
from bot.turn import WEB, Turn
from dialogs.people import Consent, Organisation, Person, Role

OVERDUE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: the phrase that says what and how to mend it."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def check(turn: Turn, wall: datetime) -> list[Finding]:
    """Return everything that is wrong in what the database holds; nothing means that all is well."""
    organisations = turn.uow.organisations.all()
    if not organisations:
        return [Finding(key="check.no_organisation")]
    return [finding for one in organisations for finding in _organisation(turn, one, wall)]


def _organisation(turn: Turn, organisation: Organisation, wall: datetime) -> Iterator[Finding]:
    people = [one for one in turn.uow.people.all(organisation.id) if not one.erased and one.role is not Role.STEWARD]
    for role in (Role.CLIENT, Role.PROFESSIONAL, Role.CENTRE):
        if not any(one.role is role for one in people):
            yield Finding(key=f"check.no_{role}")
    if organisation.name == turn.script.texts.phrase(organisation.language, "bot.organisation"):
        yield Finding(key="check.no_name")
    for person in people:
        yield from _person(turn, person, wall)
    overdue = turn.uow.due.next_at(organisation.id)
    if overdue is None:
        yield Finding(key="check.nothing_planned")
    elif overdue < turn.now - OVERDUE:
        yield Finding(key="check.clock_stands_still", values={"hours": int((turn.now - overdue) / timedelta(hours=1))})
    failed = len(turn.uow.inbox.list_failed(organisation.id))
    if failed:
        yield Finding(key="check.failed", values={"n": failed})


def _person(turn: Turn, person: Person, wall: datetime) -> Iterator[Finding]:
    if person.role is Role.CLIENT and person.professional is None:
        yield Finding(key="check.no_own_professional", values={"person": person.id})
    if person.consent in {Consent.STOPPED, Consent.REFUSED}:
        return
    reader = replace(person, language=turn.organisation(person.organisation).language)
    ways = turn.uow.routes.of(person.organisation, person.id)
    for way in ways:
        if way.trouble:
            named = {"way": reaching.way_of(turn, reader, way.place), "reason": way.trouble}
            yield Finding(key="check.way_lost", values={"person": person.id, **named})
    if any(way.place.channel != WEB and not way.trouble for way in ways):
        return  # reached where they are pushed; a link is then no more than handy
    link = turn.uow.links.of(person.organisation, person.id)
    if link is None:
        yield Finding(key="check.no_link", values={"person": person.id})
    elif link.expires <= wall:
        yield Finding(key="check.link_expired", values={"person": person.id})
    elif person.role is Role.CLIENT and turn.uow.lines.latest_opened(person.organisation, person.id) is None:
        yield Finding(key="check.never_opened", values={"person": person.id})
