"""The week of a digest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.weeks import IsoWeek, bounds, digest_due, latest_due, week_of_digest

FRIDAY = ("Europe/Amsterdam", 4, time(16, 0))
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
hours = st.tuples(
    st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Beirut", "America/Santiago", "Africa/Cairo"]),
    st.integers(min_value=0, max_value=6),
    st.builds(time, st.integers(min_value=0, max_value=23), st.sampled_from([0, 15, 30, 45])),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 20), "2026-W47"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2028, 2, 29), "2028-W09"),
    ],
)
def test_a_week_is_written_as_iso_does_and_read_back(day: date, written: str) -> None:
    """Days around new year belong to the ISO year of their week, and what is written can be read."""
    assert str(IsoWeek.of(day)) == written
    assert IsoWeek.parse(written) == IsoWeek.of(day)


@pytest.mark.parametrize(
    "text", ["", "2026-47", "2026W47", "2026-W7", "2026-W54", "2026-W00", "2025-W53", "٢٠٢٦-W47", " 2026-W47"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    """A week that was never there, or written otherwise, is not guessed at."""
    with pytest.raises(ValueError, match=r"week|Week"):
        IsoWeek.parse(text)


def test_weeks_follow_each_other_over_week_53() -> None:
    """After week 53 comes week 1 and before week 1 week 53, in order."""
    last = IsoWeek(year=2026, week=53)
    assert last.following == IsoWeek(year=2027, week=1)
    assert last.following.previous == last
    assert IsoWeek(year=2025, week=52).following == IsoWeek(year=2026, week=1)
    assert last < last.following


def test_the_digest_tells_of_everything_since_the_one_before() -> None:
    """A week runs from Friday 16:00 to Friday 16:00, on the clocks of the organisation, also when they changed."""
    after, until = bounds(IsoWeek(year=2026, week=13), *FRIDAY)
    assert (after, until) == (
        datetime(2026, 3, 20, 16, 0, tzinfo=AMSTERDAM),
        datetime(2026, 3, 27, 16, 0, tzinfo=AMSTERDAM),
    )
    after, until = bounds(IsoWeek(year=2026, week=14), *FRIDAY)
    assert until - after == timedelta(days=7) - timedelta(hours=1)


def test_the_moment_of_the_digest_belongs_to_it_and_the_next_moment_to_the_next() -> None:
    """What is said at Friday 16:00 sharp is in this digest; a microsecond later it is in the next."""
    week = IsoWeek(year=2026, week=47)
    due = digest_due(week, *FRIDAY)
    assert week_of_digest(due, *FRIDAY) == week
    assert week_of_digest(due + timedelta(microseconds=1), *FRIDAY) == week.following
    assert latest_due(due, *FRIDAY) == week
    assert latest_due(due - timedelta(microseconds=1), *FRIDAY) == week.previous


@settings(deadline=None)
@given(moment=moments, hour=hours)
def test_every_moment_has_exactly_one_digest(moment: datetime, hour: tuple[str, int, time]) -> None:
    """Nothing falls between two digests and nothing is told twice."""
    week = week_of_digest(moment, *hour)
    holding = [
        one for one in (week.previous, week, week.following) if bounds(one, *hour)[0] < moment <= bounds(one, *hour)[1]
    ]
    assert holding == [week]


@settings(deadline=None)
@given(moment=moments, hour=hours)
def test_the_latest_due_digest_is_due_and_the_next_is_not(moment: datetime, hour: tuple[str, int, time]) -> None:
    """At any moment exactly one digest is the newest that has come."""
    week = latest_due(moment, *hour)
    assert digest_due(week, *hour) <= moment < digest_due(week.following, *hour)
