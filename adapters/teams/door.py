"""The door for Microsoft Teams: `POST /api/messages`, where nobody comes in without a token that we verified."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from aiohttp import web

from adapters.desk import Away
from adapters.teams.addresses import service_addresses, standin_origin
from adapters.teams.keys import MICROSOFT_METADATA, STANDIN_METADATA, KeysAway, SigningKeys
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import Keys, TokenRefused, Tokens
from adapters.teams.transport import Activity, InvokeReply, TeamsTransport
from adapters.teams.wire import BadBody, read_activity

PATH: Final = "/api/messages"
BODY_LIMIT: Final = 1024 * 1024
BODY_SECONDS: Final = 10.0
_LOG: Final = logging.getLogger(__name__)


class Handler(Protocol):
    """What stands behind the door."""

    async def handle(self, activity: Activity) -> InvokeReply | None:
        """Take in one activity of which the sender was verified; it may raise `adapters.desk.Away`."""
        ...


class _Refuse(Exception):
    """What was sent cannot be taken; carries the status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Door:
    """The one address of Teams.

    Its order: size and type, token, body, whether the token fits the body, and only then the handler.
    """

    def __init__(
        self,
        settings: TeamsSettings,
        transport: TeamsTransport,
        handler: Handler,
        *,
        now: Callable[[], datetime],
        keys: Keys | None = None,
    ) -> None:
        """Let through what is for this app and from its tenants; `now` is wall time, `keys` are Microsoft's by default.

        Raises BadAddress for a stand-in that is not on loopback, and for a host that is none.
        """
        self._settings = settings
        self._transport = transport
        self._handler = handler
        standin = settings.standin_url
        metadata = f"{standin_origin(standin)}{STANDIN_METADATA}" if standin else MICROSOFT_METADATA
        self._fetched = SigningKeys(metadata, now=now)
        self._tokens = Tokens(
            app_id=settings.app_id,
            tenants=settings.tenants,
            keys=keys or self._fetched,
            addresses=service_addresses(more_hosts=settings.more_hosts, standin_url=standin),
            now=now,
        )

    def routes(self) -> list[web.RouteDef]:
        """Return the route, or none where app, secret or tenant is missing: then nobody could be told from anybody."""
        return [web.post(PATH, self._messages)] if self._settings.complete else []

    async def close(self) -> None:
        """Stop fetching keys."""
        await self._fetched.close()

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            return await self._take(request)
        except _Refuse as refused:
            return web.Response(status=refused.status)
        except TokenRefused as refused:
            _LOG.info("teams request refused: %s", refused.reason)
            return web.Response(status=refused.status)
        except BadBody:
            return web.Response(status=400)
        except (Away, KeysAway):
            return web.Response(status=503, headers={"Retry-After": "10"})
        except Exception as error:  # noqa: BLE001  Teams gets a status, whatever went wrong
            # Where it happened, never the message: that may hold somebody's words.
            trace = "".join(traceback.format_tb(error.__traceback__))
            _LOG.error("teams request failed: %s\n%s", type(error).__name__, trace)
            return web.Response(status=500)

    async def _take(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
            raise _Refuse(415)
        if (request.content_length or 0) > BODY_LIMIT:
            raise _Refuse(413)
        # The token first: a stranger makes us read and parse nothing.
        bearer = await self._tokens.verify(request.headers.get("Authorization", ""))
        activity = read_activity(await _body(request))
        self._tokens.admit(bearer, activity)
        reply = await self._transport.handle(activity, self._handler.handle)
        if reply is None or activity.get("type") != "invoke":
            return web.Response()
        if reply.body is None:
            return web.Response(status=reply.status)
        return web.json_response(dict(reply.body), status=reply.status)


async def _body(request: web.Request) -> bytes:
    """Return what was sent, unpacked, but never more than the limit of it and never for longer than ten seconds."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _unpacked(request)
    except TimeoutError:
        raise _Refuse(408) from None
    except _Refuse:
        raise
    except Exception:  # noqa: BLE001  a body that cannot be unpacked or was cut off, however aiohttp says so
        raise _Refuse(400) from None


async def _unpacked(request: web.Request) -> bytes:
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > BODY_LIMIT:
            raise _Refuse(413)
    return bytes(body)
