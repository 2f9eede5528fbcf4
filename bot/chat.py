"""Plays a dialogue in the terminal, with example values, keeping nothing: the body of the command `chat`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import assert_never

from adapters.console.render import render
from bot.script import Script
from dialogs.messages import Note, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.talk.definition import BASE_LANGUAGE, Definition, DialogueId
from dialogs.talk.effects import Ask, Effect, Finish, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.engine import begin, step
from dialogs.talk.events import Said
from dialogs.talk.faults import nearest
from dialogs.talk.session import Session
from dialogs.talk.understanding import canonical


class NoSuchDialogue(LookupError):
    """There is no dialogue of that name."""

    def __init__(self, name: str, script: Script) -> None:
        near = nearest(name, script.dialogues)
        hint = f" Did you mean '{near}'?" if near else ""
        super().__init__(f"There is no dialogue '{name}'.{hint} There are: {', '.join(sorted(script.dialogues))}.")


def play(
    script: Script,
    dialogue: str,
    language: str,
    read_line: Callable[[], str],
    write_line: Callable[[str], None],
    *,
    now: datetime,
) -> Session:
    """Play a dialogue until it ends or nothing more is typed, and return the run.

    `read_line` raises EOFError when nothing more comes; `now` is aware and in the reader's zone. Raises NoSuchDialogue.
    """
    definition = script.dialogues.get(DialogueId(dialogue))
    if definition is None:
        raise NoSuchDialogue(dialogue, script)
    taken = begin(
        definition,
        id=SessionId("chat"),
        person=PersonId("you"),
        organisation=OrganisationId("chat"),
        language=language,
        values=example_values(language),
        now=now,
    )
    while True:
        for effect in taken.effects:
            for line in _lines(script, definition, taken.session, effect):
                write_line(line)
        if taken.session.at is None or not taken.session.status.is_running:
            return taken.session
        try:
            said = Said(text=canonical(read_line()))
        except EOFError:
            return taken.session
        taken = step(definition, taken.session, said, now, script.vocabulary(taken.session.language))


def example_values(language: str) -> Mapping[str, str]:
    """Return a value for everything a dialogue may recall; a language without its own gets the Dutch ones."""
    locales = files("dialogs") / "locales"
    own = locales / language / "example.toml"
    path = own if own.is_file() else locales / BASE_LANGUAGE / "example.toml"
    read = tomllib.loads(path.read_text("utf-8"))
    recalled = read.pop("last")
    return {**read, **{f"last.{name}": value for name, value in recalled.items()}}


def _lines(script: Script, definition: Definition, session: Session, effect: Effect) -> tuple[str, ...]:
    texts = script.texts
    match effect:
        case Ask():
            return render(texts.prompt(definition, session, effect))
        case Say():
            return render(Note(blocks=(texts.phrase(session.language, effect.key, **effect.values),)))
        case SayOwn():
            return render(Note(blocks=(texts.own(definition, session, effect.name),)))
        case Stop():
            return render(Note(blocks=(texts.phrase(session.language, "bot.stopped"),)))
        case Record() | Postpone() | Finish():
            return ()
        case _:
            assert_never(effect)
