"""The Agents Playground in a browser: what one person sees there, and does with a mouse and a keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Locator, Page, expect

from tests.acceptance.browser import WAIT
from tests.acceptance.pictures import PICTURES, picture_around
from tests.standins.playground import BOT_NAME, Playground

HEIGHT: Final = 2000
"""High enough for a whole week, so that nothing has to be scrolled to."""
_ABOUT_ITSELF: Final = "is not supported yet in Microsoft 365 Agents playground"
_AWAY: Final = "remarks => remarks.forEach(one => { one.parentElement.parentElement.style.display = 'none' })"
_CARD: Final = ".ac-adaptiveCard"


@dataclass(frozen=True, slots=True)
class TeamsWindow:
    """One person's window. Its log, which repeats what is said, is closed."""

    page: Page

    # --- what there is to see -----------------------------------------------------------------------------------------

    @property
    def cards(self) -> Locator:
        """Every card of the conversation, the oldest first."""
        return self.page.locator(_CARD)

    @property
    def last(self) -> Locator:
        """The card at the end of the conversation."""
        return self.cards.last

    @property
    def messages(self) -> Locator:
        """Everything said in the chat, one's own words too."""
        return self.page.locator("div:has(> [aria-label='Message header'])")

    def post(self, words: str) -> Locator:
        """Return the post of the channel, with all under it, in which these words stand."""
        return self.page.get_by_role("group").filter(has_text=words)

    # --- what the person does -----------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Type words in the chat and send them."""
        self.page.get_by_role("textbox").last.click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        expect(self.messages.get_by_text(words, exact=True)).to_be_visible()

    def press(self, label: str) -> None:
        """Press a button of the last card."""
        self.last.get_by_role("button", name=label, exact=True).click()

    def choose(self, list_: str, option: str) -> None:
        """Choose from a list on the last card that drops down."""
        self.last.get_by_role("combobox", name=list_).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def to_channel(self, name: str) -> None:
        """Leave the chat for a channel."""
        self.page.get_by_role("treeitem", name=re.compile(f"- {name}$")).click()
        expect(self.page.get_by_role("button", name="Post", exact=True)).to_be_visible()

    def reply(self, post: Locator, words: str) -> None:
        """Type words under a post and send them, calling the bot by name as the client offers it."""
        post.get_by_role("textbox").click()
        self.page.keyboard.type(f"@{BOT_NAME[:3]}")
        self.page.get_by_role("menuitem").filter(has_text=BOT_NAME).click()
        self.page.keyboard.type(f" {words}")
        self.page.keyboard.press("Enter")
        expect(post.get_by_text(words)).to_be_visible()

    # --- for the documents --------------------------------------------------------------------------------------------

    def picture(self, name: str, *parts: Locator) -> None:
        """Keep a picture of these parts where that is asked for, without what the client says of itself."""
        if PICTURES is not None:
            self.page.mouse.move(0, 0)
            self.page.get_by_text(_ABOUT_ITSELF).evaluate_all(_AWAY)
            picture_around(self.page, name, *parts)


@contextmanager
def teams_window(chromium: Browser, client: Playground) -> Iterator[TeamsWindow]:
    """Open somebody's window, which adds the bot to their chat; it is ready when the bot has said something."""
    context = chromium.new_context(viewport={"width": 1440, "height": HEIGHT}, device_scale_factor=2, locale="nl-NL")
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    found = TeamsWindow(context.new_page())
    found.page.goto(client.address)
    expect(found.last).to_be_visible()
    found.page.get_by_title("Hide log panel").click()
    yield found
    context.close()
