from __future__ import annotations

import pytest

from adapters.slack.commands import asked
from dialogs.messages import Text


@pytest.mark.parametrize("words", ["say I am not safe at home", "zeg: I am not safe at home"])
def test_words_after_say_answer_no_question(words: str) -> None:
    """The command says by name that somebody wants to say something, so its words are nobody's answer."""
    assert asked(words) == Text(text="I am not safe at home", unasked=True)


@pytest.mark.parametrize("words", ["ik stop ermee", "pauze tot kerst", "een antwoord"])
def test_other_words_after_the_command_are_words_typed(words: str) -> None:
    """What names nothing of ours goes where typed words go."""
    assert isinstance(found := asked(words), Text)
    assert not found.unasked
