"""When a person is to be asked, worked out a second time by other means, to hold the product against.

It imports nothing of the product and is given plain values. Dates come from the recurrence rules of dateutil, over
dates without a zone. The zone is attached only by reading clocks: a moment is right when they show the wall time there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

_MINUTE = timedelta(minutes=1)


@cache
def _offsets_near(day: date, zone: str) -> tuple[timedelta, ...]:
    """Return every distance from UTC that the clocks show within a day and a half of that day, the furthest first."""
    noon = datetime.combine(day, time(12, 0), tzinfo=UTC)
    seen = {(noon + timedelta(hours=hour)).astimezone(ZoneInfo(zone)).utcoffset() for hour in range(-36, 37)}
    return tuple(sorted((offset for offset in seen if offset is not None), reverse=True))


def moment_of(wall: datetime, zone: str) -> datetime:
    """Return the first moment at which the clocks show `wall`, or the first minute after it that they do show."""
    while True:
        for offset in _offsets_near(wall.date(), zone):
            moment = (wall - offset).replace(tzinfo=UTC)
            if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall:
                return moment
        wall += _MINUTE


def dates(unit: str, every: int, on: int, anchor: date, last: date) -> Iterator[date]:
    """Yield the dates of a rhythm up to `last`; `unit` is week, month or quarter, `on` a weekday from 0 (Monday)."""
    start, until = datetime.combine(anchor, time()), datetime.combine(last, time())
    if unit == "week":
        rule = rrule(WEEKLY, interval=every, wkst=0, byweekday=on, dtstart=start, until=until)
    else:
        months = {"month": 1, "quarter": 3}[unit] * every
        rule = rrule(MONTHLY, interval=months, byweekday=weekday(on, +1), dtstart=start, until=until)
    for found in rule:
        yield found.date()


def expected(
    unit: str, every: int, on: int, at: time, anchor: date, *, zone: str, after: datetime, until: datetime
) -> list[tuple[date, str, datetime]]:
    """Return (local date, slot, moment in UTC) of every occasion with after < moment <= until."""
    last = until.date() + timedelta(days=3)
    found = [
        (day, at.isoformat("minutes"), moment_of(datetime.combine(day, at), zone))
        for day in dates(unit, every, on, anchor, last)
        if day >= after.date() - timedelta(days=3)
    ]
    return [one for one in found if after < one[2] <= until]


def changes(zone: str, first: date, last: date) -> list[date]:
    """Return the local dates in [first, last] within a day of which the clocks are changed."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if len(_offsets_near(day, zone)) > 1]
