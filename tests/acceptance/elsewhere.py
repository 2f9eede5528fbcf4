"""Keeps something asynchronous open in a thread of its own, so that a browser can be driven from this one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")
R = TypeVar("R")

SECONDS = 60
"""How long opening it may take, and anything that it is asked to do."""


@dataclass(frozen=True, slots=True)
class Elsewhere(Generic[P]):
    """What was opened, and the event loop on which it is."""

    found: P
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[object, object, R]) -> R:
        """Let something be done there, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)


@contextmanager
def elsewhere(opening: AbstractAsyncContextManager[P]) -> Iterator[Elsewhere[P]]:
    """Open it on an event loop in another thread, and close it there at the end."""
    opened: Future[Elsewhere[P]] = Future()
    closing = asyncio.Event()

    async def keep() -> None:
        try:
            async with opening as found:
                opened.set_result(Elsewhere(found, asyncio.get_running_loop()))
                await closing.wait()
        except BaseException as error:
            if opened.done():
                raise
            opened.set_exception(error)

    with ThreadPoolExecutor(1) as thread:
        kept = thread.submit(lambda: asyncio.run(keep()))
        there = opened.result(SECONDS)
        try:
            yield there
        finally:
            there.loop.call_soon_threadsafe(closing.set)
            kept.result(SECONDS)
