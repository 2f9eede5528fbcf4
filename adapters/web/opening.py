"""What a button opens as a page of its own: a form to fill in, or something to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from adapters.desk import Visitor
from adapters.web import payloads
from adapters.web.desk import Desk
from adapters.web.payloads import Odd
from adapters.web.render import TYPED, Pages
from adapters.web.wire import Wire, home_of, status_of
from dialogs.messages import Choice, FieldErrors, Form, Note, Outcome, Quote, Receipt

_ASKED: Final = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Back:
    """A form that comes back as it was typed, with what is wrong with it."""

    draft: Mapping[str, str] = field(repr=False)
    errors: Mapping[str, str]
    trouble: str
    status: int


def address(home: str, opened: str, back: str) -> str:
    """Return where a button leads that opens something: `opened` is its command, `back` the page to return to."""
    asked = {"open": opened, **({"back": back} if back else {})}
    return f"{home}/{_ASKED}?{urlencode(asked, errors='replace')}"


class Opening:
    """The page of whatever was opened."""

    def __init__(
        self, desk: Desk, pages: Pages, wire: Wire, now: Callable[[], datetime], nonce: Callable[[], str]
    ) -> None:
        """Ask this desk what a button opens; to open is to look, so each time counts by a `nonce` of its own."""
        self._desk = desk
        self._pages = pages
        self._wire = wire
        self._now = now
        self._nonce = nonce

    async def show(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Return the page of what is asked for in the address."""
        opened, back = request.query.get("open", ""), payloads.back(request.query)
        return await self._open(request, visitor, opened, back)

    async def send(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Take a form that was opened; what is not right comes back with what was typed."""
        fields = await self._wire.fields(request, visitor.language)
        opened, back = fields.get("open", ""), payloads.back(fields)
        inbound = payloads.asked(visitor, fields, self._now())
        if isinstance(inbound, Odd):
            trouble = self._desk.phrase(visitor.language, inbound.key)
            again = _Back(draft=fields, errors={}, trouble=trouble, status=inbound.status)
            return await self._open(request, visitor, opened, back, again)
        receipt = await self._wire.take(request, inbound)
        match receipt.reply:
            case Form():
                return self._page(request, visitor, receipt.reply, opened, back)
            case FieldErrors(errors=errors) if receipt.outcome is not Outcome.REFUSED:
                again = _Back(draft=fields, errors=errors, trouble="", status=422)
                return await self._open(request, visitor, opened, back, again)
            case Note() if receipt.outcome is Outcome.TAKEN:
                await self._desk.settled(visitor)
                return self._wire.see(request, home_of(request))  # what was answered stands in the conversation
            case _:
                pass
        if trouble := self._wire.trouble(visitor, receipt):
            return self._no(request, visitor, trouble, back, _refusal(receipt), _typed(fields, receipt))
        if fields["form"] == "erase":
            return self._wire.html(self._pages.plain(visitor.language, "goodbye", "web.goodbye.sentence"))
        await self._desk.settled(visitor)
        return self._wire.see(request, payloads.done(home_of(request), fields["form"], fields.get("item", ""), back))

    async def _open(
        self, request: web.Request, visitor: Visitor, opened: str, back: str, again: _Back | None = None
    ) -> web.Response:
        """Ask the desk what this opens; where that is nothing any more, what was typed can still be read."""
        inbound = payloads.opening(visitor, opened, self._nonce(), self._now())
        if isinstance(inbound, Odd):
            trouble = self._desk.phrase(visitor.language, inbound.key)
            return self._no(request, visitor, trouble, back, inbound.status, again.draft if again else {})
        receipt = await self._wire.take(request, inbound)
        match receipt.reply:
            case Form():
                return self._page(request, visitor, receipt.reply, opened, back, again)
            case Note() if receipt.outcome is Outcome.TAKEN:
                note = receipt.reply
                read = Form(name="", title=note.title, fields=(), submit="", blocks=note.blocks)
                return self._page(request, visitor, read, opened, back, again, note.choices)
            case _:
                trouble = self._wire.trouble(visitor, receipt) or self._desk.phrase(visitor.language, "web.error.odd")
                return self._no(request, visitor, trouble, back, _refusal(receipt), again.draft if again else {})

    def _page(
        self,
        request: web.Request,
        visitor: Visitor,
        form: Form,
        opened: str,
        back: str,
        again: _Back | None = None,
        choices: tuple[Choice, ...] = (),
    ) -> web.Response:
        page = self._pages.asked(
            visitor,
            home_of(request),
            form,
            opened=opened,
            back=back,
            choices=choices,
            draft=again.draft if again else {},
            errors=again.errors if again else {},
            trouble=again.trouble if again else "",
        )
        return self._wire.html(page, status=again.status if again else 200)

    def _no(
        self, request: web.Request, visitor: Visitor, trouble: str, back: str, status: int, typed: Mapping[str, str]
    ) -> web.Response:
        """Say why not; words that were typed stand there to be kept."""
        words = tuple(
            Quote(speaker=visitor.person, words=value) for name, value in typed.items() if name in TYPED and value
        )
        title = self._desk.phrase(visitor.language, "web.odd.title")
        form = Form(name="", title=title, fields=(), submit="", blocks=words)
        again = _Back(draft={}, errors={}, trouble=trouble, status=status)
        return self._page(request, visitor, form, "", back, again)


def _refusal(receipt: Receipt) -> int:
    return 403 if receipt.outcome is Outcome.REFUSED else status_of(receipt)


def _typed(fields: Mapping[str, str], receipt: Receipt) -> Mapping[str, str]:
    return {} if receipt.outcome is Outcome.FAILED else fields
