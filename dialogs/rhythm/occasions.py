"""The moments at which a person is to be asked, as a pure function of their cadence and zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import assert_never

from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.zones import local, resolve

# Clocks set back just after midnight show the day before again, while an occasion of the new day has already been.
_SHOWN_AGAIN = timedelta(days=1)
# The calendar of `datetime` ends with the year 9999; this leaves room for any zone.
_LAST_DAY = date(9998, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One moment at which one person is to be asked.

    `local_date` and `slot` ("HH:MM") are what the person chose and what makes it unique; `due` is that moment in UTC.
    """

    local_date: date
    slot: str
    due: datetime


def occasions(cadence: Cadence, zone: str, after: datetime, until: datetime) -> list[Occasion]:
    """Return every occasion with after < due <= until, in order; adjoining intervals share none and lose none."""
    last = local(until, zone).date() + _SHOWN_AGAIN
    near = takewhile(lambda found: found.local_date <= last, _upcoming(cadence, zone, local(after, zone).date()))
    return [found for found in near if after < found.due <= until]


def next_occasion(cadence: Cadence, zone: str, after: datetime, not_before: date = date.min) -> Occasion | None:
    """Return the first occasion due later than `after` on local date `not_before` or later; None when there is none."""
    start = max(local(after, zone).date(), not_before)
    return next((found for found in _upcoming(cadence, zone, start) if found.due > after), None)


def _upcoming(cadence: Cadence, zone: str, start: date) -> Iterator[Occasion]:
    slot = f"{cadence.at:%H:%M}"
    for day in _days(cadence, max(start, cadence.anchor)):
        yield Occasion(local_date=day, slot=slot, due=resolve(day, cadence.at, zone))


def _days(cadence: Cadence, start: date) -> Iterator[date]:
    """Yield the local dates of the cadence from `start`, which is not before the anchor, to the end of the calendar."""
    match cadence.unit:
        case Unit.SELF:
            return iter(())
        case Unit.WEEK:
            return _weekly(cadence, start)
        case Unit.MONTH:
            return _monthly(cadence, start, step=cadence.every)
        case Unit.QUARTER:
            return _monthly(cadence, start, step=3 * cadence.every)
        case _:
            assert_never(cadence.unit)


def _weekly(cadence: Cadence, start: date) -> Iterator[date]:
    step = 7 * cadence.every
    first = cadence.anchor.toordinal() - cadence.anchor.weekday() + cadence.weekday
    steps = -((first - start.toordinal()) // step)  # rounded up
    return map(date.fromordinal, range(first + steps * step, _LAST_DAY.toordinal() + 1, step))


def _monthly(cadence: Cadence, start: date, step: int) -> Iterator[date]:
    anchor = _month_number(cadence.anchor)
    first = anchor + (_month_number(start) - anchor) // step * step
    for number in range(first, _month_number(_LAST_DAY) + 1, step):
        year, month = divmod(number, 12)
        day = date(year, month + 1, 1)
        day += timedelta(days=(cadence.weekday - day.weekday()) % 7)
        if day >= start:
            yield day


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
