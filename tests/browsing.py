"""A whole house for tests, served over HTTP to somebody with a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import application
from tests.house import DUTCH, Home
from tests.unit.web.html_page import fields_of


@dataclass
class Browser:
    """Somebody with a browser and the personal links of whom they are."""

    home: Home
    client: TestClient[web.Request, web.Application]

    async def get(self, path: str) -> tuple[int, str]:
        """Return the status and the text of a page."""
        answer = await self.client.get(path, allow_redirects=False)
        return answer.status, await answer.text()

    async def post(self, path: str, fields: Mapping[str, str]) -> ClientResponse:
        """Send fields as a browser does."""
        return await self.client.post(path, data=fields, allow_redirects=False)

    async def opened(self, path: str) -> str:
        """Return a page that must be there, as it stands once it told what it showed."""
        page = await self.looked_at(path)
        if 'id="shown"' not in page:
            return page
        await self.post(f"{path.partition('#')[0]}/seen", fields_of(page, "/seen"))
        return await self.looked_at(path)

    async def looked_at(self, path: str) -> str:
        """Return a page that must be there, as any program may get it."""
        status, page = await self.get(path)
        assert status == 200, path
        return page

    async def say(self, link: str, words: str) -> ClientResponse:
        """Type words into the box of the page as it stands and send them."""
        page = await self.opened(link)
        return await self.post(f"{link}/say", fields_of(page, "/say") | {"text": words})

    async def pick(self, link: str, choice: str) -> None:
        """Press a button of the question that is open."""
        page = await self.opened(link)
        answer = await self.post(f"{link}/pick", fields_of(page, "/pick", choice))
        assert answer.status == 303

    async def send(self, path: str, form: str, **fields: str) -> ClientResponse:
        """Fill in a form of a page and send it; what the form has of its own goes along."""
        page = await self.opened(path)
        nonce = fields_of(page, path.rpartition("/me/")[2].partition("/")[2] or "/say")["nonce"]
        return await self.post(path, {"nonce": nonce, "form": form, **fields})

    async def fill(self, link: str, opens: str, **fields: str) -> ClientResponse:
        """Open the form that a button of a page opens, as a page of its own, fill it in and send it."""
        page = await self.looked_at(f"{link}/asked?{urlencode({'open': opens})}")
        return await self.post(f"{link}/asked", fields_of(page, "/asked") | fields)

    async def command(self, link: str, name: str, argument: str = "") -> None:
        """Ask for something by name."""
        nonce = fields_of(await self.opened(link), "/say")["nonce"]
        answer = await self.post(f"{link}/command", {"nonce": nonce, "name": name, "argument": argument})
        assert answer.status == 303


@asynccontextmanager
async def serving(home: Home) -> AsyncIterator[Browser]:
    """Serve the whole application of a house over HTTP, with its clock and its courier."""
    async with TestClient(TestServer(application(home.house)), headers=DUTCH) as client:
        yield Browser(home, client)
