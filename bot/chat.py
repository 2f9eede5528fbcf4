"""Plays a dialogue in the terminal, with example values, keeping nothing: the body of the command `chat`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from adapters.console.render import render
from bot import rehearsal
from bot.script import Script
from dialogs.talk.session import Session


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
    scene = rehearsal.begin(script, dialogue, language, now)
    while True:
        for told in scene.told:
            for line in render(told):
                write_line(line)
        if scene.is_over:
            return scene.session
        try:
            scene = rehearsal.answer(script, scene.session, read_line(), now)
        except EOFError:
            return scene.session
