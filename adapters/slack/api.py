"""Slack's methods for a workspace: the right token, at a pace Slack can bear, and an answer, a no, or silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import aiohttp

from adapters.slack.installations import Installation, Installations
from adapters.slack.pace import Pace
from adapters.slack.tokens import Client, Tokens
from adapters.slack.wire import SLACK, Answer, SlackAway, SlackRefused, Wire

__all__ = ["Api", "Client", "SlackAway", "SlackRefused", "Who"]

PATIENCE: Final = 1.5
_ANOTHER_TOKEN: Final = frozenset({"token_expired", "invalid_auth", "token_revoked", "account_inactive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose token a token is: the workspace, the bot, and what it may."""

    account: str
    name: str
    url: str
    bot_user: str
    scopes: tuple[str, ...]


class Api:
    """Slack as it is called: every method raises `SlackRefused`, `SlackAway` or `Away`, and nothing else."""

    def __init__(
        self,
        installations: Installations,
        *,
        wall: Callable[[], datetime],
        client: Client | None = None,
        base_url: str = SLACK,
        session: Callable[[], aiohttp.ClientSession] | None = None,
        pace: Pace | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Call Slack for the workspaces kept here; raise ValueError for an address that is not Slack's."""
        self.pace = Pace() if pace is None else pace
        self.monotonic = monotonic
        self.sleep = sleep
        self._wire = Wire(base_url=base_url, session=session)
        self._client = client
        self._installations = installations
        self._tokens = Tokens(installations, self._wire, wall=wall, client=client, sleep=sleep)

    async def close(self) -> None:
        """Finish what must be finished and close the connections."""
        await self._tokens.close()
        await self._wire.close()

    async def call(self, account: str, method: str, **arguments: object) -> Mapping[str, object]:
        """Call a method once in a workspace and return the answer; an argument that is None is left out."""
        return (await self._call(account, method, arguments)).data

    async def installation(self, account: str) -> Installation:
        """Return the workspace as it is now."""
        return await self._tokens.installation(account)

    @property
    def renews(self) -> bool:
        """Whether a token that ends can be renewed here."""
        return self._client is not None

    def forget(self, account: str) -> None:
        """Read the workspace anew at the next call: it was installed again, or removed."""
        self._tokens.forget(account)

    async def installations(self) -> list[Installation]:
        """Return every workspace in which the bot is installed."""
        return await self._installations.all()

    async def who(self, account: str) -> Who:
        """Return whose token the workspace's token is."""
        return _who(await self._call(account, "auth.test", {}))

    async def who_is(self, token: str) -> Who:
        """Return whose token this is, of a workspace that is not kept yet."""
        return _who(await self._wire.call(token, "auth.test", {}))

    async def open_socket(self, app_token: str) -> None:
        """Find out whether Socket Mode can be begun with this token; nothing is begun."""
        await self._wire.call(app_token, "apps.connections.open", {})

    async def exchange(self, code: str, redirect_uri: str) -> Mapping[str, object]:
        """Return what Slack gives for the code that somebody brought back from installing."""
        if self._client is None:
            raise SlackRefused("invalid_client_id", method="oauth.v2.access")
        given = {"client_id": self._client.id, "client_secret": self._client.secret}
        given |= {"code": code, "redirect_uri": redirect_uri}
        return (await self._wire.call(None, "oauth.v2.access", given)).data

    async def upload_file(
        self, account: str, channel: str, thread: str, *, name: str, content: bytes, title: str, alt: str
    ) -> str:
        """Put a file into a conversation, or under a message, with words for whoever cannot see it; return its id."""
        asked = await self.call(
            account, "files.getUploadURLExternal", filename=name, length=len(content), alt_txt=alt[:1000] or None
        )
        url, file = asked.get("upload_url"), asked.get("file_id")
        if not isinstance(url, str) or not isinstance(file, str):
            raise SlackAway(ambiguous=False, method="files.getUploadURLExternal")
        await self._wire.upload(url, content)
        files = [{"id": file, "title": title}]
        await self.call(
            account, "files.completeUploadExternal", files=files, channel_id=channel, thread_ts=thread or None
        )
        return file

    async def _call(self, account: str, method: str, arguments: Mapping[str, object]) -> Answer:
        wait = self.pace.reserve_method(account, method, self.monotonic(), PATIENCE)
        if wait > PATIENCE:
            raise SlackRefused("ratelimited", method=method, retry_after=wait)
        if wait:
            await self.sleep(wait)
        installation = await self._tokens.installation(account)
        try:
            return await self._try(account, installation.bot_token, method, arguments)
        except SlackRefused as error:
            if error.error not in _ANOTHER_TOKEN:
                raise
            # Another process may have renewed the token meanwhile. Slack did nothing, so once more is not twice.
            newer = await self._tokens.after_refusal(account, installation.bot_token)
            if newer is None:
                raise
            return await self._try(account, newer.bot_token, method, arguments)

    async def _try(self, account: str, token: str, method: str, arguments: Mapping[str, object]) -> Answer:
        try:
            return await self._wire.call(token, method, arguments)
        except SlackRefused as error:
            if error.retry_after is not None:
                self.pace.hold(account, method, error.retry_after, self.monotonic())
            raise


def _who(answer: Answer) -> Who:
    data = answer.data
    return Who(
        account=_text(data, "team_id"),
        name=_text(data, "team"),
        url=_text(data, "url"),
        bot_user=_text(data, "user_id"),
        scopes=answer.scopes,
    )


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
