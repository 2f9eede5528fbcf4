"""A person's pause: nothing is asked until the date they named, and nothing counts as missed."""

from __future__ import annotations

from datetime import date, datetime

from dialogs.rhythm.cadence import Cadence
from dialogs.rhythm.occasions import Occasion, next_occasion


def paused(paused_until: date | None, local_date: date) -> bool:
    """Tell whether a person is paused on a local date; "until 1 September" means: asked again from 1 September."""
    return paused_until is not None and local_date < paused_until


def next_after_pause(cadence: Cadence, zone: str, after: datetime, paused_until: date | None) -> Occasion | None:
    """Return the first occasion later than `after` that no pause covers; None when the person starts by themselves."""
    return next_occasion(cadence, zone, after, paused_until or date.min)
