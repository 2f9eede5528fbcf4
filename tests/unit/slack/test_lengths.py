from __future__ import annotations

from itertools import accumulate

import pytest

from adapters.slack.render import Message, render
from adapters.slack.text import clean
from dialogs.messages import Choice, Note, Prompt, QuestionId, Quote, SessionId
from dialogs.people import PersonId
from tests.unit.slack.alphabets import ALPHABETS, lengths, text_of
from tests.unit.slack.payload_limits import faults, size
from tests.unit.slack.payload_reader import seen

CHOICES = tuple(Choice(value=value, label=value.title()) for value in ("ja", "deels", "nee"))
ANNA = PersonId("anna")


def question(text: str, **more: str) -> Prompt:
    """Return a question with buttons."""
    return Prompt(
        session=SessionId("s"),
        question=QuestionId("q"),
        text=text,
        choices=CHOICES,
        controls=CHOICES,
        progress=(2, 4),
        visibility="Joost leest dit.",
        **more,  # type: ignore[arg-type]
    )


def whole(messages: list[Message]) -> None:
    """Every message is one that Slack takes, within our own narrower budget."""
    for message in messages:
        assert faults(message.blocks, 40) == []
        assert 0 < len(message.text) <= 3_000
        assert size(seen(message.blocks).text) <= 10_000


def ends(texts: list[str]) -> set[int]:
    """Return the places where a text was cut."""
    return set(accumulate(len(text) for text in texts))


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_a_question_of_any_length_is_delivered_whole(alphabet: str) -> None:
    """Over the messages stands the whole question, cut between characters only, with all buttons in the first."""
    for length in lengths(around=1, step=14_983):
        text, places = text_of(alphabet, length)
        messages = render(question(text))
        whole(messages)
        parts = [part for one in messages for name, part in seen(one.blocks).texts if name == "question"]
        assert "".join(parts) == (text or "…")
        assert ends(parts) <= places or not text
        assert len(seen(messages[0].blocks).pressed) == len(CHOICES) * 2
        assert not any(seen(one.blocks).pressed for one in messages[1:])


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_quoted_words_of_any_length_are_delivered_whole(alphabet: str) -> None:
    """The same holds for somebody's own words, which are not in the notification."""
    for length in lengths(around=1, step=14_983):
        text, places = text_of(alphabet, length)
        messages = render(Note(blocks=("Er is iets gezegd:", Quote(speaker=ANNA, words=text)), choices=CHOICES))
        whole(messages)
        parts = [part for one in messages for part in seen(one.blocks).quotes]
        assert "".join(parts) == (text or "…")
        assert ends(parts) <= places or not text
        assert messages[0].text == "Er is iets gezegd:"
        assert all(one.text == "…" for one in messages[1:])


@pytest.mark.parametrize("length", lengths(around=4))
def test_every_length_near_a_limit_is_delivered(length: int) -> None:
    """A title, a hint, a paragraph and an answer of any length are all there, whole."""
    text, _ = text_of("ascii", length)
    messages = render(Note(title=text, blocks=(text,)))
    whole(messages)
    told = "".join(seen(one.blocks).of("title", "told") for one in messages)
    assert "".join(told.split()) == "".join((text + text).split()) or not text.strip()
    messages = render(question("Wat?", hint=text))
    whole(messages)
    assert "".join(seen(one.blocks).of("hint") for one in messages) == text


def test_many_short_blocks_go_on_in_a_next_message() -> None:
    """A hundred quotes of one week are all there, at most forty blocks at a time, in their order."""
    quotes = tuple(Quote(speaker=ANNA, words=f"woord {n}") for n in range(100))
    messages = render(Note(title="Week", blocks=quotes))
    whole(messages)
    assert len(messages) == 3
    assert [text for one in messages for text in seen(one.blocks).quotes] == [one.words for one in quotes]


def test_a_great_many_answers_are_all_there() -> None:
    """Three hundred answers stand in menus; with long labels they are written out in full as well."""
    choices = tuple(Choice(value=f"v{n}", label=f"Antwoord {n}") for n in range(300))
    messages = render(Prompt(session=SessionId("s"), question=QuestionId("q"), text="Welke?", choices=choices))
    whole(messages)
    assert [text for one in messages for _, text, _ in seen(one.blocks).pressed] == [one.label for one in choices]
    long = tuple(Choice(value=f"v{n}", label=f"{n} {'woord ' * 30}".strip()) for n in range(150))
    messages = render(Prompt(session=SessionId("s"), question=QuestionId("q"), text="Welke?", choices=long))
    whole(messages)
    assert sum(len(seen(one.blocks).pressed) for one in messages) == len(long)
    written = "".join(seen(one.blocks).of("choice") for one in messages)
    assert all(one.label in written for one in long)


def test_a_character_moves_on_whole_where_there_is_no_room_left() -> None:
    """A character with a thousand marks goes to the next message rather than being cut through."""
    heavy = "a" + "\u0301" * 2_000
    messages = render(Note(blocks=tuple(Quote(speaker=ANNA, words=heavy) for _ in range(20))))
    whole(messages)
    assert [text for one in messages for text in seen(one.blocks).quotes] == [heavy] * 20


def test_a_value_that_cannot_travel_costs_its_button_only() -> None:
    """A button whose value Slack would refuse is left out, and the question is still delivered."""
    choices = (Choice(value="x" * 3_000, label="Te lang"), Choice(value="ja", label="Ja"))
    (message,) = render(Prompt(session=SessionId("s"), question=QuestionId("q"), text="?", choices=choices))
    assert faults(message.blocks, 40) == []
    assert [text for _, text, _ in seen(message.blocks).pressed] == ["Ja"]


def test_halves_of_characters_do_not_stop_a_message() -> None:
    """What cannot be written as UTF-8 is replaced, and the rest is delivered."""
    words = "a\ud800b\0c"
    (message,) = render(Note(title=words, blocks=(words, Quote(speaker=ANNA, words=words))))
    assert faults(message.blocks, 40) == []
    assert seen(message.blocks).quotes == [clean(words)]
    message.text.encode("utf-8")
