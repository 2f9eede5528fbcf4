"""A Slack that draws no charts, as a workspace to which Slack did not bring them yet: the rest it leaves to another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.standins.enclosure import HOST

_PASSED_ON = ("Authorization", "Content-Type")


@asynccontextmanager
async def chartless(address: str) -> AsyncIterator[str]:
    """Give the address of one that stands before the server at `address`, which it takes the place of."""
    async with ClientSession() as session:

        async def answer(request: web.Request) -> web.Response:
            body = await request.read()
            if b"data_visualization" in body:
                return web.json_response({"ok": False, "error": "invalid_blocks"})
            headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
            url = f"{address}{request.path_qs}"
            async with session.request(request.method, url, data=body or None, headers=headers) as found:
                said = (await found.read()).replace(address.encode(), str(request.url.origin()).encode())
                return web.Response(status=found.status, body=said, content_type=found.content_type)

        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", answer)
        async with TestServer(app, host=HOST) as server:
            yield str(server.make_url("")).rstrip("/")
