"""A week in Teams as people see it: in the client that Microsoft gives bot makers, in a real browser, one page each."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dialogs.people import PersonId
from tests.acceptance.elsewhere import elsewhere
from tests.acceptance.platforms.playground import playground
from tests.acceptance.sights import cut_off, looks, top
from tests.acceptance.teams_window import TeamsWindow, teams_window
from tests.acceptance.week import SAID
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE, NOW

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

SUNDAY = NOW - timedelta(hours=11)
"""The evening before: nobody is written to then, so every page is open before anything is said."""
MONDAY = NOW + timedelta(hours=1)
THOUGHT = "Anna wil hulp in de ochtend"
ANSWERS = re.compile("^(Dat is zo|Deels|Anders|Gaat niet over mij|Weet ik niet)$")
SAYS = SAID["nl"]


def test_a_week_is_played_by_hand(chromium: Browser, tmp_path: Path) -> None:
    """Anna gets acquainted, refutes what Joost thought, and the centre reads and replies, all of it to be seen."""
    with ExitStack() as stack:
        teams = stack.enter_context(elsewhere(playground("nl", tmp_path, now=SUNDAY, installed=())))

        def opened(person: PersonId) -> TeamsWindow:
            return stack.enter_context(teams_window(chromium, teams.found.clients[person]))

        anna, joost, marijke = opened(ANNA), opened(JOOST), opened(MARIJKE)
        get_acquainted(anna)
        put_forward(joost)
        teams.do(teams.found.home.until(MONDAY))
        refute(anna)
        expect(joost.last).to_contain_text("Anna zegt over je aanname: het is anders.")
        expect(joost.last).to_contain_text(SAYS["words"])
        marijke.to_channel("Centre")
        teams.do(teams.found.home.until(FRIDAY))
        read_and_reply(marijke)
        expect(joost.last).to_contain_text(SAYS["reply"])
        expect(anna.page.locator("body")).not_to_contain_text(SAYS["reply"])


def get_acquainted(anna: TeamsWindow) -> None:
    """Let Anna make her choices, the first one typed and the others by button, and tell a talent and a wish."""
    expect(anna.last).to_contain_text("Ik ben een computer, geen mens.")
    anna.say("ja")
    expect(anna.cards.first).to_contain_text("Je antwoord: Ja")
    for question, choice in (
        ("In welke taal zullen we praten?", "Nederlands"),
        ("Mag de centrale organisatie lezen", "Ja"),
        ("Hoe vaak mag ik je iets vragen?", "Elke week"),
        ("Welke dag komt jou het beste uit?", "Dinsdag"),
        ("En welk deel van de dag?", "Ochtend"),
        ("Mag Oost je ook tussendoor iets vragen?", "Ja"),
    ):
        expect(anna.last).to_contain_text(question)
        anna.press(choice)
        expect(anna.cards.filter(has_text=question)).to_contain_text(f"Je antwoord: {choice}")
    for question, words in (("Wat kun je goed, of", SAYS["talent"]), ("Wat zou je graag willen?", SAYS["wish"])):
        expect(anna.last).to_contain_text(question)
        anna.say(words)
        expect(anna.cards.filter(has_text=question)).to_contain_text("Je hebt geantwoord.")
    for question in ("Wat wil je daar zelf aan doen?", "Wat wil je er nog over vertellen?", "Wat wil je nog zeggen"):
        expect(anna.last).to_contain_text(question)
        anna.press("Overslaan")
    expect(anna.last).to_contain_text("Dank je wel.")
    expect(anna.cards.get_by_role("button")).to_have_count(0)


def put_forward(joost: TeamsWindow) -> None:
    """Let Joost write down what he thinks about Anna, by the form on his card, and see how she will read it."""
    joost.press("Schrijf op wat je denkt")
    joost.choose("Over wie?", "Anna de Wit")
    joost.last.get_by_role("textbox", name="Ik denk").fill(THOUGHT)
    assert cut_off(joost.last) == []
    joost.press("Bekijk")
    expect(joost.last).to_contain_text("Dit leest de klant")
    expect(joost.last).to_contain_text(SAYS["sentence"])
    joost.press("Vraag het de klant")
    expect(joost.last).to_contain_text("Ik heb het bewaard.")
    expect(joost.last.get_by_role("button")).to_have_text(["Weghalen"])


def refute(anna: TeamsWindow) -> None:
    """Let Anna see who will read it but not who thought it, say that it is different, and how, in her own words."""
    card = anna.last
    expect(card).to_contain_text(SAYS["sentence"])
    expect(anna.page.locator("body")).not_to_contain_text("Joost")
    answers = card.get_by_role("button", name=ANSWERS)
    expect(answers).to_have_count(5)
    assert len(looks(answers)) == 1
    assert cut_off(card) == []
    reads = card.get_by_text("Je antwoord gaat naar Oost")
    assert top(reads) < min(top(answers.nth(at)) for at in range(5))
    said = anna.messages.last
    anna.picture(
        "teams-question", said.get_by_label("Message author"), said.get_by_role("img"), said.locator(".fai-OutputCard")
    )
    anna.press("Anders")
    expect(anna.cards.filter(has_text=SAYS["sentence"])).to_contain_text("Je antwoord: Anders")
    expect(anna.last).to_contain_text("Wat wil je er zelf over zeggen?")
    anna.say(SAYS["words"])
    expect(anna.last).to_contain_text("Jij weet het beste hoe het voor jou is.")


def read_and_reply(marijke: TeamsWindow) -> None:
    """Let Marijke read the week in its thread, without a name in it, reply under it, and see that it was heard."""
    week = marijke.post("Weekbericht van week 48")
    items = week.locator(".ac-adaptiveCard").filter(has=marijke.page.get_by_role("button", name="Reageren"))
    expect(items).to_have_count(3)
    learned = items.filter(has_text="1. Deze week geleerd")
    expect(learned).to_contain_text(SAYS["sentence"])
    expect(learned).to_contain_text(SAYS["words"])
    expect(items.filter(has_text="2. Nieuw verteld")).to_contain_text(SAYS["talent"])
    expect(week).not_to_contain_text("Anna")
    assert [text for at in range(3) for text in cut_off(items.nth(at))] == []
    marijke.reply(week, f"1: {SAYS['reply']}")
    expect(marijke.last).to_contain_text("De reactie van Marijke staat bij onderdeel 1.")
    marijke.picture(
        "teams-week",
        week.get_by_text("Samenspraak").first,
        week.get_by_text(SAYS["reply"]),
        *week.locator(".ac-adaptiveCard").all(),
    )
