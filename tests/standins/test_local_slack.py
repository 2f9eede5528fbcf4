from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.house import ANNA, JOOST, MARIJKE
from tests.standins.block_kit import pressables, state
from tests.standins.enclosure import HOST, free_port
from tests.standins.local_slack import (
    CENTRE,
    TEAM,
    Json,
    Workspace,
    local_slack,
    signed,
    user,
    workspace,
)

BUTTON = {"type": "button", "action_id": "again", "text": {"type": "plain_text", "text": "Again"}, "value": "1"}
BLOCK = {"type": "actions", "block_id": "block", "elements": [BUTTON]}
ASKED = {
    "type": "input",
    "block_id": "words",
    "label": {"type": "plain_text", "text": "Words"},
    "element": {"type": "plain_text_input", "action_id": "value"},
}


@dataclass
class Echo:
    """A bot that says everything back, publishes a Home and opens a window; it keeps what came in."""

    address: str = ""
    unsigned: int = 0
    came: list[Json] = field(default_factory=list)

    async def call(self, method: str, **arguments: object) -> None:
        async with (
            ClientSession() as session,
            session.post(f"{self.address}/api/{method}", json=arguments) as answer,
        ):
            assert (await answer.json())["ok"]

    async def take(self, request: web.Request) -> web.Response:
        body = await request.text()
        stamp = float(request.headers["X-Slack-Request-Timestamp"])
        if signed(body, at=stamp)["X-Slack-Signature"] != request.headers["X-Slack-Signature"]:
            self.unsigned += 1
            return web.Response(status=401)
        sent = json.loads(body if body.startswith("{") else parse_qs(body).get("payload", ["{}"])[0])
        self.came.append(sent)
        match sent:
            case {"event": {"type": "message", "user": str(), "text": text, "channel": channel, **more}}:
                if "subtype" not in more:
                    thread = {"thread_ts": more.get("thread_ts", "")}
                    await self.call("chat.postMessage", channel=channel, text=f"echo {text}", blocks=[BLOCK], **thread)
            case {"event": {"type": "app_home_opened", "user": who}}:
                await self.call("views.publish", user_id=who, view={"type": "home", "blocks": [BLOCK]})
            case {"type": "block_actions", "trigger_id": trigger}:
                await self.call("views.open", trigger_id=trigger, view={"type": "modal", "blocks": [ASKED]})
            case {"type": "view_submission", "view": {"state": {"values": {"words": {"value": {"value": "wrong"}}}}}}:
                return web.json_response({"response_action": "errors", "errors": {"words": "no"}})
            case _:
                pass
        return web.Response()


@pytest.fixture(scope="module")
def bot_port() -> int:
    """Give the port at which the bot is."""
    return free_port()


@pytest.fixture(scope="module")
def running(bot_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one local-slack for the tests of this module."""
    with local_slack(tmp_path_factory.mktemp("slack"), bot=bot_port) as address:
        yield address


@pytest.fixture
async def slack(running: str, bot_port: int) -> AsyncIterator[Workspace]:
    """Give an empty workspace."""
    async with workspace(running, f"http://{HOST}:{bot_port}/slack/events") as found:
        yield found


@pytest.fixture
async def echo(running: str, bot_port: int) -> AsyncIterator[Echo]:
    """Serve the bot, to which nothing came unsigned."""
    found = Echo(running)
    app = web.Application()
    app.router.add_post("/slack/events", found.take)
    async with TestServer(app, host=HOST, port=bot_port):
        yield found
    assert found.unsigned == 0


async def test_what_people_say_arrives_signed_and_what_the_bot_answers_is_read_back(
    slack: Workspace, echo: Echo
) -> None:
    """A direct message, a thread in a channel, an edit and a deletion arrive; the answers stand where they must."""
    anna, marijke = user(ANNA), user(MARIJKE)
    first = await slack.say(anna, "good morning")
    direct = await slack.direct(anna)
    assert [one["text"] for one in await slack.messages(direct)] == ["good morning", "echo good morning"]
    head = await slack.say(marijke, "a week", channel=CENTRE)
    await slack.say(marijke, "a reply", channel=CENTRE, thread=head)
    replies = (await slack.api("conversations.replies", channel=CENTRE, ts=head))["messages"]
    assert [one["text"] for one in replies] == ["a week", "a reply", "echo a reply"]
    await slack.edit(anna, direct, first, "good evening")
    await slack.delete(anna, direct, first)
    assert [one["text"] for one in await slack.messages(direct)] == ["echo good morning"]
    events = [one["event"] for one in echo.came]
    assert [(one.get("subtype"), one["channel"]) for one in events] == [
        (None, direct),
        (None, CENTRE),
        (None, CENTRE),
        ("message_changed", direct),
        ("message_deleted", direct),
    ]
    assert {one["team_id"] for one in echo.came} == {TEAM}


async def test_a_window_is_opened_refused_and_sent(slack: Workspace, echo: Echo) -> None:
    """A pressed button opens a window; a wrong answer shows an error in it; a right one closes it."""
    joost = user(JOOST)
    await slack.say(joost, "hello")
    message = (await slack.messages(await slack.direct(joost)))[-1]
    (button,) = pressables(message["blocks"])
    await slack.press(joost, message, button.action)
    (window,) = await slack.windows()
    assert await slack.submit(joost, state(window["blocks"], {"words": "wrong"})) == {"words": "no"}
    assert len(await slack.windows()) == 1
    assert await slack.submit(joost, state(window["blocks"], {"words": "right"})) == {}
    assert await slack.windows() == []
    assert echo.came[-1]["user"]["id"] == joost


async def test_the_home_is_published_and_a_window_opened_from_it(slack: Workspace, echo: Echo) -> None:
    """Opening the Home shows it; pressing something on it, in a request that the test signs itself, opens a window."""
    joost = user(JOOST)
    home = await slack.open_home(joost)
    assert await slack.home(user(ANNA)) == {}
    (button,) = pressables(home["blocks"])
    await slack.press_in_view(joost, home, button.action)
    assert len(await slack.windows()) == 1
    await slack.close(joost)
    assert await slack.windows() == []
    assert echo.came[0]["event"]["type"] == "app_home_opened"
