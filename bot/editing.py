"""Somebody changed or removed a message of their own: what had come of it changes, or is taken back, with it."""

from __future__ import annotations

from bot import asides, dispatch, own_words
from bot.own_cases import CHOOSE, REVISE, WITHDRAW
from bot.rights import NotAllowed
from bot.talk_cases import STOP
from bot.turn import Turn
from bot.week_cases import CHANGE_REPLY
from bot.work_cases import IN_WORDS, TAKE_BACK
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.assumptions import AssumptionId
from dialogs.messages import Deleted, Edited, Text
from dialogs.people import Person
from dialogs.talk.understanding import IntentName, intent
from storage.rows import Given


def edited(turn: Turn, person: Person, edit: Edited) -> None:
    """Let the answer, the reply or the assumption that a message gave say what the message says now.

    A message that says to stop now stops the asking, and one that may say so is asked about.
    """
    turn.message = edit.message
    alone = turn.here is not None and turn.here.person is not None
    meant = intent(edit.text, turn.script.vocabulary(person.language), turn.today(person)) if alone else None
    if meant is not None and meant.name is IntentName.STOP:
        dispatch.say(turn, person, STOP, {})
        return
    given = _own(turn, person, edit.message)
    if not given and alone:
        turn.tell(person, "chat.edit_gave_nothing")
    for answer in _answers(turn, person, given):
        if answer.records in own_words.CHOICES:
            choice = {"answer": answer.id, "text": edit.text}
            dispatch.say(turn, turn.person(person.organisation, person.id), CHOOSE, choice)
            continue
        dispatch.say(turn, person, REVISE, {"answer": answer.id, "text": edit.text})
    for one in given:
        if one.kind == "reply":
            dispatch.say(turn, person, CHANGE_REPLY, {"reply": one.ref, "text": edit.text})
        elif one.kind == "assumption" and _withdrawn(turn, person, one.ref):
            dispatch.say(turn, person, IN_WORDS, {"text": edit.text})
    active = turn.uow.sessions.active(person.organisation, person.id)
    if alone and not asides.is_open(active):
        asides.asks_to_stop(turn, turn.person(person.organisation, person.id), None, Text(text=edit.text))


def deleted(turn: Turn, person: Person, deletion: Deleted) -> None:
    """Take back what a message had given."""
    given = _own(turn, person, deletion.message)
    for answer in _answers(turn, person, given):
        if answer.records in own_words.CHOICES:
            dispatch.say(turn, turn.person(person.organisation, person.id), CHOOSE, {"answer": answer.id})
            continue
        dispatch.say(turn, person, WITHDRAW, {"answer": answer.id})
    for one in given:
        if one.kind == "reply":
            dispatch.say(turn, person, CHANGE_REPLY, {"reply": one.ref})
        elif one.kind == "assumption" and _withdrawn(turn, person, one.ref):
            turn.tell(person, "bot.assumption_withdrawn")


def _own(turn: Turn, person: Person, message: str) -> list[Given]:
    return [one for one in turn.uow.inbox.given(person.organisation, message) if one.person == person.id]


def _answers(turn: Turn, person: Person, given: list[Given]) -> list[Answer]:
    """Return the answers a message gave, each in its newest revision; what was taken back already is left out."""
    found = (own_words.own(turn, person, AnswerId(one.ref)) for one in given if one.kind == "answer")
    newest: dict[tuple[str, str], Answer] = {}
    for answer in found:
        if answer is not None:
            key = (answer.session, answer.question)
            newest[key] = max(newest.get(key, answer), answer, key=lambda one: one.revision)
    return list(newest.values())


def _withdrawn(turn: Turn, person: Person, assumption: str) -> bool:
    """Take back an assumption, or say that a client judged it already."""
    found = turn.uow.assumptions.get(person.organisation, AssumptionId(assumption))
    if found is None or found.withdrawn:
        return False
    try:
        dispatch.do(turn, person, TAKE_BACK, {"assumption": found.id})
    except NotAllowed:
        turn.tell(person, "chat.assumption_judged")
        return False
    return True
