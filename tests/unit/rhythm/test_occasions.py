"""The rules of occasions, and that none comes twice or vanishes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.occasions import Occasion, next_occasion, occasions
from dialogs.rhythm.zones import local

ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Cairo", "Pacific/Apia"]
cadences = st.builds(
    Cadence,
    unit=st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.QUARTER]),
    every=st.integers(min_value=1, max_value=6),
    weekday=st.integers(min_value=0, max_value=6),
    at=st.builds(time, st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59)),
    anchor=st.dates(date(2009, 1, 1), date(2026, 12, 31)),
)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
zones = st.sampled_from(ZONES)
patient = settings(deadline=None, max_examples=100)


@patient
@given(cadence=cadences, zone=zones, cuts=st.lists(moments, min_size=2, max_size=6).map(sorted))
def test_splitting_the_interval_anywhere_gives_the_same_occasions(
    cadence: Cadence, zone: str, cuts: list[datetime]
) -> None:
    """However often the clock ticks, the same occasions come, each in one tick."""
    together = occasions(cadence, zone, cuts[0], cuts[-1])
    assert [one for after, until in pairwise(cuts) for one in occasions(cadence, zone, after, until)] == together


@patient
@given(cadence=cadences, zone=zones, after=moments)
def test_splitting_at_an_occasion_itself_loses_and_repeats_nothing(
    cadence: Cadence, zone: str, after: datetime
) -> None:
    """A tick at the very moment of an occasion has it, and the next tick does not."""
    until = after + timedelta(days=800)
    for one in occasions(cadence, zone, after, until)[:5]:
        assert occasions(cadence, zone, after, one.due)[-1] == one
        assert one not in occasions(cadence, zone, one.due, until)


@patient
@given(cadence=cadences, zone=zones, after=moments)
def test_no_occasion_comes_twice_and_none_vanishes(cadence: Cadence, zone: str, after: datetime) -> None:
    """Occasions follow each other at exactly the distance of the cadence, on its weekday, in its slot."""
    found = occasions(cadence, zone, after, after + timedelta(days=1500))
    assert all(one.local_date.weekday() == cadence.weekday and one.local_date >= cadence.anchor for one in found)
    assert {one.slot for one in found} <= {cadence.at.isoformat("minutes")}
    for one, following in pairwise(found):
        assert one.due < following.due
        if cadence.unit is Unit.WEEK:
            assert following.local_date - one.local_date == timedelta(weeks=cadence.every)
        else:
            months = (following.local_date.year - one.local_date.year) * 12
            months += following.local_date.month - one.local_date.month
            assert months == cadence.every * (3 if cadence.unit is Unit.QUARTER else 1)
            assert following.local_date.day <= 7


@patient
@given(cadence=cadences, zone=zones, after=moments)
def test_going_from_one_to_the_next_meets_every_occasion(cadence: Cadence, zone: str, after: datetime) -> None:
    """Asking for the next one again and again finds what asking for all of them finds."""
    until = after + timedelta(days=900)
    walked: list[Occasion] = []
    following = next_occasion(cadence, zone, after)
    while following is not None and following.due <= until:
        walked.append(following)
        following = next_occasion(cadence, zone, following.due)
    assert walked == occasions(cadence, zone, after, until)


@patient
@given(cadence=cadences, zone=zones, after=moments, not_before=st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_not_before_skips_exactly_the_earlier_dates(
    cadence: Cadence, zone: str, after: datetime, not_before: date
) -> None:
    """Jumping over dates finds what walking over them finds."""
    following = next_occasion(cadence, zone, after)
    while following is not None and following.local_date < not_before:
        following = next_occasion(cadence, zone, following.due)
    assert next_occasion(cadence, zone, after, not_before) == following


def test_who_starts_by_themselves_is_never_asked() -> None:
    """A person who chose to start themselves has no occasions at all."""
    cadence = Cadence(unit=Unit.SELF)
    after = datetime(2026, 1, 1, tzinfo=UTC)
    assert next_occasion(cadence, "Europe/Amsterdam", after) is None
    assert occasions(cadence, "Europe/Amsterdam", after, after + timedelta(days=3000)) == []


def test_an_occasion_keeps_the_date_and_slot_that_were_chosen_when_the_clocks_move_it() -> None:
    """What makes an occasion unique is what the person chose, not where the clocks put it."""
    cadence = Cadence(weekday=6, at=time(2, 30))
    found = next_occasion(cadence, "Europe/Amsterdam", datetime(2026, 3, 23, tzinfo=UTC))
    assert found is not None
    assert (found.local_date, found.slot) == (date(2026, 3, 29), "02:30")
    assert local(found.due, "Europe/Amsterdam").time() == time(3, 0)


def test_an_occasion_of_a_day_that_had_only_just_begun_is_found_when_clocks_show_the_day_before_again() -> None:
    """St. John's set its clocks back at 00:01: the Sunday of 00:00 had been, and then it was Saturday again."""
    sunday_midnight = Cadence(weekday=6, at=time(0, 0), anchor=date(2010, 1, 1))
    saturday_again = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)
    found = occasions(sunday_midnight, "America/St_Johns", saturday_again - timedelta(days=1), saturday_again)
    assert [one.due for one in found] == [datetime(2010, 11, 7, 2, 30, tzinfo=UTC)]


def test_an_empty_interval_has_no_occasions() -> None:
    """Nothing lies between a moment and itself, nor between a moment and an earlier one."""
    due = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
    assert occasions(Cadence(), "Europe/Amsterdam", due, due) == []
    assert occasions(Cadence(), "Europe/Amsterdam", due, due - timedelta(days=30)) == []


def test_an_anchor_far_ahead_is_waited_for() -> None:
    """The first occasion is never before the anchor, however far ahead that lies."""
    cadence = Cadence(anchor=date(2031, 7, 2))
    found = next_occasion(cadence, "Europe/Amsterdam", datetime(2026, 1, 1, tzinfo=UTC))
    assert found is not None
    assert found.local_date == date(2031, 7, 8)


@pytest.mark.parametrize("unit", [Unit.WEEK, Unit.MONTH, Unit.QUARTER])
def test_a_cadence_that_outlives_the_calendar_ends(unit: Unit) -> None:
    """A distance beyond the end of the calendar means no next occasion, not an error."""
    cadence = Cadence(unit=unit, every=10**6)
    assert next_occasion(cadence, "Europe/Amsterdam", datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": 0},
        {"every": -1},
        {"weekday": 7},
        {"weekday": -1},
        {"at": time(10, 0, 30)},
        {"at": time(10, 0, tzinfo=UTC)},
    ],
)
def test_a_cadence_that_cannot_be_kept_is_refused(wrong: dict[str, object]) -> None:
    """A cadence that has no occasions by mistake cannot be made."""
    with pytest.raises(ValueError, match=r"cadence|weekday"):
        Cadence(**wrong)  # type: ignore[arg-type]
