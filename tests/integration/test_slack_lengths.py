"""However long a message is, all of it arrives, in order, and no character is cut in two."""

from __future__ import annotations

import unicodedata

import pytest

from dialogs.messages import Prompt, QuestionId, Quote, Sent, SessionId
from dialogs.people import PersonId
from tests.standins.slack_truth import ANNA
from tests.standins.slack_workspace import IN_ONE, Workspace, as_in_the_house, message, note, texts, workspace

DM = f"D{ANNA}"
ROUND = (200, 3000, IN_ONE, 2 * IN_ONE, 10_000, 12_000, 13_200, 40_000)
LENGTHS = sorted({0, 1, 59_999, 60_000} | {at + off for at in ROUND for off in (-1, 0, 1)})
ALPHABETS = ("abcdefghi ", "👩‍👩‍👧‍👧🇳🇱", "e\u0301", "<!here> & ", "שלום ")


def pieces(there: Workspace) -> list[str]:
    """Return the texts of a conversation as they lie in their blocks, in reading order."""
    return [text for one in there.truth.lying(DM) for block in one["blocks"] for text in texts(block)]


def bare(text: str) -> str:
    """Return a text without spaces and the marks that stand for what goes on."""
    return "".join(text.replace("…", "").split())


async def test_every_length_arrives_whole() -> None:
    """From nothing to sixty thousand letters, round every limit, nothing is refused or changes place."""
    async with workspace() as there:
        for length in LENGTHS:
            there.truth.messages.clear()
            words = ("abcdefghi " * (length // 10 + 1))[:length]
            result = await there.channel.send(message(note(words), id=f"{length}"))
            assert isinstance(result, Sent), (length, result)
            assert "".join(there.words(DM)) == (words or "…"), length
            there.time.on(60)


@pytest.mark.parametrize("letters", ALPHABETS)
async def test_every_length_of_the_house_arrives_whole(letters: str) -> None:
    """The same as the house shows it: told, quoted and asked, in letters of one code point and of many."""
    async with workspace(render=as_in_the_house) as there:
        for length in LENGTHS:
            words = (letters * (length // len(letters) + 1))[:length]
            whole = words[: length - length % len(letters)]
            asked = Prompt(session=SessionId("s"), question=QuestionId("q"), text=whole)
            quoted = note(Quote(speaker=PersonId("anna"), words=whole))
            for name, body in (("told", note(whole)), ("quoted", quoted), ("asked", asked)):
                there.truth.messages.clear()
                result = await there.channel.send(message(body, id=f"{name} {length}"))
                assert isinstance(result, Sent), (name, length, result)
                found = pieces(there)
                assert bare("".join(found)) == bare(whole), (name, length)
                assert not any(_begins_inside(one) for one in found), (name, length)
                there.time.on(60)


def _begins_inside(text: str) -> bool:
    """Tell whether a text begins with what belongs to the character before it."""
    return bool(text) and (text[0] == "\u200d" or unicodedata.combining(text[0]) > 0)
