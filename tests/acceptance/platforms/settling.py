"""Waits until everything that follows from what somebody did was sent."""

from __future__ import annotations

import asyncio

from bot.admitting import DEFAULT
from tests.house import Home

SECONDS = 30


async def settled(home: Home) -> None:
    """Wait until nothing is left to be sent, at whatever pace the platform allows."""
    async with asyncio.timeout(SECONDS):
        while home.read(lambda uow: uow.outbox.pending(DEFAULT)):
            home.house.courier.wake()
            await asyncio.sleep(0.02)
