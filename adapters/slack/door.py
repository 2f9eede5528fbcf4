"""The HTTP door: one address for events, buttons, windows and commands, and nothing gets past it unsigned."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from adapters.desk import Desk
from adapters.slack import envelope
from adapters.slack.front import REACHED, acknowledgement, front
from adapters.slack.heard import Challenge, Ignored, Odd
from adapters.slack.payloads import read
from adapters.slack.reception import PATIENCE, Installations, Reception
from adapters.slack.replying import Views
from adapters.slack.signature import SIGNATURE, TIMESTAMP, Once, is_genuine
from adapters.slack.speaking import Api

BODY_LIMIT: Final = 1024 * 1024
BODY_SECONDS: Final = 10.0
PATH: Final = "/slack/events"
_UTF8: Final = frozenset({"", "utf-8", "utf8"})
_HOPELESS: Final = frozenset({400, 413, 415})
_COMPLAIN_AGAIN: Final = timedelta(minutes=1)
_LOG: Final = logging.getLogger(__name__)


class Door:
    """Everything that Slack posts to us; behind it stands `reception`, which Socket Mode uses as well."""

    def __init__(
        self,
        desk: Desk,
        api: Api,
        views: Views,
        *,
        lifecycle: Installations,
        signing_secret: str,
        now: Callable[[], datetime],
        wall: Callable[[], datetime],
        app_token: str = "",
        standin: str = "",
        patience: float = PATIENCE,
    ) -> None:
        """Serve this desk; `now` is business time, `wall` that of signatures, `standin` the address of a local Slack.

        Without a signing secret every request is refused: then everything comes by a socket.
        """
        secret = signing_secret or app_token or secrets.token_hex()
        salt = hashlib.sha256(f"a form's values\0{secret}".encode()).digest()
        self._reception = Reception(desk, api, views, lifecycle, now=now, salt=salt, standin=standin, patience=patience)
        self._front = front(self._reception)
        self._secret = signing_secret
        self._wall = wall
        self._once = Once()
        self._complained: datetime | None = None

    @property
    def front(self) -> AsyncApp:
        """The Bolt application behind the door, for Socket Mode."""
        return self._front

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, to be added to an application."""
        return [web.post(PATH, self._posted)]

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        if request.content_length is not None and request.content_length > BODY_LIMIT:
            return _refused(Odd(status=413, reason="size"))
        if not _is_plain(request):
            return _refused(Odd(status=415, reason="content_type"))
        body = await _body(request)
        if isinstance(body, Odd):
            return _refused(body)
        signature = self._signature(request, body)
        if not signature:
            return _refused(Odd(status=401, reason="signature"))
        response = await self._genuine(request, body)
        if response.status >= 500:  # noqa: PLR2004 - whatever failed on our side may come again as it is
            self._once.forget(signature)
        return response

    def _signature(self, request: web.Request, body: bytes) -> str:
        """Return the signature if it is Slack's, is fresh and was not used before; otherwise nothing."""
        signatures, stamps = request.headers.getall(SIGNATURE, []), request.headers.getall(TIMESTAMP, [])
        if len(signatures) != 1 or len(stamps) != 1:
            return ""
        now = self._wall()
        if not is_genuine(self._secret, stamps[0], signatures[0], body, now):
            self._complain(now)
            return ""
        return signatures[0] if self._once.first(signatures[0], now) else ""

    def _complain(self, now: datetime) -> None:
        """Log that somebody signs otherwise than we do, now and then: the secret in the settings may be a wrong one."""
        if self._complained is None or now - self._complained >= _COMPLAIN_AGAIN:
            self._complained = now
            structlog.get_logger().warning("slack.signature_wrong")

    async def _genuine(self, request: web.Request, body: bytes) -> web.StreamResponse:
        found = envelope.unpack(request.content_type, body)
        if isinstance(found, Odd):
            return _refused(found)
        # What nobody can be answered about needs no Bolt, which trips over bodies that are not well formed.
        payload = read(found)
        match payload:
            case Odd():
                return _refused(payload)
            case Ignored():
                return web.Response()
            case Challenge(challenge=challenge):
                return web.json_response({"challenge": challenge})
            case _:
                return await self._through_bolt(request, dict(found))

    async def _through_bolt(self, request: web.Request, body: dict[str, object]) -> web.StreamResponse:
        try:
            bolted = await to_bolt_request(request)
            # Bolt takes a command with the word "payload" in it for a button; what we unpacked is what counts.
            bolted.body = body
            response = await self._front.async_dispatch(bolted)
            if bolted.context.get(REACHED):
                return await to_aiohttp_response(response)
        except Exception as error:  # noqa: BLE001  Bolt reads fields we do not need, and may trip over them
            _LOG.warning("bolt could not read a request: %s", type(error).__name__)
        return await to_aiohttp_response(acknowledgement(await self._reception.receive(body)))


def _is_plain(request: web.Request) -> bool:
    """Tell whether the body is JSON or a form, in UTF-8 and not compressed."""
    try:
        kind, charset = request.content_type, request.charset or ""
    except Exception:  # noqa: BLE001  a content type that cannot even be read
        return False
    plain = charset.lower() in _UTF8 and "Content-Encoding" not in request.headers
    return plain and kind in {envelope.JSON, envelope.FORM}


async def _body(request: web.Request) -> bytes | Odd:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
    except TimeoutError:
        return Odd(status=408, reason="slow")
    except web.HTTPRequestEntityTooLarge:
        return Odd(status=413, reason="size")
    return body if len(body) <= BODY_LIMIT else Odd(status=413, reason="size")


def _refused(odd: Odd) -> web.Response:
    # What cannot be read now cannot be read later; a wrong secret or clock may be put right in between.
    headers = {"X-Slack-No-Retry": "1"} if odd.status in _HOPELESS else {}
    return web.Response(status=odd.status, headers=headers)
