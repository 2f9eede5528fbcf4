"""The README's five minutes, at the speed of somebody who reads: what happens is seen where one looks, and in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.acceptance.browser import WAIT
from tests.acceptance.test_tryout import pane, visiting

pytestmark = pytest.mark.browser

READ: Final = 200 / 60
"""Words a second: a calm reader."""

TYPED: Final = 40 * 5 / 60
"""Letters a second: somebody who types forty words a minute, a word being five letters."""

FIVE_MINUTES: Final = 300

_VISIBLE: Final = """([left, top, right, bottom]) => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = new Range()
    while (walker.nextNode()) {
        const node = walker.currentNode, words = node.data.trim()
        if (!words || !node.parentElement.checkVisibility()) continue
        range.selectNodeContents(node)
        const inSight = [...range.getClientRects()].some(box => box.width > 4 && box.height > 4 &&
            box.bottom > top && box.top < bottom && box.right > left && box.left < right)
        if (inSight) found.push(words)
    }
    return found
}"""


@dataclass
class Reader:
    """Somebody who reads everything in sight once, and types."""

    page: Page
    words: int = 0
    letters: int = 0
    _read: set[tuple[str, str]] = field(default_factory=set)

    def look(self) -> None:
        """Read what is in sight and was not read before."""
        size = self.page.viewport_size
        assert size is not None
        self._take("", self.page.evaluate(_VISIBLE, [0, 0, size["width"], size["height"]]))
        for role in ("client", "professional", "centre"):
            element = self.page.locator(f"#frame-{role}")
            box = element.bounding_box()
            frame = element.element_handle().content_frame()
            if box is None or frame is None:
                continue
            inside = [0, 0, min(box["width"], size["width"] - box["x"]), min(box["height"], size["height"] - box["y"])]
            self._take(role, frame.evaluate(_VISIBLE, inside))

    def type(self, into: Locator, text: str) -> None:
        """Type into what is in sight."""
        reach(into).fill(text)
        self.letters += len(text)

    @property
    def total(self) -> float:
        """How many seconds all this takes."""
        return self.words / READ + self.letters / TYPED

    def _take(self, where: str, texts: list[str]) -> None:
        new = {(where, text) for text in texts} - self._read
        self._read |= new
        self.words += sum(len(text.split()) for _, text in new)


def at_hand(shown: Locator) -> Locator:
    """Return something that is in sight, whole, for whoever never scrolled the page."""
    # The browser is driven by a program that scrolls of its own accord; a visitor does not.
    shown.page.evaluate("scrollTo(0, 0)")
    expect(shown).to_be_in_viewport(ratio=0.98)
    return shown


def reach(shown: Locator) -> Locator:
    """Return something that is in sight, if need be after going on in its own pane, as one does in a form."""
    shown.evaluate("""part => {
        const box = part.getBoundingClientRect()
        if (box.top < 90 || box.bottom > innerHeight - 80) scrollTo(0, box.top + scrollY - innerHeight / 2)
    }""")
    return at_hand(shown)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the visitor types and presses in one language."""

    locale: str
    thought: str
    put: str
    look: str
    ask: str
    tomorrow: str
    different: str
    own: str
    send: str
    friday: str
    verdict: str
    new: str


