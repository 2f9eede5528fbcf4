"""The week of a digest: which one it is, when it is due, and what falls into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dialogs.rhythm.zones import local, resolve

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})-W(?P<week>[0-9]{2})")
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class IsoWeek:
    """A week as ISO 8601 numbers them; `str()` writes it as "2026-W47". Raises ValueError for a week that never was."""

    year: int
    week: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.week, 1)

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.week:02}"

    @classmethod
    def of(cls, day: date) -> IsoWeek:
        """Return the week in which a day falls."""
        year, week, _ = day.isocalendar()
        return cls(year=year, week=week)

    @classmethod
    def parse(cls, text: str) -> IsoWeek:
        """Read "2026-W47"; raises ValueError, saying how to write it, for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"write a week as year and number, like 2026-W47, not {text!r}")
        return cls(year=int(found["year"]), week=int(found["week"]))

    def day(self, weekday: int) -> date:
        """Return a day of this week; 0 is Monday."""
        return date.fromisocalendar(self.year, self.week, weekday + 1)

    @property
    def previous(self) -> IsoWeek:
        """The week before."""
        return IsoWeek.of(self.day(0) - _WEEK)

    @property
    def following(self) -> IsoWeek:
        """The week after."""
        return IsoWeek.of(self.day(0) + _WEEK)


def digest_due(week: IsoWeek, zone: str, weekday: int, at: time) -> datetime:
    """Return the moment, in UTC, at which the digest of a week is due; `weekday` and `at` are local."""
    return resolve(week.day(weekday), at, zone)


def bounds(week: IsoWeek, zone: str, weekday: int, at: time) -> tuple[datetime, datetime]:
    """Return (after, until): a digest tells of after < moment <= until, from the previous digest to its own."""
    return digest_due(week.previous, zone, weekday, at), digest_due(week, zone, weekday, at)


def week_of_digest(moment: datetime, zone: str, weekday: int, at: time) -> IsoWeek:
    """Return the week whose digest tells of a moment; every moment has exactly one."""
    week = IsoWeek.of(local(moment, zone).date())
    return week if moment <= digest_due(week, zone, weekday, at) else week.following


def latest_due(now: datetime, zone: str, weekday: int, at: time) -> IsoWeek:
    """Return the newest week whose digest is due at `now`."""
    week = week_of_digest(now, zone, weekday, at)
    return week if digest_due(week, zone, weekday, at) == now else week.previous
