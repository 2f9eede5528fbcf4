"""The token that our own calls carry: asked for away from the event loop, kept for a few minutes, shown to nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from adapters.teams.transport import TransportAway

STANDIN_TOKEN: Final = "standin"  # noqa: S105 - it opens nothing, that is the point
WAIT_SECONDS: Final = 5.0
"""How long a message waits for a token; with the sending itself it stays under what a courier waits for a channel."""
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
    """A token from a source that blocks: one thread asks, the others wait for its answer, but not for long."""

    def __init__(
        self, ask: Callable[[], str], *, now: Callable[[], float] = time.monotonic, patience: float = WAIT_SECONDS
    ) -> None:
        """Ask by `ask`, in a thread; `now` is in seconds and never goes back."""
        self._ask = ask
        self._now = now
        self._patience = patience
        self._value = ""
        self._until = 0.0
        self._asking: asyncio.Task[Exception | None] | None = None

    async def token(self) -> str:
        """Return the token that is kept, or a new one; what `ask` raises passes, too long a wait is TransportAway."""
        if not self._value or self._now() >= self._until:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._renew())
            try:
                async with asyncio.timeout(self._patience):
                    error = await asyncio.shield(self._asking)
            except TimeoutError:
                # The thread goes on; its token is there for whoever comes next.
                raise TransportAway(ambiguous=False) from None
            if error is not None:
                raise error
        return self._value

    async def _renew(self) -> Exception | None:
        try:
            self._value = await asyncio.to_thread(self._ask)
        except Exception as error:  # noqa: BLE001  whoever waits raises it; nobody may be waiting any more
            return error
        self._until = self._now() + KEPT_SECONDS
        return None