SPOKEN: Final = (
    Words(
        locale="nl-NL",
        thought="Anna wil graag hulp in de ochtend",
        put="Je wilt graag hulp in de ochtend.",
        look="Bekijk hoe de klant het leest",
        ask="Vraag het de klant",
        tomorrow="Morgen 10:00",
        different="Anders",
        own="In de ochtend wil ik met rust gelaten worden, tot tien uur.",
        send="Verstuur",
        friday="Vrijdag 16:00",
        verdict="Is anders",
        new="Nieuw",
    ),
    Words(
        locale="en-US",
        thought="Anna wants help in the morning",
        put="You want help in the morning.",
        look="See how the client reads it",
        ask="Ask the client",
        tomorrow="Tomorrow 10:00",
        different="Different",
        own="In the morning I want to be left alone, until ten.",
        send="Send",
        friday="Friday 16:00",
        verdict="It is different",
        new="New",
    ),
)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
@pytest.mark.parametrize("say", SPOKEN, ids=lambda say: say.locale)
def test_correction_and_week_are_seen_within_five_minutes(
    chromium: Browser, tryout: str, say: Words, width: int, height: int
) -> None:
    """Whoever reads all that is in sight and does as the guide says sees both in time, and scrolls for neither."""
    with visiting(chromium, tryout, width=width, height=height, locale=say.locale) as page:
        expect(page.locator("#frame-professional")).to_be_visible(timeout=3 * WAIT)
        expect(page.locator("html")).to_have_attribute("lang", say.locale[:2])
        anna, joost, marijke = (pane(page, role) for role in ("client", "professional", "centre"))
        expect(anna.locator("#lines .line")).not_to_have_count(0)
        reader = Reader(page)
        reader.look()

        reader.type(joost.locator("#text"), say.thought)
        reach(joost.get_by_role("button", name=say.look)).click()
        at_hand(joost.locator(".preview").get_by_text(say.put))
        reader.look()
        reach(joost.get_by_role("button", name=say.ask)).click()
        card = joost.locator("article.card").filter(has_text=say.put)
        at_hand(card)
        reader.look()

        at_hand(page.get_by_role("button", name=say.tomorrow)).click()
        question = anna.locator("#now-text")
        expect(question).to_contain_text(say.put)
        at_hand(question)
        expect(page.locator("#progress[data-moving]")).to_have_count(0)
        reader.look()
        reach(anna.locator("#current").get_by_role("button", name=say.different, exact=True)).click()
        expect(question).not_to_contain_text(say.put)
        reader.look()
        reader.type(anna.locator("#text"), say.own)
        at_hand(anna.get_by_role("button", name=say.send, exact=True)).click()
        expect(card).to_contain_text(say.verdict)
        expect(card).to_contain_text(say.own)
        expect(card).to_have_attribute("data-fresh", say.new)
        at_hand(card.get_by_text(say.verdict))
        at_hand(card.get_by_text(say.own))
        reader.look()

        at_hand(page.get_by_role("button", name=say.friday)).click()
        learned = marijke.locator(".thread > li").first
        expect(learned).to_contain_text(say.own)
        at_hand(learned.get_by_text(say.put))
        at_hand(learned.get_by_text(say.own))
        reader.look()
        expect(page.locator("#steps li.done")).to_have_count(3)
    print(f"{say.locale} at {width}: {reader.words} words read, {reader.letters} letters typed, {reader.total:.0f} s")  # noqa: T201 - the figure
    assert reader.total < FIVE_MINUTES


def test_on_a_phone_a_tab_tells_that_there_is_something_new(chromium: Browser, tryout: str) -> None:
    """With one conversation in sight the tabs of the others are marked, and what is new is in sight behind them."""
    say = SPOKEN[0]
    with visiting(chromium, tryout, width=390, height=844) as page:
        tabs = {role: page.locator(f"#tab-{role}") for role in ("client", "professional", "centre")}
        anna, joost, marijke = (pane(page, role) for role in tabs)
        joost.locator("#text").fill(say.thought)
        joost.get_by_role("button", name=say.look).click()
        joost.get_by_role("button", name=say.ask).click()
        card = joost.locator("article.card").filter(has_text=say.put)
        expect(card).to_be_visible()
        page.get_by_role("button", name=say.tomorrow).click()
        tabs["client"].check()
        anna.locator("#current").get_by_role("button", name=say.different, exact=True).click()
        _write(anna, say)
        _comes_forward(page, tabs["professional"], card.get_by_text(say.own))
        page.get_by_role("button", name=say.friday).click()
        _comes_forward(page, tabs["centre"], marijke.locator(".thread > li").first.get_by_text(say.own))


def test_what_is_being_typed_stays_when_something_changes(chromium: Browser, tryout: str) -> None:
    """A pane follows what happens without taking away a half-written sentence or the place of the cursor."""
    say = SPOKEN[0]
    with visiting(chromium, tryout) as page:
        joost, bas = pane(page, "professional"), "Bas heeft liever"
        joost.locator("#text").fill(say.thought)
        joost.get_by_role("button", name=say.look).click()
        joost.get_by_role("button", name=say.ask).click()
        card = joost.locator("article.card").filter(has_text=say.put)
        expect(card).to_be_visible()
        page.get_by_role("button", name=say.tomorrow).click()
        anna = pane(page, "client")
        anna.locator("#current").get_by_role("button", name=say.different, exact=True).click()
        joost.locator("#text").fill(bas)
        _write(anna, say)
        joost.locator("#text").focus()
        expect(card).to_contain_text(say.own)
        expect(joost.locator("#text")).to_have_value(bas)
        expect(joost.locator("#text")).to_be_focused()


def _write(anna: FrameLocator, say: Words) -> None:
    expect(anna.locator("#now-text")).not_to_contain_text(say.put)
    anna.locator("#text").fill(say.own)
    anna.get_by_role("button", name=say.send, exact=True).click()


def _comes_forward(page: Page, tab: Locator, new: Locator) -> None:
    expect(tab).to_have_class("news")
    tab.check()
    expect(tab).not_to_have_class("news")
    page.locator("#panes").evaluate("panes => scrollTo(0, panes.getBoundingClientRect().top + scrollY)")
    expect(new).to_be_in_viewport(ratio=0.98)
