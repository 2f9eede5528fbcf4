"""The week in Slack against the server that others wrote: all comes in signed, and is read back there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.app import application
from bot.settings import Settings, SlackSettings
from tests.acceptance.platforms.slack import SlackPlatform
from tests.acceptance.week import roster
from tests.house import opened
from tests.standins import local_slack as standin
from tests.standins.enclosure import HOST, free_port
from tests.standins.local_slack import BOT_TOKEN, CENTRE, SIGNING_SECRET, TEAM, user, workspace

PATH: Final = "/slack/events"


@asynccontextmanager
async def local_slack(language: str, folder: Path) -> AsyncIterator[SlackPlatform]:
    """Start the server, open a house whose people are all in its workspace, and serve it."""
    port = free_port()
    with standin.local_slack(folder, bot=port, path=PATH) as address:
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"slack:{CENTRE}",
            slack=SlackSettings(bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET, api_url=f"{address}/api/"),
        )
        people = roster(language, slack=lambda person: f"{TEAM}/{user(person)}")
        with opened(settings, roster=people) as home:
            async with (
                workspace(address, f"http://{HOST}:{port}{PATH}") as slack,
                TestServer(application(home.house), host=HOST, port=port),
            ):
                yield SlackPlatform(home, slack)
