"""Wall time and moments: the one place where a zone is applied."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def local(moment: datetime, zone: str) -> datetime:
    """Return the moment as the clocks in `zone` show it; raises ValueError for a moment without a zone of its own."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone; give it one where it is made")
    return moment.astimezone(ZoneInfo(zone))


def resolve(local_date: date, at: time, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clocks in `zone` show this date and time.

    A time that the clocks skip becomes the first moment after the gap; of a time that comes twice, the first counts.
    """
    wall = datetime.combine(local_date, at).replace(tzinfo=None, fold=0)
    placed = wall.replace(tzinfo=ZoneInfo(zone))
    moment = placed.astimezone(UTC)
    if _shown(moment, zone) == wall:
        return moment
    # In a gap, fold 0 reads the wall time by the old clocks and lands after it, fold 1 by the new ones and before it.
    before = placed.replace(fold=1).astimezone(UTC)
    seconds = range((moment - before) // _SECOND)
    return before + bisect_left(seconds, wall, key=lambda n: _shown(before + n * _SECOND, zone)) * _SECOND


def is_zone(name: str) -> bool:
    """Tell whether `name` is a zone we know, such as `Europe/Amsterdam`."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _shown(moment: datetime, zone: str) -> datetime:
    """Return what the clocks show at a moment, without saying where."""
    return local(moment, zone).replace(tzinfo=None, fold=0)
