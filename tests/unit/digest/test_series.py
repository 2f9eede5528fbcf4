from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.digest.compose import Item, ItemKind, Line, compose
from dialogs.digest.series import MOST_WEEKS, Numbers, Told, numbers, trend
from dialogs.digest.week import Helps, WeekEvidence
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.weeks import IsoWeek
from tests.unit.digest.weeks import NOBODY, voices

LAST = IsoWeek(year=2026, week=47)


def before(weeks: int, last: IsoWeek = LAST) -> IsoWeek:
    """Return the week so many weeks earlier."""
    return last if weeks == 0 else before(weeks - 1, last.previous)


def said(yes: int, partly: int = 0, no: int = 0, unknown: int = 0) -> Numbers:
    """Return what a digest tells when so many clients said so."""
    counts = {Helps.YES: yes, Helps.PARTLY: partly, Helps.NO: no, Helps.UNKNOWN: unknown}
    everybody = tuple(voice for says, n in counts.items() for voice in voices(says, n, shared=1))
    digest = compose(str(LAST), WeekEvidence(coverage=NOBODY, voices=everybody))
    return numbers(line for item in digest.items if item.kind is ItemKind.HELPS for line in item.lines)


def yes(weeks: tuple[Told, ...]) -> list[int | None]:
    """Return how many said yes in each week, None for a week that told no number."""
    return [None if one.counts is None else one.counts[Helps.YES].n for one in weeks]


def test_a_trend_is_what_each_week_told() -> None:
    """Yes, partly and no, rounded as they were told, oldest first."""
    weeks = trend({LAST: said(12, 3, 6), LAST.previous: said(5)}, LAST)
    assert weeks == (
        Told(week=LAST.previous, counts={Helps.YES: AtLeast(5), Helps.PARTLY: AtLeast(0), Helps.NO: AtLeast(0)}),
        Told(week=LAST, counts={Helps.YES: AtLeast(10), Helps.PARTLY: AtLeast(0), Helps.NO: AtLeast(5)}),
    )


def test_nobody_is_counted_who_does_not_know() -> None:
    """However many say that they do not know, no part of a trend holds them: no digest tells it."""
    assert trend({LAST: said(5, unknown=40), LAST.previous: said(5)}, LAST) == trend(
        {LAST: said(5), LAST.previous: said(5)}, LAST
    )
    assert said(4, unknown=40) == {}


@pytest.mark.parametrize("told", [{}, {LAST: 20}, {LAST.previous: 20}, {LAST: 20, LAST.previous: 4}])
def test_one_week_is_no_trend(told: Mapping[IsoWeek, int]) -> None:
    """Where fewer than two weeks told a number there is no picture, whether the others were quiet or not posted."""
    assert trend({week: said(n) for week, n in told.items()}, LAST) == ()


def test_a_week_without_a_number_keeps_its_place() -> None:
    """A week that told nothing, or was never posted, is a gap; so is the newest. Before the first number is nothing."""
    told = {before(6): said(4), before(4): said(10), before(3): said(2), before(1): said(15)}
    weeks = trend(told, LAST)
    assert yes(weeks) == [10, None, None, 15, None]
    assert [one.week for one in weeks] == [before(n) for n in (4, 3, 2, 1, 0)]


def test_a_trend_looks_no_further_than_its_weeks() -> None:
    """No more than eight weeks are shown, and none that comes after the one it belongs to."""
    told = {before(n): said(5 * (n + 1)) for n in range(20)}
    assert yes(trend(told, LAST)) == [40, 35, 30, 25, 20, 15, 10, 5]
    assert yes(trend(told, before(9))) == [85, 80, 75, 70, 65, 60, 55, 50]


def test_a_new_year_does_not_break_a_trend() -> None:
    """After week 53 comes week 1."""
    new = IsoWeek(year=2027, week=1)
    weeks = trend({new: said(5), new.previous: said(10)}, new)
    assert [str(one.week) for one in weeks] == ["2026-W53", "2027-W01"]


def test_only_numbers_are_read_from_an_item() -> None:
    """A heading, a name or words bring no number along."""
    lines = (Line(key="digest.need", values={"team": "Noord"}), Line(key="digest.helps_yes", values={"n": AtLeast(5)}))
    assert numbers(Item(kind=ItemKind.HELPS, lines=lines).lines) == {"digest.helps_yes": AtLeast(5)}


@given(st.dictionaries(st.integers(0, 12).map(before), st.integers(0, 4).map(lambda fives: said(5 * fives))))
def test_a_trend_never_says_anything_of_its_own(told: Mapping[IsoWeek, Numbers]) -> None:
    """Whatever was told: the weeks follow each other, and every number in a trend is one that its own week told."""
    weeks = trend(told, LAST)
    assert len(weeks) <= MOST_WEEKS
    assert all(one.week == following.week.previous for one, following in pairwise(weeks))
    for one in weeks:
        if one.counts is None:
            assert not told.get(one.week)
        else:
            assert {f"digest.helps_{says}": n for says, n in one.counts.items()} == told[one.week]
