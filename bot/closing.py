"""A question that was answered says so where it stands, so that nobody presses a button that does nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.turn import WEB, Turn, read_along
from dialogs.messages import Prompt, Purpose, QuestionId, SessionId
from dialogs.people import Person
from dialogs.subject import Plain, Subject
from storage.outgoing import OutboxState, Outgoing

_GONE = {OutboxState.REFUSED, OutboxState.CANCELLED, OutboxState.PARKED}


def close(
    turn: Turn,
    person: Person,
    session: SessionId,
    question: QuestionId,
    subject: Subject,
    sentence: str,
    *,
    answers: bool,
) -> Prompt | None:
    """Show a question anew with what became of it instead of its buttons; return it as it stands now, or None.

    That is the message whose button was pressed and the last one that put the question; a page of one's own closes by
    itself. One that says so already changes only where the sentence `answers` it anew.
    """
    closed: Prompt | None = None
    for outgoing in _put(turn, person, subject):
        body = outgoing.body
        if not isinstance(body, Prompt) or (body.session, body.question) != (session, question):
            continue
        if body.answered and (not answers or body.answered == sentence):
            continue
        closed = replace(body, answered=sentence)
        if not turn.uow.outbox.rewrite(person.organisation, outgoing.id, closed):
            turn.uow.outbox.amend(person.organisation, outgoing.id, closed)
            turn.post(
                person.organisation, outgoing.to, closed, Purpose.REPLY, subject=Plain.CLOSED, replaces=outgoing.id
            )
    return closed


def _put(turn: Turn, person: Person, subject: Subject) -> Iterator[Outgoing]:
    last = turn.uow.outbox.latest_of_subject(person.organisation, subject, person.id)
    for id in dict.fromkeys((turn.clicked, last)):
        found = turn.uow.outbox.get(person.organisation, id) if id is not None else None
        if found is None or found.to.person != person.id or found.to.channel == WEB or read_along(found.to):
            continue
        if found.state not in _GONE:
            yield found
