"""The page of the try-out: three personal pages side by side, a clock to move, a short guide. On this machine only."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.web.security import headers

LEAPS: Final = ("hour", "tomorrow", "friday", "week")
"""How far the clock can be moved; the try-out knows what each means."""

_HERE: Final = re.compile(r"(localhost|127\.0\.0\.1)(:\d{1,5})?")
_ASSETS: Final = {"try.css": "text/css", "try.js": "text/javascript"}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    **headers(framed=False),
    "Content-Security-Policy": _POLICY,
    # Not "no-referrer": then a browser would not tell where a form was sent from.
    "Referrer-Policy": "same-origin",
}
_BODY_LIMIT: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One of the three pages: whose it is and where it is; `role` is client, professional or centre."""

    role: str
    id: str
    name: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryView:
    """How the try-out stands.

    `moment` is business time in words; `moving` is how far the clock is on its way in percent, None when it stands.
    `ready` is False while the weeks before the visitor are still being lived. `steps` tells of each step of the guide
    whether it really happened. `begun` tells that something would be lost if all began again.
    `version` changes each time the clock has moved.
    """

    language: str
    languages: Mapping[str, str]
    moment: str
    moving: int | None
    ready: bool
    panes: tuple[Pane, ...] = ()
    clients: tuple[Pane, ...] = ()
    steps: tuple[bool, ...] = ()
    begun: bool = False
    version: str = ""


class Stage(Protocol):
    """What stands behind the page."""

    async def view(self, client: str) -> TryView:
        """Return how it stands; `client` is the one to show, an unknown one is the first."""
        ...

    def move(self, leap: str, seen: str = "") -> None:
        """Set the clock on its way; one that is on its way already goes on.

        `seen` is the version of the page it was pressed on: from a page that shows an earlier moment nothing moves.
        """
        ...

    async def arrive(self, accepted: str) -> None:
        """Let a visitor in; `accepted` is the Accept-Language of their browser."""
        ...

    def speak(self, language: str) -> None:
        """Begin again in another language; an unknown one, or the one that is spoken, changes nothing."""
        ...

    def begin_again(self) -> None:
        """Forget everything and begin again with an untouched example."""
        ...

    def phrase(self, key: str, **values: object) -> str:
        """Return a phrase in the language of the page."""
        ...


class TryPage:
    """Everything under `/try`."""

    def __init__(self, stage: Stage, program: str) -> None:
        """Show this stage; `program` is how the command line is called here."""
        self._stage = stage
        self._program = program
        folder = Path(__file__).parent
        self._assets = {name: (folder / "static" / name).read_bytes() for name in _ASSETS}
        self._environment = Environment(
            loader=FileSystemLoader(folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def add_to(self, app: web.Application) -> None:
        """Add the page to an application, and let that application answer nobody but this machine."""
        app.middlewares.append(self.guard)
        app.add_routes(
            [
                web.get("/", self._home),
                web.get("/try", self._page),
                web.get("/try/assets/{name}", self._asset),
                web.post("/try/clock", self._clock),
                web.post("/try/language", self._language),
                web.post("/try/again", self._again),
            ]
        )

    @property
    def guard(self) -> Middleware:
        """The middleware that turns away everybody but a browser on this machine that shows our own page."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            if is_stranger(request):
                return web.Response(status=403, text=self._stage.phrase("try.stranger"), headers=_HEADERS)
            return await handler(request)

        return guarded

    async def _home(self, _request: web.Request) -> web.Response:
        return self._see()

    async def _page(self, request: web.Request) -> web.Response:
        await self._stage.arrive(request.headers.get("Accept-Language", ""))
        view = await self._stage.view(request.query.get("client", ""))
        html = self._environment.get_template("try.html").render(
            view=view, t=self._stage.phrase, leaps=LEAPS, program=self._program
        )
        return web.Response(text=html, content_type="text/html", headers=_HEADERS)

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _ASSETS:
            raise web.HTTPNotFound
        return web.Response(body=self._assets[name], content_type=_ASSETS[name], charset="utf-8", headers=_HEADERS)

    async def _clock(self, request: web.Request) -> web.Response:
        leap = await _value(request, "to")
        if leap in LEAPS:
            self._stage.move(leap, await _value(request, "seen"))
        return self._see()

    async def _language(self, request: web.Request) -> web.Response:
        self._stage.speak(await _value(request, "language"))
        return self._see()

    async def _again(self, _request: web.Request) -> web.Response:
        self._stage.begin_again()
        return self._see()

    def _see(self) -> web.Response:
        return web.Response(status=303, headers={**_HEADERS, "Location": "/try"})


async def _value(request: web.Request, name: str) -> str:
    if (request.content_length or 0) > _BODY_LIMIT:
        return ""
    found = (await request.post()).get(name, "")
    return found if isinstance(found, str) else ""


def is_stranger(request: web.Request) -> bool:
    """Tell whether a request may not be answered.

    Only a peer on this machine may ask, by a name of this machine (another name that leads here is a trick of another
    site), and only our own page may send something to `/try`.
    """
    here = request.remote is not None and ipaddress.ip_address(request.remote).is_loopback
    if not here or _HERE.fullmatch(request.host) is None:
        return True
    if request.method in {"GET", "HEAD"} or not request.path.startswith("/try"):
        return False
    origin = request.headers.get("Origin") or _origin(request.headers.get("Referer", ""))
    return origin != f"http://{request.host}"


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
