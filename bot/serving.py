"""Serve the HTTP application until somebody says stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable

from aiohttp import web


class PortTaken(Exception):
    """Something else is listening on this port. Choose another one with --port or PORT."""

    def __init__(self, port: int) -> None:
        """Remember which port it was."""
        super().__init__(str(port))
        self.port = port


async def serve(app: web.Application, host: str, port: int, announce: Callable[[int], None]) -> None:
    """Serve `app` until SIGINT or SIGTERM; calls `announce` with the port once it listens. Raises PortTaken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise PortTaken(port) from error
        announce(runner.addresses[0][1])
        await stopped()
    finally:
        await runner.cleanup()


async def stopped() -> None:
    """Wait until the process is asked to stop."""
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, asked.set)
    await asked.wait()
