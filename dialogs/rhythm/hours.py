"""Reads an hour of the day the way people write one: `8:30`, `08:30`, `8.30`, `20:00`."""

from __future__ import annotations

import re
from datetime import time

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def read_hour(text: str) -> time | None:
    """Return the wall time that is meant, in whole minutes and without a zone, or None for anything else."""
    found = _HOUR.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None
