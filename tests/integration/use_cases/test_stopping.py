"""Stop means stop: at once, everywhere, also for what lies ready to be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.messages import FieldErrors, Left, Note, Outcome, Picked, Purpose
from dialogs.people import Consent
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, FRIDAY, JOOST, NOW, WEEK, Home

TUESDAY = NOW + timedelta(days=1, weeks=1)


@pytest.mark.parametrize("how", ["word", "button", "command", "left"])
async def test_stop_stops_every_flow_at_once(home: Home, how: str) -> None:
    """P7: after a stop nothing is planned, nothing is open, one sentence says how to come back, and nothing follows."""
    await home.welcome(ANNA, between="yes")
    await home.until(TUESDAY)
    await home.say(ANNA, "zingen")
    await home.assume("Anna wil hulp in de ochtend", ANNA)
    match how:
        case "word":
            await home.say(ANNA, "Stop!")
        case "button":
            await home.pick(ANNA, "stop")
        case "command":
            await home.command(ANNA, "stop")
        case _:
            await home.take(ANNA, Left())
    assert home.person(ANNA).consent is Consent.STOPPED
    assert home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA)) == []
    assert home.read(lambda uow: uow.sessions.active(DEFAULT, ANNA)) is None
    before = await home.lines(ANNA)
    assert before[-1] == home.house.script.texts.phrase("nl", "bot.stopped")
    await home.assume("Anna zingt graag", ANNA)
    await home.until(NOW + 8 * WEEK)
    assert await home.lines(ANNA) == before
    assert await home.prompt(ANNA) is None


async def test_stop_ends_every_talk_that_lies_open(home: Home) -> None:
    """P7: an earlier talk that was left half done is stopped too; its old buttons take no answer any more."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    await home.say(ANNA, "zingen")
    half = await home.question(ANNA)
    await home.command(ANNA, "say")
    await home.say(ANNA, "stop")
    count = len(home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)))
    await home.take(ANNA, Picked(session=half.session, question=half.question, choice="skip"))
    assert await home.prompt(ANNA) is None
    assert len(home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))) == count
    assert (await home.told(ANNA))[-1] == home.house.script.texts.phrase("nl", "talk.closed_question")


async def test_what_lies_ready_is_not_sent_after_a_stop(home_anywhere: Home) -> None:
    """P7: every question, reminder and piece of news in the outbox is asked about again at sending, and not said."""
    home = home_anywhere
    await home.welcome(ANNA)
    for purpose in (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS):
        home.house.ledger.run_now(post, home, purpose)
    anna = home.person(ANNA)
    # Stopped on another machine: the rows were not cancelled with it.
    home.write(lambda uow: uow.people.save(replace(anna, consent=Consent.STOPPED)))
    await home.house.courier.deliver()
    queued = {one.purpose: one for one in home.read(lambda uow: uow.outbox.of_person(DEFAULT, ANNA))[-3:]}
    assert {one.state for one in queued.values()} == {OutboxState.REFUSED}
    assert {one.reason for one in queued.values()} == {"may_not_be_said"}
    assert not [line for line in await home.told(ANNA) if line.startswith("ready")]
    assert home.centre() == []


async def test_stop_takes_back_what_waits(home: Home) -> None:
    """P7: what waits in the outbox at the moment of a stop is cancelled, and only the goodbye goes."""
    await home.welcome(ANNA)
    home.house.ledger.run_now(post, home, Purpose.ASK)
    await home.command(ANNA, "stop")
    *_, ready, goodbye = home.read(lambda uow: uow.outbox.of_person(DEFAULT, ANNA))
    assert (ready.state, goodbye.state) == (OutboxState.CANCELLED, OutboxState.SENT)


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01"])
async def test_a_pause_until_today_or_earlier_is_refused_at_the_field(home: Home, day: str) -> None:
    """P6: a pause that would be none is not said to have begun, nor another one to be over."""
    await home.welcome(ANNA)
    told = await home.told(ANNA)
    receipt = await home.submit(ANNA, "pause", until=day)
    assert isinstance(receipt.reply, FieldErrors)
    assert set(receipt.reply.errors) == {"until"}
    assert (home.person(ANNA).paused_until, await home.told(ANNA)) == (None, told)


