"""Whatever somebody asks for: the name is looked up, the right is asked of the table, and only then it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import rights
from bot.rights import NotAllowed
from bot.sheets import Blank
from bot.turn import Turn
from bot.use_case import Fields, Reply, Unclear, UseCase
from bot.use_cases import COMMANDS, FORMS, SHEETS
from dialogs.messages import FieldErrors, Form, Note, OutboxId, Outcome, Receipt, Submitted
from dialogs.people import Person


def submit(turn: Turn, person: Person, submitted: Submitted, thread: OutboxId | None) -> Receipt:
    """Do what a form asks for; a form or a field that is not right is told with the form, and nothing is changed."""
    fields = dict(submitted.fields)
    if submitted.form == "reply" and thread is not None:
        fields.setdefault("item", thread)
    try:
        return Receipt(outcome=Outcome.TAKEN, reply=do(turn, person, _named(FORMS, submitted.form), fields))
    except NotAllowed as refused:
        errors = {"": turn.phrase(person, refused.key)}
        return Receipt(outcome=Outcome.REFUSED, reply=FieldErrors(errors=errors))
    except Unclear as unclear:
        errors = {unclear.field: _sentence(turn, person, unclear)}
        return Receipt(outcome=Outcome.TAKEN, reply=FieldErrors(errors=errors))


def ask(turn: Turn, person: Person, name: str, argument: str = "") -> Reply:
    """Do what is asked for by name; what cannot be read is told. Raises NotAllowed."""
    case = _named(COMMANDS, name)
    return say(turn, person, case, {case.argument: argument} if argument else {})


def open_form(turn: Turn, person: Person, name: str, argument: str = "", words: str = "") -> Form:
    """Return the form that is opened under this name, for whoever may fill it in. Raises NotAllowed.

    They are refused now, and not after somebody wrote it all down.
    """
    case = _named(SHEETS, name)
    if case.sheet is None:
        raise NotAllowed
    about = (case.opened or case.about)(turn, person, {case.sheet.argument: argument})
    rights.require(person, case.right, about)
    return case.sheet.build(Blank(turn, person, argument, words))


def say(turn: Turn, person: Person, case: UseCase[Any], fields: Fields) -> Reply:
    """Do what somebody asked for in a conversation; what cannot be read is told there. Raises NotAllowed."""
    try:
        return do(turn, person, case, fields)
    except Unclear as unclear:
        turn.send(person, Note(blocks=(_sentence(turn, person, unclear),)))
        return None


def do(turn: Turn, person: Person, case: UseCase[Any], fields: Fields) -> Reply:
    """Do one thing for somebody, if the table allows it. Raises NotAllowed or Unclear."""
    return case.run(turn, person, fields, rights.require(person, case.right, case.about(turn, person, fields)))


def _sentence(turn: Turn, person: Person, unclear: Unclear) -> str:
    return turn.script.texts.phrase(person.language, unclear.key, **unclear.values)


def _named(cases: Mapping[str, UseCase[Any]], name: str) -> UseCase[Any]:
    if name not in cases:
        raise NotAllowed
    return cases[name]
