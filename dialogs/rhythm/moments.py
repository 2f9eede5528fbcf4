"""The first good moment for a question outside the cadence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dialogs.rhythm.cadence import Cadence, QuietHours
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.zones import local, resolve

_LATEST = time(20, 0)


def in_between_at(
    now: datetime, zone: str, quiet: QuietHours, cadence: Cadence, contacted: frozenset[date]
) -> datetime:
    """Return the first moment, not before `now`, at which a question may come outside the cadence.

    That is now, when the person was not contacted today, it is not quiet and not later than 20:00 where they are; else
    the first time their own hour comes round, outside quiet hours, on a local date that is not in `contacted`.
    """
    here = local(now, zone)
    if here.date() not in contacted and here.time() <= _LATEST and after_quiet(now, zone, quiet) == now:
        return now
    day = here.date() - timedelta(days=1)  # last night's quiet hours may have put yesterday's hour off until today
    while True:  # ends: `contacted` is finite, and every day on brings the moment further
        moment = after_quiet(resolve(day, cadence.at, zone), zone, quiet)
        if moment >= now and local(moment, zone).date() not in contacted:
            return moment
        day += timedelta(days=1)
