from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from adapters.console.render import render
from bot.chat import play
from bot.rehearsal import NoSuchDialogue, example_values
from bot.script import Script
from dialogs.messages import Choice, Note, Prompt, QuestionId, Quote, SessionId
from dialogs.people import PersonId
from dialogs.talk.loader import KNOWN_VALUES, shipped
from dialogs.talk.session import Session, Status
from tests.unit.talk.making import NOW


@cache
def script() -> Script:
    """Load what is shipped, once."""
    return Script.load()


def chat(dialogue: str, language: str, *typed: str) -> tuple[Session, list[str]]:
    """Play with these lines typed; return the run and what was shown."""
    lines: Iterator[str] = iter(typed)
    shown: list[str] = []

    def read_line() -> str:
        for line in lines:
            return line
        raise EOFError

    session = play(script(), dialogue, language, read_line, shown.append, now=NOW)
    return session, shown


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("dialogue", sorted(shipped()))
def test_every_dialogue_can_be_played_in_the_terminal(dialogue: str, language: str) -> None:
    """Each question is shown with everything it recalls, and the first answers lead to the end."""
    session, shown = chat(dialogue, language, *["1", "ja", "iets", "1-9-2027"] * 20)
    assert session.status is (Status.STOPPED if dialogue == "stopping" else Status.FINISHED)
    assert "{" not in "".join(shown)


def test_a_talk_ends_where_typing_ends() -> None:
    """Nothing more to read leaves the talk as it is; a stop is said goodbye to."""
    assert chat("talents-and-wishes", "en")[0].status is Status.OPEN
    session, shown = chat("talents-and-wishes", "en", "help", "stop")
    assert session.status is Status.STOPPED
    assert script().texts.phrase("en", "bot.stopped") in " ".join(shown)


def test_an_unknown_dialogue_is_named_with_the_nearest() -> None:
    """A slip in the name is met with the name that was meant, and with all there are."""
    with pytest.raises(NoSuchDialogue) as slip:
        chat("welcom", "nl")
    assert slip.value.near == "welcome"
    with pytest.raises(NoSuchDialogue) as strange:
        chat("zzz", "nl")
    assert (strange.value.near, strange.value.known) == ("", sorted(shipped()))


@pytest.mark.parametrize("language", ["nl", "en", "xx"])
def test_there_is_an_example_of_everything_a_text_can_recall(language: str) -> None:
    """No name stays empty when a dialogue is tried out, whatever the language."""
    assert set(example_values(language)) == KNOWN_VALUES
    assert all(example_values(language).values())


def test_a_prompt_shows_what_can_be_typed() -> None:
    """Answers are numbered, numbers stand in one row, and who reads along stands below."""
    prompt = Prompt(
        session=SessionId("s"),
        question=QuestionId("q"),
        text="Helpt dit?",
        hint="Alles mag.",
        choices=(Choice(value="yes", label="Ja"), Choice(value="no", label="Nee")),
        controls=(Choice(value="skip", label="Overslaan"), Choice(value="stop", label="Stop")),
        progress=(2, 4),
        visibility="Dit lees jij alleen.",
    )
    assert render(prompt) == (
        "Helpt dit?",
        "  Alles mag.",
        "  1. Ja",
        "  2. Nee",
        "  (2/4)",
        "  (Dit lees jij alleen.)",
        "  (Overslaan · Stop)",
    )
    scale = Prompt(session=prompt.session, question=prompt.question, text="?", choices=(Choice(value="1", label="1"),))
    assert render(scale) == ("?", "  1")


def test_a_note_shows_words_as_a_quote() -> None:
    """Somebody's words stand apart, and words that were taken back are not there."""
    quotes = (Quote(speaker=PersonId("a"), words="een\ntwee"), Quote(speaker=PersonId("a"), words=None))
    assert render(Note(title="Kop", blocks=("Dit zei Anna:", *quotes))) == (
        "Kop",
        "Dit zei Anna:",
        "  > een",
        "  > twee",
        "",
    )
