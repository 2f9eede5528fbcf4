"""One week of the product over HTTP, as a client, a professional and the centre go through it with a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import Says, Status
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE, NOW, ROSTER, YES, Browser, opened, serving
from tests.unit.web.html_page import read

SAID = {
    "nl": {
        "talent": "Brieven schrijven, ook voor anderen",
        "wish": "Zelf naar de markt",
        "assumption": "aanname: Anna wil hulp in de ochtend, fout als ze liever uitslaapt",
        "sentence": "Je wilt hulp in de ochtend.",
        "words": "Tot tien uur wil ik met rust gelaten worden",
        "reply": "Dan schuiven we de ronde op",
    },
    "en": {
        "talent": "Writing letters, also for others",
        "wish": "To the market on my own",
        "assumption": "assumption: Anna wants help in the morning, wrong if she would rather sleep in",
        "sentence": "You want help in the morning.",
        "words": "Until ten I want to be left alone",
        "reply": "Then we move the round",
    },
}


def roster(language: str) -> str:
    """Return the people of the house, all speaking one language."""
    head, *rows = ROSTER.splitlines()
    return "\n".join([f"{head},language", *(f"{row},{language}" for row in rows)]) + "\n"


async def onboard(browser: Browser, link: str, language: str) -> None:
    """Let Anna make her choices, and tell a talent and a wish, button by button."""
    for question, choice in (YES | {"language": language, "between": "yes", "centre_may_read": "yes"}).items():
        assert choice, question
        await browser.pick(link, choice)
    for words in ("talent", "wish"):
        assert (await browser.say(link, SAID[language][words])).status == 303
    for _ in range(3):
        await browser.pick(link, "skip")


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_main_job_end_to_end(language: str) -> None:
    """A client is asked when she chose, refutes an assumption in her own words, and the centre reads and replies."""
    said = SAID[language]
    with opened("sqlite://", roster=roster(language)) as home:
        home.write(lambda uow: speak(uow, language))
        async with serving(home) as browser:
            anna, joost, marijke = (home.link(one) for one in (ANNA, JOOST, MARIJKE))
            await onboard(browser, anna, language)
            assert said["wish"] in await browser.opened(f"{anna}/answers")
            assert said["talent"] in await browser.opened(f"{joost}/clients")

            # Joost logs what he thinks in one message; there is nothing on his page to settle it with.
            assert (await browser.say(joost, said["assumption"])).status == 303
            assert said["sentence"] in await browser.opened(joost)
            (assumption,) = home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
            page = await browser.opened(f"{joost}/assumptions")
            controls = [one.attrs.get("value") for one in read(page) if one.tag in {"button", "input", "option"}]
            assert not {*Status, *Says} & {*controls}

            # Anna is asked, sees who will read it, and answers.
            await home.until(NOW + timedelta(days=1, hours=1))
            page = await browser.opened(anna)
            assert said["sentence"] in page
            assert "Joost" not in page
            assert 'class="readers"' in page
            await browser.pick(anna, "different")
            assert (await browser.say(anna, said["words"])).status == 303
            assert home.status(assumption.id) is Status.REFUTED
            for path in (joost, f"{joost}/assumptions"):
                assert said["words"] in await browser.opened(path)

            # On Friday the centre reads it, without a name, and replies in the thread; Joost hears that.
            await home.until(FRIDAY)
            assert "2026-W48" in await browser.opened(f"{marijke}/digests")
            week = f"{marijke}/digests/2026-W48"
            thread = await browser.opened(week)
            for words in (said["sentence"], said["words"], said["wish"], said["talent"]):
                assert words in thread
            assert "Anna" not in thread
            item = next(
                one.attrs["id"].removeprefix("item-")
                for one in read(thread)
                if one.tag == "li" and one.attrs.get("id", "").startswith("item-") and said["words"] in one.text
            )
            assert (await browser.send(week, "reply", item=item, text=said["reply"])).status == 303
            assert said["reply"] in await browser.opened(week)
            assert said["reply"] in await browser.opened(joost)
            assert said["reply"] not in await browser.opened(anna)

            # Anna takes her words back: they are gone from the thread, and Joost no longer reads them either.
            explained = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "verdict_words"))
            assert explained is not None
            await browser.send(f"{anna}/answers", "answer.withdraw", answer=explained.id)
            await home.house.courier.deliver()
            for path in (week, joost, f"{joost}/assumptions", f"{joost}/clients"):
                assert said["words"] not in await browser.opened(path)

            # And she stops: one word, and there is nothing more to come.
            assert (await browser.say(anna, "stop")).status == 303
            assert home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA)) == []
            assert await home.prompt(ANNA) is None


def speak(uow: UnitOfWork, language: str) -> None:
    """Let the organisation itself speak a language."""
    found = uow.organisations.get(DEFAULT)
    assert found is not None
    uow.organisations.save(replace(found, language=language))
