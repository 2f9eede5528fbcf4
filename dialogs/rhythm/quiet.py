"""The hours in which nobody is disturbed."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.rhythm.cadence import QuietHours
from dialogs.rhythm.zones import local, resolve

_DAY = timedelta(days=1)


def after_quiet(moment: datetime, zone: str, quiet: QuietHours) -> datetime:
    """Return the moment itself, or in UTC the end of the quiet hours it falls into; the end itself is not quiet.

    Quiet hours run from moment to moment: where clocks are set back over their end, they do not begin a second time.
    """
    if quiet.start == quiet.end:
        return moment
    nights = _DAY if quiet.start > quiet.end else timedelta()
    today = local(moment, zone).date()
    for day in (today - _DAY, today, today + _DAY):
        end = resolve(day + nights, quiet.end, zone)
        if resolve(day, quiet.start, zone) <= moment < end:
            moment = end
    return moment
