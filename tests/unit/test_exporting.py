"""The readable export: what a spreadsheet makes of it, whatever it takes for the border between two cells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.exporting import table

BORDERS = (",", ";", "\t")
"""Excel takes the one of its country: in Dutch a semicolon."""

LIVE = ("=", "+", "-", "@", "\t", "\r")
ODD = st.text(
    alphabet=st.sampled_from(["=", "+", "-", "@", ",", ";", "\t", "\r", "\n", '"', "'", " ", "a", "＝", "\0"])
)


def cells(text: str, border: str) -> Iterator[str]:
    """Give the cells as Excel reads them: quotes count at the beginning of a cell, what follows their end is kept."""
    at, text = 0, text.removeprefix("\ufeff")
    while at < len(text):
        cell = ""
        if text[at] == '"':
            at += 1
            while at < len(text) and (text[at] != '"' or text[at : at + 2] == '""'):
                cell += text[at]
                at += 2 if text[at] == '"' else 1
            at += 1
        while at < len(text) and text[at] not in {border, "\n", "\r"}:
            cell += text[at]
            at += 1
        yield cell
        at += 2 if text[at : at + 2] == "\r\n" else 1


@pytest.mark.parametrize("border", BORDERS)
@given(words=st.lists(ODD, min_size=1, max_size=3))
@example(words=["hallo;=cmd|'/c calc'!A1;dag"])
@example(words=['hallo;"=1+1"'])
@example(words=["hallo\r\n=1+1"])
@example(words=["ja;\t=1+1", "=1+1"])
def test_no_words_become_a_formula(border: str, words: list[str]) -> None:
    """Whatever somebody says, and however the file is split into cells, none of them begins as a formula does."""
    written = table({"kind": "answer", "value": one, "about": one} for one in words)
    assert [cell for cell in cells(written, border) if cell.lstrip(" ").startswith(LIVE)] == []


def test_words_stay_readable() -> None:
    """The file begins as Excel wants UTF-8 to begin, every cell is quoted, and ordinary words stay as they were."""
    written = table([{"kind": "answer", "value": 'Zoë zei: "ja", graag\nen thee'}])
    assert written.startswith('\ufeff"kind","id"')
    assert 'Zoë zei: ""ja"", graag\nen thee' in written
    assert 'Zoë zei: "ja", graag\nen thee' in list(cells(written, ","))
