"""What meets somebody in their first minute: another language, a no, words before a yes."""

from __future__ import annotations

import pytest

from dialogs.pages import PageName
from dialogs.people import Consent
from tests.house import ANNA, JOOST, KEES, Home
from tests.page_reading import cards, said


async def test_another_language_asks_the_open_question_again(home: Home) -> None:
    """Who types "english" under the first question gets that very question in English."""
    await home.arrive(ANNA)
    dutch = await home.question(ANNA)
    await home.say(ANNA, "english")
    english = await home.question(ANNA)
    assert (english.session, english.question) == (dutch.session, dutch.question)
    assert {choice.label for choice in english.choices} == {"Yes", "No"}


@pytest.mark.parametrize("words", ["ik wil iets zeggen", "Het was koud vandaag"])
async def test_after_a_no_words_are_answered_kindly_and_not_kept(home: Home, words: str) -> None:
    """After a no nothing is kept or asked; whoever speaks hears how to begin after all, and can."""
    await home.arrive(ANNA)
    await home.pick(ANNA, "no")
    await home.say(ANNA, words)
    assert (await home.told(ANNA))[-1] == home.house.script.texts.phrase("nl", "bot.not_asked")
    assert home.words(ANNA, "said") == []
    assert (await home.desk.conversation(home.visitor(ANNA))).stopped
    await home.say(ANNA, "start")
    await home.pick(ANNA, "yes")
    assert home.person(ANNA).consent is Consent.GIVEN


async def test_words_read_in_the_chat_count_as_seen(home: Home) -> None:
    """P43: a professional who opens their conversation has seen what is quoted there, and the client sees that."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp", ANNA)
    await home.judge(ANNA, assumption, "different", "ik slaap graag uit")

    async def seen() -> set[str]:
        told = said(cards(await home.page(ANNA, PageName.ANSWERS), "others"))
        return {one.split()[2] for one in told if one.startswith("Gezien door")}

    assert await seen() == set()
    await home.arrive(JOOST)
    assert await seen() == {"Joost"}


async def test_a_professional_without_clients_hears_that(home: Home) -> None:
    """Who has no clients of their own is told so, instead of being asked for a name that does not exist."""
    await home.say(KEES, "aanname: Anna wil graag hulp")
    assert (await home.told(KEES))[-1] == home.house.script.texts.phrase("nl", "bot.no_clients")
