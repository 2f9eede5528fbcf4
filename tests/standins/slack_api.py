"""A Slack of our own on this machine: it tells the truth about what lies there, and goes wrong where it is told to."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.standins.slack_truth import Json, No, Truth


class Kind(Enum):
    """The ways in which a call goes wrong; `DONE_` ones go wrong after Slack did what was asked."""

    ERROR = auto()
    STATUS = auto()
    BUSY = auto()
    RESET = auto()
    DONE_RESET = auto()
    DONE_SILENCE = auto()
    DONE_STATUS = auto()
    DONE_BODY = auto()
    DONE_SHORT = auto()
    DONE_GZIP = auto()
    NO_THREAD = auto()
    OTHER_CHANNEL = auto()
    SLOW = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: `text` is an error, a header, a body or an address, `number` a status or seconds."""

    kind: Kind
    text: str = ""
    number: float = 0
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it came in."""

    method: str
    args: Json
    token: str | None


@dataclass
class SlackApi:
    """The server; `url` is what goes into the place of Slack's own address."""

    truth: Truth = field(default_factory=Truth)
    calls: list[Call] = field(default_factory=list)
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _server: TestServer | None = None

    @property
    def url(self) -> str:
        """The address to be called in the place of Slack's."""
        assert self._server is not None
        return str(self._server.make_url("/api/"))

    def plant(self, method: str, kind: Kind, text: str = "", number: float = 0, content_type: str = "") -> None:
        """Let the next call of a method that has no fault yet go wrong in this way, once."""
        fault = Fault(kind=kind, text=text, number=number, content_type=content_type or "application/json")
        self._faults[method].append(fault)

    def made(self, method: str) -> list[Json]:
        """Return the arguments of every call of a method."""
        return [one.args for one in self.calls if one.method == method]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, args = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or None
        self.calls.append(Call(method=method, args=args, token=token))
        fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is None:
            return self._do(method, args, token)
        return await self._go_wrong(request, fault, lambda **more: self._do(method, {**args, **more}, token))

    async def upload(self, request: web.Request) -> web.Response:
        """Take in the bytes of a file."""
        self.truth.uploads[request.match_info["file"]]["content"] = await request.read()
        return web.Response(text="OK")

    async def respond(self, request: web.Request) -> web.Response:
        """Take in what is said to whoever pressed something, at the address that came with it."""
        self.truth.whispers.append({"user": request.match_info["user"], **await request.json()})
        return web.Response(text="ok")

    def _do(self, method: str, args: Json, token: str | None) -> web.Response:
        headers = {"x-oauth-scopes": self.truth.scopes}
        try:
            answer = self.truth.do(method, args, token)
        except No as no:
            return web.json_response(no.answer, headers=headers)
        if "upload_url" in answer:
            answer["upload_url"] = answer["upload_url"].replace("{here}", self.url.removesuffix("/api/"))
        return web.json_response({"ok": True, **answer}, headers=headers)

    async def _go_wrong(
        self, request: web.Request, fault: Fault, do: Callable[..., web.Response]
    ) -> web.StreamResponse:
        if fault.kind.name.startswith("DONE_"):
            done = do()
            assert json.loads(done.body)["ok"] is True, "what goes wrong afterwards must have gone well before"  # type: ignore[arg-type]
            return await self._afterwards(request, fault, done)
        match fault.kind:
            case Kind.ERROR:
                return web.json_response({"ok": False, "error": fault.text, "needed": "chat:write"})
            case Kind.STATUS:
                return web.Response(status=int(fault.number), text="<html>no</html>", content_type="text/html")
            case Kind.BUSY:
                headers = {"Retry-After": fault.text} if fault.text else {}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case Kind.RESET:
                return _reset(request)
            case Kind.ELSEWHERE:
                raise web.HTTPTemporaryRedirect(fault.text)
            case Kind.NO_THREAD:
                return do(thread_ts=None)
            case Kind.OTHER_CHANNEL:
                return do(channel=fault.text)
            case _:
                await asyncio.sleep(fault.number)
                return do()

    async def _afterwards(self, request: web.Request, fault: Fault, done: web.Response) -> web.StreamResponse:
        body = done.body
        assert isinstance(body, bytes)
        match fault.kind:
            case Kind.DONE_RESET:
                return _reset(request)
            case Kind.DONE_STATUS:
                return web.Response(status=int(fault.number), text="<html>no</html>", content_type="text/html")
            case Kind.DONE_BODY:
                return web.Response(text=fault.text, content_type=fault.content_type)
            case Kind.DONE_GZIP:
                headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
                return web.Response(body=gzip.compress(body), headers=headers)
            case Kind.DONE_SHORT:
                response = web.StreamResponse(headers={"Content-Length": str(len(body) + 9)})
                response.content_type = "application/json"
                await response.prepare(request)
                await response.write(body[: len(body) // 2])
                return _reset(request)
            case _:
                await asyncio.sleep(fault.number)
                return done


def _reset(request: web.Request) -> web.Response:
    """Break the connection off, as a machine that dies does."""
    assert request.transport is not None
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        found: Json = await request.json()
        return found
    return {**request.query, **await request.post()}


@asynccontextmanager
async def slack_api(truth: Truth | None = None) -> AsyncIterator[SlackApi]:
    """Run a Slack for as long as a test needs it."""
    api = SlackApi(truth=truth or Truth())
    app = web.Application()
    app.router.add_route("*", "/api/{method}", api.answer)
    app.router.add_post("/upload/{file}", api.upload)
    app.router.add_post("/respond/{user}", api.respond)
    server = TestServer(app, host="127.0.0.1")
    api._server = server
    async with server:
        yield api
