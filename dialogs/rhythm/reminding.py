"""One polite reminder, then silence: when to remind, when to let go, and until when something was put off."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.rhythm.cadence import Cadence, QuietHours
from dialogs.rhythm.occasions import Occasion
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.zones import local, resolve

_REMIND_AFTER_DAYS = 2
_LAPSES_AFTER = timedelta(days=7)


def remind_at(asked_at: datetime, zone: str, quiet: QuietHours, cadence: Cadence) -> datetime:
    """Return the moment of the one reminder: the second local day after the ask, at the person's own hour.

    Where that hour is quiet, it is the end of the quiet hours.
    """
    return after_quiet(postponed_to(asked_at, _REMIND_AFTER_DAYS, zone, cadence), zone, quiet)


def lapse_at(asked_at: datetime, following: Occasion | None) -> datetime:
    """Return the moment at which an ask counts as unanswered: after seven days, or at the next occasion if sooner.

    `following` is the first occasion after `asked_at`, if any. Lapsing closes nothing: the conversation stays open, and
    the next occasion resumes it.
    """
    week_on = asked_at + _LAPSES_AFTER
    return week_on if following is None else min(week_on, following.due)


def postponed_to(now: datetime, days: int, zone: str, cadence: Cadence) -> datetime:
    """Return the person's own hour, that many local days on; raises ValueError for less than one day."""
    if days < 1:
        raise ValueError(f"something is put off by one day or more, not by {days}")
    return resolve(local(now, zone).date() + timedelta(days=days), cadence.at, zone)
