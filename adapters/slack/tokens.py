"""The token of each workspace, renewed before it ends: by one caller, once, for a refresh token works only once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from adapters.slack.errors import known
from adapters.slack.installations import Installation, Installations
from adapters.slack.wire import SlackAway, SlackRefused, Wire

MARGIN: Final = timedelta(minutes=10)
FRESH: Final = timedelta(minutes=1)
LEASE_SECONDS: Final = 60.0
"""Longer than one renewal can take, for whoever else renews meanwhile spends the same refresh token."""

TRIES: Final = 20
KEEPS: Final = 8
PAUSE_SECONDS: Final = 0.25
MOST: Final = 1000
NOT_INSTALLED: Final = "account_inactive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The app itself, as it makes itself known to renew a token."""

    id: str
    secret: str


class Tokens:
    """Who may speak in which workspace. Every method may raise `Away`, `SlackRefused` and `SlackAway`."""

    def __init__(
        self,
        installations: Installations,
        wire: Wire,
        *,
        wall: Callable[[], datetime],
        client: Client | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Find workspaces here; without `client` a token that ends cannot be renewed."""
        self._installations = installations
        self._wire = wire
        self._wall = wall
        self._client = client
        self._sleep = sleep
        self._seen: OrderedDict[str, tuple[Installation, datetime]] = OrderedDict()
        self._renewing: dict[str, asyncio.Task[Installation]] = {}
        self._failed: dict[str, tuple[datetime, SlackAway | SlackRefused]] = {}

    async def installation(self, account: str) -> Installation:
        """Return the workspace with a token that is good now; raise SlackRefused where there is none."""
        seen = self._seen.get(account)
        now = self._wall()
        if seen is not None and seen[1] <= now < seen[1] + FRESH and not self._ends(seen[0]):
            return seen[0]
        found = await self._find(account)
        if not self._ends(found) or self._client is None or not found.refresh_token:
            return found
        failed = self._failed.get(account)
        if failed is None or not failed[0] <= now < failed[0] + FRESH:
            return await self._renewed(account)
        if self._ended(found):
            raise failed[1]
        return found

    async def after_refusal(self, account: str, token: str) -> Installation | None:
        """Return the workspace if its token is another by now than the one that Slack refused, otherwise None."""
        self.forget(account)
        found = await self.installation(account)
        return None if found.bot_token == token else found

    def forget(self, account: str) -> None:
        """Read the workspace anew at the next call."""
        self._seen.pop(account, None)
        self._failed.pop(account, None)

    async def close(self) -> None:
        """Wait for a renewal that is under way: what it spent must not be lost."""
        if self._renewing:
            await asyncio.wait(list(self._renewing.values()))

    async def _find(self, account: str) -> Installation:
        found = await self._installations.find(account)
        if found is None:
            self.forget(account)
            raise SlackRefused(NOT_INSTALLED)
        self._seen[account] = (found, self._wall())
        self._seen.move_to_end(account)
        while len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return found

    def _ends(self, installation: Installation) -> bool:
        return installation.expires_at is not None and installation.expires_at - self._wall() < MARGIN

    def _ended(self, installation: Installation) -> bool:
        return installation.expires_at is not None and installation.expires_at <= self._wall()

    async def _renewed(self, account: str) -> Installation:
        task = self._renewing.get(account)
        if task is None:
            # A task of its own: a sender that is cancelled half-way would lose the new token with the old one spent.
            task = asyncio.create_task(self._renew(account))
            self._renewing[account] = task
            task.add_done_callback(lambda done: self._done(account, done))
        return await asyncio.shield(task)

    def _done(self, account: str, task: asyncio.Task[Installation]) -> None:
        self._renewing.pop(account, None)
        if not task.cancelled():
            task.exception()  # looked at here, for nobody may be waiting any more

    async def _renew(self, account: str) -> Installation:
        for _ in range(TRIES):
            found = await self._find(account)
            if not self._ends(found):
                return found
            if await self._installations.lease(account, LEASE_SECONDS):
                found = await self._find(account)
                return await self._exchange(found) if self._ends(found) else found
            if not self._ended(found):
                return found
            await self._sleep(PAUSE_SECONDS)
        raise SlackAway(ambiguous=False)

    async def _exchange(self, old: Installation) -> Installation:
        """Spend the refresh token; while the old token is good a renewal that fails is tried again later."""
        log = structlog.get_logger()
        try:
            new = await self._ask(old)
        except (SlackAway, SlackRefused) as error:
            reason = known(error.error).reason if isinstance(error, SlackRefused) else "away"
            log.warning("slack.token_not_renewed", account=old.account, reason=reason)
            self._failed[old.account] = (self._wall(), error)
            if self._ended(old):
                raise
            return old
        await self._keep(new)
        log.info("slack.token_renewed", account=old.account)
        return await self._find(old.account)

    async def _ask(self, old: Installation) -> Installation:
        if self._client is None:
            raise SlackRefused("token_expired")
        answer = await self._wire.call(
            None,
            "oauth.v2.access",
            {
                "client_id": self._client.id,
                "client_secret": self._client.secret,
                "grant_type": "refresh_token",
                "refresh_token": old.refresh_token,
            },
        )
        token, refresh, seconds = (answer.data.get(name) for name in ("access_token", "refresh_token", "expires_in"))
        if not isinstance(token, str) or not isinstance(refresh, str) or not isinstance(seconds, int):
            raise SlackAway(ambiguous=True, method="oauth.v2.access")
        expires = self._wall() + timedelta(seconds=seconds)
        return replace(old, bot_token=token, refresh_token=refresh, expires_at=expires)

    async def _keep(self, new: Installation) -> None:
        """Keep what cannot be had again, and try more than once."""
        for attempt in range(KEEPS):
            try:
                await self._installations.keep(new)
            except Exception:  # whatever it is, giving up now would lose the workspace
                if attempt == KEEPS - 1:
                    raise
                await self._sleep(PAUSE_SECONDS * (attempt + 1))
            else:
                return
