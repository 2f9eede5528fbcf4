"""A served door for Teams: a stand-in for Microsoft behind it, a clock that can be moved, a handler that listens."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.addresses import service_addresses
from adapters.teams.credentials import StaticToken
from adapters.teams.door import PATH, Door, Handler
from adapters.teams.keys import SigningKey, read_keys
from adapters.teams.settings import TeamsSettings
from adapters.teams.transport import Activity, InvokeReply
from adapters.teams.transport_botbuilder import BotbuilderTransport
from tests.standins.connector import ConnectorStandin
from tests.standins.issuer import APP, TENANT, Issuer, claims

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
MICROSOFT = "https://smba.trafficmanager.net/emea/"


@dataclass(slots=True)
class Wall:
    """Wall time that a test moves."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, time: timedelta) -> None:
        self.moment += time


@dataclass(slots=True)
class Listener:
    """What stands behind the door: it remembers what it heard and answers what it is told to."""

    heard: list[Activity] = field(default_factory=list)
    reply: InvokeReply | None = None
    error: Exception | None = None

    async def handle(self, activity: Activity) -> InvokeReply | None:
        self.heard.append(activity)
        if self.error is not None:
            raise self.error
        return self.reply


@dataclass(slots=True)
class KnownKeys:
    """The keys of an issuer that need not be fetched; they stay the same objects while the issuer tells the same."""

    issuer: Issuer
    read: tuple[object, Mapping[str, SigningKey]] = (None, {})

    async def find(self, id: str) -> SigningKey | None:
        told = (tuple(self.issuer.published), self.issuer.endorsements, dict(self.issuer.pairs))
        if self.read[0] != told:
            self.read = told, read_keys(self.issuer.documents("")["/v1/.well-known/keys"])
        return self.read[1].get(id)


@dataclass(slots=True, kw_only=True)
class Served:
    """A served door, and somebody who knocks."""

    client: TestClient[web.Request, web.Application]
    issuer: Issuer
    service_url: str
    wall: Wall
    listener: Listener

    def token(self, **other: object) -> str:
        """Return a good token, or one in which some claims differ."""
        return self.issuer.sign(claims(self.service_url, self.wall(), **other))

    def message(self, **other: object) -> dict[str, object]:
        """Return a message as Teams sends it, or one in which some parts differ; a part that is None is left out."""
        return message(self.service_url, **other)

    async def knock(
        self, activity: object, token: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> int:
        """Send an activity, with a good token unless told otherwise, and return the status."""
        status, _ = await self.send(json.dumps(activity).encode(), token, headers=headers)
        return status

    async def send(
        self, body: bytes, token: str | None = None, *, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send bytes and return the status and the answer; an empty token sends no such header."""
        bearer = self.token() if token is None else token
        sent = {"Content-Type": "application/json; charset=utf-8"}
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        # As a stream: aiohttp's own client warns of large bodies given as bytes.
        async with self.client.post(PATH, data=io.BytesIO(body), headers={**sent, **(headers or {})}) as response:
            return response.status, await response.read()


def message(service_url: str, **other: object) -> dict[str, object]:
    """Return a message as Teams sends it in a personal chat; a part that is None is left out."""
    good: dict[str, object] = {
        "type": "message",
        "id": "1700000000001",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "timestamp": "2026-11-02T09:00:00.000Z",
        "text": "goedemorgen",
        "textFormat": "plain",
        "from": {"id": "29:anna", "name": "Anna", "aadObjectId": "00000000-0000-0000-0000-0000000000a0"},
        "recipient": {"id": f"28:{APP}", "name": "Samenspraak"},
        "conversation": {"conversationType": "personal", "id": "a:anna", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "entities": [{"type": "clientInfo", "locale": "nl-NL"}],
        **other,
    }
    return {name: value for name, value in good.items() if value is not None}


@asynccontextmanager
async def standing_in(standin: ConnectorStandin) -> AsyncIterator[Served]:
    """Serve a door that takes keys and service address from a stand-in."""
    settings = TeamsSettings(app_id=APP, secret="secret", tenant=TENANT.upper(), standin_url=standin.url)
    wall, listener = Wall(), Listener()
    transport = BotbuilderTransport(
        app_id=APP, credentials=StaticToken(""), addresses=service_addresses(standin_url=standin.url)
    )
    door = Door(settings, transport, listener, now=wall)
    async with _served(door) as client:
        yield Served(client=client, issuer=standin.issuer, service_url=standin.url, wall=wall, listener=listener)
    await transport.close()


@asynccontextmanager
async def as_with_microsoft(handler: Handler | None = None, tenant: str = TENANT) -> AsyncIterator[Served]:
    """Serve a door as in real life, with Microsoft's own addresses; only the keys are ours."""
    issuer, wall, listener = Issuer(), Wall(), Listener()
    settings = TeamsSettings(app_id=APP, secret="secret", tenant=tenant)
    transport = BotbuilderTransport(app_id=APP, credentials=StaticToken(""), addresses=service_addresses())
    door = Door(settings, transport, handler or listener, now=wall, keys=KnownKeys(issuer))
    async with _served(door) as client:
        yield Served(client=client, issuer=issuer, service_url=MICROSOFT, wall=wall, listener=listener)
    await transport.close()


@asynccontextmanager
async def _served(door: Door) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.add_routes(door.routes())
    server = TestServer(app)
    await server.start_server(access_log=None)
    async with TestClient(server) as client:
        yield client
    await door.close()
