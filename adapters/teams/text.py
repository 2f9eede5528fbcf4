"""Words as they can stand in a card: escaped where Teams reads markup, cut only between whole characters, measured."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Final

BUDGET: Final = 20_000
"""What one message may weigh; Teams refuses cards from about 28 KB."""
LONGEST_TITLE: Final = 100
"""The most characters on a button or in a list to choose from."""

_SPECIAL: Final = re.compile(r"[\\*_\[\]`~<]|&(?=#?\w{1,31};)")
_INDENT: Final = re.compile(r"(?m)^[ \t]+")
_LINE: Final = re.compile(r"(?m)^(?=[#>=|]|[-+](?:\s|$)|-{2,})")
_NUMBERED: Final = re.compile(r"(?m)^(\d{1,9})(?=[.)](?:\s|$))")
_LINE_END: Final = re.compile(r"[\r\n]+")
_BRACES: Final = re.compile(r"(?<=\{)(?=\{)")
_MACRO: Final = re.compile(r"(?<=\{)(?=\{\s*(?:DATE|TIME))", re.IGNORECASE)
_JOINERS: Final = frozenset("\u200c\u200d")
_BEFORE: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd")
_FLAG_FIRST, _FLAG_LAST = "\U0001f1e6", "\U0001f1ff"
_VIRAMA: Final = 9
_PREFERRED: Final = 4


def escaped(text: str) -> str:
    """Return a text for a `TextBlock`, where markdown, tags and date macros are read, so that it shows as it is."""
    text = _INDENT.sub("", _LINE_END.sub("\n\n", _BRACES.sub("\u2060", text)))
    text = _SPECIAL.sub(lambda found: "\\" + found[0], text)
    return _NUMBERED.sub(r"\1\\", _LINE.sub(r"\\", text))


def runs(text: str) -> list[str]:
    """Return a text in parts for the runs of a `RichTextBlock`, so that no date or time is read into any of them."""
    return _MACRO.split(text)


def weight(value: object) -> int:
    """Return what a card or a text weighs as JSON, whichever way its characters are encoded: never less than bytes."""
    return sum(map(_weight, json.dumps(value, ensure_ascii=False, separators=(",", ":"))))


def pieces(text: str, most: int) -> list[str]:
    """Return a text in pieces of at most `most` weight that together are the text; no character is cut in two.

    A cut falls at the end of a line or a word where there is one in the last quarter of a piece. Only a character that
    is heavier than a whole piece, by a thousand marks on one letter, is cut all the same.
    """
    found, start = [], 0
    while start < len(text):
        end = _reach(text, start, most)
        if end < len(text):
            end = _preferred(text, start, end)
        found.append(text[start:end])
        start = end
    return found


def excerpt(text: str, most: int) -> str:
    """Return at most `most` characters of a text, with an ellipsis where there is more."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and joined(text, end):
        end -= 1
    return text[: end or most - 1].rstrip() + "…"


def joined(text: str, at: int) -> bool:
    """Tell whether the code points before and at `at` are one character to a reader."""
    before, after = text[at - 1], text[at]
    if (before, after) == ("\r", "\n"):
        return True
    if _extends(after) or before == "\u200d" or before in _BEFORE:
        return True
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(after) == "Lo":
        return True
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, at) % 2 == 1
    return _hangul(before) in _FOLLOWS.get(_hangul(after), ())


def _weight(character: str) -> int:
    code = ord(character)
    if code < 0x7F:  # noqa: PLR2004 - ASCII
        return 1
    # As \uXXXX it takes six bytes or twelve, in UTF-8 three or four; escaped a message may be a third longer.
    return 5 if code < 0x10000 else 9  # noqa: PLR2004 - the basic plane


def _json_weight(character: str) -> int:
    if character in '"\\\n\r\t\b\f':
        return 2
    return 6 if character < " " else _weight(character)


def _reach(text: str, start: int, most: int) -> int:
    """Return how far a piece can go, between two whole characters, and always past `start`."""
    end, left = start, most
    while end < len(text):
        left -= _json_weight(text[end])
        if left < 0 and end > start:
            break
        end += 1
    whole = end
    while start < whole < len(text) and joined(text, whole):
        whole -= 1
    return end if whole == start else whole


def _preferred(text: str, start: int, end: int) -> int:
    first = end - (end - start) // _PREFERRED
    for mark in ("\n", " "):
        at = text.rfind(mark, first, end)
        if at > start and not (at + 1 < len(text) and joined(text, at + 1)):
            return at + 1
    return end


def _extends(character: str) -> bool:
    return (
        character in _JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or unicodedata.category(character) in {"Mn", "Me", "Mc"}
    )


def _is_flag(character: str) -> bool:
    return _FLAG_FIRST <= character <= _FLAG_LAST


def _flags_before(text: str, at: int) -> int:
    first = at
    while first > 0 and _is_flag(text[first - 1]):
        first -= 1
    return at - first


_FOLLOWS: Final = {"L": ("L",), "V": ("L", "V", "B"), "T": ("V", "T", "B", "C"), "B": ("L",), "C": ("L",)}
"""Which parts of a Korean syllable may stand before which: L, V and T, B for a syllable with two and C with all."""


def _hangul(character: str) -> str:
    code = ord(character)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:  # noqa: PLR2004 - blocks of Unicode
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:  # noqa: PLR2004
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:  # noqa: PLR2004
        return "T"
    if 0xAC00 <= code <= 0xD7A3:  # noqa: PLR2004
        return "B" if (code - 0xAC00) % 28 == 0 else "C"
    return ""
