"""What Microsoft is to a bot: signs what its clients say, shows its keys, and passes on what the bot says."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol

import jwt
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from yarl import URL

from tests.standins.enclosure import HOST

Json = dict[str, Any]

APP_ID: Final = "00000000-0000-0000-0000-00000000b07a"
TENANT: Final = "00000000-0000-0000-0000-00000000c0de"
ISSUER: Final = "https://api.botframework.com"
METADATA: Final = "/v1/.well-known/openidconfiguration"
KEYS: Final = "/v1/.well-known/keys"
CONNECTOR: Final = "/_connector"
MESSAGES: Final = "/api/messages"
GOOD_FOR: Final = 3600
_KEY_ID: Final = "the key of the tests"


class Client(Protocol):
    """A program in which somebody talks with the bot."""

    @property
    def person(self) -> str:
        """Whose program it is."""
        ...

    @property
    def object_id(self) -> str:
        """Who that is in the tenant."""
        ...

    @property
    def member_id(self) -> str:
        """Who that is to this bot."""
        ...

    @property
    def address(self) -> str:
        """Where it listens."""
        ...

    def has(self, conversation: str) -> bool:
        """Tell whether this conversation, or the one with this person, is in it."""
        ...


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """Return the one key that everything is signed with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def token(service_url: str, **claims: object) -> str:
    """Return a token as a channel of Microsoft sends it with an activity from this service address."""
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": APP_ID, "nbf": now, "exp": now + GOOD_FOR, "serviceurl": service_url}
    return jwt.encode({**usual, **claims}, signing_key(), algorithm="RS256", headers={"kid": _KEY_ID})


@dataclass(slots=True)
class Microsoft:
    """One address for all: `said` is what the bot sent and the status it got; `passed` counts both ways per client."""

    address: str
    bot: str
    session: ClientSession
    clients: Sequence[Client] = ()
    said: list[tuple[str, str, Json, int]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    without_token: int = 0

    def routes(self) -> list[web.RouteDef]:
        """Return everything that is served here."""
        return [
            web.get(METADATA, self._metadata),
            web.get(KEYS, self._keys),
            web.post(f"/{{person}}{MESSAGES}", self._to_bot),
            web.route("*", f"{CONNECTOR}/{{path:.*}}", self._to_client),
        ]

    async def _metadata(self, _request: web.Request) -> web.Response:
        found = {"issuer": ISSUER, "jwks_uri": f"{self.address}{KEYS}"}
        return web.json_response({**found, "id_token_signing_alg_values_supported": ["RS256"]})

    async def _keys(self, _request: web.Request) -> web.Response:
        key = json.loads(RSAAlgorithm.to_jwk(signing_key().public_key()))
        return web.json_response({"keys": [{**key, "kid": _KEY_ID, "use": "sig", "endorsements": ["msteams"]}]})

    async def _to_bot(self, request: web.Request) -> web.Response:
        body = await request.read()
        bearer = token(json.loads(body)["serviceUrl"])
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
        self.passed[request.match_info["person"]] += 1
        return await self._pass_on("POST", URL(self.bot), body, headers)

    async def _to_client(self, request: web.Request) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            self.without_token += 1
            return web.Response(status=401)
        body = await request.read()
        sent = json.loads(body or "{}")
        where = _conversation(request.match_info["path"], sent)
        client = next((one for one in self.clients if one.has(where)), None)
        if client is None:
            return web.json_response({"error": {"code": "BotNotInConversationRoster"}}, status=403)
        # Teams knows people by their object id too; their own program only by the id they have for the bot.
        body = body.replace(client.object_id.encode(), client.member_id.encode())
        headers = {"Content-Type": "application/json"}
        url = URL(f"{client.address}{request.rel_url.raw_path_qs}", encoded=True)
        self.passed[client.person] += 1
        answer = await self._pass_on(request.method, url, body, headers)
        self.said.append((request.method, request.path.removeprefix(CONNECTOR), sent, answer.status))
        return answer

    async def _pass_on(self, method: str, url: URL, body: bytes, headers: Mapping[str, str]) -> web.Response:
        async with self.session.request(method, url, data=body or None, headers=headers) as answer:
            kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)


def _conversation(path: str, sent: Json) -> str:
    """Return which conversation a call of the bot is about; for a new one, with whom or in which channel."""
    match path.split("/"):
        case ["v3", "conversations"]:
            channel = sent.get("channelData", {}).get("channel", {}).get("id")
            found: str = channel or sent["members"][0]["id"]
            return found
        case ["v3", _, id, *_]:
            return id.partition(";")[0]
        case _:
            raise web.HTTPNotFound


@asynccontextmanager
async def microsoft(port: int, bot: str) -> AsyncIterator[Microsoft]:
    """Serve it at this port, before a bot at this address."""
    async with ClientSession() as session:
        found = Microsoft(f"http://{HOST}:{port}", bot, session)
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.add_routes(found.routes())
        async with TestServer(app, host=HOST, port=port):
            yield found
