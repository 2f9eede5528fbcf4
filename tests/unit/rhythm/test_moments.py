"""The first good moment for a question outside the cadence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.cadence import Cadence, QuietHours
from dialogs.rhythm.moments import in_between_at
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.zones import local

ZONE = "Europe/Amsterdam"
NO_QUIET = QuietHours(start=time(0, 0), end=time(0, 0))


def at(text: str) -> datetime:
    """Return a moment by the clocks of Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("now", "contacted", "expected"),
    [
        ("2026-06-02 09:00", (), "2026-06-02 09:00"),
        ("2026-06-02 20:00", (), "2026-06-02 20:00"),
        ("2026-06-02 20:01", (), "2026-06-03 10:00"),
        ("2026-06-02 23:00", (), "2026-06-03 10:00"),
        ("2026-06-02 07:00", (), "2026-06-02 10:00"),
        ("2026-06-02 09:00", (2,), "2026-06-03 10:00"),
        ("2026-06-02 09:00", (2, 3), "2026-06-04 10:00"),
        ("2026-06-02 23:00", (3,), "2026-06-04 10:00"),
        ("2026-06-02 09:00", (1, 3), "2026-06-02 09:00"),
    ],
)
def test_a_question_in_between_comes_at_the_first_good_moment(
    now: str, contacted: tuple[int, ...], expected: str
) -> None:
    """At once by day, else at the person's own hour on the first day without another contact."""
    dates = frozenset(date(2026, 6, day) for day in contacted)
    assert in_between_at(at(now), ZONE, QuietHours(), Cadence(), dates) == at(expected)


def test_the_evening_is_closed_also_without_quiet_hours() -> None:
    """Somebody who keeps no quiet hours is still not asked out of the blue after 20:00."""
    assert in_between_at(at("2026-06-02 21:00"), ZONE, NO_QUIET, Cadence(), frozenset()) == at("2026-06-03 10:00")


def test_an_own_hour_in_the_night_waits_for_the_morning() -> None:
    """Quiet hours hold for the person's own hour too."""
    late = Cadence(at=time(23, 0))
    assert in_between_at(at("2026-06-02 22:00"), ZONE, QuietHours(), late, frozenset()) == at("2026-06-03 08:00")
    assert in_between_at(at("2026-06-03 02:00"), ZONE, QuietHours(), late, frozenset()) == at("2026-06-03 08:00")


def test_an_own_hour_in_the_evening_is_not_put_off_when_it_has_come() -> None:
    """Looking again at the moment that was named does not move it on to the next day."""
    evening = Cadence(at=time(20, 30))
    assert in_between_at(at("2026-06-02 20:15"), ZONE, NO_QUIET, evening, frozenset()) == at("2026-06-02 20:30")
    assert in_between_at(at("2026-06-02 20:30"), ZONE, NO_QUIET, evening, frozenset()) == at("2026-06-02 20:30")


@settings(deadline=None)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    days=st.frozensets(st.integers(min_value=-2, max_value=9)),
    own_hour=st.builds(time, st.integers(min_value=0, max_value=23), st.just(15)),
    quiet=st.builds(QuietHours, start=st.builds(time, st.integers(0, 23)), end=st.builds(time, st.integers(0, 23))),
    zone=st.sampled_from([ZONE, "America/New_York", "Africa/Cairo", "Pacific/Kiritimati"]),
)
def test_it_never_comes_early_in_quiet_hours_or_as_a_second_contact(
    now: datetime, days: frozenset[int], own_hour: time, quiet: QuietHours, zone: str
) -> None:
    """Whatever the hour, the zone and the contacts: not before now, not in quiet hours, one contact a day, and soon."""
    today = local(now, zone).date()
    contacted = frozenset(today + timedelta(days=day) for day in days)
    found = in_between_at(now, zone, quiet, Cadence(at=own_hour), contacted)
    assert now <= found < now + timedelta(days=len(days) + 3)
    assert after_quiet(found, zone, quiet) == found
    assert local(found, zone).date() not in contacted
    assert in_between_at(found, zone, quiet, Cadence(at=own_hour), contacted) == found
