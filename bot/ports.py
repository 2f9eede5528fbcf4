"""The ports the use cases need; whoever implements one need not know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dialogs.messages import Outbound, Place, SendResult


class Clock(Protocol):
    """Business time: what is due. The try-out and the tests move it; wall time is never asked of it."""

    def now(self) -> datetime:
        """Return the moment it is, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do, as data."""

    pushes: bool
    """Whether a message reaches somebody who is not looking."""
    replaces: bool
    """Whether a sent message can be shown anew."""
    looks_up: bool
    """Whether a send of which the end is unknown can be looked up."""


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
