"""The page of the talks a professional wrote down, and whether the client says they were so."""

from __future__ import annotations

from bot import sheets
from bot.pages.reader import Reader
from bot.quoting import may_read
from dialogs.evidence.answers import Answer
from dialogs.evidence.talks import Confirmation, Report
from dialogs.page import Action, Block, Card, Emphasis, Page, Section, Words
from dialogs.pages import PageName
from dialogs.people import Person, PersonId
from dialogs.talk.definition import Records

_WAITING = "waiting"


def page(reader: Reader) -> Page:
    """Return the talks the reader wrote down with clients who are still there, newest first."""
    person, uow, t = reader.person, reader.turn.uow, reader.t
    every = uow.reports.of_author(person.organisation, person.id)[::-1]
    people = uow.people.some(person.organisation, {one.client for one, _ in every})
    clients = {one.id: one for one in people if not one.erased}
    there = [(one, confirmation) for one, confirmation in every if one.client in clients]
    shown, more = reader.part(there, [one.id for one, _ in there])
    own = _own_words(reader, [one for one, _ in shown], clients)
    log = Action(
        name="form",
        argument="report",
        label=t("web.reports.log"),
        emphasis=Emphasis.MAIN,
        form=reader.form(sheets.report),
    )
    return Page(
        name=PageName.REPORTS,
        title=t("web.reports.title"),
        lead=t("web.reports.lead"),
        actions=(log,),
        sections=(
            Section(
                name="reports",
                title=t("web.reports.list"),
                cards=tuple(_card(reader, one, says, clients[one.client], own.get(one.id)) for one, says in shown),
                empty=t("web.reports.empty"),
                more=more,
            ),
        ),
    )


def _own_words(reader: Reader, reports: list[Report], clients: dict[PersonId, Person]) -> dict[str, Answer]:
    """Return by report what the client says themselves, as far as the reader may read it."""
    about = {str(one.id): one.client for one in reports}
    people = set(about.values())
    said = reader.turn.uow.answers.of_people(reader.person.organisation, people, (Records.REPORTED_WORDS,))
    return {
        one.subject: one
        for one in said
        if one.person == about.get(one.subject) and may_read(reader.person, clients[one.person], one.share)
    }


def _card(
    reader: Reader, report: Report, confirmation: Confirmation | None, client: Person, own: Answer | None
) -> Card:
    value = confirmation or _WAITING
    blocks: list[Block] = [Words(quoted=report.words)]
    if own is not None:
        blocks.append(Words(quoted=str(own.value), by=reader.t("web.reports.answer")))
    return Card(
        id=report.id,
        status=(value, reader.t(f"web.confirmation.{value}")),
        about=f"{client.name} · {reader.moment(report.at)}",
        blocks=tuple(blocks),
    )
