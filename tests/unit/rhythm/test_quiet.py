"""The hours in which nobody is disturbed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.cadence import QuietHours
from dialogs.rhythm.quiet import after_quiet

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHT = QuietHours(start=time(21, 0), end=time(8, 0))
SIESTA = QuietHours(start=time(13, 0), end=time(15, 30))


def at(text: str) -> datetime:
    """Return a moment by the clocks of Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("quiet", "moment", "expected"),
    [
        (NIGHT, "2026-06-02 20:59", "2026-06-02 20:59"),
        (NIGHT, "2026-06-02 21:00", "2026-06-03 08:00"),
        (NIGHT, "2026-06-02 23:59", "2026-06-03 08:00"),
        (NIGHT, "2026-06-03 00:00", "2026-06-03 08:00"),
        (NIGHT, "2026-06-03 07:59", "2026-06-03 08:00"),
        (NIGHT, "2026-06-03 08:00", "2026-06-03 08:00"),
        (SIESTA, "2026-06-03 12:59", "2026-06-03 12:59"),
        (SIESTA, "2026-06-03 13:00", "2026-06-03 15:30"),
        (SIESTA, "2026-06-03 15:29", "2026-06-03 15:30"),
        (SIESTA, "2026-06-03 15:30", "2026-06-03 15:30"),
        (SIESTA, "2026-06-03 02:00", "2026-06-03 02:00"),
        (QuietHours(start=time(9, 0), end=time(9, 0)), "2026-06-03 09:00", "2026-06-03 09:00"),
        (NIGHT, "2026-03-28 22:00", "2026-03-29 08:00"),
        (NIGHT, "2026-10-24 22:00", "2026-10-25 08:00"),
    ],
)
def test_quiet_hours_are_waited_out(quiet: QuietHours, moment: str, expected: str) -> None:
    """A moment in quiet hours becomes their end; any other stays as it is; the end itself is not quiet."""
    assert after_quiet(at(moment), "Europe/Amsterdam", quiet) == at(expected)


def test_quiet_hours_that_end_in_the_gap_end_when_the_clocks_go_on() -> None:
    """Quiet until a time the clocks skip means quiet until the first moment after it."""
    quiet = QuietHours(start=time(22, 0), end=time(2, 30))
    found = after_quiet(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Amsterdam", quiet)
    assert found == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_quiet_hours_that_ended_do_not_begin_again_when_clocks_go_back() -> None:
    """Once the night is over it stays over, also when the hour comes a second time."""
    quiet = QuietHours(start=time(22, 0), end=time(2, 30))
    second_quarter_past_two = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    assert after_quiet(second_quarter_past_two, "Europe/Amsterdam", quiet) == second_quarter_past_two


def test_two_nights_that_meet_where_a_day_was_skipped_are_both_waited_out() -> None:
    """Samoa went from Thursday night into Saturday night: quiet lasts until Saturday morning."""
    thursday_night = datetime(2011, 12, 30, 9, 0, tzinfo=UTC)
    assert after_quiet(thursday_night, "Pacific/Apia", NIGHT) == datetime(2011, 12, 30, 18, 0, tzinfo=UTC)


@settings(deadline=None)
@given(
    moment=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    quiet=st.builds(QuietHours, start=st.times().map(lambda t: t.replace(second=0, microsecond=0)), end=st.times()),
    zone=st.sampled_from(["Europe/Amsterdam", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"]),
)
def test_after_quiet_is_never_earlier_and_needs_no_second_look(moment: datetime, quiet: QuietHours, zone: str) -> None:
    """The answer is not before the moment, little more than a day later at most, and is itself not quiet."""
    found = after_quiet(moment, zone, quiet)
    assert moment <= found <= moment + timedelta(days=1, hours=1)
    assert after_quiet(found, zone, quiet) == found
