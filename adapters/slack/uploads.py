"""A chart in a message: drawn by Slack where it does that, as a picture under the message where it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from adapters.slack.addresses import Address
from adapters.slack.api import Api, SlackAway, SlackRefused
from dialogs.messages import Chart, Note, Prompt

REMEMBERED_SECONDS: Final = 24 * 3600.0
"""Slack brings its charts to one workspace after another: a day later one may have them."""

_NOT_DRAWN: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})


class Charts:
    """Which workspaces draw charts themselves, and a picture for the others."""

    def __init__(self, api: Api, picture: Callable[[Chart], bytes] | None) -> None:
        """Draw with `picture`; without it the words of the chart are all there is."""
        self._api = api
        self._picture = picture
        self._refused: dict[str, float] = {}

    def shown(self, account: str) -> bool:
        """Tell whether a workspace may draw charts itself, for all that is known."""
        return self._refused.get(account, 0.0) <= self._api.monotonic()

    def refused(self, account: str, body: Prompt | Note, error: SlackRefused) -> bool:
        """Tell whether it was the chart that Slack would not have, so that the message is worth another try."""
        if error.error not in _NOT_DRAWN or not isinstance(body, Note) or body.chart is None:
            return False
        if not self.shown(account):
            return False
        self._refused[account] = self._api.monotonic() + REMEMBERED_SECONDS
        return True

    async def draw(self, to: Address, body: Prompt | Note, thread: str) -> None:
        """Put the picture of a chart under a message that had to do without; the message stands without it too."""
        if self._picture is None or not isinstance(body, Note) or body.chart is None or self.shown(to.account):
            return
        chart = body.chart
        try:
            content = await asyncio.to_thread(self._picture, chart)
            await self._api.upload_file(
                to.account,
                to.conversation,
                thread,
                name="chart.png",
                content=content,
                title=chart.title,
                alt=chart.alt,
            )
        except Exception as error:  # noqa: BLE001 - a picture that fails must not send the message again
            reason = error.error if isinstance(error, SlackRefused) else "away" if isinstance(error, SlackAway) else ""
            structlog.get_logger().warning("slack.no_picture", account=to.account, reason=reason)
