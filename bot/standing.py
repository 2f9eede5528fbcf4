"""A question as it stands now, for whoever looks at it again on another device or much later."""

from __future__ import annotations

from dataclasses import replace

from bot import talking
from bot.turn import WEB, Turn
from dialogs.messages import OutboxId, Picked, Prompt, QuestionId, SessionId
from dialogs.people import Person
from dialogs.talk.effects import Ask
from dialogs.talk.progress import progress
from dialogs.talk.session import Status


def standing(turn: Turn, person: Person, session: SessionId, question: str) -> Prompt | None:
    """Return one's own question with its buttons while it can be answered, and closed afterwards; None for any other.

    The message that was looked at need not be known to have arrived: one whose end nobody knows closes this way too.
    """
    found = turn.uow.sessions.get(person.organisation, session)
    if found is None or found.person != person.id:
        return None
    last = turn.uow.outbox.latest_of_subject(person.organisation, talking.subject_of(found), person.id)
    for id in (turn.clicked, last):
        body = _put(turn, person, id)
        if body is not None and (body.session, body.question) == (session, question) and body.answered:
            return body
    definition = turn.script.definition(turn.uow, found)
    asked = next((one.id for one in definition.questions if one.id == question), None)
    if asked is None:
        return None
    ask = Ask(question=QuestionId(asked), progress=progress(definition, found, asked))
    prompt = turn.script.texts.prompt(definition, replace(found, language=person.language), ask)
    if found.at == asked and found.status in {Status.OPEN, Status.POSTPONED, Status.LAPSED}:
        return prompt
    return replace(prompt, answered=turn.phrase(person, "talk.closed_question"))


def pressed_again(turn: Turn, person: Person, picked: Picked) -> Prompt | None:
    """Return a question that was closed before its button was pressed, or None: on a page it is gone by then."""
    if turn.here is None or turn.here.channel == WEB:
        return None
    found = standing(turn, person, picked.session, picked.question)
    return found if found is not None and found.answered else None


def _put(turn: Turn, person: Person, id: OutboxId | None) -> Prompt | None:
    put = turn.uow.outbox.get(person.organisation, id) if id is not None else None
    return put.body if put is not None and put.to.person == person.id and isinstance(put.body, Prompt) else None
