"""Whoever changes their language reads what stands open, and who it is from, in the new one."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

from bot import recall
from bot.admitting import DEFAULT
from bot.script import Script
from bot.turn import Turn
from dialogs.messages import Form
from dialogs.pages import PageName
from dialogs.people import PersonId
from tests.browsing import Browser, serving
from tests.house import ANNA, BAS, FRIDAY, JOOST, KEES, MARIJKE, SAM, VERA, WEEK, Home, opened
from tests.other_language import OtherLanguage, read_by_somebody


async def test_an_open_question_is_read_in_the_language_of_now(home: Home) -> None:
    """A question that was put in Dutch stands in English, in all its parts, once its reader chose English."""
    await home.arrive(ANNA)
    while (await home.question(ANNA)).question != "centre_may_read":
        await home.pick(ANNA, {"consent": "yes", "language": "nl"}[(await home.question(ANNA)).question])
    dutch = await home.question(ANNA)
    assert "Mag de centrale organisatie lezen" in dutch.text
    english = replace(home.person(ANNA), language="en")
    home.write(lambda uow: uow.people.save(english))
    asked = await home.question(ANNA)
    assert "May the central organisation read" in asked.text
    assert "twelve months" in asked.visibility
    assert [one.label for one in asked.choices] == ["Yes", "No"]
    assert asked.text in await home.told(ANNA)
    assert dutch.text not in await home.told(ANNA)
    receipt = await home.command(ANNA, "window", f"{asked.session} {asked.question}")
    assert isinstance(receipt.reply, Form)
    assert asked.text in receipt.reply.blocks


async def test_the_house_is_named_in_the_readers_language(home: Home) -> None:
    """Who it is from is named in the reader's language as long as nobody chose a name, and as it was chosen after."""

    def named(language: str) -> tuple[str, str]:
        reader = replace(home.person(MARIJKE), language=language)
        found = home.read(lambda uow: recall.as_named(Turn(uow, home.house.script, home.clock.now(), "read"), reader))
        return found.name, found.centre_name

    assert named("en") == ("our organisation", "the central organisation")
    assert named("nl") == ("onze organisatie", "de centrale organisatie")
    own = home.read(lambda uow: uow.organisations.get(DEFAULT))
    assert own is not None
    home.write(lambda uow: uow.organisations.save(replace(own, name="Zorggroep Oost")))
    assert named("en") == ("Zorggroep Oost", "the central organisation")


ROSTER = """id,name,role,team,professional,language
joost,Joost Bakker,professional,Oost,,nl
kees,Kees Mulder,professional,Oost,,en
anna,Anna de Wit,client,Oost,joost,en
bas,Bas Vermeer,client,Oost,kees,nl
marijke,Marijke Vos,centre,,,nl
vera,Vera Postma,centre,,,en
sam,Sam Prins,steward,,,en
"""
EVERYBODY = (ANNA, BAS, JOOST, KEES, MARIJKE, VERA, SAM)
FORMS = ("settings", "say", "pause", "assumption", "report", "offer", "organisation", "erase")
PLANTED = {
    "en": (
        "Weekbericht van week 48",
        "Antwoord aan de klant",
        "Oost schrijft:",
        "Mag de centrale organisatie lezen wat jij aan Oost vertelt, zonder je naam erbij?",
        "May de centrale organisatie read what you tell Oost? Je antwoord gaat naar Oost, met je naam. Bye.",
        "Wat zou je graag willen?",
    ),
    "nl": (
        "Joost says about your assumption: partly.",
        "Your answer goes to Oost, with your name. We keep it for twaalf maanden.",
        "Answer the client",
        "What do you need from het kantoor to do your work well?",
    ),
}


async def play(home: Home) -> None:
    """Let three weeks go by in which everybody says something to everybody."""
    for client in (ANNA, BAS):
        await home.welcome(client, language=home.person(client).language, centre_may_read="yes")
        await home.tell(client, talent="xyzzy", wish="plugh")
    for author, client in ((JOOST, ANNA), (KEES, BAS)):
        await home.judge(client, await home.assume("Je xyzzy graag.", client, author), "different", "plugh")
        await home.submit(author, "offer.log", text="xyzzy")
        await home.submit(author, "report.log", client=client, text="plugh")
    await home.until(FRIDAY + timedelta(hours=1))
    for professional in (JOOST, KEES):
        while (open_now := await home.prompt(professional)) is not None:
            await (home.pick(professional, "skip") if open_now.choices else home.say(professional, "xyzzy"))
    await home.command(BAS, "pause", "2026-12-20")
    for reader in (MARIJKE, VERA):
        item = home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))[1].outbox
        await home.submit(reader, "answer_client", item=item, text="xyzzy")
        await home.submit(reader, "reply", item=item, text="xyzzy")
        await home.command(reader, "item.dossier", item)
    await home.until(FRIDAY + 2 * WEEK + timedelta(hours=1))


async def shown_to(home: Home, browser: Browser, person: PersonId) -> list[str]:
    """Return everything one person reads: messages, pages, forms, and all of it as the web draws it."""
    visitor = await home.desk.visitor(home.link(person).removeprefix("/me/"))
    assert visitor is not None
    conversation = await home.desk.conversation(visitor)
    weeks = list(home.read(lambda uow: uow.digests.all(DEFAULT)))
    names = sorted(set(PageName) - {PageName.EXPORT, PageName.DIGEST})
    views = [(name, "") for name in names] + [(PageName.DIGEST, week) for week in weeks]
    shown: list[object] = [line.body for line in conversation.lines if not line.mine]
    shown += [await home.desk.page(visitor, name, argument) for name, argument in views]
    shown += [(await home.command(person, "form", form)).reply for form in FORMS]
    paths = ["", *(f"/{name}" for name in names), *(f"/digests/{week}" for week in weeks)]
    pages = [await browser.get(f"{home.link(person)}{path}") for path in paths]
    drawn = [html.unescape(re.sub(r"<[^>]+>", "\n", page)) for status, page in pages if status == 200]
    assert len(drawn) > 2
    return [*read_by_somebody(shown), *drawn]


async def test_nobody_reads_a_sentence_that_is_not_in_their_language() -> None:
    """In weeks that are lived in two languages, every message, page and form is in its reader's."""
    with opened("sqlite://", roster=ROSTER) as home:
        await play(home)
        detector = OtherLanguage(home.house.script)
        async with serving(home) as browser:
            wrong = {}
            for person in EVERYBODY:
                texts = await shown_to(home, browser, person)
                wrong[person] = detector.found(texts, home.person(person).language)
                assert len(texts) > 20
        assert {person: lines for person, lines in wrong.items() if lines} == {}


def test_a_sentence_in_another_language_is_found() -> None:
    """Ten sentences planted before a reader of the other language are all found, and before their own reader none."""
    detector = OtherLanguage(Script.load())
    assert sum(map(len, PLANTED.values())) == 10
    for language, sentences in PLANTED.items():
        assert detector.found(sentences, language) == sorted(sentences)
