"""The week in Slack against the server that others wrote: all comes in signed, and is read back there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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
from tests.standins.chartless import chartless
from tests.standins.enclosure import HOST, free_port
from tests.standins.local_slack import APP_TOKEN, BOT_TOKEN, CENTRE, SIGNING_SECRET, TEAM, user, workspace

PATH: Final = "/slack/events"


@asynccontextmanager
async def local_slack(
    language: str, folder: Path, *, socket_mode: bool = False, charts: bool = True, people: Sequence[str] = ()
) -> AsyncIterator[SlackPlatform]:
    """Start the server, open a house whose people are all in its workspace, and serve it.

    With `socket_mode` there is no other way in than the connection that the house opens itself; without `charts` the
    workspace refuses them; `people` are those who are there if not all are.
    """
    port = free_port()
    async with AsyncExitStack() as stack:
        address = stack.enter_context(standin.local_slack(folder, bot=port, path=PATH, socket_mode=socket_mode))
        called = address if charts else await stack.enter_async_context(chartless(address))
        way_in = {"app_token": APP_TOKEN} if socket_mode else {"signing_secret": SIGNING_SECRET}
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"slack:{CENTRE}",
            slack=SlackSettings(bot_token=BOT_TOKEN, api_url=f"{called}/api/", **way_in),
        )
        there = roster(language, slack=lambda one: f"{TEAM}/{user(one)}" if not people or one in people else "")
        home = stack.enter_context(opened(settings, roster=there))
        slack = await stack.enter_async_context(workspace(address, f"http://{HOST}:{port}{PATH}"))
        await stack.enter_async_context(TestServer(application(home.house), host=HOST, port=port))
        if socket_mode:
            await slack.connected()
        yield SlackPlatform(home, slack)
