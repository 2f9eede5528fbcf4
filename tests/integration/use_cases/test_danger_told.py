"""Whom danger is told to, and whom it never is; once, and again when nobody looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.turn import WEB
from dialogs.messages import (
    Command,
    Outbound,
    Refused,
    SendResult,
    Text,
)
from dialogs.policy.alarm import JOINS, PATIENCE, TOLD_AGAIN
from tests.chat_house import no_way
from tests.danger_lanes import DANGER, NUMBER, InSlack, Lane, OnTheWeb, alarms, change, lane, t
from tests.fake_teams import message, user_of
from tests.house import ANNA, BAS, GIJS, JOOST, KEES, MARIJKE, NOW, SAM, VERA

MINUTE = timedelta(minutes=1)
WORDS = DANGER["nl"]


# --- whom not to tell -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["mijn begeleider slaat mij", "de verzorgster doet me pijn", "my carer hits me"])
async def test_where_somebody_who_works_here_is_meant_the_own_professional_never_hears_it(
    anywhere: Lane, words: str
) -> None:
    """It goes to somebody outside the team, since nobody knows who of it is meant."""
    await anywhere.say(ANNA, words)
    await anywhere.home.until(NOW + 4 * PATIENCE)
    assert words in await anywhere.told(MARIJKE)
    assert words not in await anywhere.told(JOOST)


@pytest.mark.parametrize("words", [f"{WORDS}, Joost slaat me", f"JOOSTS schuld: {WORDS}", f"{WORDS} om meneer Bakker"])
async def test_whoever_is_named_in_the_words_never_hears_them(anywhere: Lane, words: str) -> None:
    """The fallback is told in their place; Joost gets nothing, also not later."""
    await anywhere.say(ANNA, words)
    await anywhere.home.until(NOW + 4 * PATIENCE)
    assert words in await anywhere.told(MARIJKE)
    assert WORDS not in await anywhere.told(JOOST)
    assert JOOST not in alarms(anywhere.home)[0].told


async def test_later_words_that_name_who_was_told_go_to_somebody_else(page: OnTheWeb) -> None:
    """They join no alarm that Joost reads; and what comes after them does not go to him either."""
    await page.say(ANNA, WORDS)
    await page.say(ANNA, f"{WORDS}, Joost slaat me")
    await page.say(ANNA, f"{WORDS} nu")
    await page.home.until(NOW + 2 * JOINS)
    await page.say(ANNA, f"{WORDS} later")
    told = await page.told(JOOST)
    assert not [words for words in ("slaat", f"{WORDS} nu", f"{WORDS} later") if words in told]
    assert [JOOST in one.told for one in alarms(page.home)] == [True, False, False]
    assert "slaat" in await page.told(MARIJKE)


async def test_who_is_named_never_hears_it_after_a_start_either(page: OnTheWeb) -> None:
    """Anna goes on with *start* before anybody looked: the next who is told is still not the one she wrote about."""
    words = f"{WORDS}, Marijke slaat me"
    await page.say(ANNA, words)
    await page.say(ANNA, "start")
    await page.home.until(NOW + 2 * PATIENCE)
    assert alarms(page.home)[0].told == (JOOST, SAM)
    assert words not in await page.told(MARIJKE)


async def test_joost_cannot_lift_what_was_written_about_him(page: OnTheWeb) -> None:
    """He lifts what he was told of; the rest stands until Marijke lifts it."""
    await page.say(ANNA, WORDS)
    await page.say(ANNA, f"{WORDS}, Joost slaat me")
    await page.press(JOOST, "alarm.lift")
    assert page.home.person(ANNA).silent
    await page.press(MARIJKE, "alarm.lift")
    assert not page.home.person(ANNA).silent


async def test_nobody_else_can_open_or_lift_it(page: OnTheWeb) -> None:
    """Not a colleague, not the client of another, not whoever guesses its id."""
    await page.say(ANNA, WORDS)
    (alarm,) = alarms(page.home)
    for somebody in (KEES, SAM, BAS, ANNA):
        for act in ("alarm.seen", "alarm.lift"):
            await page.home.command(somebody, act, alarm.id)
    assert alarms(page.home) == [alarm]
    assert page.home.person(ANNA).silent


async def test_a_client_has_a_named_person_of_their_own(page: OnTheWeb) -> None:
    """It goes before whom the organisation names."""
    change(page.home, GIJS, named=VERA)
    await page.say(GIJS, WORDS)
    assert alarms(page.home, GIJS)[0].told == (VERA,)


async def test_where_nobody_is_named_somebody_is_told_all_the_same() -> None:
    """The own professional, and then a steward."""
    with lane(WEB, named=None, fallback=None) as at:
        await at.say(ANNA, WORDS)
        await at.home.until(NOW + PATIENCE)
        assert alarms(at.home)[0].told == (JOOST, SAM)


async def test_where_nobody_can_be_told_anna_knows_it(page: OnTheWeb) -> None:
    """She is not promised a person who does not come."""
    everybody = "Joost Kees Vera Marijke Sam"
    await page.say(ANNA, f"{WORDS}: {everybody}")
    assert NUMBER in await page.told(ANNA)
    assert "waarschuwen" in await page.told(ANNA)
    assert alarms(page.home)[0].told == ()


# --- what cannot be sent ----------------------------------------------------------------------------------------------


async def test_when_the_first_cannot_be_reached_the_next_is_told_at_once(slack: InSlack) -> None:
    """A refused message is not waited for."""

    def refuse(outbound: Outbound) -> SendResult | None:
        return Refused(reason="user_gone") if outbound.to.person == JOOST else None

    slack.chat.record.refuse = refuse
    await slack.say(ANNA, WORDS)
    await slack.chat.courier.deliver()
    assert WORDS in await slack.told(MARIJKE)
    unreached = t("danger.unreached", name="Joost Bakker", next="Marijke Vos", emergency=NUMBER)(slack)
    assert unreached in await slack.told(ANNA)


async def test_another_way_is_taken_and_the_next_is_told_too(slack: InSlack) -> None:
    """What lies on a page that may not be opened now is not enough."""
    slack.chat.record.refuse = no_way(lambda outbound: outbound.to.person == JOOST)
    await slack.say(ANNA, WORDS)
    await slack.chat.courier.deliver()
    assert WORDS in "\n".join(await slack.home.told(JOOST))
    assert WORDS in await slack.told(MARIJKE)


async def test_what_is_urgent_goes_before_what_waits(slack: InSlack) -> None:
    """Joost reads of Anna before anything that was to be told him anyway, also while that cannot be sent."""
    texts: list[str] = []

    def note(outbound: Outbound) -> SendResult | None:
        if outbound.to.person == JOOST:
            texts.append(outbound.purpose)
        return None

    for number in range(3):
        await slack.chat.desk.take(slack.chat.inbound(JOOST, Command(name="help"), key=f"help {number}"))
    await slack.chat.desk.take(slack.chat.inbound(ANNA, Text(text=WORDS)))
    slack.chat.record.refuse = note
    await slack.chat.courier.deliver()
    assert texts == ["urgent", "reply", "reply", "reply"]


# --- once, and once more ----------------------------------------------------------------------------------------------


async def test_the_same_message_twice_tells_once(anywhere: Lane) -> None:
    """A platform brings again what it was not sure of."""
    if isinstance(anywhere, OnTheWeb):
        await anywhere.home.take(ANNA, Text(text=WORDS), key="one")
        await anywhere.home.take(ANNA, Text(text=WORDS), key="one")
    elif isinstance(anywhere, InSlack):
        await anywhere.chat.say(ANNA, WORDS, key="one")
        await anywhere.chat.say(ANNA, WORDS, key="one")
    else:
        for _ in range(2):
            await anywhere.teams.take(message(user_of(ANNA), WORDS, id="1700000000001"))  # type: ignore[attr-defined]
    assert [one.words for one in alarms(anywhere.home)] == [WORDS]
    assert (await anywhere.told(JOOST)).count(WORDS) == 1


async def test_many_messages_join_one_alarm(page: OnTheWeb) -> None:
    """Each is answered; what Joost reads grows in place, and only after minutes he is told that she still writes."""
    for number in range(4):
        await page.say(ANNA, f"{WORDS} {number}")
    assert (await page.told(ANNA)).count(NUMBER) >= 4
    (alarm,) = alarms(page.home)
    assert alarm.words == "\n".join(f"{WORDS} {number}" for number in range(4))
    again = t("danger.alert_again", client="Anna de Wit")(page)
    told = await page.told(JOOST)
    assert f"{WORDS} 3" in told
    assert told.count("Kijk nu") == 1
    assert again not in told
    await page.home.until(NOW + TOLD_AGAIN)
    await page.say(ANNA, f"{WORDS} nog")
    assert (await page.told(JOOST)).count(again) == 1
    await page.home.until(NOW + TOLD_AGAIN + JOINS + MINUTE)
    await page.say(ANNA, f"{WORDS} weer")
    assert len(alarms(page.home)) == 2
