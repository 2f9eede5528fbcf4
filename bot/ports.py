"""The ports the use cases need; whoever implements one need not know it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dialogs.messages import Outbound, Place, SendResult


class Clock(Protocol):
    """Business time: what is due. The try-out and the tests move it; wall time is never asked of it."""

    def now(self) -> datetime:
        """Return the moment it is, aware, in UTC."""
        ...


class Movable(Clock, Protocol):
    """A clock that can be set ahead."""

    def move_to(self, moment: datetime) -> None:
        """Go ahead to `moment`; a moment that has passed changes nothing."""
        ...


class Capabilities(Protocol):
    """What a channel can do, as data."""

    @property
    def pushes(self) -> bool:
        """Whether a message reaches somebody who is not looking."""
        ...

    @property
    def replaces(self) -> bool:
        """Whether a sent message can be shown anew."""
        ...

    @property
    def looks_up(self) -> bool:
        """Whether a send of which the end is unknown can be looked up."""
        ...


class Channel(Protocol):
    """One way to reach people."""

    @property
    def capabilities(self) -> Capabilities:
        """What this channel can do."""
        ...

    async def send(self, outbound: Outbound) -> SendResult:
        """Send once, without any retry of its own, and tell what became of it; never raises for a refusal."""
        ...

    async def look_up(self, outbound: Outbound) -> str | None:
        """Return the external id of a message of which the end is unknown, or None if it is not there."""
        ...

    async def audience(self, place: Place) -> str:
        """Return an empty string if the place may get this organisation's words, otherwise the reason why not."""
        ...
