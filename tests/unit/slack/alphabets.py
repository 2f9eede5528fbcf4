"""Alphabets of whole characters, so that a test knows where a text may be cut without asking what cuts it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, cycle

ALPHABETS: Mapping[str, tuple[str, ...]] = {
    "ascii": (*"Ik wil graag weer zelf koken. Mag dat? Ja!\nEn dan een alinea.\n\n",),
    "without a space": ("x",),
    "entities": ("&", "<", ">", "a"),
    "emoji": ("👩‍👩‍👧‍👧", "👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "🧑🏿‍🚀", "1️⃣"),
    "flags": ("🇳🇱", "🇧🇪", "🇪🇺"),
    "marks": ("e\u0301\u0323", "o\u0308", "n\u0303", "a", " "),
    "right to left": ("שָׁ", "ל", "וֹ", "ם", " ", "م\u064e", "ر", "\u0600\u0661"),
    "cjk": ("你", "好", "。", "が", "ハ\uff9f", "界"),
    "hangul": ("\u1112\u1161\u11ab", "한", "\uac00\u11a8"),
    "devanagari": ("क्षि", "न\u0940", "स्त्री", " "),
    "thai": ("\u0e01\u0e33", "\u0e19\u0e49", "\u0e32"),
    "line ends": ("\r\n", "a", "\n", " "),
}

AROUND = (0, 75, 150, 2_000, 3_000, 6_000, 9_000, 10_000, 13_200, 20_000, 30_000, 60_000)


def text_of(alphabet: str, length: int) -> tuple[str, frozenset[int]]:
    """Return a text of about `length` code points, and every place where it may be cut."""
    units = []
    total = 0
    for unit in cycle(ALPHABETS[alphabet]):
        if total + len(unit) > length:
            break
        units.append(unit)
        total += len(unit)
    return "".join(units), frozenset(accumulate((len(unit) for unit in units), initial=0))


def lengths(around: int = 4, step: int = 4_999) -> list[int]:
    """Return every length near a limit, and some in between, up to 60,000."""
    near = {limit + more for limit in AROUND for more in range(-around, around + 1)}
    return sorted(length for length in {*near, *range(0, 60_000, step), *range(16)} if 0 <= length <= 60_000)
