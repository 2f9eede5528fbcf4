"""The week behind a personal link, over HTTP, as with a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Final

from dialogs.pages import PageName
from dialogs.people import PersonId, Role
from tests.acceptance.week import NAME_OF_WEEK, Item, Thread, roster
from tests.browsing import Browser, serving
from tests.house import MARIJKE, Home, opened
from tests.unit.web.html_page import Element, fields_of, read

_PAGES: Final = {
    Role.CLIENT: (PageName.ANSWERS, PageName.GROUP, PageName.SETTINGS, PageName.DATA),
    Role.PROFESSIONAL: (PageName.CLIENTS, PageName.ASSUMPTIONS, PageName.REPORTS, PageName.OFFERS, PageName.SETTINGS),
    Role.CENTRE: (PageName.DIGESTS, PageName.SETTINGS),
    Role.STEWARD: (PageName.ORGANISATION, PageName.SETTINGS),
}
_CHANGES: Final = re.compile(r'(name="nonce"|id="seen"[^>]*) value="[^"]*"')


@dataclass
class WebPlatform:
    """People with a personal link each."""

    browser: Browser
    links: dict[PersonId, str] = field(default_factory=dict)
    pressed: dict[PersonId, dict[str, str]] = field(default_factory=dict)
    at: PersonId | None = None

    @property
    def home(self) -> Home:
        """The house behind it."""
        return self.browser.home

    # --- what people do -----------------------------------------------------------------------------------------------

    async def arrive(self, person: PersonId) -> None:
        """Open the link."""
        await self._page(person)

    async def say(self, person: PersonId, words: str) -> None:
        """Type into the box of the page as it stands."""
        assert (await self.browser.say(self._link(person), words)).status == 303
        await self.home.house.courier.deliver()

    async def pick(self, person: PersonId, choice: str) -> None:
        """Press a button of the question that is open."""
        self.pressed[person] = fields_of(await self.browser.opened(self._link(person)), "/pick", choice)
        await self.browser.pick(self._link(person), choice)
        await self.home.house.courier.deliver()

    async def press_again(self, person: PersonId) -> str:
        """Press the same button once more, on the page as it stood then, and return the page as it stands."""
        answer = await self.browser.post(f"{self._link(person)}/pick", self.pressed[person])
        assert answer.status == HTTPStatus.SEE_OTHER
        await self.home.house.courier.deliver()
        return await self._page(person)

    async def edit(self, person: PersonId, old: str, new: str) -> None:
        """Change an answer on the page of one's answers."""
        answer = await self._answer(person, old)
        assert (await self.browser.fill(self._link(person), f"form revise {answer}", text=new)).status == 303
        await self.home.house.courier.deliver()

    async def take_back(self, person: PersonId, words: str) -> None:
        """Take an answer back on the page of one's answers."""
        await self.browser.command(self._link(person), "answer.withdraw", await self._answer(person, words))
        await self.home.house.courier.deliver()

    async def submit(self, person: PersonId, form: str, **fields: str) -> None:
        """Send the form of a page, with what it holds already; the page has the name of the form."""
        path = f"{self._link(person)}/{form}"
        sent = fields_of(await self.browser.opened(path), f"/{form}") | fields
        assert (await self.browser.post(path, sent)).status == 303
        await self.home.house.courier.deliver()

    async def reply(self, person: PersonId, item: Item, words: str) -> None:
        """Write under an item on the page of the week."""
        assert (await self.browser.send(self._week(person), "reply", item=item.id, text=words)).status == 303
        await self.home.house.courier.deliver()

    async def press(self, person: PersonId, item: Item, button: str, **_fields: str) -> None:
        """An item has no buttons here."""
        raise AssertionError(f"{person} finds no {button} at {item.id}")

    # --- what people see ----------------------------------------------------------------------------------------------

    async def conversation(self, person: PersonId) -> list[str]:
        """Return the page of the conversation."""
        return [await self._page(person)]

    async def question(self, person: PersonId) -> str:
        """Return the page of the conversation, on which a question must be open."""
        page = await self._page(person)
        assert any(one.attrs.get("class") == "readers" for one in read(await self.browser.opened(self._link(person))))
        return page

    async def pages(self, person: PersonId) -> list[str]:
        """Return all pages beside the conversation."""
        return [await self._page(person, f"/{name}") for name in self._names(person)]

    async def controls(self, person: PersonId) -> set[str]:
        """Return the values of all buttons, fields and options on all pages."""
        pages = [await self.browser.opened(f"{self._link(person)}{path}") for path in self._paths(person)]
        pressed = {"button", "input", "option"}
        return {one.attrs.get("value", "") for page in pages for one in read(page) if one.tag in pressed}

    async def thread(self) -> Thread:
        """Return the page of the week, which must be the only one in the list of weeks."""
        assert NAME_OF_WEEK in await self._page(MARIJKE, "/digests")
        page = await self.browser.opened(self._week(MARIJKE))
        items = tuple(
            Item(id=one.attrs["id"].removeprefix("item-"), text=one.text) for one in read(page) if _is_item(one)
        )
        return Thread(items=items, rest=(unescape(page),))

    # --- how ----------------------------------------------------------------------------------------------------------

    def _link(self, person: PersonId) -> str:
        if person != self.at:  # everybody has a browser of their own: it keeps the cookies of nobody else
            self.browser.client.session.cookie_jar.clear()
            self.at = person
        if person not in self.links:
            self.links[person] = self.home.link(person)
        return self.links[person]

    def _week(self, person: PersonId) -> str:
        return f"{self._link(person)}/digests/{NAME_OF_WEEK}"

    def _names(self, person: PersonId) -> tuple[PageName, ...]:
        return _PAGES[self.home.person(person).role]

    def _paths(self, person: PersonId) -> list[str]:
        return ["", *(f"/{name}" for name in self._names(person))]

    async def _page(self, person: PersonId, path: str = "") -> str:
        """Return a page whole, its attributes too, without what differs each time it is opened."""
        return unescape(_CHANGES.sub("", await self.browser.opened(f"{self._link(person)}{path}")))

    async def _answer(self, person: PersonId, words: str) -> str:
        """Return which answer says these words, on the page of one's answers."""
        elements = read(await self.browser.opened(f"{self._link(person)}/answers"))
        (card,) = (one.around[-1] for one in elements if one.tag == "blockquote" and one.text.strip() == words)
        return card.attrs["id"].partition("-")[2]


def _is_item(element: Element) -> bool:
    return element.tag == "li" and element.attrs.get("id", "").startswith("item-")


@asynccontextmanager
async def web(language: str, _folder: Path) -> AsyncIterator[WebPlatform]:
    """Open a house whose people have a link each, and serve it."""
    with opened("sqlite://", roster=roster(language)) as home:
        async with serving(home) as browser:
            yield WebPlatform(browser)
