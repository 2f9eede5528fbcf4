from __future__ import annotations

from pathlib import Path

import pytest

from bot.texts import Texts
from dialogs.talk.loader import shipped
from tests.transcripts.playing import FOLDER, BrokenTranscript, Player, definitions, head

TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_it_is_told(path: Path) -> None:
    """What the bot says and keeps follows word by word from what the person does, with the run stored in between."""
    told = path.read_text("utf-8")
    assert Player(told).play() == told


@pytest.mark.parametrize("language", sorted(Texts.load().languages))
@pytest.mark.parametrize("dialogue", sorted(shipped()))
def test_every_conversation_is_told_in_every_language(dialogue: str, language: str) -> None:
    """A conversation that is shipped has a transcript in each language there is."""
    told = {(one.dialogue, one.language) for one in (head(path.read_text("utf-8")) for path in TRANSCRIPTS)}
    assert (dialogue, language) in told


def test_every_definition_made_for_these_tests_is_told() -> None:
    """None of them lies about unused."""
    told = {head(path.read_text("utf-8")).dialogue for path in TRANSCRIPTS}
    assert told >= set(definitions()) - set(shipped())


def test_a_transcript_without_its_first_line_is_refused() -> None:
    """A text that does not say which conversation it tells cannot pass."""
    with pytest.raises(BrokenTranscript):
        head("you  hoi")
