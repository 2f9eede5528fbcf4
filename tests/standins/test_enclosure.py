from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.standins.enclosure import HOST, free_port, own_network, started

PROGRAM = """
import http.server, json, socket, sys

class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ports = sys.argv[2:] if self.path == "/reached" else []
        body = json.dumps([reaches(int(port)) for port in ports]).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

def reaches(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as there:
            there.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
            return there.recv(8) == b"HTTP/1.0"
    except OSError:
        return False

http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Answering).serve_forever()
"""


async def _hello(_request: web.Request) -> web.Response:
    return web.Response()


async def test_a_program_reaches_the_bot_and_nothing_else(tmp_path: Path) -> None:
    """What runs behind the wall is reached by the test, reaches the bot, and where the wall stands nothing else."""
    app = web.Application()
    app.router.add_get("/", _hello)
    async with TestServer(app, host=HOST) as bot, TestServer(app, host=HOST) as other, ClientSession() as session:
        assert bot.port
        port = free_port()
        command = [sys.executable, "-c", PROGRAM, *map(str, (port, bot.port, other.port))]
        with started(command, port=port, bot=bot.port, ready="/", folder=tmp_path, environment={}) as address:
            async with session.get(f"{address}/reached") as answer:
                assert json.loads(await answer.text()) == [True, not own_network()]
        with pytest.raises(OSError, match="Cannot connect"):
            await session.get(address)


def test_a_program_that_ends_at_once_says_why(tmp_path: Path) -> None:
    """A program that does not start fails the test with what it printed."""
    command = [sys.executable, "-c", "raise SystemExit('there is no such thing')"]
    with (
        pytest.raises(AssertionError, match="there is no such thing"),
        started(command, port=free_port(), bot=free_port(), ready="/", folder=tmp_path, environment={}),
    ):
        pass
