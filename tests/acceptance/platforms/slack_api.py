"""The week in Slack against a server of our own: what comes in has the shapes that were recorded, and is signed."""

from __future__ import annotations

import asyncio
import csv
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.app import application
from bot.settings import Settings, SlackSettings
from bot.slack_platform import SlackPlatform as Slack
from tests.acceptance.platforms.slack import SlackPlatform
from tests.acceptance.week import roster
from tests.house import ROSTER, Home, opened
from tests.standins.local_slack import SIGNING_SECRET, STRANGER, user
from tests.standins.slack_api import Call
from tests.standins.slack_api import slack_api as standin
from tests.standins.slack_people import SlackPeople
from tests.standins.slack_truth import BLOCKS_AT_MOST, CENTRE, TEAM, TOKEN, Truth, person
from tests.unit.slack.payload_limits import faults

PATH: Final = "/slack/events"
VIEW_BLOCKS_AT_MOST: Final = 100
_TIMES_FASTER: Final = 500


@asynccontextmanager
async def slack_api(
    language: str, _folder: Path, *, charts: bool = True, people: Sequence[str] = ()
) -> AsyncIterator[SlackPlatform]:
    """Start the server, open a house whose people are all in its workspace, and serve it.

    Without `charts` the workspace refuses them; `people` are those who are there if not all are.
    """
    truth = Truth(now=time.time, charts=charts)
    truth.people |= {user(row["id"]): person(user(row["id"])) for row in csv.DictReader(ROSTER.splitlines())}
    truth.people[user(STRANGER)] = person(user(STRANGER))
    there = roster(language, slack=lambda one: f"{TEAM}/{user(one)}" if not people or one in people else "")
    async with standin(truth) as slack:
        settings = Settings(
            database_url="sqlite://",
            secret_keys=(SecretStr("a secret only for the tests"),),
            centre_channel=f"slack:{CENTRE}",
            slack=SlackSettings(bot_token=TOKEN, signing_secret=SIGNING_SECRET, api_url=slack.url),
        )
        with opened(settings, roster=there) as home:
            _hurry(home)
            async with TestServer(application(home.house)) as server, ClientSession() as session:
                yield SlackPlatform(home, SlackPeople(slack, str(server.make_url(PATH)), session))
        assert _beyond_limits(slack.calls) == []


def _beyond_limits(calls: Sequence[Call]) -> list[str]:
    """Return what Slack itself would have refused of all that was posted and shown."""
    shown = [(call.args.get("blocks"), BLOCKS_AT_MOST) for call in calls]
    shown += [(call.args["view"]["blocks"], VIEW_BLOCKS_AT_MOST) for call in calls if "view" in call.args]
    return [fault for blocks, most in shown if blocks for fault in faults(blocks, most)]


def _hurry(home: Home) -> None:
    """Let a second of the pace pass sooner: that it is kept is seen in tests of its own, and with the other server."""
    platform = home.house.platforms["slack"]
    assert isinstance(platform, Slack)
    platform._api.monotonic = lambda: time.monotonic() * _TIMES_FASTER
    platform._api.sleep = lambda seconds: asyncio.sleep(seconds / _TIMES_FASTER)
