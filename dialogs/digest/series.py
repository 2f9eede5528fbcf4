"""The one question over the weeks, made of nothing but the numbers that posted digests told.

A number that was told before is read back and never worked out again. Why is in
docs/decisions/0008-pictures-from-what-was-told.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.digest.compose import COUNTED, Line, Words
from dialogs.digest.week import Helps
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.weeks import IsoWeek

MOST_WEEKS: Final = 8
"""A trend looks back so many weeks, its own week included."""

LEAST_WEEKS: Final = 2
"""In fewer weeks with a number there is no trend to see."""

Numbers = Mapping[str, AtLeast]
"""The numbers one message told: the key of a sentence to the number of people in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the digest of one week told of the one question: a number for each of `COUNTED`, or none at all."""

    week: IsoWeek
    counts: Mapping[Helps, AtLeast] | None


def numbers(lines: Iterable[Line | Words]) -> Numbers:
    """Return the numbers in the sentences of one item, as they are told."""
    sentences = (line for line in lines if isinstance(line, Line))
    return {line.key: n for line in sentences if isinstance(n := line.values.get("n"), AtLeast)}


def trend(told: Mapping[IsoWeek, Numbers], until: IsoWeek) -> tuple[Told, ...]:
    """Return the weeks of a trend that ends with `until`, oldest first; empty where there is too little to show.

    `told` holds the numbers of each posted week. A week without a number keeps its place between two that have one; the
    weeks before the first number are left out.
    """
    weeks = [until]
    while len(weeks) < MOST_WEEKS:
        weeks.insert(0, weeks[0].previous)
    found = [Told(week=week, counts=_counts(told.get(week, {}))) for week in weeks]
    with_numbers = [at for at, one in enumerate(found) if one.counts is not None]
    return tuple(found[with_numbers[0] :]) if len(with_numbers) >= LEAST_WEEKS else ()


def _counts(told: Numbers) -> Mapping[Helps, AtLeast] | None:
    counts = {says: told.get(f"digest.helps_{says}", AtLeast(0)) for says in COUNTED}
    return counts if any(counts.values()) else None
