"""What came from Slack, by HTTP or by a socket: read, kept, and only then answered."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, assert_never

from adapters.desk import Away, Desk
from adapters.slack.heard import (
    CHANNEL,
    Challenge,
    Heard,
    HomeOpened,
    Ignored,
    Lifecycle,
    Odd,
    PersonChanged,
    PlaceChanged,
    Revoked,
    Uninstalled,
    View,
    Wordless,
)
from adapters.slack.payloads import read
from adapters.slack.replying import Replies, Views
from adapters.slack.speaking import Api, Voice
from dialogs.messages import Command, Content, Inbound, Outcome, Receipt
from dialogs.people import OrganisationId
from dialogs.policy.roles import is_client

_LOG: Final = logging.getLogger(__name__)
PATIENCE: Final = 2.4
"""Seconds; Slack waits for three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The acknowledgement: an HTTP status and, if it says anything, a JSON object."""

    status: int = 200
    body: Mapping[str, object] | None = field(default=None, repr=False)


class Installations(Protocol):
    """What has to know that something changed on Slack's side. Every method may raise `Away`."""

    async def uninstalled(self, account: str) -> None:
        """The app was removed from this workspace: nothing can be sent there any more."""
        ...

    async def revoked(self, account: str, users: tuple[str, ...]) -> None:
        """Tokens of these users are no longer good; the bot's own user may be among them."""
        ...

    async def place_changed(self, account: str, channel: str) -> None:
        """A channel has other readers, another name or is closed: ask Slack anew who reads there."""
        ...

    async def person_changed(self, account: str, user: str) -> None:
        """Something about a user changed, such as the time zone or whether they are still there."""
        ...


class Reception:
    """Takes in what Slack posts; used by the HTTP door and by Socket Mode alike."""

    def __init__(
        self,
        desk: Desk,
        api: Api,
        views: Views,
        installations: Installations,
        *,
        now: Callable[[], datetime],
        salt: bytes,
        standin: str = "",
        patience: float = PATIENCE,
    ) -> None:
        """Take in by this desk; `now` is business time, `salt` keeps the digest of a form's values secret.

        `patience` is how many seconds after something came in Slack may still be called about it.
        """
        self._desk = desk
        self._api = api
        self._views = views
        self._installations = installations
        self._now = now
        self._salt = salt
        self._standin = standin
        self._patience = patience
        self._replies = Replies(desk, views)

    async def receive(self, body: Mapping[str, object]) -> Answer:
        """Return what to tell Slack; 200 only after what somebody said was committed, 503 where it could not be."""
        until = asyncio.get_running_loop().time() + self._patience
        try:
            return await self._received(body, until)
        except Away:
            return Answer(status=503)
        except Exception as error:  # noqa: BLE001  Slack sends it again, and the log holds no words
            _log("slack request failed", error)
            return Answer(status=500)

    async def _received(self, body: Mapping[str, object], until: float) -> Answer:
        payload = read(body, salt=self._salt, standin=self._standin)
        match payload:
            case Heard():
                return await self._heard(payload, until)
            case Wordless() | HomeOpened():
                await self._unkept(payload, until)
            case Uninstalled() | Revoked() | PlaceChanged() | PersonChanged():
                await self._changed(payload)
            case Challenge(challenge=challenge):
                return Answer(body={"challenge": challenge})
            case Ignored():
                pass
            case Odd(status=status):
                return Answer(status=status)
            case _:
                assert_never(payload)
        return Answer()

    async def _heard(self, heard: Heard, until: float) -> Answer:
        found = await self._workspace(heard.accounts)
        if found is None:
            return Answer()
        account, organisation = found
        content = self._content(heard)
        if content is None:
            return Answer(status=400)
        if isinstance(content, Command) and content.name == "page" and content.argument:
            await self._replies.show_page(Voice(self._api, account, until), heard, content.argument)
            return Answer()  # to look is nothing to keep
        inbound = Inbound(
            organisation=organisation,
            identity=heard.identity,
            event_id=heard.event_id,
            message=heard.message,
            place=await self._place(heard),
            content=content,
            at=self._now(),
            under=heard.under,
            account=account,
        )
        receipt = await self._desk.take(inbound)
        return Answer(body=await self._answered(heard, receipt, account, until))

    async def _answered(
        self, heard: Heard, receipt: Receipt, account: str, until: float
    ) -> Mapping[str, object] | None:
        said: Mapping[str, object] | None = None
        if receipt.outcome is Outcome.DUPLICATE:
            return said
        voice = Voice(self._api, account, until)
        try:
            async with asyncio.timeout_at(until):
                said = await self._replies.answer(voice, heard, receipt)
                if self._replies.changes_home(heard, receipt):
                    await self._replies.show_home(voice, heard.identity)
        except Exception as error:  # noqa: BLE001  it is kept: Slack must not send it again
            _log("slack answer failed", error)
        return said

    async def _unkept(self, payload: Wordless | HomeOpened, until: float) -> None:
        found = await self._workspace(payload.accounts)
        if found is None:
            return
        voice = Voice(self._api, found[0], until)
        if isinstance(payload, Wordless):
            await self._replies.wordless(voice, payload)
        else:
            await self._replies.show_home(voice, payload.identity)

    async def _changed(self, change: Lifecycle) -> None:
        found = await self._workspace(change.accounts)
        if found is None:
            return
        account = found[0]
        match change:
            case Uninstalled():
                await self._installations.uninstalled(account)
            case Revoked(users=users):
                await self._installations.revoked(account, users)
            case PlaceChanged(channel=channel):
                await self._installations.place_changed(account, channel)
            case PersonChanged(identity=identity):
                await self._installations.person_changed(identity.account, identity.user)
            case _:
                assert_never(change)

    async def _workspace(self, accounts: tuple[str, ...]) -> tuple[str, OrganisationId] | None:
        for account in accounts:
            organisation = await self._desk.organisation(CHANNEL, account)
            if organisation is not None:
                return account, organisation
        return None

    async def _place(self, heard: Heard) -> str:
        """Return where it was said: a client among others has a corner of their own there."""
        user = heard.identity.user
        if heard.personal or not heard.channel:
            return user
        visitor = await self._desk.known(heard.identity)
        among_others = visitor is not None and not is_client(visitor)
        return heard.channel if among_others else f"{heard.channel}/{user}"

    def _content(self, heard: Heard) -> Content | None:
        """Return what was said; a window in which nothing can be read is None."""
        if not isinstance(heard.content, View):
            return heard.content
        try:
            return self._views.submission(heard.content.sent)
        except Exception as error:  # noqa: BLE001  nothing was kept yet, and the window stays open as it is
            _log("slack window unread", error)
            return None


def _log(what: str, error: Exception) -> None:
    # Where it happened, never the message: that may hold somebody's words.
    trace = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("%s: %s\n%s", what, type(error).__name__, trace)
