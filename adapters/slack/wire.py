"""One call to Slack, once, and nothing of the library beyond this file: an answer, a refusal, or silence."""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import Fate, known

SLACK: Final = "https://slack.com/api/"
FILES: Final = "files.slack.com"
SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 4.0
UPLOAD_SECONDS: Final = 15.0
PATIENCE: Final = 30.0
"""What a rate limit is taken to mean where Slack does not say it in a way that can be read."""

LONGEST: Final = 3600.0
OK: Final = 200
TOO_MANY: Final = 429
BROKEN: Final = 500

# The methods that take JSON by Slack's own description; what is read goes into the address, the rest into a form.
_JSON: Final = frozenset(
    {
        *("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
        *("views.open", "views.push", "views.update", "views.publish"),
        *("conversations.open", "files.completeUploadExternal"),
    }
)
_READ: Final = frozenset(
    {
        *("conversations.info", "conversations.members", "conversations.history", "conversations.replies"),
        *("users.info", "chat.getPermalink", "team.info"),
    }
)
_NEVER_LEFT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


class SlackRefused(Exception):
    """Slack said no: `error` is its own word for why, `retry_after` seconds, `needed` the scopes that are missing."""

    def __init__(self, error: str, *, method: str = "", retry_after: float | None = None, needed: str = "") -> None:
        super().__init__(error)
        self.error = error
        self.method = method
        self.retry_after = retry_after
        self.needed = needed


class SlackAway(Exception):
    """Slack could not be reached or understood; `ambiguous` says that it may have done what was asked."""

    def __init__(self, *, ambiguous: bool, method: str = "") -> None:
        super().__init__("ambiguous" if ambiguous else "not sent")
        self.ambiguous = ambiguous
        self.method = method


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack answered, and the scopes that the token has where it tells."""

    data: Mapping[str, object] = field(repr=False)
    scopes: tuple[str, ...] = ()


class Wire:
    """The way to Slack: one session for everything, no retry, no redirect, and no other host than its own."""

    def __init__(self, *, base_url: str = SLACK, session: Callable[[], aiohttp.ClientSession] | None = None) -> None:
        """Call this address; raise ValueError for one that is neither Slack's nor on this machine."""
        self._base = urlsplit(base_url)
        self._local = is_loopback(self._base.hostname or "")
        if base_url != SLACK and not self._local:
            raise ValueError("Only slack.com, or a stand-in on this machine, may be called as Slack.")
        self._base_url = base_url
        self._make = session or new_session
        self._session: aiohttp.ClientSession | None = None
        # At its own level the library writes whole messages into its log; this logger is never that talkative.
        self._log = logging.getLogger(f"{__name__}.library")
        self._log.setLevel(logging.WARNING)

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def call(self, token: str | None, method: str, arguments: Mapping[str, object]) -> Answer:
        """Call a method once; raise SlackRefused or SlackAway and nothing else."""
        given = {name: value for name, value in arguments.items() if value is not None}
        client = self._client(token)
        try:
            if method in _JSON:
                response = await client.api_call(method, json=given)
            elif method in _READ:
                response = await client.api_call(method, http_verb="GET", params=_flat(given))
            else:
                response = await client.api_call(method, data=_flat(given))
        except SlackApiError as error:
            _refuse(method, error.response)
        except _NEVER_LEFT:
            raise SlackAway(ambiguous=False, method=method) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SlackAway(ambiguous=True, method=method) from None
        except Exception:  # noqa: BLE001 - whatever the library makes of an odd answer, the request has left
            raise SlackAway(ambiguous=True, method=method) from None
        data = response.data
        if not isinstance(data, dict):
            raise SlackAway(ambiguous=True, method=method)
        return Answer(data=data, scopes=_scopes(response.headers))

    async def upload(self, url: str, content: bytes) -> None:
        """Bring the bytes of a file to the address that Slack gave for it; raise SlackAway if that did not work."""
        at = urlsplit(url)
        ours = (at.scheme, at.netloc) == (self._base.scheme, self._base.netloc) if self._local else False
        if not ours and (at.scheme, at.netloc) != ("https", FILES):
            raise SlackAway(ambiguous=False, method="upload")
        timeout = aiohttp.ClientTimeout(total=UPLOAD_SECONDS)
        try:
            posted = self._open().post(url, data=content, timeout=timeout, allow_redirects=False)
            async with posted as response:
                if response.status != OK:
                    raise SlackAway(ambiguous=False, method="upload")
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SlackAway(ambiguous=False, method="upload") from None

    def _client(self, token: str | None) -> AsyncWebClient:
        client = AsyncWebClient(
            token=token, base_url=self._base_url, session=self._open(), retry_handlers=[], logger=self._log
        )
        if self._local:
            client.proxy = None  # a proxy from the environment does not lead to this machine
        return client

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = self._make()
        return self._session


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def new_session(seconds: float = SECONDS) -> aiohttp.ClientSession:
    """Return a session that waits so long for an answer, follows nobody to another address and keeps no cookies."""
    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(_no_redirect)
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=[trace],
    )


async def _no_redirect(*_: object) -> None:
    raise aiohttp.ClientError


def _flat(arguments: Mapping[str, object]) -> dict[str, str]:
    """Return arguments as a form or an address holds them."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}


def _scopes(headers: Mapping[str, str]) -> tuple[str, ...]:
    told = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return tuple(scope.strip() for scope in told.split(",") if scope.strip())


def _refuse(method: str, response: object) -> NoReturn:
    """Make of an answer that is no yes what it is: a refusal with its word, or something that cannot be read."""
    status = getattr(response, "status_code", None)
    data = getattr(response, "data", None)
    headers = getattr(response, "headers", {})
    body = data if isinstance(data, dict) else {}
    error = body.get("error")
    if status == TOO_MANY or (error in {"ratelimited", "rate_limited"}):
        raise SlackRefused("ratelimited", method=method, retry_after=_patience(headers)) from None
    if not isinstance(error, str) or not error or not isinstance(status, int) or status >= BROKEN:
        raise SlackAway(ambiguous=True, method=method) from None
    if known(error).fate is Fate.AMBIGUOUS:
        raise SlackAway(ambiguous=True, method=method) from None
    needed = body.get("needed")
    raise SlackRefused(error, method=method, needed=needed if isinstance(needed, str) else "") from None


def _patience(headers: Mapping[str, str]) -> float:
    """Return the seconds that Slack asks for, within reason."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if not told.isascii() or not told.isdigit():
        return PATIENCE
    return min(max(float(told), 1.0), LONGEST)
