"""A courier that is told to stop stops, whatever else happens at that moment."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from bot.clock import SetClock
from bot.courier import Courier
from bot.script import Script
from storage.ledger import Ledger
from tests.house import NOW

SCRIPT = Script.load()


class IdleLedger(Ledger):
    """A ledger in which nothing ever is to be sent."""

    def __init__(self) -> None:
        """Open nothing."""

    async def run(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - as any use case may return
        """Find nothing."""
        return 0, []


async def test_a_courier_woken_while_it_stops_still_stops() -> None:
    """Being woken at the very moment of a cancellation never makes the courier forget that it was cancelled."""
    for steps in range(400):
        courier = Courier(IdleLedger(), {}, SCRIPT, SetClock(NOW))
        working = asyncio.create_task(courier.run())
        for _ in range(steps % 7 + 2):
            await asyncio.sleep(0)
        courier.wake()
        for _ in range(steps % 3):
            await asyncio.sleep(0)
        working.cancel()
        async with asyncio.timeout(10):
            with contextlib.suppress(asyncio.CancelledError):
                await working
