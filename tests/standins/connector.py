"""A Bot Connector on loopback: it keeps what Teams would show, fails as told, and notes who asked with which token."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from adapters.teams.credentials import STANDIN_TOKEN
from tests.standins.issuer import Issuer

End = Literal["answer", "reset", "silence", "cut", "wait"]
_THREAD = ";messageid="


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with one call: with `taken` it was done all the same, and `end` is how the caller hears of it.

    `answer` gives `status` with the error `code`, or with `body` as it is; `reset` breaks the connection; `silence`
    never answers; `cut` begins a good answer and breaks off; `wait` answers well once `go_on` is called.
    """

    status: int = 500
    code: str = ""
    message: str = "no words"
    retry_after: str = ""
    location: str = ""
    body: bytes | None = None
    taken: bool = False
    end: End = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: of which host, what, and with which token."""

    method: str
    path: str
    host: str
    authorization: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Shown:
    """One message as people see it now, under the root of its thread, or of none."""

    id: str
    root: str
    activity: Mapping[str, object]
    updates: int = 0

    @property
    def card(self) -> dict[str, Any] | None:
        """The content of its card, if it has one."""
        attachments = self.activity.get("attachments")
        return attachments[0]["content"] if isinstance(attachments, list) and attachments else None


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A personal chat, a group chat, or a channel with its threads."""

    id: str
    personal: bool
    members: tuple[str, ...]
    shown: list[Shown] = field(default_factory=list)


