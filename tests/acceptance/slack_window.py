"""The web page of local-slack in a browser: what one person sees there, and does with a mouse and a keyboard.

That page does not draw rich text, in which all words of people stand. On the way to it each rich text is made into a
paragraph in which nothing of the words is markup, so that the page shows what Slack would show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.acceptance.browser import WAIT
from tests.acceptance.pictures import PICTURES, picture_around
from tests.standins.block_kit import Json

_AS_IN_SLACK: Final = ".thread-pane { width: 730px !important } .plain { white-space: pre-wrap }"
"""A thread as wide as on a large screen, and lines that end where they were ended."""
_UI: Final = re.compile(r"/ui$")
_ZERO_WIDTH: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class SlackWindow:
    """One person's window on the workspace."""

    page: Page
    name: str

    # --- what there is to see -----------------------------------------------------------------------------------------

    @property
    def messages(self) -> Locator:
        """Everything in the conversation that is open, the oldest first."""
        return self.page.locator(".main .msg")

    @property
    def last(self) -> Locator:
        """The message at its end."""
        return self.messages.last

    @property
    def thread(self) -> Locator:
        """What stands in the thread that is open, its head too."""
        return self.page.locator(".thread-pane .msg")

    @property
    def home(self) -> Locator:
        """The Home tab of the bot, when it is open."""
        return self.page.locator(".main")

    @property
    def window(self) -> Locator:
        """The window that lies over everything, when one is open."""
        return self.page.locator(".modal")

    # --- what the person does -----------------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """Open a conversation, a channel or the Home tab by its name in the bar."""
        self.page.locator(".sidebar-item").filter(has_text=name).click()

    def say(self, words: str) -> None:
        """Type words in the conversation that is open, and send them."""
        self._send(self.page.locator(".main"), words)
        expect(self.messages.filter(has_text=words).last).to_be_visible()

    def press(self, label: str) -> None:
        """Press a button of the last message."""
        self.last.get_by_role("button", name=label, exact=True).click()

    def fill(self, words: str) -> None:
        """Write in the one field of the window that is open, and send it."""
        self.window.get_by_role("textbox").fill(words)
        self.window.get_by_role("button", name="Verstuur").click()
        expect(self.window).to_have_count(0)

    def open_thread(self) -> None:
        """Open the thread under the last message."""
        self.last.get_by_role("button", name="replies").click()

    def reply(self, words: str) -> None:
        """Type words in the thread that is open, and send them."""
        self._send(self.page.locator(".thread-pane"), words)
        expect(self.thread.filter(has_text=words).last).to_be_visible()

    def picture(self, name: str, *parts: Locator) -> None:
        """Keep a picture of these messages, or of this Home, for the documents, where that is asked for."""
        if PICTURES is not None:
            self.page.mouse.move(0, 0)
            inside = (one for part in parts for one in part.locator(".msg-avatar, .msg-head, .blocks, .msg-text").all())
            picture_around(self.page, name, *inside)

    def _send(self, where: Locator, words: str) -> None:
        where.locator(".composer-input").fill(words)
        where.get_by_role("button", name="Send").click()


@contextmanager
def slack_window(chromium: Browser, address: str, name: str) -> Iterator[SlackWindow]:
    """Open the window of whoever is called this, on the conversation with the bot where there is one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1500}, device_scale_factor=1.45, locale="nl-NL")
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    page = context.new_page()
    page.route_web_socket(_UI, _draw_rich_text)
    page.goto(address)
    page.add_style_tag(content=_AS_IN_SLACK)
    page.get_by_label("Act as").select_option(label=name)
    yield SlackWindow(page, name)
    context.close()


# --- rich text, which the page does not draw --------------------------------------------------------------------------


def _draw_rich_text(page: WebSocketRoute) -> None:
    server = page.connect_to_server()
    server.on_message(lambda said: page.send(json.dumps(_drawn(json.loads(said)))))


def _drawn(value: object) -> object:
    match value:
        case {"type": "rich_text", "elements": list(parts)}:
            return {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(map(_line, parts))}}
        case dict():
            return {key: _drawn(inner) for key, inner in value.items()}
        case list():
            return [_drawn(inner) for inner in value]
        case _:
            return value


def _line(part: Json) -> str:
    match part["type"]:
        case "rich_text_list":
            return "\n".join(f"• {_line(one)}" for one in part["elements"])
        case "rich_text_quote":
            return f"> {''.join(map(_run, part['elements']))}"
        case _:
            return "".join(map(_run, part["elements"]))


def _run(run: Json) -> str:
    text = run["text"] if "text" in run else str(run.get("user_id", ""))
    if run["type"] == "link":
        return f"<{run['url']}|{text}>"
    # Between a sign and its word nothing may stand for it to be markup.
    plain = re.sub(r"([*_~`<>&:])", rf"\1{_ZERO_WIDTH}", text)
    return f"*{plain}*" if run.get("style", {}).get("bold") else plain
