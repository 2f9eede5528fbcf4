"""A person's pause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.occasions import next_occasion
from dialogs.rhythm.pauses import next_after_pause, paused

FIRST = date(2026, 9, 1)  # a Tuesday
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def test_until_the_first_means_asked_again_from_the_first() -> None:
    """A pause covers every day before its date and not the date itself."""
    assert paused(FIRST, FIRST - timedelta(days=1))
    assert not paused(FIRST, FIRST)
    assert not paused(FIRST, FIRST + timedelta(days=1))


def test_without_a_date_nobody_is_paused() -> None:
    """Only a person's own date makes a pause."""
    assert not paused(None, date.min)


def test_the_first_occasion_after_a_pause_may_fall_on_its_date() -> None:
    """Whoever pauses until the first is asked on the first, when that is their day."""
    found = next_after_pause(Cadence(weekday=1), "Europe/Amsterdam", NOW, FIRST)
    assert found is not None
    assert found.local_date == FIRST


def test_midnight_belongs_to_the_day_it_begins() -> None:
    """An occasion at midnight on the date of return is after the pause."""
    cadence = Cadence(weekday=1, at=datetime.min.time())
    found = next_after_pause(cadence, "Europe/Amsterdam", NOW, FIRST)
    assert found is not None
    assert found.due == datetime(2026, 8, 31, 22, 0, tzinfo=UTC)


def test_a_pause_does_not_move_the_rhythm() -> None:
    """After a pause the cadence goes on where it would have been."""
    cadence = Cadence(every=2, weekday=1, anchor=date(2026, 1, 1))  # its weeks: ... 24 August, 7 September
    found = next_after_pause(cadence, "Europe/Amsterdam", NOW, FIRST)
    assert found is not None
    assert found.local_date == date(2026, 9, 8)


def test_a_pause_that_is_over_changes_nothing() -> None:
    """A date in the past, or none, leaves the next occasion as it is."""
    usual = next_occasion(Cadence(), "Europe/Amsterdam", NOW)
    assert next_after_pause(Cadence(), "Europe/Amsterdam", NOW, date(2026, 6, 1)) == usual
    assert next_after_pause(Cadence(), "Europe/Amsterdam", NOW, None) == usual


def test_who_starts_by_themselves_has_nothing_after_a_pause() -> None:
    """A pause does not make anybody be asked who never is."""
    assert next_after_pause(Cadence(unit=Unit.SELF), "Europe/Amsterdam", NOW, FIRST) is None
