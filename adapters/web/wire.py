"""What goes over the wire: the fields of a form in, a page or a fragment or one sentence out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from adapters.desk import Visitor
from adapters.web import payloads
from adapters.web.desk import Desk
from adapters.web.payloads import Odd
from adapters.web.render import Pages
from adapters.web.security import BODY_LIMIT, BODY_SECONDS
from dialogs.messages import FieldErrors, Inbound, Note, Outcome, Receipt

_SOON: Final = {"Retry-After": "10"}


class TurnedAway(Exception):
    """What was sent cannot be taken; carries what to answer instead."""

    def __init__(self, response: web.Response) -> None:
        """Answer with this response."""
        super().__init__()
        self.response = response


class Wire:
    """Reads what a browser sends and writes what it gets, the same way for every page."""

    def __init__(self, desk: Desk, pages: Pages, headers: Mapping[str, str]) -> None:
        """Draw with these pages; every answer carries these headers."""
        self._desk = desk
        self._pages = pages
        self.headers: Final = headers

    def language(self, request: web.Request) -> str:
        """Return the language to speak with a browser of which we do not know whose it is."""
        return self._desk.language(request.headers.get("Accept-Language", ""))

    # --- in -----------------------------------------------------------------------------------------------------------

    async def fields(self, request: web.Request, language: str) -> Mapping[str, str]:
        """Return the fields that were sent, or refuse what is too long, too slow or no form at all."""
        if request.content_type != "application/x-www-form-urlencoded":
            raise TurnedAway(self.sentence(request, language, Odd(status=415, key="web.error.odd")))
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise TurnedAway(self.sentence(request, language, Odd(status=408, key="web.error.slow"))) from None
        except web.HTTPRequestEntityTooLarge:
            raise TurnedAway(self.sentence(request, language, Odd(status=413, key="web.error.long"))) from None
        fields = payloads.read_fields(body) if len(body) <= BODY_LIMIT else Odd(status=413, key="web.error.long")
        if isinstance(fields, Odd):
            raise TurnedAway(self.sentence(request, language, fields))
        return fields

    async def take(self, request: web.Request, inbound: Inbound) -> Receipt:
        """Hand over what came in; a link that was withdrawn in between is one that nobody knows."""
        receipt = await self._desk.take(inbound)
        if receipt.outcome is Outcome.UNKNOWN:
            raise TurnedAway(self.unknown(request))
        return receipt

    def trouble(self, visitor: Visitor, receipt: Receipt) -> str:
        """Return why something that came in did not do what was meant, or nothing."""
        match receipt.reply:
            case FieldErrors(errors=errors):
                return " ".join(errors.values())
            case Note(blocks=blocks) if receipt.outcome is Outcome.REFUSED:
                return " ".join(block for block in blocks if isinstance(block, str))
        if receipt.outcome is Outcome.REFUSED:
            return self._desk.phrase(visitor.language, "web.error.refused")
        if receipt.outcome is Outcome.FAILED:
            return self._desk.phrase(visitor.language, "web.error.kept")
        return ""

    # --- out ----------------------------------------------------------------------------------------------------------

    def unknown(self, request: web.Request) -> web.Response:
        """Return the one answer for an unknown link and a page one does not have: it tells nobody which links exist."""
        language = self.language(request)
        if by_htmx(request):
            return self.html(self._pages.notice(self._desk.phrase(language, "web.unknown.sentence")), status=404)
        return self.html(self._pages.plain(language, "unknown", "web.unknown.sentence"), status=404)

    def sentence(self, request: web.Request, language: str, odd: Odd) -> web.Response:
        """Return one sentence that says what to do."""
        if by_htmx(request):
            return self.html(self._pages.notice(self._desk.phrase(language, odd.key)), status=odd.status)
        return self.html(self._pages.plain(language, "odd", odd.key, back=home_of(request)), status=odd.status)

    def html(self, text: str, *, status: int = 200, retry: bool = False) -> web.Response:
        """Return a page or a fragment; with `retry` the browser may come again in a moment."""
        # A lone surrogate in a draft cannot be written as UTF-8; it is shown as a question mark rather than not at all.
        body = text.encode("utf-8", "replace")
        return web.Response(
            body=body,
            status=status,
            content_type="text/html",
            charset="utf-8",
            headers={**self.headers, **(_SOON if retry else {})},
        )

    def see(self, request: web.Request, location: str) -> web.Response:
        """Lead to another address of ours; a page with script is led there whole."""
        if by_htmx(request):
            return web.Response(status=204, headers={**self.headers, "HX-Redirect": location})
        return web.Response(status=303, headers={**self.headers, "Location": location})


def home_of(request: web.Request) -> str:
    """Return where the pages of this link begin."""
    return f"/me/{request.match_info.get('token', '')}"


def by_htmx(request: web.Request) -> bool:
    """Tell whether a page with script asks for what changed only."""
    return request.headers.get("HX-Request") == "true"


def status_of(receipt: Receipt) -> int:
    """Return the HTTP status of something that came in and did not do what was meant."""
    if isinstance(receipt.reply, FieldErrors):
        return 422
    return 403 if receipt.outcome is Outcome.REFUSED else 200
