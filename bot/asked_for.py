"""What people ask for by name, with a button or in a whole message."""

from __future__ import annotations

from bot import dispatch, talking
from bot.turn import Turn
from bot.use_case import Reply
from bot.use_cases import COMMANDS, FORMS, SHEETS
from bot.week_cases import item
from dialogs.messages import Command, Outcome, Receipt
from dialogs.people import Person
from dialogs.talk.events import Control, ControlName
from dialogs.talk.understanding import Intent, IntentName

_FORM = "form"
_WORDS_FOR = {"form.assumption": "assumption", "form.report": "report"}
"""Commands whose argument is what a form begins with, and the form."""

_ABOUT = {f"item.{name.removeprefix('item.')}": name for name, case in SHEETS.items() if case.about is item}
"""Buttons of an item of the week that open a form about it, and the form."""

OPENS = frozenset({_FORM, *_WORDS_FOR, *_ABOUT, *(name for name, case in COMMANDS.items() if case.looks)})
"""What only opens something to look at; a platform or a browser may do that by itself."""

CONTROLS = {IntentName(name.value) for name in ControlName if name is not ControlName.STOP}
"""What means something to the question that is open, and only then to everything else."""


def command(turn: Turn, person: Person, command: Command) -> Receipt:
    """Do what was asked for by name, and return what is to be opened for it, if anything. Raises NotAllowed."""
    return Receipt(outcome=Outcome.TAKEN, reply=_asked(turn, person, command.name, command.argument))


def _asked(turn: Turn, person: Person, name: str, argument: str) -> Reply:
    if name == _FORM:
        form, _, about = argument.partition(" ")
        return dispatch.open_form(turn, person, form, about)
    if name in _WORDS_FOR:
        return dispatch.open_form(turn, person, _WORDS_FOR[name], words=argument)
    if name in _ABOUT:
        return dispatch.open_form(turn, person, _ABOUT[name], argument)
    session = turn.uow.sessions.active(person.organisation, person.id)
    if session is not None and name in CONTROLS:
        talking.go_on(turn, person, session, Control(name=ControlName(name)))
        return None
    return dispatch.ask(turn, person, name if name in COMMANDS else IntentName.HELP, argument)


def intended(turn: Turn, person: Person, meant: Intent) -> None:
    """Do what somebody typed as a whole message that means something everywhere. Raises NotAllowed."""
    if meant.name is IntentName.PAUSE and meant.until is not None:
        dispatch.say(turn, person, FORMS["pause"], {"until": meant.until.isoformat()})
    else:
        dispatch.ask(turn, person, meant.name)
