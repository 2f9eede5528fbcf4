"""A person's own rhythm: how often, on which day, at which hour, and when not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Unit(StrEnum):
    """What a cadence counts in. `SELF` means: never asked, the person starts."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a person wants to be asked, in local wall time.

    A week cadence falls on `weekday` of every `every`-th ISO week counted from the week of `anchor`. Month and quarter
    cadences fall on the first `weekday` of every `every`-th month (or third month) counted from the month of `anchor`.
    No occasion lies before `anchor`. Weekdays run from 0 (Monday) to 6 (Sunday). `at` is a wall time in whole minutes.
    Raises ValueError when `every`, `weekday` or `at` cannot be kept.
    """

    unit: Unit = Unit.WEEK
    every: int = 1
    weekday: int = 1
    at: time = time(10, 0)
    anchor: date = date(2024, 1, 1)

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"a cadence comes back every 1 or more, not every {self.every}")
        if self.weekday not in range(7):
            raise ValueError(f"a weekday runs from 0 (Monday) to 6 (Sunday), not {self.weekday}")
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError("the hour of a cadence is a wall time in whole minutes, without a zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The local hours in which nobody is disturbed; `start` later than `end` runs over midnight; equal means none.

    Raises ValueError for an hour with a zone.
    """

    start: time = time(21, 0)
    end: time = time(8, 0)

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise ValueError("quiet hours are wall times, without a zone")
