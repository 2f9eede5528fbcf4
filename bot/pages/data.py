"""The page of what is kept of somebody: how much, for how long, who may read it, and how it is taken or erased."""

from __future__ import annotations

from bot.pages.reader import Reader
from bot.recall import first_name
from bot.turn import Turn
from dialogs.page import Action, Bullets, Card, Emphasis, Page, Section, Text
from dialogs.pages import PageName
from dialogs.people import Person, Role
from dialogs.policy.roles import is_client


def page(reader: Reader) -> Page:
    """Return what is kept of the reader, and what they can do with it."""
    turn, person, t = reader.turn, reader.person, reader.t
    months = turn.organisation(person.organisation).retention_months
    readers = _readers(turn, person) if is_client(person) else []
    kept = Card(
        id="kept",
        title=t("web.data.kept"),
        blocks=(
            Bullets(items=tuple(t(f"web.kept.{kind}", n=n) for kind, n in _counts(turn, person).items() if n)),
            Text(text=t("web.data.months", n=months)),
            *((Text(text=f"{t('web.data.readers')} {', '.join(readers)}."),) if readers else ()),
        ),
    )
    take = Card(
        id="take",
        title=t("web.data.export"),
        blocks=(Text(text=t("web.data.export_hint")),),
        actions=(Action(name="export", label=t("web.data.export_link")),),
    )
    erase = Card(
        id="erase",
        title=t("web.data.erase"),
        blocks=(Text(text=t("web.data.erase_hint")),),
        actions=(Action(name="form", argument="erase", label=t("web.data.erase_open"), emphasis=Emphasis.DANGER),),
    )
    return Page(
        name=PageName.DATA,
        title=t("web.data.title"),
        lead=t("web.data.lead"),
        sections=(Section(name="data", cards=(kept, take, erase)),),
    )


def _counts(turn: Turn, person: Person) -> dict[str, int]:
    uow, own = turn.uow, (person.organisation, person.id)
    return {
        "answers": len(uow.answers.of_person(*own)),
        "messages": uow.lines.count(*own),
        "talks": len(uow.reports.of_client(*own)),
        "assumptions": len(uow.assumptions.about(*own)) + len(uow.assumptions.of_author(*own)),
        "offers": len(uow.offers.of_author(*own)),
    }


def _readers(turn: Turn, client: Person) -> list[str]:
    """Return the first names of those who may read what a client shares."""
    people, organisation = turn.uow.people, turn.organisation(client.organisation)
    colleagues = people.of_team(organisation.id, client.team, Role.PROFESSIONAL) if client.team else []
    own = people.some(organisation.id, [client.professional] if client.professional else [])
    known = {one.id: first_name(one) for one in (*colleagues, *own) if one.id != client.id and not one.erased}
    readers = [known[id] for id in sorted(known)]
    centre = turn.script.texts.named(client.language, organisation.centre_name)
    return [*readers, centre] if client.centre_may_read else readers
