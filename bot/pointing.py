"""A confirmation leads to what it is about: the question that was answered, the sentence that was put."""

from __future__ import annotations

from collections.abc import Callable

from bot.turn import WEB, Turn
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import AssumptionId
from dialogs.messages import Body, Link, Note, Prompt
from dialogs.people import Person
from dialogs.subject import AboutAssumption, AboutSession, AboutWelcome, Subject
from storage.outgoing import OutboxState


def to_question(turn: Turn, person: Person, answer: Answer) -> Link | None:
    """Return the way to the question that was answered, where it stands in the conversation that is going on."""
    session = turn.uow.sessions.get(person.organisation, answer.session)
    if session is None:
        return None
    subjects = (AboutSession(session.id), AboutWelcome(session.id), AboutAssumption(AssumptionId(session.subject)))

    def asks(body: Body) -> bool:
        return isinstance(body, Prompt) and (body.session, body.question) == (session.id, answer.question)

    return _to(turn, person, subjects, asks)


def to_assumption(turn: Turn, author: Person, assumption: AssumptionId) -> Link | None:
    """Return the way to where an assumption was kept, in its author's own conversation."""
    return _to(turn, author, (AboutAssumption(assumption),), lambda body: isinstance(body, Note))


def _to(turn: Turn, person: Person, subjects: tuple[Subject, ...], meant: Callable[[Body], bool]) -> Link | None:
    place = turn.place(person)
    if place is None or place.channel == WEB:
        return None  # a page has everything in sight
    for subject in subjects:
        for found in turn.uow.outbox.of_subject(person.organisation, subject):
            there = found.to == place and found.state is OutboxState.SENT and found.replaces is None
            if there and found.body is not None and meant(found.body):
                return Link(to=found.id, label=turn.phrase(person, "chat.see"))
    return None
