"""After danger everything else is silent until a person lifts it; and the words stay the speaker's own."""

from __future__ import annotations

from datetime import timedelta

from bot.admitting import DEFAULT
from bot.exporting import Format, everything, own_data
from bot.turn import Turn
from dialogs.people import Consent
from dialogs.policy.alarm import JOINS, PATIENCE
from storage.unit_of_work import UnitOfWork
from tests.browsing import serving
from tests.danger_lanes import DANGER, NUMBER, Lane, OnTheWeb, alarms, t
from tests.house import ANNA, JOOST, KEES, MARIJKE, NOW, WEEK

MINUTE = timedelta(minutes=1)
WORDS = DANGER["nl"]


# --- silent, until a person lifts it ----------------------------------------------------------------------------------


async def test_nothing_is_asked_until_a_person_lifts_it(anywhere: Lane) -> None:
    """No question, no reminder and no news for weeks; after the button the client is asked in their rhythm again."""
    await anywhere.welcome(ANNA)
    asked = len(await anywhere.home.asked(ANNA))
    before = await anywhere.told(ANNA)
    await anywhere.say(ANNA, WORDS)
    await anywhere.press(JOOST, "alarm.seen")
    after = await anywhere.told(ANNA)
    await anywhere.home.assume("je wilt graag wandelen", ANNA)
    await anywhere.home.until(NOW + 3 * WEEK)
    assert await anywhere.told(ANNA) == after != before
    assert len(await anywhere.home.asked(ANNA)) == asked
    await anywhere.press(JOOST, "alarm.lift")
    assert t("danger.lifted", client="Anna de Wit")(anywhere) in await anywhere.told(JOOST)
    await anywhere.home.until(NOW + 4 * WEEK)
    assert "wandelen" in await anywhere.told(ANNA)


async def test_an_open_question_waits_and_can_be_answered(page: OnTheWeb) -> None:
    """Nobody reminds of it and it does not lapse; what Anna answers counts, and her page asks nothing new."""
    await page.welcome(ANNA)
    await page.home.until(NOW + 2 * WEEK)
    await page.home.question(ANNA)
    await page.say(ANNA, WORDS)
    asked = await page.home.asked(ANNA)
    await page.home.until(NOW + 5 * WEEK)
    await page.home.arrive(ANNA)
    assert await page.home.asked(ANNA) == asked
    assert await page.home.prompt(ANNA) is None
    await page.say(ANNA, "timmeren")
    assert page.home.words(ANNA, "talent") == ["timmeren"]


async def test_what_follows_in_the_next_minutes_goes_where_the_danger_went(anywhere: Lane) -> None:
    """It is no answer to what was open, nor a wish: Joost reads it, and Anna hears that he does; *stop* still stops."""
    await anywhere.welcome(ANNA)
    await anywhere.home.command(ANNA, "wishes")
    await anywhere.say(ANNA, WORDS)
    await anywhere.say(ANNA, "hij staat voor de deur")
    assert anywhere.home.words(ANNA, "talent") == []
    assert "hij staat voor de deur" in await anywhere.told(JOOST)
    assert t("danger.more", name="Joost Bakker", emergency=NUMBER)(anywhere) in await anywhere.told(ANNA)
    await anywhere.home.until(NOW + JOINS + MINUTE)
    await anywhere.say(ANNA, "zwemmen")
    assert "zwemmen" not in await anywhere.told(JOOST)
    await anywhere.say(ANNA, WORDS)
    await anywhere.say(ANNA, "stop")
    assert anywhere.home.person(ANNA).consent is Consent.STOPPED


async def test_the_page_shows_the_answer_last_and_a_way_back(page: OnTheWeb) -> None:
    """No question stands under the numbers; one button lets the question that is open be asked again."""
    await page.welcome(ANNA)
    await page.home.command(ANNA, "wishes")
    async with serving(page.home) as browser:
        link = page.home.link(ANNA)
        await browser.say(link, WORDS)
        shown = await browser.opened(link)
        assert t("web.chat.current")(page) not in shown
        assert t("web.chat.silent")(page) in shown
        await browser.command(link, "start")
        assert t("web.chat.current")(page) in await browser.opened(link)
    assert not page.home.person(ANNA).silent


