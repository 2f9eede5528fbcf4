"""Socket Mode: what comes over the connection is kept first and acknowledged afterwards, as at the door."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.socket import Socket
from dialogs.messages import Command, Text
from tests.integration.slack_house import ANNA, TEAM, TEXTS, House, serving, wrapped

SAID = {"type": "message", "channel": "D01ANNA", "channel_type": "im", "user": ANNA.user, "text": "Ik kook"}
COMMAND = {"command": "/samenspraak", "text": "zeg iets", "team_id": TEAM, "user_id": ANNA.user, "trigger_id": "1.2.c"}


@dataclass
class Line:
    """Slack's end of the connection."""

    sockets: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    acknowledged: asyncio.Queue[Mapping[str, Any]] = field(default_factory=asyncio.Queue)
    tokens: list[str] = field(default_factory=list)
    away: bool = False

    async def opened(self, request: web.Request) -> web.Response:
        """Hand out the address of the connection."""
        self.tokens.append(request.headers["Authorization"])
        if self.away:
            return web.json_response({"ok": False, "error": "internal_error"})
        url = str(request.url.with_scheme("ws").with_path("/link"))
        return web.json_response({"ok": True, "url": url})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Hold the connection, and note what is acknowledged."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self.sockets.put(socket)
        async for message in socket:
            await self.acknowledged.put(json.loads(message.data))
        return socket


async def post(socket: web.WebSocketResponse, kind: str, payload: Mapping[str, object], number: int = 1) -> None:
    """Send an envelope down the line."""
    await socket.send_json({"type": kind, "envelope_id": f"e{number}", "payload": payload})


@asynccontextmanager
async def connected(house: House) -> AsyncIterator[tuple[Line, Socket]]:
    """Connect the house to a line."""
    line = Line()
    app = web.Application()
    app.add_routes([web.post("/api/apps.connections.open", line.opened), web.get("/link", line.link)])
    async with TestServer(app) as server:
        base = str(server.make_url("/api/"))
        async with Socket(house.door.front, "xapp-test", base_url=base, ping_interval=0.05) as socket:
            yield line, socket


async def test_what_is_said_is_acknowledged_after_it_is_kept() -> None:
    """No acknowledgement leaves while the desk is still writing."""
    async with serving() as house, connected(house) as (line, _), asyncio.timeout(10):
        link = await line.sockets.get()
        house.desk.may_return.clear()
        await post(link, "events_api", wrapped({**SAID, "ts": "1.1"}))
        await house.desk.taking.wait()
        assert line.acknowledged.empty()
        house.desk.may_return.set()
        assert await line.acknowledged.get() == {"envelope_id": "e1"}
        assert [one.content for one in house.desk.taken] == [Text(text="Ik kook")]
        assert line.tokens == ["Bearer xapp-test"]


async def test_what_could_not_be_kept_is_not_acknowledged() -> None:
    """Without a database nothing is said to Slack, which then sends it again; that counts once."""
    async with serving() as house, connected(house) as (line, _), asyncio.timeout(10):
        link = await line.sockets.get()
        house.desk.away = True
        await post(link, "events_api", wrapped({**SAID, "ts": "1.1"}), 1)
        # A challenge needs no database: its answer shows that the first one was dealt with.
        await post(link, "events_api", {"type": "url_verification", "challenge": "abc"}, 2)
        assert (await line.acknowledged.get())["envelope_id"] == "e2"
        house.desk.away = False
        for number in (3, 4):
            await post(link, "events_api", wrapped({**SAID, "ts": "1.1"}), number)
            assert await line.acknowledged.get() == {"envelope_id": f"e{number}"}
        assert len(house.desk.taken) == 1


async def test_a_command_is_answered_over_the_line() -> None:
    """The answer goes along with the acknowledgement, for whoever typed the command alone."""
    async with serving() as house, connected(house) as (line, _), asyncio.timeout(10):
        link = await line.sockets.get()
        await post(link, "slash_commands", COMMAND)
        answer = await line.acknowledged.get()
        assert answer["payload"]["response_type"] == "ephemeral"
        assert answer["payload"]["text"] == TEXTS.phrase("nl", "chat.answered_in_dm")
        await post(link, "interactive", {"type": "shortcut", "callback_id": "x", "user": {"id": ANNA.user}}, 2)
        await post(link, "slash_commands", {**COMMAND, "text": "stop", "trigger_id": "1.2.d"}, 3)
        await line.acknowledged.get()
        assert [one.content for one in house.desk.taken] == [Text(text="iets", unasked=True), Command(name="stop")]


async def test_a_connection_that_ends_is_made_anew() -> None:
    """Slack says when it wants to close; the next connection takes over, and nothing is lost."""
    async with serving() as house, connected(house) as (line, socket), asyncio.timeout(10):
        first = await line.sockets.get()
        await first.send_json({"type": "disconnect", "reason": "refresh_requested"})
        second = await line.sockets.get()
        await post(second, "events_api", wrapped({**SAID, "ts": "1.1"}))
        assert await line.acknowledged.get() == {"envelope_id": "e1"}
        assert await socket.connected()
        assert len(house.desk.taken) == 1


async def test_a_slack_that_is_away_holds_nothing_up() -> None:
    """The house opens and closes while there is no connection; the next try may succeed."""
    line = Line(away=True)
    app = web.Application()
    app.add_routes([web.post("/api/apps.connections.open", line.opened), web.get("/link", line.link)])
    async with serving() as house, TestServer(app) as server, asyncio.timeout(10):
        base = str(server.make_url("/api/"))
        async with Socket(house.door.front, "xapp-test", base_url=base, ping_interval=0.05) as socket:
            assert not await socket.connected()
            line.away = False
            link = await line.sockets.get()
            await post(link, "events_api", wrapped({**SAID, "ts": "1.1"}))
            assert await line.acknowledged.get() == {"envelope_id": "e1"}
        line.away = True
        async with Socket(house.door.front, "xapp-test", base_url=base, ping_interval=0.05):
            pass
