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

    def move_to(self, moment: datetime) -> None:
        """Go ahead to `moment`; never goes back."""
        self.offset = max(self.offset, moment - wall_now())


class SetClock:
    """Business time that stands where it was set: for one run of what is due, and for tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Go ahead to `moment`; never goes back."""
        self._moment = max(self._moment, moment)
