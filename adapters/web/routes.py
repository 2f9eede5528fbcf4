"""The door of the web channel: addresses in front, the desk behind, and one sentence when something is wrong."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from adapters.desk import Away, Visitor
from adapters.web import opening, payloads
from adapters.web.desk import Desk
from adapters.web.opening import Opening
from adapters.web.page import FROM
from adapters.web.payloads import OPENS, Odd
from adapters.web.render import PAGES, Pages
from adapters.web.security import headers
from adapters.web.wire import TurnedAway, Wire, by_htmx, home_of, status_of
from dialogs.messages import Command, FieldErrors, Inbound, Note, Outcome, Page
from dialogs.pages import ExportView, NewLink, PageName, Preview

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")
_WEEK = re.compile(r"\d{4}-W\d{2}")
_ASSETS: Final = {
    "web.css": "text/css",
    "chat.js": "text/javascript",
    "seen.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
_DONE: Final = frozenset(
    {*payloads.FORMS, "stop", "start", "pause", "resume", "links"}
    | {f"item.{act}" for act in ("answer_client", "ask_team", "dossier", "not_ours")}
    - {"assumption.preview", "client.link", "erase"}
)
_BROWSER: Final = "browser"
"""The cookie by which a browser is known again; it holds nothing but a random name."""

_YEAR: Final = 365 * 24 * 60 * 60
_OK: Final = 200
_MOST_KNOWN: Final = 10_000
_LOG: Final = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ForVisitor = Callable[[web.Request, Visitor], Awaitable[web.Response]]


class Door:
    """The first page, and everything under `/me/` and `/assets/`."""

    def __init__(
        self,
        desk: Desk,
        *,
        now: Callable[[], datetime],
        framed: bool = False,
        nonce: Callable[[], str] = lambda: secrets.token_urlsafe(16),
    ) -> None:
        """Serve this desk; `now` is business time.

        `framed` lets our own try-out show the pages in a frame: one browser for everybody, so none is noted.
        """
        self._desk = desk
        self._now = now
        self._framed = framed
        self._known: set[tuple[str, str]] = set()
        self._pages = Pages(desk, nonce)
        self._wire = Wire(desk, self._pages, headers(framed=framed))
        self._opening = Opening(desk, self._pages, self._wire, now, nonce)
        folder = Path(__file__).with_name("static")
        self._assets = {name: (folder / name).read_bytes() for name in _ASSETS}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, to be added to an application."""
        me = "/me/{token}"
        found = [
            web.get("/", self._front),
            web.get("/assets/{name}", self._asset),
            web.get(me, self._open(self._chat)),
            web.get(f"{me}/lines", self._open(self._lines), allow_head=False),
            web.get(f"{me}/asked", self._open(self._opening.show), allow_head=False),
            web.post(f"{me}/asked", self._open(self._opening.send)),
            web.post(f"{me}/seen", self._open(self._seen)),
            web.post(f"{me}/links", self._open(self._only_this_link)),
            web.get(f"{me}/data/export.json", self._open(self._export)),
            web.get(f"{me}/digests/{{week}}", self._open(self._page(PageName.DIGEST))),
            web.post(f"{me}/digests/{{week}}", self._open(self._form(PageName.DIGEST))),
        ]
        found += [
            web.post(f"{me}/{path}", self._open(self._talk(read)))
            for path, read in (("say", payloads.say), ("pick", payloads.pick), ("command", payloads.command))
        ]
        for name in PageName:
            if name not in {PageName.DIGEST, PageName.EXPORT}:
                found += [
                    web.get(f"{me}/{name}", self._open(self._page(name))),
                    web.post(f"{me}/{name}", self._open(self._form(name))),
                ]
        return [*found, web.get("/me/{rest:.*}", self._lost), web.post("/me/{rest:.*}", self._lost)]

    # --- who is there -------------------------------------------------------------------------------------------------

    def _open(self, handler: ForVisitor) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            token, language = request.match_info["token"], self._wire.language(request)
            try:
                visitor = await self._desk.visitor(token) if _TOKEN.fullmatch(token) else None
                if visitor is None:
                    return self._wire.unknown(request)
                language = visitor.language
                browser = request.cookies.get(_BROWSER, "")
                if request.method == "POST" and not self._framed:
                    await self._opened(token, browser if _TOKEN.fullmatch(browser) else "")
                return self._known_again(await handler(request, visitor), browser)
            except TurnedAway as refused:
                return refused.response
            except Away:
                return await self._away(request, language)
            except web.HTTPException:
                raise
            except Exception as error:  # noqa: BLE001  a person gets a sentence, whatever went wrong
                return self._broken(request, language, error)

        return handle

    async def _front(self, request: web.Request) -> web.Response:
        return self._wire.html(self._pages.front(self._wire.language(request)))

    async def _opened(self, token: str, browser: str) -> None:
        """Let the house know once in which browser a link is used: only a page that was shown sends anything."""
        if (token, browser) not in self._known:
            await self._desk.opened(token, browser)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known.add((token, browser))

    def _known_again(self, response: web.StreamResponse, browser: str) -> web.StreamResponse:
        """Give a browser that shows a page a name, so that it is known again; the try-out is one for everybody."""
        if not self._framed and not browser and response.status == _OK:
            secure = self._desk.address("").startswith("https:")
            name = secrets.token_urlsafe(16)
            response.set_cookie(_BROWSER, name, path="/me", max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
        return response

    async def _lost(self, request: web.Request) -> web.Response:
        return self._wire.unknown(request)

    def _broken(self, request: web.Request, language: str, error: Exception) -> web.Response:
        # Where it happened, never the message: that may hold somebody's words.
        trace = "".join(traceback.format_tb(error.__traceback__))
        _LOG.error("web request failed: %s\n%s", type(error).__name__, trace)
        return self._wire.sentence(request, language, Odd(status=500, key="web.error.broken"))

    async def _away(self, request: web.Request, language: str) -> web.Response:
        if request.method != "POST":
            return self._wire.html(self._pages.plain(language, "away", "web.away.look"), status=503, retry=True)
        if by_htmx(request):
            looks = request.path.endswith("/seen")
            trouble = self._desk.phrase(language, "web.away.look" if looks else "web.away.sentence")
            return self._wire.html(self._pages.notice(trouble), status=503, retry=True)
        try:
            fields = await self._wire.fields(request, language)
        except TurnedAway as refused:
            return refused.response
        return self._wire.html(self._pages.again(language, request.path, fields), status=503, retry=True)

    async def _only_this_link(self, request: web.Request, visitor: Visitor) -> web.Response:
        await self._wire.fields(request, visitor.language)
        await self._desk.end_other_links(request.match_info["token"])
        return self._wire.see(request, f"{home_of(request)}/settings?done=links#links")

    # --- the chat -----------------------------------------------------------------------------------------------------

    async def _chat(self, request: web.Request, visitor: Visitor) -> web.Response:
        conversation = await self._desk.conversation(visitor)
        return self._wire.html(self._pages.chat(visitor, home_of(request), conversation))

    async def _lines(self, request: web.Request, visitor: Visitor) -> web.Response:
        conversation = await self._desk.conversation(visitor)
        seen = request.query.get("seen", "") or request.headers.get("If-None-Match", "").strip('W/"')
        fragment = self._pages.fragment(visitor, home_of(request), conversation, seen, answering=False)
        if fragment is None:
            return web.Response(status=204, headers=self._wire.headers)
        return self._wire.html(fragment)

    async def _seen(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Take in what a page tells it showed: only that, and never a GET, counts as seen, reached or arrived."""
        fields = await self._wire.fields(request, visitor.language)
        if "page" in fields:
            await self._showed(visitor, fields["page"], fields)
            return web.Response(status=204, headers=self._wire.headers)
        receipt = await self._wire.take(request, payloads.arrived(visitor, fields.get("shown", ""), self._now()))
        if receipt.outcome is Outcome.TAKEN:
            await self._desk.settled(visitor)
        if not by_htmx(request):
            return self._wire.see(request, f"{home_of(request)}#end")
        conversation = await self._desk.conversation(visitor)
        seen = fields.get("seen", "")
        fragment = self._pages.fragment(visitor, home_of(request), conversation, seen, answering=False)
        if fragment is None:
            return web.Response(status=204, headers=self._wire.headers)
        return self._wire.html(fragment)

    async def _showed(self, visitor: Visitor, name: str, fields: Mapping[str, str]) -> None:
        drawn = payloads.moment(fields.get("drawn", ""))
        if name in list(PageName) and drawn is not None:
            await self._desk.seen(visitor, PageName(name), drawn)

    def _talk(self, read: Callable[[Visitor, Mapping[str, str], datetime], Inbound | Odd]) -> ForVisitor:
        async def handle(request: web.Request, visitor: Visitor) -> web.Response:
            fields = await self._wire.fields(request, visitor.language)
            inbound = read(visitor, fields, self._now())
            if isinstance(inbound, Odd):
                trouble = self._desk.phrase(visitor.language, inbound.key)
                return await self._unread(request, visitor, fields, trouble, inbound.status)
            back, content = payloads.back(fields), inbound.content
            if isinstance(content, Command) and content.name in OPENS:
                opened = f"{content.name} {content.argument}"
                return self._wire.see(request, opening.address(home_of(request), opened, back))
            receipt = await self._wire.take(request, inbound)
            await self._desk.settled(visitor)
            if trouble := self._wire.trouble(visitor, receipt):
                kept = {} if receipt.outcome is Outcome.FAILED else fields
                return await self._unread(request, visitor, kept, trouble, status_of(receipt))
            if by_htmx(request):
                return self._wire.html(await self._fragment(request, visitor, fields))
            name, item = (content.name, content.argument) if isinstance(content, Command) else ("", "")
            return self._wire.see(request, payloads.done(home_of(request), name, item, back if name else ""))

        return handle

    async def _fragment(self, request: web.Request, visitor: Visitor, fields: Mapping[str, str]) -> str:
        conversation = await self._desk.conversation(visitor)
        seen = fields.get("seen", "")
        return self._pages.fragment(visitor, home_of(request), conversation, seen, answering=True) or ""

    async def _unread(
        self, request: web.Request, visitor: Visitor, fields: Mapping[str, str], trouble: str, status: int
    ) -> web.Response:
        """Say what is wrong above the box, and put what was typed back into it."""
        if by_htmx(request):
            return self._wire.html(self._pages.notice(trouble), status=status)
        conversation = await self._desk.conversation(visitor)
        page = self._pages.chat(visitor, home_of(request), conversation, draft=fields, trouble=trouble)
        return self._wire.html(page, status=status)

    # --- the other pages ----------------------------------------------------------------------------------------------

    def _page(self, name: PageName) -> ForVisitor:
        async def handle(request: web.Request, visitor: Visitor) -> web.Response:
            done = request.query.get("done", "")
            return await self._show(request, visitor, name, done=done if done in _DONE else "")

        return handle

    async def _show(
        self,
        request: web.Request,
        visitor: Visitor,
        name: PageName,
        *,
        draft: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        preview: Preview | None = None,
        link: NewLink | None = None,
        done: str = "",
        trouble: str = "",
        status: int = 200,
    ) -> web.Response:
        section, drawn = PageName.DIGESTS if name is PageName.DIGEST else name, self._now()
        week, view = request.match_info.get("week", ""), None
        if section in PAGES[visitor.role] and (not week or _WEEK.fullmatch(week)):
            view = await self._desk.page(visitor, name, week or request.query.get(FROM, ""))
        if view is None:
            return self._wire.unknown(request)
        page = self._pages.page(
            visitor,
            home_of(request),
            name,
            view,
            draft=draft,
            errors=errors,
            preview=preview,
            link=link,
            done=done,
            trouble=trouble,
            drawn=drawn.isoformat(),
        )
        return self._wire.html(page, status=status)

    def _form(self, name: PageName) -> ForVisitor:
        async def handle(request: web.Request, visitor: Visitor) -> web.Response:
            if (PageName.DIGESTS if name is PageName.DIGEST else name) not in PAGES[visitor.role]:
                return self._wire.unknown(request)
            fields = await self._wire.fields(request, visitor.language)
            await self._showed(visitor, name, fields)
            inbound = payloads.form(visitor, name, fields, self._now())
            if isinstance(inbound, Odd):
                trouble = self._desk.phrase(visitor.language, inbound.key)
                return await self._show(request, visitor, name, draft=fields, trouble=trouble, status=inbound.status)
            receipt = await self._wire.take(request, inbound)
            match receipt.reply:
                case FieldErrors(errors=errors):
                    return await self._show(request, visitor, name, draft=fields, errors=errors, status=422)
                case Page(name="client.link", values=values):
                    link = NewLink(name=str(values["name"]), address=self._desk.address(str(values["token"])))
                    return await self._show(request, visitor, name, link=link)
                case Page(name="assumption.preview", values=values):
                    return await self._show(request, visitor, name, draft=fields, preview=_preview(values))
                case Note() if receipt.outcome is Outcome.TAKEN:
                    await self._desk.settled(visitor)
                    return self._wire.see(request, home_of(request))  # what was answered stands in the conversation
                case _:
                    pass
            if trouble := self._wire.trouble(visitor, receipt):
                kept = {} if receipt.outcome is Outcome.FAILED else fields
                status = status_of(receipt)
                return await self._show(request, visitor, name, draft=kept, trouble=trouble, status=status)
            return await self._done(request, visitor, name, fields)

        return handle

    async def _done(
        self, request: web.Request, visitor: Visitor, name: PageName, fields: Mapping[str, str]
    ) -> web.Response:
        if fields["form"] == "erase":
            return self._wire.html(self._pages.plain(visitor.language, "goodbye", "web.goodbye.sentence"))
        await self._desk.settled(visitor)
        anchor = f"#item-{fields['item']}" if name is PageName.DIGEST else ""
        return self._wire.see(request, f"{request.path}?done={fields['form']}{anchor}")

    async def _export(self, request: web.Request, visitor: Visitor) -> web.Response:
        view = await self._desk.page(visitor, PageName.EXPORT, "")
        if not isinstance(view, ExportView):
            return self._wire.unknown(request)
        disposition = {"Content-Disposition": f'attachment; filename="{view.filename}"'}
        return web.Response(
            body=view.content,
            content_type="application/json",
            charset="utf-8",
            headers={**self._wire.headers, **disposition},
        )

    # --- files --------------------------------------------------------------------------------------------------------

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _ASSETS:
            return self._wire.unknown(request)
        body = self._assets[name]
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        found = {**self._wire.headers, "Cache-Control": "public, max-age=300", "ETag": etag}
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=found)
        return web.Response(body=body, content_type=_ASSETS[name], charset="utf-8", headers=found)


def _preview(values: Mapping[str, object]) -> Preview:
    def strings(name: str) -> tuple[str, ...]:
        found = values.get(name, ())
        return tuple(str(one) for one in found) if isinstance(found, (list, tuple)) else ()

    return Preview(sentence=str(values["sentence"]), leading=strings("leading"), problems=strings("problems"))
