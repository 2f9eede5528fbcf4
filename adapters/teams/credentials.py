"""The token that our own calls carry: asked for away from the event loop, kept for a few minutes, shown to nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

STANDIN_TOKEN: Final = "standin"  # noqa: S105 - it opens nothing, that is the point
KEPT_SECONDS: Final = 240.0
"""Whoever is asked for a token gives one that is good for at least five minutes."""


class Credentials(Protocol):
    """Whoever has a token for our calls."""

    async def token(self) -> str:
        """Return a token; raises `TransportRefused` where we get none, and `TransportAway` where it cannot be asked."""
        ...


@dataclass(frozen=True, slots=True)
class StaticToken:
    """One token that never changes and opens nothing: for a stand-in."""

    value: str = field(repr=False)

    async def token(self) -> str:
        """Return it."""
        return self.value


class KeptToken:
    """A token from a source that blocks: one thread asks, everybody else waits for the same answer."""

    def __init__(self, ask: Callable[[], str], *, now: Callable[[], float] = time.monotonic) -> None:
        """Ask by `ask`, in a thread; `now` is in seconds and never goes back."""
        self._ask = ask
        self._now = now
        self._lock = asyncio.Lock()
        self._value = ""
        self._until = 0.0

    async def token(self) -> str:
        """Return the token that is kept, or a new one; what `ask` raises passes."""
        if not self._is_good():
            async with self._lock:
                if not self._is_good():
                    self._value = await asyncio.to_thread(self._ask)
                    self._until = self._now() + KEPT_SECONDS
        return self._value

    def _is_good(self) -> bool:
        return bool(self._value) and self._now() < self._until
