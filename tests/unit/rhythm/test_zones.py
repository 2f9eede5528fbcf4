"""Wall time and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rhythm.zones import is_zone, local, resolve

ZONES = [
    "Europe/Amsterdam",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Apia",
]
wall_times = st.datetimes(datetime(2005, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - wall times have no zone
    lambda wall: wall.replace(second=0, microsecond=0)
)


def test_a_time_in_the_gap_becomes_the_first_moment_after_it() -> None:
    """Every minute the clocks skip becomes the one moment at which they go on."""
    gap_ends = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    for minute in range(60):
        assert resolve(date(2026, 3, 29), time(2, minute), "Europe/Amsterdam") == gap_ends


def test_a_time_that_comes_twice_is_the_first() -> None:
    """Of an hour that comes twice only the first passing counts."""
    first_two = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    for minute in range(60):
        found = resolve(date(2026, 10, 25), time(2, minute), "Europe/Amsterdam")
        assert found == first_two + timedelta(minutes=minute)


def test_a_time_with_fold_set_is_still_the_first() -> None:
    """Where a time came from does not matter: a fold it carries is not a choice anybody made."""
    assert resolve(date(2026, 10, 25), time(2, 30, fold=1), "Europe/Amsterdam") == resolve(
        date(2026, 10, 25), time(2, 30), "Europe/Amsterdam"
    )


def test_a_day_that_was_skipped_becomes_the_start_of_the_next() -> None:
    """Where a whole day is missing, its hours become the first moment after it."""
    assert local(resolve(date(2011, 12, 30), time(18, 0), "Pacific/Apia"), "Pacific/Apia").replace(
        tzinfo=None
    ) == datetime.combine(date(2011, 12, 31), time(0, 0))


@settings(deadline=None)
@given(wall=wall_times, zone=st.sampled_from(ZONES))
def test_a_resolved_time_is_shown_by_the_clocks_or_lies_right_after_their_jump(wall: datetime, zone: str) -> None:
    """A wall time is shown at its moment, or the clocks jump over it at just that moment."""
    moment = resolve(wall.date(), wall.time(), zone)
    shown = local(moment, zone).replace(tzinfo=None)
    just_before = local(moment - timedelta(seconds=1), zone).replace(tzinfo=None)
    assert moment.tzinfo is UTC
    assert shown == wall or just_before < wall < shown


@settings(deadline=None)
@given(
    wall=wall_times,
    minutes=st.integers(min_value=0, max_value=3 * 24 * 60),
    zone=st.sampled_from(ZONES),
)
def test_later_on_the_wall_is_never_earlier_in_time(wall: datetime, minutes: int, zone: str) -> None:
    """A later wall time never resolves to an earlier moment."""
    later = wall + timedelta(minutes=minutes)
    assert resolve(wall.date(), wall.time(), zone) <= resolve(later.date(), later.time(), zone)


def test_a_moment_without_a_zone_is_refused() -> None:
    """A moment that does not say where it was is never read by the machine's own clock."""
    with pytest.raises(ValueError, match="needs a zone"):
        local(datetime.combine(date(2026, 1, 1), time(10, 0)), "Europe/Amsterdam")


@pytest.mark.parametrize(
    "name", ["", "Europe", "Europe/Amstelveen", "../etc/passwd", "/etc/localtime", "CET\0", "x" * 999]
)
def test_what_is_no_zone_is_told_apart(name: str) -> None:
    """Anything a roster may hold in its zone column is judged without an exception."""
    assert not is_zone(name)


@pytest.mark.parametrize("name", ZONES)
def test_zones_are_known(name: str) -> None:
    """The zones people live in are known, also where the system brings none."""
    assert is_zone(name)
