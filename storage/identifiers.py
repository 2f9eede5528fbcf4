"""New ids: unguessable, and sorted by the moment they were made."""

from __future__ import annotations

import secrets
import time


def sortable_id() -> str:
    """Return 34 hexadecimal digits: 14 of the wall clock in microseconds, 20 of chance."""
    return f"{time.time_ns() // 1000:014x}{secrets.token_hex(10)}"
