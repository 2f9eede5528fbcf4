"""A served house for the tests of the door: a desk in memory and somebody with a browser."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.routes import Door
from tests.unit.web.fake_desk import ANNA, FakeDesk
from tests.unit.web.html_page import fields_of, read
from tests.unit.web.sample_pages import NOW

DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9"}
HTMX = {"HX-Request": "true"}


@dataclass
class House:
    """A served desk and somebody with a browser."""

    desk: FakeDesk
    client: TestClient[web.Request, web.Application]

    async def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> ClientResponse:
        return await self.client.get(path, allow_redirects=False, headers=headers, params=params)

    async def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        # As a stream: aiohttp's own client warns of large bodies given as bytes.
        body = io.BytesIO(urlencode(fields).encode())
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return await self.client.post(path, data=body, allow_redirects=False, headers=sent)

    async def opened(self, token: str = ANNA, path: str = "") -> str:
        """Open a page as somebody does who looks at it; the conversation as it stands once that was told."""
        html = await self.looked_at(token, path)
        if not path:
            await self.post(f"/me/{token}/seen", fields_of(html, "/seen"))
            html = await self.looked_at(token)
        return html

    async def looked_at(self, token: str = ANNA, path: str = "") -> str:
        """Get a page as any program may, which tells nothing."""
        answer = await self.get(f"/me/{token}{path}")
        assert answer.status == 200
        return await answer.text()

    def phrase(self, key: str) -> str:
        """Return a phrase in Dutch."""
        return self.desk.phrase("nl", key)

    async def say(self, words: str) -> ClientResponse:
        fields = fields_of(await self.opened(), "/say") | {"text": words}
        return await self.post(f"/me/{ANNA}/say", fields)


@asynccontextmanager
async def serving(desk: FakeDesk, *, framed: bool = False) -> AsyncIterator[House]:
    """Serve this desk over HTTP."""
    app = web.Application()
    app.add_routes(Door(desk, now=lambda: NOW, framed=framed).routes())
    async with TestClient(TestServer(app), headers=DUTCH) as client:
        yield House(desk, client)


def words_in(html: str, element: str) -> str:
    """Return what stands in the element with this id."""
    return " ".join(one.text for one in read(html) if one.attrs.get("id") == element)


def fields_of_seen(html: str) -> str:
    """Return the mark of what a page has seen."""
    return next(one.attrs["value"] for one in read(html) if one.attrs.get("id") == "seen")
