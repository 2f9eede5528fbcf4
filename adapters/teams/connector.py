"""One call to the Bot Connector: looked at once more, sent once, never redirected; and every end of it has a name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, cast

import aiohttp
from yarl import URL

from adapters.teams.addresses import ServiceAddresses
from adapters.teams.credentials import Credentials
from adapters.teams.transport import TransportAway, TransportRefused

SEND_SECONDS: Final = 14.0
CONNECT_SECONDS: Final = 5.0
AT_ONCE: Final = 256
LONGEST_WAIT: Final = timedelta(hours=1)
_ANSWER_LIMIT: Final = 64 * 1024
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SUB_CODE: Final = re.compile(r'subCode\\*"?\s*[:=]\s*\\*"?([A-Za-z][A-Za-z0-9_]{0,63})')


class Connector:
    """The way out, with our token on it: as many calls at once as there are messages, all over one session."""

    def __init__(
        self, credentials: Credentials, addresses: ServiceAddresses, *, user_agent: str, patience: float = SEND_SECONDS
    ) -> None:
        """Call `addresses` and no others, and wait for an answer for `patience` seconds."""
        self._patience = patience
        self._credentials = credentials
        self._addresses = addresses
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, method: str, url: str, body: str) -> Mapping[str, object]:
        """Send once and return the object that came back; raises TransportRefused or TransportAway."""
        if not self._addresses.may_ask(url):
            raise TransportRefused(status=0, code="ForeignAddress")
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": self._user_agent,
            "Authorization": f"Bearer {await self._credentials.token()}",
        }
        call = self._opened().request(
            method, URL(url, encoded=True), data=body.encode(), headers=headers, allow_redirects=False
        )
        try:
            async with call as response:
                return _judged(response, await _read(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise TransportAway(ambiguous=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise TransportAway(ambiguous=True) from None

    async def close(self) -> None:
        """Hang up."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # No cookies, and nothing of the machine: its password file may hold a login for some host.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE, ttl_dns_cache=60),
                timeout=aiohttp.ClientTimeout(total=self._patience, sock_connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the beginning of what came; once the status is known, a body that breaks off changes nothing."""
    body = bytearray()
    try:
        async for part in response.content.iter_any():
            body += part
            if len(body) > _ANSWER_LIMIT:
                break
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    return bytes(body[:_ANSWER_LIMIT])


def _judged(response: aiohttp.ClientResponse, body: bytes) -> Mapping[str, object]:
    status = response.status
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return _object(body)
    if status < HTTPStatus.BAD_REQUEST:
        raise TransportRefused(status=status, code="Redirected")
    # 503 says that nothing was done; of any other 5xx nobody knows.
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise TransportRefused(status=status, code=_code(body), retry_after=_retry_after(response.headers))
    raise TransportAway(ambiguous=True, status=status)


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _code(body: bytes) -> str:
    """Return the platform's own word for a refusal; a sub-code, which stands inside the message, says the most."""
    inner = _SUB_CODE.search(body.decode("utf-8", "replace"))
    if inner is not None:
        return inner[1]
    error = _object(body).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long to wait: a number of seconds, or a date held against the date of the answer itself."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return min(timedelta(seconds=int(value)), LONGEST_WAIT)
    try:
        wait = _moment(value) - _moment(headers.get("Date", ""))
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)


def _moment(value: str) -> datetime:
    found = parsedate_to_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
