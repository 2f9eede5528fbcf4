from __future__ import annotations

import random
import unicodedata
from itertools import accumulate

import pytest

from adapters.slack.text import clean, cut, escape, is_boundary, label, pieces, shorten, weight
from tests.unit.slack.alphabets import ALPHABETS, lengths, text_of
from tests.unit.slack.payload_limits import size
from tests.unit.slack.payload_reader import mrkdwn_live, shown_in_mrkdwn


@pytest.mark.parametrize("alphabet", ALPHABETS)
@pytest.mark.parametrize("limit", [150, 3_000])
def test_a_text_is_cut_between_characters_and_nothing_is_lost(alphabet: str, limit: int) -> None:
    """The pieces put together are the text, none is too heavy, and every cut lies between two whole characters."""
    for length in lengths(around=1, step=19_973):
        text, places = text_of(alphabet, min(length, 9_000 if limit < 1_000 else 60_000))
        found = pieces(text, limit)
        assert "".join(found) == text
        assert all(weight(piece) <= limit and piece for piece in found)
        assert set(accumulate(len(piece) for piece in found)) <= places


@pytest.mark.parametrize("seed", range(20))
def test_mixed_alphabets_are_cut_between_characters(seed: int) -> None:
    """The same holds where all writing systems stand next to each other, whatever the room."""
    chance = random.Random(seed)
    every = [unit for units in ALPHABETS.values() for unit in units if unit != "\n"]
    units = [chance.choice(every) for _ in range(300)]
    text = "".join(units)
    places = set(accumulate(len(unit) for unit in units))
    for limit in range(60, 90):
        found = pieces(text, limit)
        assert "".join(found) == text
        assert set(accumulate(len(piece) for piece in found)) <= places


def test_every_mark_stays_with_what_it_stands_on() -> None:
    """No combining mark of any script is ever parted from the letter before it."""
    marks = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Mn", "Me", "Mc"}]
    assert len(marks) > 2_000
    assert not [mark for mark in marks if is_boundary(f"a{mark}", 1)]


def test_plain_letters_may_be_parted() -> None:
    """Careful is not the same as never: between letters, words and flags there is a place to cut."""
    for text, at in (("ab", 1), ("a b", 2), ("🇳🇱🇧🇪", 2), ("你好", 1), ("👍🏽👍🏽", 2), ("😀😀", 1), ("한국", 1)):
        assert is_boundary(text, at), text


@pytest.mark.parametrize(
    ("text", "limit", "first"),
    [
        ("Een zin. Nog een zin.\n\nEen alinea die te lang is", 40, "Een zin. Nog een zin.\n\n"),
        ("Een zin hier. Nog een zin die te lang is", 24, "Een zin hier. "),
        ("woorden zonder een einde hier", 20, "woorden zonder een "),
        ("Eerste regel hier\nTweede regel", 24, "Eerste regel hier\n"),
        ("「你好世界。」你好世界你好世界", 10, "「你好世界。」"),
    ],
)
def test_a_cut_is_made_where_a_reader_would_pause(text: str, limit: int, first: str) -> None:
    """A paragraph is preferred over a line, a line over a sentence, a sentence over a word."""
    assert text[: cut(text, limit)] == first


def test_a_single_character_larger_than_the_room_does_not_stop_the_rest() -> None:
    """One character with thousands of marks is the only thing that is ever cut through."""
    text = "a" + "\u0301" * 7_000 + "b"
    assert "".join(pieces(text, 3_000)) == text
    assert pieces("👩‍👩‍👧‍👧", 1)[0]


@pytest.mark.parametrize("text", ["", "a", "a & b", "<!channel>", "👩‍👩‍👧‍👧", "é" * 100, "&" * 500, "❤️✅"])
def test_a_weight_is_never_less_than_any_way_of_counting(text: str) -> None:
    """What fits by our count fits by theirs."""
    assert weight(text) >= size(text)


def test_what_cannot_travel_is_replaced() -> None:
    """Halves of characters and NUL become the sign for an unknown character; everything else stays as it was."""
    assert clean("a\0b\ud800c\udc00") == "a\ufffdb\ufffdc\ufffd"
    assert clean("\ud83d\ude00") == "😀"
    assert clean("gewoon 😀 שלום\n") == "gewoon 😀 שלום\n"


@pytest.mark.parametrize("text", ["<!channel> & <@U1>", "&lt;!here&gt;", "a <https://evil.example|b>"])
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    """After escaping nothing is alive, and the reader sees exactly what was there."""
    assert mrkdwn_live(escape(text)) == []
    assert shown_in_mrkdwn(escape(text)) == text


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_a_shortened_text_fits_and_says_that_there_is_more(alphabet: str) -> None:
    """What is too long ends whole with a sign; what fits is left alone."""
    text, places = text_of(alphabet, 500)
    assert shorten(text, weight(text)) == text
    for limit in (24, 75, 150):
        short = shorten(text, limit)
        assert weight(short) <= limit
        assert short.endswith("…")
        assert any(text[:at].rstrip() == short[:-1] for at in places)


def test_a_label_is_one_line_and_never_empty() -> None:
    """Slack refuses a button that says nothing, and a title of two lines."""
    assert label(" een\n twee ", 75) == "een twee"
    assert label("", 75) == label(" \n", 75) == "…"
