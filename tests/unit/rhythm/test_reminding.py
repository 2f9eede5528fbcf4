"""One polite reminder, then silence."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.cadence import Cadence, QuietHours, Unit
from dialogs.rhythm.occasions import next_occasion
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.reminding import lapse_at, postponed_to, remind_at

ZONE = "Europe/Amsterdam"


def at(text: str) -> datetime:
    """Return a moment by the clocks of Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("asked", "own_hour", "expected"),
    [
        ("2026-06-02 10:00", time(10, 0), "2026-06-04 10:00"),
        ("2026-06-02 15:00", time(10, 0), "2026-06-04 10:00"),
        ("2026-06-02 00:05", time(19, 0), "2026-06-04 19:00"),
        ("2026-03-27 10:00", time(10, 0), "2026-03-29 10:00"),
        ("2026-06-02 10:00", time(6, 0), "2026-06-04 08:00"),
        ("2026-06-02 10:00", time(22, 0), "2026-06-05 08:00"),
    ],
)
def test_the_reminder_comes_on_the_second_day_at_the_own_hour(asked: str, own_hour: time, expected: str) -> None:
    """Two local days on, at the hour the person chose, and after quiet hours where that hour is quiet."""
    assert remind_at(at(asked), ZONE, QuietHours(), Cadence(at=own_hour)) == at(expected)


@settings(deadline=None)
@given(
    due=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    at=st.builds(time, st.integers(min_value=0, max_value=23), st.integers(min_value=0, max_value=59)),
    quiet=st.builds(QuietHours, start=st.builds(time, st.integers(0, 23)), end=st.builds(time, st.integers(0, 23))),
    late=st.timedeltas(timedelta(), timedelta(hours=24)),
    zone=st.sampled_from([ZONE, "America/New_York", "Asia/Beirut", "Australia/Lord_Howe"]),
)
def test_a_reminder_is_never_in_quiet_hours_and_always_before_the_lapse(
    due: datetime, at: time, quiet: QuietHours, late: timedelta, zone: str
) -> None:
    """Even for the fullest rhythm, asked as late as may be, the reminder leaves time to answer before it lapses."""
    cadence = Cadence(at=at)
    occasion = next_occasion(cadence, zone, due)
    assert occasion is not None
    asked = occasion.due + late
    reminder = remind_at(asked, zone, quiet, cadence)
    assert after_quiet(reminder, zone, quiet) == reminder
    assert (
        asked + timedelta(hours=24) - timedelta(hours=1)
        <= reminder
        < lapse_at(asked, next_occasion(cadence, zone, asked))
    )


def test_what_was_asked_lapses_after_seven_days() -> None:
    """With no occasion sooner, an ask stands a week."""
    asked = at("2026-06-02 10:00")
    monthly = next_occasion(Cadence(unit=Unit.MONTH), ZONE, asked)
    assert lapse_at(asked, None) == asked + timedelta(days=7)
    assert lapse_at(asked, monthly) == asked + timedelta(days=7)


def test_the_next_occasion_ends_what_went_before() -> None:
    """Where the next occasion comes within the week, the ask lapses there, so that two never stand open."""
    asked = at("2026-06-03 08:00")  # a day late
    following = next_occasion(Cadence(weekday=1), ZONE, asked)
    assert lapse_at(asked, following) == at("2026-06-09 10:00")


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        ("2026-06-02 23:30", 1, "2026-06-03 10:00"),
        ("2026-06-02 09:00", 1, "2026-06-03 10:00"),
        ("2026-06-02 09:00", 7, "2026-06-09 10:00"),
        ("2026-03-28 10:00", 1, "2026-03-29 10:00"),
        ("2028-02-28 10:00", 1, "2028-02-29 10:00"),
    ],
)
def test_later_means_that_many_local_days_on_at_the_own_hour(now: str, days: int, expected: str) -> None:
    """Days are counted where the person is, and the hour is theirs."""
    assert postponed_to(at(now), days, ZONE, Cadence()) == at(expected)


@pytest.mark.parametrize("days", [0, -1])
def test_later_is_never_now_or_before(days: int) -> None:
    """Putting off by less than a day is a mistake of the caller."""
    with pytest.raises(ValueError, match="one day or more"):
        postponed_to(at("2026-06-02 09:00"), days, ZONE, Cadence())
