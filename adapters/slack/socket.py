"""Socket Mode: the same things over a connection that we open, for whoever has no public address."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Final, Self

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.front import quiet

SLACK: Final = "https://slack.com/api/"
_PING_SECONDS: Final = 10.0
_ENDING_SECONDS: Final = 3.0


class Socket:
    """A connection to Slack that is kept up for as long as the context lasts.

    Entering does not wait for Slack: while it is away the connection is tried again and again. What comes in is
    acknowledged after it was committed; what is not acknowledged, Slack sends again.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, *, base_url: str = SLACK, ping_interval: float = _PING_SECONDS
    ) -> None:
        """Hand everything to this Bolt application; `base_url` is another address only for a Slack on this machine."""
        self._app = app
        self._app_token = app_token
        self._base_url = base_url
        self._ping_interval = ping_interval
        self._handler: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[object]] = set()

    async def __aenter__(self) -> Self:
        logger = quiet()
        client = AsyncWebClient(base_url=self._base_url, logger=logger, retry_handlers=[])
        self._handler = AsyncSocketModeHandler(
            self._app, self._app_token, logger=logger, web_client=client, ping_interval=self._ping_interval
        )
        self._handler.client.socket_mode_request_listeners[:] = [self._handle]
        self._connecting = asyncio.create_task(self._handler.connect_async())  # type: ignore[no-untyped-call]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        handler, connecting = self._handler, self._connecting
        if handler is None or connecting is None:
            return
        if self._running:
            # What was taken in a moment ago is still to be acknowledged.
            await asyncio.wait(self._running, timeout=_ENDING_SECONDS)
        client = handler.client
        client.closed = True
        connecting.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]
        started = (connecting, client.message_processor, client.current_session_monitor, client.message_receiver)
        for task in started:
            if task is not None:
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
        self._handler = self._connecting = None

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task, handler = asyncio.current_task(), self._handler
        if task is None or handler is None or not isinstance(client, SocketModeClient):
            return
        self._running.add(task)
        try:
            await handler.handle(client, request)
        finally:
            self._running.discard(task)

    async def connected(self) -> bool:
        """Tell whether there is a connection now."""
        return self._handler is not None and await self._handler.client.is_connected()
