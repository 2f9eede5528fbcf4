"""One small organisation, as the contract tests know it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import Body, Note, OutboxId, Place, Purpose, QuestionId, SessionId
from dialogs.people import Identity, Organisation, OrganisationId, Person, PersonId, Role, TeamId
from dialogs.policy.share import Share
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork

ORGANISATION = OrganisationId("zorg")
ELSEWHERE = OrganisationId("elders")
TEAM = TeamId("oost")
ANNA = PersonId("anna")
BERT = PersonId("bert")
JOOST = PersonId("joost")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANNA_ON_THE_WEB = Identity(channel="web", account=ORGANISATION, user="anna")


def person(id_: PersonId, role: Role = Role.CLIENT, organisation: OrganisationId = ORGANISATION) -> Person:
    """Return somebody of team East with Joost as their professional."""
    return Person(
        id=id_,
        organisation=organisation,
        name=str(id_).title(),
        role=role,
        team=TEAM,
        professional=JOOST if role is Role.CLIENT else None,
    )


def settle_in(uow: UnitOfWork) -> None:
    """Put the organisation, Anna, Bert and Joost in the database."""
    uow.organisations.save(Organisation(id=ORGANISATION, name="Zorg", centre_name="Kantoor"))
    for one in (person(ANNA), person(BERT), person(JOOST, Role.PROFESSIONAL)):
        uow.people.save(one)
    uow.people.link(ORGANISATION, ANNA, ANNA_ON_THE_WEB)


def answer(id_: str = "a1", *, value: str | int = "ik zing graag", revision: int = 1, **changes: object) -> Answer:
    """Return an answer of Anna, changed as asked."""
    values: dict[str, object] = {
        "id": AnswerId(id_),
        "organisation": ORGANISATION,
        "person": ANNA,
        "session": SessionId("s1"),
        "dialogue": "talents",
        "question": QuestionId("talent"),
        "records": "talent",
        "revision": revision,
        "value": value,
        "share": Share.TEAM,
        "at": NOW,
    }
    return Answer(**{**values, **changes})  # type: ignore[arg-type]


def place(conversation: str = "anna", person_: PersonId | None = ANNA) -> Place:
    """Return a conversation on the web channel."""
    return Place(channel="web", account=ORGANISATION, conversation=conversation, person=person_)


def message(id_: str, *, ordinal: int | None = None, body: Body | None = None, **changes: object) -> Outgoing:
    """Return a message to Anna, changed as asked; its cause and ordinal follow from its id."""
    values: dict[str, object] = {
        "id": OutboxId(id_),
        "organisation": ORGANISATION,
        "to": place(),
        "purpose": Purpose.ASK,
        "body": body or Note(blocks=(f"dit is {id_}",)),
        "cause": f"cause of {id_}" if ordinal is None else "one cause",
        "ordinal": ordinal or 1,
        "at": NOW,
    }
    return Outgoing(**{**values, **changes})  # type: ignore[arg-type]
