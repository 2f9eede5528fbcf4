"""A week in Slack as people see it: on the web page of a Slack server that others wrote, in a real browser."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.elsewhere import elsewhere
from tests.acceptance.platforms.local_slack import local_slack
from tests.acceptance.sights import cut_off, looks, top
from tests.acceptance.slack_window import SlackWindow, slack_window
from tests.acceptance.week import SAID
from tests.house import FRIDAY, JOOST, NOW
from tests.standins.local_slack import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]

TUESDAY = NOW + timedelta(days=1, hours=1)
ANSWERS = re.compile("^(Dat is zo|Deels|Anders|Gaat niet over mij|Weet ik niet)$")
SAYS = SAID["nl"]


def test_a_week_is_played_by_hand(chromium: Browser, tmp_path: Path) -> None:
    """Anna gets acquainted, refutes what Joost thought, and the centre reads and replies, all of it to be seen."""
    with ExitStack() as stack:
        slack = stack.enter_context(elsewhere(local_slack("nl", tmp_path)))
        workspace = slack.found.slack
        assert isinstance(workspace, Workspace)

        def opened(name: str) -> SlackWindow:
            return stack.enter_context(slack_window(chromium, workspace.address, name))

        anna, joost, marijke = map(opened, ("Anna de Wit", "Joost Bakker", "Marijke Vos"))
        get_acquainted(anna)
        slack.do(slack.found.say(JOOST, SAYS["assumption"]))
        joost.open(joost.name)
        expect(joost.last).to_contain_text(SAYS["sentence"])
        slack.do(slack.found.home.until(TUESDAY))
        refute(anna)
        expect(joost.last).to_contain_text("Anna zegt over je aanname: het is anders.")
        expect(joost.last).to_contain_text(SAYS["words"])
        look_at_home(anna)
        marijke.open("centre")
        slack.do(slack.found.home.until(FRIDAY))
        read_and_reply(marijke)
        expect(joost.messages.filter(has_text=SAYS["reply"])).to_be_visible()
        anna.open(anna.name)
        expect(anna.page.locator("body")).not_to_contain_text(SAYS["reply"])


def get_acquainted(anna: SlackWindow) -> None:
    """Let Anna make her choices, the first one typed and the others by button, and tell a talent and a wish."""
    anna.open(anna.name)
    expect(anna.last).to_contain_text("Ik ben een computer, geen mens.")
    anna.say("ja")
    expect(anna.messages.first).to_contain_text("Je antwoord: Ja")
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
        expect(anna.messages.filter(has_text=question)).to_contain_text(f"Je antwoord: {choice}")
    expect(anna.last).to_contain_text("Wat kun je goed, of")
    anna.press("Antwoord in een venster")
    expect(anna.window).to_contain_text("Je antwoord gaat naar Oost")
    anna.fill(SAYS["talent"])
    expect(anna.last).to_contain_text("Wat zou je graag willen?")
    anna.say(SAYS["wish"])
    for question in ("Wat wil je daar zelf aan doen?", "Wat wil je er nog over vertellen?", "Wat wil je nog zeggen"):
        expect(anna.last).to_contain_text(question)
        anna.press("Overslaan")
    expect(anna.last).to_contain_text("Dank je wel.")
    expect(anna.messages.locator(".bk-actions")).to_have_count(0)


def refute(anna: SlackWindow) -> None:
    """Let Anna see who will read it but not who thought it, say that it is different, and how, in her own words."""
    asked = anna.messages.filter(has_text=SAYS["sentence"]).last
    expect(asked).to_contain_text("Is dat zo voor jou")
    expect(anna.messages.filter(has_text="Joost")).to_have_count(0)
    answers = asked.get_by_role("button", name=ANSWERS)
    expect(answers).to_have_count(5)
    assert len(looks(answers)) == 1
    assert cut_off(asked) == []
    assert top(asked.get_by_text("Je antwoord gaat naar Oost")) < min(top(answers.nth(at)) for at in range(5))
    anna.picture("slack-question", anna.messages.nth(-2), asked)
    anna.press("Anders")
    expect(asked).to_contain_text("Je antwoord: Anders")
    expect(anna.last).to_contain_text("Wat wil je er zelf over zeggen?")
    anna.say(SAYS["words"])
    expect(anna.last).to_contain_text("Jij weet het beste hoe het voor jou is.")


def look_at_home(anna: SlackWindow) -> None:
    """Let Anna find her own words on her Home, with who reads them, and a way to change them, pause and stop."""
    anna.open("samenspraak")
    for words in ("Dag Anna", SAYS["talent"], SAYS["wish"], SAYS["words"], "Wie leest dit: Ik, Oost"):
        expect(anna.home).to_contain_text(words)
    for name in ("Veranderen", "Wie mag dit lezen?", "Weghalen", "Stoppen", "Alles wissen"):
        expect(anna.home.get_by_role("button", name=name).first).to_be_visible()
    anna.picture("slack-home", anna.home)


def read_and_reply(marijke: SlackWindow) -> None:
    """Let Marijke read the week in its thread, without a name in it, reply under it, and see that it was heard."""
    expect(marijke.last).to_contain_text("Weekbericht van week 48")
    marijke.open_thread()
    items = marijke.thread.filter(has=marijke.page.get_by_role("button", name="Reageren"))
    expect(items).to_have_count(3)
    learned = items.filter(has_text="1. Deze week geleerd")
    expect(learned).to_contain_text(SAYS["sentence"])
    expect(learned).to_contain_text(SAYS["words"])
    expect(items.filter(has_text="2. Nieuw verteld")).to_contain_text(SAYS["talent"])
    expect(marijke.thread.filter(has_text="Anna")).to_have_count(0)
    marijke.reply(f"1: {SAYS['reply']}")
    expect(marijke.thread.last).to_contain_text("De reactie van Marijke staat bij onderdeel 1.")
    marijke.picture("slack-week", *marijke.thread.all())
