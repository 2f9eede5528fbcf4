"""The two clocks: wall time, which nobody moves, and business time, which the try-out and the tests may move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def wall_now() -> datetime:
    """Return wall time: for tokens, signatures and leases."""
    return datetime.now(UTC)


class SystemClock:
    """Business time as it is."""

    def now(self) -> datetime:
        """Return the moment it is, in UTC."""
        return wall_now()


class MovableClock:
    """Business time that runs on like any clock, from a moment somebody may set ahead."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Return wall time plus the distance this clock was moved."""
        return wall_now() + self.offset

    def move_to(self, moment: datetime) -> timedelta:
        """Go ahead to `moment` and return the new distance from wall time; never goes back."""
        self.offset = max(self.offset, moment - wall_now())
        return self.offset
