"""Somebody changed or removed a message of their own: what had come of it changes, or is taken back, with it."""

from __future__ import annotations

from bot import asides, consent, evidence, own_words, rechoosing, replies
from bot.turn import Turn
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
        consent.stop(turn, person)
        return
    given = _own(turn, person, edit.message)
    if not given and alone:
        turn.tell(person, "chat.edit_gave_nothing")
    for answer in _answers(turn, person, given):
        if answer.records in own_words.CHOICES:
            rechoosing.rechosen(turn, turn.person(person.organisation, person.id), answer, edit.text)
            continue
        problem = own_words.revise(turn, person, answer.id, edit.text)
        if problem:
            turn.tell(person, problem, minimum="", maximum="")
    for one in given:
        if one.kind == "reply":
            replies.change_reply(turn, person, one.ref, edit.text.strip())
        elif one.kind == "assumption" and _withdrawn(turn, person, one.ref):
            evidence.log_in_words(turn, person, edit.text)
    active = turn.uow.sessions.active(person.organisation, person.id)
    if alone and not asides.is_open(active):
        asides.asks_to_stop(turn, turn.person(person.organisation, person.id), None, Text(text=edit.text))


def deleted(turn: Turn, person: Person, deletion: Deleted) -> None:
    """Take back what a message had given."""
    given = _own(turn, person, deletion.message)
    for answer in _answers(turn, person, given):
        if answer.records in own_words.CHOICES:
            rechoosing.unchosen(turn, turn.person(person.organisation, person.id), answer)
            continue
        problem = own_words.withdraw(turn, person, answer.id)
        if problem:
            turn.tell(person, problem)
    for one in given:
        if one.kind == "reply":
            replies.change_reply(turn, person, one.ref, None)
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
        evidence.withdraw_assumption(turn, person, found.id)
    except evidence.NotAllowed:
        turn.tell(person, "chat.assumption_judged")
        return False
    return True
