"""The channels there are: the registry. A new channel is a folder in `adapters/` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from adapters.web.channel import WebChannel
from bot.checking import Finding, Ways
from bot.desk import HouseDesk
from bot.mailbox import LineMailbox
from bot.ports import Channel, Clock
from bot.script import Script
from bot.settings import Settings
from bot.slack_platform import SlackPlatform
from bot.teams_platform import TeamsPlatform
from bot.turn import WEB
from storage.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a platform is built from."""

    settings: Settings
    ledger: Ledger
    script: Script
    clock: Clock


class Platform(Protocol):
    """A chat platform: a channel to send by, a door to come in by, and a connection to keep up."""

    @property
    def channel(self) -> Channel:
        """The channel messages go by."""
        ...

    def serve(self, desk: HouseDesk) -> list[web.RouteDef]:
        """Return the routes of its door, behind which this desk stands; called once, by whoever serves."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Keep up whatever connection it needs for as long as this is open."""
        ...

    async def check(self, ways: Ways) -> list[Finding]:
        """Return what is wrong with its set-up, and which of these ways do not work."""
        ...


def _slack(parts: Parts) -> Platform | None:
    if not parts.settings.slack.complete:
        return None
    return SlackPlatform(parts.settings, parts.ledger, parts.script, parts.clock)


def _teams(parts: Parts) -> Platform | None:
    if not parts.settings.teams.complete:
        return None
    return TeamsPlatform(parts.settings, parts.ledger, parts.script, parts.clock)


PLATFORMS: Mapping[str, Callable[[Parts], Platform | None]] = {"slack": _slack, "teams": _teams}
"""Every chat platform by the name of its channel; one that is not set up is None."""

CHANNELS = frozenset({WEB, *PLATFORMS})
"""Every channel there is."""


def platforms(parts: Parts) -> dict[str, Platform]:
    """Return the chat platforms that are set up."""
    built = {name: build(parts) for name, build in PLATFORMS.items()}
    return {name: platform for name, platform in built.items() if platform is not None}


def channels(ledger: Ledger, platforms: Mapping[str, Platform]) -> dict[str, Channel]:
    """Return every channel that messages can go by: the personal pages always, the platforms that are set up."""
    found: dict[str, Channel] = {WEB: WebChannel(LineMailbox(ledger))}
    return found | {name: platform.channel for name, platform in platforms.items()}