async def test_a_pause_holds_back_what_lies_ready(home: Home) -> None:
    """P6: a question that lies ready when a pause begins is not sent in it; news of one's own words still is."""
    await home.welcome(ANNA)
    home.house.ledger.run_now(post, home, Purpose.ASK)
    home.house.ledger.run_now(post, home, Purpose.NEWS)
    await home.command(ANNA, "pause", "2026-12-20")
    assert [line for line in await home.told(ANNA) if line.startswith("ready")] == ["ready news"]


async def test_start_asks_for_consent_anew(home: Home) -> None:
    """P7: `start` brings the welcome back, and nothing is asked or planned before the client said yes again."""
    await home.welcome(ANNA)
    await home.say(ANNA, "stop")
    await home.say(ANNA, "start")
    assert (await home.question(ANNA)).question == "consent"
    assert home.person(ANNA).consent is Consent.UNASKED
    assert {row.kind for row in home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA))} <= {"remind", "lapse"}
    await home.welcome(ANNA)
    assert home.person(ANNA).consent is Consent.GIVEN
    await home.until(TUESDAY)
    assert await home.prompt(ANNA) is not None


async def test_a_client_who_stopped_is_not_lost(home: Home) -> None:
    """P7: who speaks after a stop hears how to come back, and the words still stand in their own conversation."""
    await home.welcome(ANNA)
    await home.say(ANNA, "stop")
    receipt = await home.say(ANNA, "ik wil toch iets kwijt")
    assert receipt.outcome is Outcome.TAKEN
    assert (await home.lines(ANNA))[-2:] == [
        "ik wil toch iets kwijt",
        home.house.script.texts.phrase("nl", "bot.not_asked"),
    ]
    assert (await home.told(JOOST)) == []


async def test_the_own_pages_of_somebody_who_stopped_still_work(home: Home) -> None:
    """P7: a stop ends the asking, not one's say over one's own words."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    await home.say(ANNA, "stop")
    (wish,) = (one for one in home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)) if one.records == "wish")
    receipt = await home.submit(ANNA, "answer.withdraw", answer=wish.id)
    assert receipt.reply is None
    assert home.words(ANNA, "wish") == []


async def test_a_professional_can_stop_too(home: Home) -> None:
    """P7: a professional who stops is asked nothing and told no news, until they say `start`."""
    await home.say(JOOST, "stop")
    await home.until(FRIDAY)
    assert await home.asked(JOOST) == []
    await home.say(JOOST, "start")
    await home.until(FRIDAY + WEEK)
    assert await home.asked(JOOST) != []


async def test_pausing_after_a_stop_asks_nothing_either(home: Home) -> None:
    """P6, P7: no word but `start` brings the questions back."""
    await home.welcome(ANNA)
    await home.say(ANNA, "stop")
    for words in ("pauze tot 1 december", "ik ben er weer", "instellingen", "help", "mijn profiel"):
        await home.say(ANNA, words)
    await home.submit(ANNA, "settings", language="nl", unit="week", every="1", weekday="2", at="10:00", between="yes")
    before = await home.asked(ANNA)
    await home.until(NOW + 4 * WEEK)
    assert await home.asked(ANNA) == before
    assert home.person(ANNA).consent is Consent.STOPPED


def post(uow: UnitOfWork, home: Home, purpose: Purpose) -> None:
    """Put a message to Anna in the outbox."""
    turn = Turn(uow, home.house.script, home.clock.now(), f"test {purpose}")
    turn.send(turn.person(DEFAULT, ANNA), Note(blocks=(f"ready {purpose}",)), purpose)
