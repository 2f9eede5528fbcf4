"""A channel that lives in an event loop of its own, used from the loop of a test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.ports import Capabilities, Channel
from dialogs.messages import Outbound, Place, SendResult

R = TypeVar("R")


class Thread:
    """An event loop of its own, so that what was opened in it can be closed in it, whatever loop a test has."""

    def __init__(self) -> None:
        """Start it."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, R]) -> R:
        """Do something there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def do(self, work: Coroutine[Any, Any, R]) -> R:
        """Do something there without holding up the loop here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def end(self) -> None:
        """Stop it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass(frozen=True, slots=True)
class Across:
    """The channel as it is used from the loop of a test."""

    channel: Channel
    thread: Thread

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do."""
        return self.channel.capabilities

    async def send(self, outbound: Outbound) -> SendResult:
        """Send there."""
        return await self.thread.do(self._send(outbound))

    async def look_up(self, outbound: Outbound) -> str | None:
        """Look up there."""
        return await self.thread.do(self._look_up(outbound))

    async def audience(self, place: Place) -> str:
        """Ask there who reads along."""
        return await self.thread.do(self._audience(place))

    async def _send(self, outbound: Outbound) -> SendResult:
        return await self.channel.send(outbound)

    async def _look_up(self, outbound: Outbound) -> str | None:
        return await self.channel.look_up(outbound)

    async def _audience(self, place: Place) -> str:
        return await self.channel.audience(place)