async def test_the_buttons_on_the_page_of_whoever_was_told_work(page: OnTheWeb) -> None:
    """Pressed in a browser they do what they say, and are gone from the message."""
    await page.say(ANNA, WORDS)
    async with serving(page.home) as browser:
        link = page.home.link(JOOST)
        for act in ("seen", "lift"):
            (alarm,) = alarms(page.home)
            assert f"alarm.{act} {alarm.id}" in await browser.opened(link)
            await browser.command(link, f"alarm.{act} {alarm.id}")
            assert f"alarm.{act}" not in await browser.opened(link)
    (alarm,) = alarms(page.home)
    assert (alarm.seen_by, alarm.lifted_by) == (JOOST, JOOST)
    assert not page.home.person(ANNA).silent


async def test_a_newcomer_in_danger_is_not_welcomed_until_it_is_lifted(page: OnTheWeb) -> None:
    """Opening the page asks nothing; after the lift the welcome comes."""
    await page.say(ANNA, WORDS)
    await page.home.until(NOW + WEEK)
    await page.home.arrive(ANNA)
    assert await page.home.asked(ANNA) == []
    await page.press(JOOST, "alarm.lift")
    await page.home.until(NOW + WEEK + timedelta(days=2))
    assert [question for _, question in await page.home.asked(ANNA)] == ["consent"]


async def test_the_client_begins_again_by_their_own_word(anywhere: Lane) -> None:
    """*Start* lifts it, and whoever was told hears so; whether Joost opened it is another matter."""
    await anywhere.welcome(ANNA)
    await anywhere.say(ANNA, WORDS)
    await anywhere.say(ANNA, "start")
    assert not anywhere.home.person(ANNA).silent
    assert t("danger.began_again", client="Anna de Wit")(anywhere) in await anywhere.told(JOOST)
    await anywhere.home.until(NOW + PATIENCE)
    assert WORDS in await anywhere.told(MARIJKE)


async def test_whoever_works_here_goes_on_working(page: OnTheWeb) -> None:
    """Silence is for clients: a professional still hears what clients answer."""
    await page.say(KEES, WORDS)
    assert not page.home.person(KEES).silent


# --- one's own --------------------------------------------------------------------------------------------------------


async def test_erasing_takes_the_words_along(anywhere: Lane) -> None:
    """Nothing of them is left with whoever was told, and nobody is told after it."""
    await anywhere.say(ANNA, WORDS)
    await anywhere.erase(ANNA)
    await anywhere.home.until(NOW + 2 * PATIENCE)
    assert WORDS not in await anywhere.told(JOOST)
    assert WORDS not in await anywhere.told(MARIJKE)
    assert [one.words for one in alarms(anywhere.home)] == [None]


async def test_ones_own_data_has_them_and_the_export_of_the_house_has_not(page: OnTheWeb) -> None:
    """Anna gets her own words with who was told; the steward gets none."""
    await page.say(ANNA, WORDS)
    anna = page.home.person(ANNA)

    def query(uow: UnitOfWork) -> tuple[str, str]:
        turn = Turn(uow, page.home.house.script, NOW, "export")
        return own_data(turn, anna).decode(), everything(turn, DEFAULT, Format.JSON)

    own, house = page.home.read(query)
    assert WORDS in own
    assert '"told": [\n        "joost"' in own
    assert WORDS not in house


async def test_the_words_go_when_their_time_is_over(page: OnTheWeb) -> None:
    """What the organisation keeps so long, it keeps no longer of danger."""
    await page.say(ANNA, WORDS)
    await page.home.until(NOW + timedelta(days=400))
    assert [one.words for one in alarms(page.home)] == [None]
