"""Whatever stands on a page is before the eyes of whoever opens it in a browser, with all that is folded opened."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

import adapters.web
from adapters.web.render import Pages
from dialogs.pages import PageName
from tests.unit.test_marked_pages import MARKED, MARKS
from tests.unit.web.fake_desk import ANNA, FakeDesk


def test_every_mark_is_read_in_a_browser(chromium: Browser) -> None:
    """Once everything that unfolds is open, every text of every block of the page is shown, in our own style."""
    desk = FakeDesk()
    html = Pages(desk, lambda: "nonce-0001").page(desk.visitors[ANNA], "/me/x", PageName.ANSWERS, MARKED)
    page = chromium.new_page()
    try:
        page.set_content(html, wait_until="domcontentloaded")
        page.add_style_tag(content=(Path(adapters.web.__path__[0]) / "static" / "web.css").read_text("utf-8"))
        folded = page.locator("details:not([open]) > summary")
        before = page.inner_text("main")
        while folded.count():
            folded.first.click()
        shown = page.inner_text("main")
    finally:
        page.close()
    assert [mark for mark in MARKS if mark not in shown] == []
    assert [mark for mark in MARKS if mark not in before], "something was folded"
