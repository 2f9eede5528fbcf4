"""Installing by the browser: out to Slack with a state that only this browser can bring back, and in again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from html import escape
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import urlencode

from aiohttp import web

from adapters.desk import Away
from adapters.slack.api import Api, SlackAway, SlackRefused
from adapters.slack.installations import Installation, Installations
from adapters.slack.scopes import OPTIONAL, SCOPES

AUTHORIZE: Final = "https://slack.com/oauth/v2/authorize"
INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"
COOKIE: Final = "samenspraak-slack-install"
VALID: Final = timedelta(minutes=10)
MOST_USED: Final = 10_000

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class Phrases(Protocol):
    """The part of the desk that knows what is said."""

    def language(self, accepted: str) -> str:
        """Return the language to speak with a browser."""
        ...

    def phrase(self, language: str, key: str, **values: object) -> str:
        """Return a phrase of the product."""
        ...


class OAuth:
    """The two addresses by which somebody brings the bot into a workspace."""

    def __init__(
        self,
        api: Api,
        installations: Installations,
        desk: Phrases,
        *,
        client_id: str,
        public_url: str,
        secret: bytes,
        wall: Callable[[], datetime],
        admits: Callable[[Installation], Awaitable[bool]] | None = None,
        authorize: str = AUTHORIZE,
        nonce: Callable[[], str] = lambda: secrets.token_urlsafe(24),
    ) -> None:
        """Sign with `secret`; `admits` tells whether a workspace may come in by this door, all may without it."""
        self._api = api
        self._installations = installations
        self._desk = desk
        self._client_id = client_id
        self._redirect = f"{public_url.rstrip('/')}{REDIRECT}"
        self._secure = public_url.startswith("https://")
        self._secret = secret
        self._wall = wall
        self._admits = admits
        self._authorize = authorize
        self._nonce = nonce
        self._used: dict[str, datetime] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, to be added to an application."""
        return [web.get(INSTALL, self._install, allow_head=False), web.get(REDIRECT, self._arrive, allow_head=False)]

    async def _install(self, _request: web.Request) -> web.StreamResponse:
        """Send the browser to Slack, with a state that is good for ten minutes in this browser."""
        state = self._state(self._nonce(), self._wall() + VALID)
        asked = {
            "client_id": self._client_id,
            "scope": ",".join([*SCOPES, *OPTIONAL]),
            "redirect_uri": self._redirect,
            "state": state,
        }
        response = web.Response(
            status=HTTPStatus.FOUND, headers={**_HEADERS, "Location": f"{self._authorize}?{urlencode(asked)}"}
        )
        response.set_cookie(
            COOKIE,
            _print(state),
            max_age=int(VALID.total_seconds()),
            path=REDIRECT,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )
        return response

    async def _arrive(self, request: web.Request) -> web.StreamResponse:
        """Take the code that the browser brought back, once, and keep the workspace it is for."""
        response = await self._answer(request)
        response.del_cookie(COOKIE, path=REDIRECT)
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        state = request.query.get("state", "")
        if not self._use(state, request.cookies.get(COOKIE, "")):
            return self._page(request, HTTPStatus.BAD_REQUEST, "expired")
        if request.query.get("error"):
            return self._page(request, HTTPStatus.OK, "stopped")
        try:
            given = await self._api.exchange(request.query.get("code", ""), self._redirect)
            installation = await self._read(given)
            if installation is None:
                return self._page(request, HTTPStatus.BAD_REQUEST, "whole_organisation")
            if self._admits is not None and not await self._admits(installation):
                return self._page(request, HTTPStatus.FORBIDDEN, "not_here", workspace=installation.name)
            await self._installations.keep(installation)
        except SlackRefused:
            return self._page(request, HTTPStatus.BAD_REQUEST, "failed")
        except (SlackAway, Away):
            return self._page(request, HTTPStatus.SERVICE_UNAVAILABLE, "away")
        self._api.forget(installation.account)
        return self._page(request, HTTPStatus.OK, "done", workspace=installation.name)

    async def _read(self, given: Mapping[str, object]) -> Installation | None:
        """Return the workspace out of what Slack gave; None for a whole organisation; raise SlackAway for less."""
        team = given.get("team")
        if given.get("is_enterprise_install") or team is None:
            return None
        account = _text(team, "id")
        token, bot = _text(given, "access_token"), _text(given, "bot_user_id")
        if not account or not token or not bot or given.get("token_type") != "bot":
            raise SlackAway(ambiguous=True, method="oauth.v2.access")
        seconds = given.get("expires_in")
        try:
            url = (await self._api.who_is(token)).url
        except (SlackRefused, SlackAway):
            url = ""
        return Installation(
            account=account,
            name=_text(team, "name") or account,
            url=url,
            app_id=_text(given, "app_id"),
            bot_user=bot,
            bot_token=token,
            refresh_token=_text(given, "refresh_token"),
            expires_at=self._wall() + timedelta(seconds=seconds) if isinstance(seconds, int) else None,
            scopes=tuple(one for one in _text(given, "scope").split(",") if one),
        )

    def _state(self, nonce: str, until: datetime) -> str:
        said = f"{nonce}.{int(until.timestamp())}"
        return f"{said}.{hmac.new(self._secret, said.encode(), hashlib.sha256).hexdigest()}"

    def _use(self, state: str, cookie: str) -> bool:
        """Tell whether a state is ours, of this browser, in time and unused; from now on it is used."""
        said, _, _ = state.rpartition(".")
        nonce, _, until = said.rpartition(".")
        if not (state.isascii() and until.isdigit() and len(until) <= len("9999999999")):
            return False
        now = self._wall()
        ends = datetime.fromtimestamp(int(until), now.tzinfo)
        ours = hmac.compare_digest(self._state(nonce, ends).encode(), state.encode())
        mine = hmac.compare_digest(_print(state).encode(), cookie.encode())
        if not ours or not mine or not now < ends or nonce in self._used:
            return False
        if len(self._used) >= MOST_USED:
            self._used = {one: end for one, end in self._used.items() if end > now}
        self._used[nonce] = ends
        return True

    def _page(self, request: web.Request, status: HTTPStatus, key: str, **values: object) -> web.Response:
        """Return a plain page of one or two sentences in the language of the browser."""
        language = self._desk.language(request.headers.get("Accept-Language", ""))

        def say(name: str, **more: object) -> str:
            return escape(self._desk.phrase(language, f"slack.install.{name}", **more))

        more = f"<p>{say('next')}</p>" if key == "done" else f'<p><a href="{INSTALL}">{say("again")}</a></p>'
        text = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{say("title")}</title>'
            f"<h1>{say('title')}</h1><p>{say(key, **values)}</p>{more}</html>"
        )
        return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)


def _print(state: str) -> str:
    """Return what the browser keeps of a state: enough to know it again, not enough to make it."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def _text(of: object, name: str) -> str:
    value = of.get(name) if isinstance(of, Mapping) else None
    return value if isinstance(value, str) else ""
