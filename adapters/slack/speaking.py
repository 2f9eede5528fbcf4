"""What the door says to Slack within one request: bounded in time, and never the reason that a request fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Final, Protocol

from aiohttp import ClientSession, ClientTimeout

from adapters.slack.heard import Heard, Surface, Wordless

_LOG: Final = logging.getLogger(__name__)


class Api(Protocol):
    """The calls to Slack, for one installed workspace at a time."""

    async def call(self, account: str, method: str, **arguments: object) -> Mapping[str, object]:
        """Call a method once and return what Slack said; raises where it refused or is away."""
        ...


class Voice:
    """Speaks for one request, to one workspace, until its time is up.

    What came in is kept by then, so a word that does not get through is logged and nothing more: every method tells
    whether it got through, and none raises.
    """

    def __init__(self, api: Api, account: str, until: float) -> None:
        """Speak until this moment of the event loop's clock."""
        self._api = api
        self._account = account
        self._until = until

    async def open(self, trigger: str, view: Mapping[str, object]) -> bool:
        """Open a window for whoever just pressed something."""
        return bool(trigger) and await self._call("views.open", trigger_id=trigger, view=view)

    async def push(self, trigger: str, view: Mapping[str, object]) -> bool:
        """Open a window on top of the one that was pressed in."""
        return bool(trigger) and await self._call("views.push", trigger_id=trigger, view=view)

    async def update(self, view_id: str, view: Mapping[str, object]) -> bool:
        """Show something else in a window that is open."""
        return bool(view_id) and await self._call("views.update", view_id=view_id, view=view)

    async def publish(self, user: str, view: Mapping[str, object]) -> bool:
        """Show somebody their Home."""
        return await self._call("views.publish", user_id=user, view=view)

    async def tell(self, whom: Heard | Wordless, message: Mapping[str, object]) -> bool:
        """Say something to one person where they are, so that nobody else sees it."""
        if isinstance(whom, Heard) and whom.response_url:
            sent = {**message, "response_type": "ephemeral", "replace_original": False}
            if await self._respond(whom.response_url, sent):
                return True
        user, thread = whom.identity.user, {}
        if isinstance(whom, Wordless) or whom.surface is Surface.TYPED:
            thread = {"thread_ts": whom.under} if whom.under else {}
        if whom.personal or not whom.channel:
            return await self._call("chat.postMessage", channel=whom.channel or user, **message, **thread)
        return await self._call("chat.postEphemeral", channel=whom.channel, user=user, **message, **thread)

    async def _call(self, method: str, **arguments: object) -> bool:
        try:
            async with asyncio.timeout_at(self._until):
                await self._api.call(self._account, method, **arguments)
        except Exception as error:  # noqa: BLE001  what was said is kept; only the answer did not get through
            _LOG.warning("slack did not take %s: %s", method, type(error).__name__)
            return False
        return True

    async def _respond(self, url: str, message: Mapping[str, object]) -> bool:
        # A proxy is for the world outside; a stand-in is on this machine.
        outside = url.startswith("https:")
        try:
            async with (
                asyncio.timeout_at(self._until),
                ClientSession(trust_env=outside, timeout=ClientTimeout(total=2)) as session,
                session.post(url, json=message, allow_redirects=False) as answer,
            ):
                return answer.ok
        except Exception as error:  # noqa: BLE001  the same
            _LOG.warning("slack did not take an answer: %s", type(error).__name__)
            return False
