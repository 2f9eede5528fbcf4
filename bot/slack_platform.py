"""Slack in this house: its door, its channel, its socket, and the workspaces it speaks in."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from adapters import pictures
from adapters.desk import Away
from adapters.slack.api import Api, Client, SlackAway, SlackRefused
from adapters.slack.channel import SlackChannel
from adapters.slack.connect import connect, revoked, uninstalled
from adapters.slack.door import Door
from adapters.slack.errors import Fate, known
from adapters.slack.forms import field_errors, modal, reading, submission
from adapters.slack.home import home, window
from adapters.slack.oauth import OAuth
from adapters.slack.render import Message, render, without_chart
from adapters.slack.replying import Views
from adapters.slack.socket import Socket
from bot.checking import Finding, Ways, probe
from bot.clock import wall_now
from bot.desk import HouseDesk
from bot.log import get_logger
from bot.platforms import LedgerConversations, LedgerInstallations
from bot.ports import Clock
from bot.script import Script
from bot.settings import Settings
from dialogs.messages import Note, Prompt
from storage.ledger import Ledger

SLACK_API: Final = "https://slack.com/api/"
TRY_AGAIN_SECONDS: Final = 60.0
FIRST_SECONDS: Final = 5.0
"""How long the start waits to learn which workspace it speaks in; after that it goes on without, and keeps trying."""

logger = get_logger()


class SlackPlatform:
    """Everything of Slack, built from the settings."""

    def __init__(self, settings: Settings, ledger: Ledger, script: Script, clock: Clock) -> None:
        """Speak with Slack as these settings say, keeping workspaces and addresses on this ledger."""
        self._settings = settings
        self._slack = settings.slack
        self._clock = clock
        self._installations = LedgerInstallations(ledger, script, clock)
        client = Client(id=self._slack.client_id, secret=self._slack.client_secret) if self._slack.many else None
        self._api = Api(self._installations, wall=wall_now, client=client, base_url=self._slack.api_url or SLACK_API)
        channel, _, centre = settings.centre_channel.partition(":")
        self.channel = SlackChannel(
            self._api,
            LedgerConversations(ledger),
            render=_rendered,
            picture=pictures.png if pictures.available() else None,
            centre=centre.rpartition("/")[2] if channel == "slack" else "",
        )
        self._door: Door | None = None

    def serve(self, desk: HouseDesk) -> list[web.RouteDef]:
        """Return the routes of the door, and those by which workspaces install the app themselves."""
        views = Views(
            modal=modal,
            submission=submission,
            field_errors=field_errors,
            reading=lambda blocks, *, title, close: reading(title, blocks, close=close),
            home=lambda desk, visitor: home(desk, visitor, visitor.language),
            page=window,
        )
        self._door = Door(
            desk,
            self._api,
            views,
            lifecycle=self,
            signing_secret=self._slack.signing_secret,
            now=self._clock.now,
            wall=wall_now,
            app_token=self._slack.app_token,
            standin=self._slack.api_url,
        )
        return [*self._door.routes(), *(self._oauth(desk).routes() if self._slack.many else [])]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Learn which workspace the token is of, and keep the socket up where there is one."""
        connecting = asyncio.create_task(self._connect())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_SECONDS):
                await asyncio.shield(connecting)
        try:
            if self._slack.app_token and self._door is not None:
                base = self._slack.api_url or SLACK_API
                async with Socket(self._door.front, self._slack.app_token, base_url=base):
                    yield
            else:
                yield
        finally:
            connecting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await connecting
            await self._api.close()

    async def check(self, ways: Ways) -> list[Finding]:
        """Return what is wrong with the tokens, the scopes and the centre's channel; if nothing is, whom it reaches."""
        found = await self._of_tokens()
        if not found:
            found = [Finding(key=key, values=values) for key, values in await self.channel.check()]
        if not found:
            found = await probe(await ways(), self.channel.reach, self.channel.name)
        await self._api.close()
        return found

    async def _of_tokens(self) -> list[Finding]:
        """Return what is wrong with the tokens of the settings; with none, the workspace of the bot's own is kept."""
        key = "check.slack_token_unknown"
        try:
            if self._slack.bot_token:
                await self.installations.keep(await connect(self._api, self._slack.bot_token))
            key = "check.slack_app_token"
            if self._slack.app_token:
                await self._api.open_socket(self._slack.app_token)
        except SlackRefused as error:
            busy = known(error.error).fate is Fate.LATER
            return [Finding(key="check.slack_unreachable" if busy else key)]
        except SlackAway:
            return [Finding(key="check.slack_unreachable")]
        return []

    @property
    def installations(self) -> LedgerInstallations:
        """The workspaces there are."""
        return self._installations

    # --- what Slack says of itself ------------------------------------------------------------------------------------

    async def uninstalled(self, account: str) -> None:
        """The app was removed from a workspace: its tokens go, and nothing is sent there any more."""
        await uninstalled(self._api, self._installations, account)

    async def revoked(self, account: str, users: tuple[str, ...]) -> None:
        """Tokens are no longer good; if the bot's own is among them that is the same as being removed."""
        await revoked(self._api, self._installations, account, users)

    async def place_changed(self, account: str, channel: str) -> None:
        """A channel has other readers: they are looked at anew before the next message."""
        self.channel.changed(account, channel)

    async def person_changed(self, account: str, user: str) -> None:
        """Something of a user changed; nothing of it is kept here."""

    # --- the workspace of the token -----------------------------------------------------------------------------------

    async def _connect(self) -> None:
        """Keep the workspace of the token, trying again for as long as Slack or the database is away."""
        while self._slack.bot_token:
            try:
                await self._installations.keep(await connect(self._api, self._slack.bot_token))
            except SlackRefused as error:
                logger.warning("slack.not_connected", reason=error.error)
            except (SlackAway, Away) as error:
                logger.warning("slack.not_connected", reason=type(error).__name__)
            else:
                return
            await asyncio.sleep(TRY_AGAIN_SECONDS)

    def _oauth(self, desk: HouseDesk) -> OAuth:
        newest = self._settings.secret_keys[0].get_secret_value()
        return OAuth(
            self._api,
            self._installations,
            desk,
            client_id=self._slack.client_id,
            public_url=self._settings.public_url,
            secret=hashlib.sha256(f"slack install\0{newest}".encode()).digest(),
            wall=wall_now,
        )


def _rendered(body: Prompt | Note, *, mention: str = "", link_url: str = "", with_chart: bool = True) -> list[Message]:
    """Return a body as Slack shows it, without the chart for a workspace that draws none."""
    found = render(body, mention=mention, link_url=link_url)
    return found if with_chart else [without_chart(message) for message in found]
