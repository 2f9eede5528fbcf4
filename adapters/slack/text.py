"""Lengths the way Slack may count them, and cuts that never go through a character somebody sees as one."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MORE: Final = "…"
_EMOJI_WEIGHT: Final = 8

# Slack writes & < > as entities and an emoji as a name between colons, and nobody tells whether its limits count before
# or after that. So each of them weighs here what it may become.
_EMOJI = re.compile("[\u2190-\u2bff\U00010000-\U0010ffff]")
_ENTITIES: Final = {"&": 4, "<": 3, ">": 3}

_ZWJ: Final = "\u200d"
_EXTEND: Final = frozenset({_ZWJ, "\u200c", "\uff9e", "\uff9f", "\u0e33", "\u0eb3"})
_VIRAMA: Final = 9
# Signs that belong to what comes after them, such as the Arabic number sign.
_PREPEND = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd]")
_ENDS: Final = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"[.!?…]['\"”’»)\]]*\s+|[。！？]['\"”’»)\]」』]*"),
    re.compile(r"\s+"),
)


def clean(text: str) -> str:
    """Return the text as it can travel: halves of a character that stand alone, and NUL, become U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def escape(text: str) -> str:
    """Return the text for a place where markup would be alive: it reads as it was written and calls nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def weight(text: str) -> int:
    """Return the length of a text at its longest, however Slack counts."""
    entities = sum(more * text.count(sign) for sign, more in _ENTITIES.items())
    return len(text) + entities + (_EMOJI_WEIGHT - 1) * len(_EMOJI.findall(text))


def cut(text: str, limit: int, start: int = 0) -> int:
    """Return where a piece that starts at `start` and weighs at most `limit` best ends.

    That is the end of the text if it fits; otherwise behind a paragraph, a line, a sentence or a word in the second
    half of the room, or else behind a whole character. Only a single character heavier than `limit` is cut through.
    """
    size = _fitting(text, limit, start)
    if start + size >= len(text):
        return len(text)
    for end in _ENDS:
        found = [one.end() for one in end.finditer(text, start + size // 2, start + size)]
        whole = [at for at in found if is_boundary(text, at, start)]
        if whole:
            return whole[-1]
    for at in range(start + size, start, -1):
        if is_boundary(text, at, start):
            return at
    return start + max(size, 1)


def pieces(text: str, limit: int) -> list[str]:
    """Return the text in pieces of at most `limit`, which put together are the text again."""
    found = []
    start = 0
    while start < len(text):
        end = cut(text, limit, start)
        found.append(text[start:end])
        start = end
    return found


def shorten(text: str, limit: int) -> str:
    """Return the text if it fits, or as much of its beginning as fits, with a sign that there is more."""
    if weight(text) <= limit:
        return text
    end = cut(text, limit - len(MORE))
    return (text[:end].rstrip() if is_boundary(text, end) else "") + MORE


def label(text: str, limit: int) -> str:
    """Return the text on one line and short enough for a button or a title; never empty, which Slack refuses."""
    return shorten(" ".join(clean(text).split()), limit) or MORE


def is_boundary(text: str, at: int, start: int = 0) -> bool:
    """Tell whether a cut before `text[at]` leaves every character whole; where in doubt it says no.

    `start` is a boundary before it, so that only what comes after that is looked at.

    Held together are: a base and its marks, both halves of a flag, whatever a zero-width joiner joins, skin tones and
    tags, Hangul syllables, Indic conjuncts, and a carriage return with its newline.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    joined = (
        before == _ZWJ
        or _extends(after)
        or (before == "\r" and after == "\n")
        or unicodedata.combining(before) == _VIRAMA
        or _PREPEND.match(before) is not None
        or _one_syllable(before, after)
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
    )
    if joined:
        return False
    return not (_half_flag(before) and _half_flag(after) and _flags_before(text, at, start) % 2)


def _fitting(text: str, limit: int, start: int) -> int:
    """Return how many code points from `start` weigh at most `limit` together."""
    total = 0
    for at in range(start, len(text)):
        sign = text[at]
        heavy = sign > "\uffff" or "\u2190" <= sign <= "\u2bff"
        total += _EMOJI_WEIGHT if heavy else 1 + _ENTITIES.get(sign, 0)
        if total > limit:
            return at - start
    return len(text) - start


def _extends(sign: str) -> bool:
    return (
        sign in _EXTEND
        or unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
        or "\U000e0020" <= sign <= "\U000e007f"
    )


def _one_syllable(before: str, after: str) -> bool:
    """Tell whether two signs may be parts of one Hangul syllable."""
    leading = "\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c"
    hangul = leading or "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7fb"
    vowel_or_end = "\u1160" <= after <= "\u11ff" or "\ud7b0" <= after <= "\ud7fb"
    starts = "\u1100" <= after <= "\u115f" or "\ua960" <= after <= "\ua97c" or "\uac00" <= after <= "\ud7a3"
    return (hangul and vowel_or_end) or (leading and starts)


def _half_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flags_before(text: str, at: int, start: int) -> int:
    first = at
    while first > start and _half_flag(text[first - 1]):
        first -= 1
    return at - first