@dataclass(slots=True)
class ConnectorStandin:
    """The stand-in, with its ledger; whatever stands here is changed by the server's own thread only."""

    issuer: Issuer = field(default_factory=Issuer)
    url: str = ""
    token: str = STANDIN_TOKEN
    conversations: dict[str, Conversation] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    issuer_asked: int = 0
    issuer_says: Callable[[str], Awaitable[web.StreamResponse]] | None = None
    _going_on: threading.Event = field(default_factory=threading.Event)
    _noted: threading.Condition = field(default_factory=threading.Condition)
    _count: int = 1_700_000_000_000

    def channel(self, id: str, *members: str) -> Conversation:
        """Add a channel of a team."""
        return self._add(Conversation(id=id, personal=False, members=members))

    def chat(self, id: str, *members: str, personal: bool = True) -> Conversation:
        """Add a chat that exists already."""
        return self._add(Conversation(id=id, personal=personal, members=members))

    def plant(self, *faults: Fault) -> None:
        """Let the next calls go wrong, one after the other."""
        self.faults.extend(faults)

    def go_on(self) -> None:
        """Answer what was held up, and hold nothing up from now on."""
        self._going_on.set()

    def wait_for(self, requests: int) -> bool:
        """Wait until so many requests have been made; False if that takes more than ten seconds."""
        with self._noted:
            return self._noted.wait_for(lambda: len(self.asked) >= requests, timeout=10)

    def shown(self, id: str) -> list[tuple[str, str, str]]:
        """Return what stands in a conversation, in order: id, text, and the root of its thread or nothing."""
        return [(one.id, str(one.activity.get("text", "")), one.root) for one in self.conversations[id].shown]

    def tokens_by_host(self) -> set[tuple[str, str]]:
        """Return which token was seen by which host."""
        return {(one.host, one.authorization) for one in self.asked if one.authorization}

    # --- the server ---------------------------------------------------------------------------------------------------

    def application(self) -> web.Application:
        """Return the server's application."""
        app = web.Application()
        activities = "/v3/conversations/{conversation:[^/]+}/activities"
        app.add_routes(
            [
                web.get("/v1/.well-known/{document}", self._document),
                web.post("/v3/conversations", self._call(self._create)),
                web.post(activities, self._call(self._send)),
                web.post(f"{activities}/{{activity:[^/]+}}", self._call(self._send)),
                web.put(f"{activities}/{{activity:[^/]+}}", self._call(self._update)),
                web.get("/v3/conversations/{conversation:[^/]+}/members", self._call(self._members)),
                web.get("/v3/conversations/{conversation:[^/]+}/members/{member}", self._call(self._member)),
                web.route("*", "/{rest:.*}", self._nothing),
            ]
        )
        return app

    def _add(self, conversation: Conversation) -> Conversation:
        return self.conversations.setdefault(conversation.id, conversation)

    def next_id(self) -> str:
        """Return an id that nothing else has."""
        self._count += 1
        return str(self._count)

    def _note(self, request: web.Request) -> None:
        authorization = request.headers.get("Authorization", "")
        one = Asked(method=request.method, path=request.raw_path, host=request.host, authorization=authorization)
        with self._noted:
            self.asked.append(one)
            self._noted.notify_all()

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        self._note(request)
        return _error(404, "NotFound")

    async def _document(self, request: web.Request) -> web.StreamResponse:
        self.issuer_asked += 1
        if self.issuer_says is not None:
            return await self.issuer_says(request.path)
        found = self.issuer.documents(self.url).get(request.path)
        return web.json_response(found) if found is not None else _error(404, "NotFound")

    def _call(
        self, do: Callable[[web.Request, Mapping[str, object]], web.Response]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            self._note(request)
            body = await request.json() if request.method in {"POST", "PUT"} else {}
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                return _error(401, "Unauthorized")
            fault = self.faults.popleft() if self.faults else None
            if fault is None:
                return do(request, body)
            good = do(request, body) if fault.taken or fault.end in {"wait", "cut"} else _error(500, "")
            return await self._go_wrong(request, fault, good)

        return answer

    async def _go_wrong(self, request: web.Request, fault: Fault, good: web.Response) -> web.StreamResponse:
        match fault.end:
            case "answer":
                return _error(fault.status, fault.code, fault)
            case "wait":
                await asyncio.to_thread(self._going_on.wait, 10)
                return good
            case "silence":
                await asyncio.sleep(60)
            case "cut":
                response = web.StreamResponse(status=good.status, headers={"Content-Length": "1000"})
                await response.prepare(request)
                await response.write(b"{")
            case "reset":
                pass
        _reset(request)
        return good

    def _create(self, _request: web.Request, body: Mapping[str, object]) -> web.Response:
        channel = _inner(body, "channelData", "channel", "id")
        if channel:
            if channel not in self.conversations:
                return _error(404, "ConversationNotFound")
            activity = body.get("activity")
            if not isinstance(activity, dict):
                return _error(400, "BadSyntax")
            id = self.next_id()
            self.conversations[channel].shown.append(Shown(id=id, root="", activity=activity))
            return web.json_response({"id": f"{channel}{_THREAD}{id}", "activityId": id}, status=201)
        members = body.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0].get("id"), str):
            return _error(400, "BadSyntax")
        user = members[0]["id"]
        known = next((one.id for one in self.conversations.values() if one.personal and user in one.members), None)
        return web.json_response({"id": known or self.chat(f"a:{user}", user).id}, status=201)

    def _send(self, request: web.Request, body: Mapping[str, object]) -> web.Response:
        place, _, root = request.match_info["conversation"].partition(_THREAD)
        conversation = self.conversations.get(place)
        if conversation is None or (root and all(one.id != root for one in conversation.shown)):
            return _error(404, "ConversationNotFound")
        id = self.next_id()
        conversation.shown.append(Shown(id=id, root=root, activity=body))
        return web.json_response({"id": id}, status=201)

    def _update(self, request: web.Request, body: Mapping[str, object]) -> web.Response:
        conversation = self.conversations.get(request.match_info["conversation"].partition(_THREAD)[0])
        for one in conversation.shown if conversation else ():
            if one.id == request.match_info["activity"]:
                one.activity, one.updates = body, one.updates + 1
                return web.json_response({"id": one.id})
        return _error(404, "ActivityNotFoundInConversation")

    def _members(self, request: web.Request, _body: Mapping[str, object]) -> web.Response:
        conversation = self.conversations.get(request.match_info["conversation"].partition(_THREAD)[0])
        if conversation is None:
            return _error(404, "ConversationNotFound")
        return web.json_response([_member(user) for user in conversation.members])

    def _member(self, request: web.Request, _body: Mapping[str, object]) -> web.Response:
        conversation = self.conversations.get(request.match_info["conversation"].partition(_THREAD)[0])
        user = request.match_info["member"]
        if conversation is None or user not in conversation.members:
            return _error(404, "MemberNotFoundInConversation")
        return web.json_response(_member(user))


@contextlib.contextmanager
def connector() -> Iterator[ConnectorStandin]:
    """Serve a stand-in on a free port of 127.0.0.1, in a thread of its own, for as long as this is open."""
    standin = ConnectorStandin()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="connector stand-in")
    thread.start()
    runner = web.AppRunner(standin.application(), access_log=None, shutdown_timeout=0.1)
    try:
        standin.url = asyncio.run_coroutine_threadsafe(_served(runner), loop).result(10)
        yield standin
    finally:
        standin.go_on()
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        asyncio.run_coroutine_threadsafe(loop.shutdown_default_executor(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _served(runner: web.AppRunner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


def _error(status: int, code: str, fault: Fault | None = None) -> web.Response:
    headers = {
        name: value
        for name, value in (
            ("Retry-After", fault.retry_after if fault else ""),
            ("Location", fault.location if fault else ""),
        )
        if value
    }
    if fault and fault.body is not None:
        return web.Response(body=fault.body, status=status, headers=headers, content_type="application/json")
    message = fault.message if fault else ""
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)


def _member(user: str) -> dict[str, object]:
    return {"id": f"29:{user}", "aadObjectId": user, "name": "Somebody"}


def _inner(found: object, *path: str) -> str:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _reset(request: web.Request) -> None:
    """Break the connection as a machine does that goes down: a reset, not a farewell."""
    transport = request.transport
    if transport is not None:
        plug: socket.socket = transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
