"""The try-out as a newcomer plays it: in a real browser, with three pages side by side and a clock to move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.acceptance.browser import WAIT
from tests.acceptance.pictures import PICTURES, picture_of

pytestmark = pytest.mark.browser

THOUGHT = "Anna wil graag hulp in de ochtend"
PUT = "Je wilt graag hulp in de ochtend."
OWN_WORDS = "In de ochtend wil ik met rust gelaten worden, tot tien uur."
TALENT = "Brood bakken, voor de hele straat."
OWN_TALENT = "Vogels nadoen."
OWN_WISH = "Een keer naar de Waddenzee."
REPLY = "Goed om te weten. Wat hebben jullie nodig om later te beginnen?"


@contextmanager
def visiting(
    chromium: Browser,
    address: str,
    *,
    width: int = 1480,
    height: int = 900,
    script: bool = True,
    locale: str = "nl-NL",
) -> Iterator[Page]:
    """Open the try-out in a fresh profile."""
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=script,
        locale=locale,
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def pane(page: Page, role: str) -> FrameLocator:
    """Return the page in one of the three panes."""
    return page.frame_locator(f"#frame-{role}")


def press(frame: FrameLocator, *labels: str) -> None:
    """Answer one question after another with a button."""
    for label in labels:
        question = frame.locator("#now-text").inner_text()
        frame.locator("#current").get_by_role("button", name=label, exact=True).click()
        expect(frame.locator("#now-text")).not_to_have_text(question)


def write(frame: FrameLocator, words: str) -> None:
    """Answer in words, and wait until they stand in the conversation."""
    frame.locator("#text").fill(words)
    frame.get_by_role("button", name=re.compile("^(Verstuur|Send)$")).click()
    expect(frame.locator("#lines")).to_contain_text(words)


def leap(page: Page, label: str, arrives: str) -> None:
    """Move the clock, and wait until it stands still again."""
    page.get_by_role("button", name=label).click()
    expect(page.locator("#moment")).to_contain_text(arrives)
    expect(page.locator("#progress[data-moving]")).to_have_count(0)


def is_done(page: Page, step: int) -> None:
    """Wait until a step of the guide has ticked itself off, and no step did so too soon."""
    expect(page.locator("#steps li").nth(step - 1)).to_have_class(re.compile("done"))
    expect(page.locator("#steps li.done")).to_have_count(step)


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out of the page, or of any page in it, to the side."""
    sideways = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return all(frame.evaluate(sideways) <= 0 for frame in page.frames)


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page or of one pane for the documents, where that is asked for."""
    if PICTURES is not None:
        page.mouse.move(0, 0)
        page.evaluate("scrollTo(0, 0)")
        shown = page if name == "tryout" else page.locator(f"article.{name}")
        picture_of(shown, name)


def be(page: Page, client: str) -> FrameLocator:
    """Choose another client, and return the page of that one."""
    page.get_by_label("Welke klant ben je?").select_option(label=client)
    expect(page.locator("#frame-client")).to_have_attribute("title", f"{client}: Klant")
    return pane(page, "client")


def get_acquainted(gijs: FrameLocator) -> None:
    """Let a newcomer say yes, choose a rhythm, and tell a talent and a wish."""
    press(gijs, "Ja", "Nederlands", "Ja", "Elke week", "Dinsdag", "Ochtend", "Ja")
    write(gijs, OWN_TALENT)
    write(gijs, OWN_WISH)
    press(gijs, "Overslaan", "Overslaan")
    gijs.get_by_role("button", name="Overslaan").click()
    expect(gijs.locator("#now-text")).to_have_count(0)


def put_forward(page: Page, joost: FrameLocator) -> Locator:
    """Let Joost see how Anna will read his thought, put it to her, and return the card with it."""
    joost.get_by_label("Over wie?").select_option(label="Anna de Wit")
    joost.get_by_label("Ik denk: ...").fill(THOUGHT)
    joost.get_by_role("button", name="Bekijk hoe de klant het leest").click()
    expect(joost.locator(".preview")).to_contain_text(PUT)
    joost.get_by_role("button", name="Vraag het de klant").click()
    card = joost.locator("article.card").filter(has_text=PUT)
    expect(card).to_contain_text("Nog niet beantwoord")
    is_done(page, 1)
    return card


def test_the_whole_loop_is_played_in_one_sitting(chromium: Browser, tryout: str) -> None:
    """From the first question to the reply under the week: each step happens for real, and only the client settles."""
    with visiting(chromium, tryout) as page:
        anna, joost, marijke = (pane(page, role) for role in ("client", "professional", "centre"))
        card = put_forward(page, joost)

        leap(page, "Morgen 10:00", "10:00")
        expect(anna.locator("#now-text")).to_contain_text(PUT)
        expect(anna.locator("body")).not_to_contain_text("Joost")
        picture(page, "client")
        press(anna, "Anders")
        write(anna, OWN_WORDS)
        is_done(page, 2)
        expect(card).to_contain_text("Is anders")
        expect(card).to_contain_text(OWN_WORDS)
        card.scroll_into_view_if_needed()
        picture(page, "professional")
        picture(page, "tryout")
        controls = card.locator("button, select, input:not([type=hidden]), textarea")
        assert [one.strip() for one in controls.all_inner_texts()] in ([], ["Weghalen"])

        anna.get_by_role("link", name="Mijn antwoorden").click()
        said = anna.locator("article.card").filter(has_text=TALENT)
        expect(said).to_contain_text("Ontvangen")
        joost.get_by_role("link", name="Mijn klanten").click()
        expect(joost.locator("article.client").filter(has_text="Anna de Wit")).to_contain_text(TALENT)
        anna.get_by_role("link", name="Mijn antwoorden").click()
        expect(said).to_contain_text("Gezien door Joost")

        leap(page, "Vrijdag 16:00", "vrijdag")
        is_done(page, 3)
        learned = marijke.locator(".thread > li").filter(has_text="Deze week geleerd")
        expect(learned).to_contain_text(PUT)
        expect(learned).to_contain_text(OWN_WORDS)
        expect(marijke.locator("main")).to_contain_text("Wie we hoorden, en wie niet")
        expect(marijke.locator("body")).not_to_contain_text("Anna")
        learned.get_by_text("Reageren").click()
        learned.get_by_label("Je reactie").fill(REPLY)
        learned.get_by_role("button", name="Plaats reactie").click()
        expect(learned.locator(".replies")).to_contain_text(REPLY)
        is_done(page, 4)
        joost.get_by_role("link", name="Gesprek").click()
        expect(joost.locator("#lines")).to_contain_text(REPLY)
        picture(page, "centre")
        get_acquainted(be(page, "Gijs"))
        joost.get_by_role("link", name="Mijn klanten").click()
        expect(joost.locator("article.client").filter(has_text="Gijs Blom")).to_contain_text(OWN_TALENT)


def test_answering_needs_no_script(chromium: Browser, tryout: str) -> None:
    """With JavaScript switched off one answers by button and in words, another client is chosen and the clock moves."""
    with visiting(chromium, f"{tryout}?client=gijs", script=False) as page:
        gijs = pane(page, "client")
        press(gijs, "Ja", "Nederlands", "Ja", "Elke week", "Dinsdag", "Ochtend", "Ja")
        write(gijs, OWN_TALENT)
        page.get_by_role("button", name="Morgen 10:00").click()
        expect(page.locator("#moment")).to_contain_text("10:00")
        page.get_by_label("Welke klant ben je?").select_option(label="Gijs")
        page.get_by_role("button", name="Toon").click()
        expect(pane(page, "client").locator("#lines")).to_contain_text(OWN_TALENT)
        page.get_by_label("Welke klant ben je?").select_option(label="Bas")
        page.get_by_role("button", name="Toon").click()
        expect(page.locator("#frame-client")).to_have_attribute("title", "Bas: Klant")
        expect(pane(page, "client").locator("body")).not_to_contain_text(OWN_TALENT)


def test_a_question_is_answered_with_the_keyboard_alone(chromium: Browser, tryout: str) -> None:
    """From the top of the page the keyboard reaches the panes, a button of the question and the next question."""
    with visiting(chromium, f"{tryout}?client=gijs") as page:
        gijs = pane(page, "client")
        expect(gijs.locator("#now-text")).to_contain_text("chatbot")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        yes = gijs.locator("#current").get_by_role("button", name="Ja", exact=True)
        for _ in range(20):
            page.keyboard.press("Tab")
            if yes.evaluate("button => button === document.activeElement"):
                break
        expect(yes).to_be_focused()
        page.keyboard.press("Enter")
        expect(gijs.locator("#now-text")).to_contain_text("taal")
        expect(gijs.locator("#now-text")).to_be_focused()


def test_a_phone_shows_one_conversation_at_a_time(chromium: Browser, tryout: str) -> None:
    """At 360 pixels nothing sticks out sideways, on any page, and tabs lead from one person to the other."""
    with visiting(chromium, tryout, width=360) as page:
        for name, role in (("Anna", "client"), ("Joost", "professional"), ("Marijke", "centre")):
            page.get_by_role("radio", name=name).check()
            expect(page.locator(f"#frame-{role}")).to_be_visible()
            expect(pane(page, role).locator("main")).to_be_visible()
            expect(page.locator("iframe:visible")).to_have_count(1)
            assert fits(page)


def test_it_begins_again_in_english(chromium: Browser, tryout: str) -> None:
    """With one button everything begins again in English: the page, the weeks that were, and what everybody says."""
    with visiting(chromium, f"{tryout}?client=gijs") as page:
        press(pane(page, "client"), "Ja")
        page.locator("summary", has_text="English").click()
        page.get_by_role("button", name="Ja, begin opnieuw").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#progress progress")).to_be_visible()
        expect(page.locator("#frame-client")).to_be_visible(timeout=3 * WAIT)
        page.get_by_label("Which client are you?").select_option(label="Gijs")
        gijs, joost, marijke = (pane(page, role) for role in ("client", "professional", "centre"))
        expect(gijs.locator("#now-text")).to_contain_text("I am a computer, not a person.")
        press(gijs, "Yes", "English", "Yes", "Every week", "Tuesday", "Morning", "Yes")
        write(gijs, "I bake bread.")
        joost.get_by_role("link", name="My clients").click()
        expect(joost.locator("article.client").filter(has_text="Fatma")).to_contain_text("Cooking for many people.")
        marijke.locator(".weeks a").last.click()
        expect(marijke.locator("main")).to_contain_text("One phone number that somebody always answers.")
        expect(marijke.locator(".replies")).to_contain_text("You will get that number.")
