"""Words stay whole and stay words."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.text import escaped, excerpt, joined, pieces, runs, weight
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import hostile, phrases

FAMILY = "👩‍👩‍👧‍👧"
WHOLE = (FAMILY, "🇳🇱", "👍🏽", "e\u0301", "क्षि", "각", "\u1112\u1161\u11ab", "\r\n", "🏴\U000e0067\U000e0062\U000e007f")


def test_a_text_block_shows_what_was_written() -> None:
    """Whatever stands in a text block is read as it was written; only room at its edges is lost."""
    for text in hostile(20_000, seed=1):
        sight = look({"body": [{"type": "TextBlock", "text": escaped(text)}]})
        assert sight.live == [], repr(text)
        assert _bare(sight.text) == _bare(text), repr(text)


def _bare(text: str) -> str:
    return "".join(text.replace("\u2060", "").split())


@given(st.text(max_size=400), st.integers(10, 80))
def test_pieces_together_are_the_text(text: str, most: int) -> None:
    """Pieces lose nothing and add nothing, and none is heavier than asked unless it is one character."""
    found = pieces(text, most)
    assert "".join(found) == text
    assert all(found)
    for piece in found:
        assert len(json.dumps(piece, ensure_ascii=False)) - 2 <= most or len(piece) == 1


@pytest.mark.parametrize("character", WHOLE)
@pytest.mark.parametrize("most", [60, 61, 67, 90])
def test_no_character_is_cut_in_two(character: str, most: int) -> None:
    """A family, a flag, a skin tone, an accent, a syllable and a line end are never divided over two pieces."""
    text = f"x{character * 40}y"
    for piece in pieces(text, most):
        assert piece.strip("xy").replace(character, "") == ""


def test_flags_are_counted_in_pairs() -> None:
    """In a row of flags a cut falls between two of them."""
    text = "🇳🇱🇧🇪"
    assert [joined(text, at) for at in range(1, len(text))] == [True, False, True]


def test_a_cut_falls_between_words_where_it_can() -> None:
    """A long text is cut after a word."""
    for piece in pieces("woord " * 200, 100)[:-1]:
        assert piece.endswith(" ")


def test_one_monstrous_character_does_not_stop_us() -> None:
    """A letter with ten thousand accents is delivered, in parts."""
    text = "a" + "\u0301" * 10_000
    assert "".join(pieces(text, 500)) == text


@given(st.text(max_size=300), st.integers(2, 40))
def test_an_excerpt_is_the_beginning(text: str, most: int) -> None:
    """An excerpt is no longer than asked, begins as the text does, and says when there is more."""
    short = excerpt(text, most)
    assert len(short) <= most
    assert short == text or text.startswith(short.removesuffix("…"))
    assert (short == text) == (len(text) <= most)


def test_no_run_holds_a_date() -> None:
    """The braces of a date or a time are parted over two runs, so that none is read; together they are the text."""
    for text in ("{{DATE(x)}}", "{{{time(x)}}", "{", "", "a{{b{{c", "{{{{", "{{ DATE(x)}}{{TIME(y)}}"):
        assert "".join(runs(text)) == text
        assert not any(
            look({"body": [{"type": "RichTextBlock", "inlines": [{"text": run}]}]}).live for run in runs(text)
        )


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_a_weight_is_never_less_than_the_bytes(text: str) -> None:
    """What is weighed is at least as heavy as the bytes on the wire, and escaped not much lighter than those."""
    text = "".join(one for one in text if unicodedata.category(one) != "Cs")
    assert weight(text) >= len(json.dumps(text, ensure_ascii=False).encode())
    assert weight(text) * 27 / 20 >= len(json.dumps(text, ensure_ascii=True))


def test_the_reader_of_these_tests_sees_what_is_live() -> None:
    """The parser these tests judge by finds markup, tags, entities, lists and macros where there are some."""
    for text in ("*a*", "[a](b)", "<b>", "&lt;", "- a", "1. a", "# a", "{{DATE(x)}}", "`a`", "    a"):
        assert look({"body": [{"type": "TextBlock", "text": text}]}).live, text
    assert look({"body": [{"type": "RichTextBlock", "inlines": [{"text": "{{TIME(x)}}"}]}]}).live
    assert look({"body": [], "speak": "<break/>"}).live
    assert phrases("nl")("web.back")
