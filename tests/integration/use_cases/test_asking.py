"""Whom is asked when, from the row that falls due to the line on somebody's page."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.admitting import DEFAULT
from bot.talking import TALENTS_AND_WISHES, WELCOME
from bot.ticker import TRY_AGAIN
from dialogs.messages import Purpose
from dialogs.people import PersonId
from dialogs.rhythm.cadence import Unit
from dialogs.rhythm.zones import local
from dialogs.talk.session import Status
from storage.outgoing import OutboxState
from tests.house import ANNA, BAS, CARLA, CLIENTS, FRIDAY, JOOST, NOW, WEEK, Home, opened

AMSTERDAM = "Europe/Amsterdam"
TUESDAY = datetime.fromisoformat("2026-11-24T09:00+00:00")


def contacts(home: Home, person: PersonId) -> Counter[date]:
    """Return how often somebody was approached on each of their own days."""
    sent = home.read(lambda uow: uow.outbox.of_person(DEFAULT, person))
    zone = home.person(person).timezone
    return Counter(
        local(one.at, zone).date() for one in sent if one.purpose.is_contact and one.state is OutboxState.SENT
    )


def skipped(home: Home, person: PersonId) -> list[tuple[str, str]]:
    """Return every occasion that was let go and why, oldest first."""
    rows = home.read(lambda uow: uow.occasions.of_person(DEFAULT, person, 100))
    return [(row.local_date.isoformat(), row.reason) for row in reversed(rows) if row.outcome == "skipped"]


async def asked_from(home: Home, person: PersonId, since: datetime) -> list[datetime]:
    """Return when a question was put to somebody since a moment."""
    return [at for at, _ in await home.asked(person) if at > since]


# --- one question at a time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "talent"), [("nl", "Ik kan goed brieven schrijven"), ("en", "Writing letters")])
async def test_a_new_client_comes_to_the_thanks_one_question_at_a_time(home: Home, language: str, talent: str) -> None:
    """P1: every answer brings at most one more question, in the language that was chosen, and the talk ends."""
    choices = iter(["yes", language, "yes", "month", "friday", "evening", "yes"])
    await home.arrive(ANNA)
    seen = [1]
    for choice in choices:
        await home.pick(ANNA, choice)
        seen.append(len(await home.asked(ANNA)))
    await home.say(ANNA, talent)
    await home.say(ANNA, "x")
    await home.skip_all(ANNA)
    assert [later - earlier for earlier, later in pairwise(seen)] == [1] * 7
    definition = home.house.script.dialogues[TALENTS_AND_WISHES]
    assert (await home.lines(ANNA))[-1] == definition.thanks[language]
    assert home.words(ANNA, "talent") == [talent]
    anna = home.person(ANNA)
    assert (anna.language, anna.centre_may_read, anna.between) == (language, True, True)
    assert (anna.cadence.unit, anna.cadence.weekday, anna.cadence.at.hour) == (Unit.MONTH, 4, 19)


async def test_who_says_no_is_asked_nothing_ever_after(home: Home) -> None:
    """P10: the branch of a refusal is one sentence, and no occasion, reminder or assumption follows it."""
    await home.arrive(ANNA)
    await home.pick(ANNA, "no")
    await home.assume("Anna wil hulp in de ochtend", ANNA)
    before = await home.lines(ANNA)
    await home.until(NOW + 6 * WEEK)
    assert await home.lines(ANNA) == before
    assert before[-1] == home.house.script.dialogues[WELCOME].say["refused"]["nl"]


async def test_silence_goes_its_own_way(tmp_path: Path) -> None:
    """P10: a question may say what happens when nothing comes, and after that time the talk goes that way by itself."""
    (tmp_path / "say.toml").write_text(
        """
        role = "client"
        title = "Iets zeggen"
        thanks = "Dank je wel."
        [[question]]
        id = "mood"
        kind = "text"
        text = "Hoe gaat het?"
        silent = { after = "3d", go = "later" }
        [[question]]
        id = "between"
        kind = "text"
        text = "En verder?"
        [[question]]
        id = "later"
        kind = "text"
        text = "Zal ik het een andere keer vragen?"
        """
    )
    with opened("sqlite://", dialogues=tmp_path) as home:
        await home.welcome(ANNA, every="self")
        await home.command(ANNA, "say")
        await home.until(NOW + timedelta(days=2))
        assert (await home.question(ANNA)).question == "mood"
        await home.until(NOW + timedelta(days=4))
        assert (await home.question(ANNA)).question == "later"


async def test_a_talk_goes_on_where_it_was(home: Home) -> None:
    """P13: who answers two questions and comes back a week later goes on at the third, and nothing is lost."""
    await home.welcome(ANNA)
    await home.until(TUESDAY + WEEK)
    assert (await home.question(ANNA)).question == "talent"
    await home.say(ANNA, "zingen")
    await home.say(ANNA, "naar zee")
    third = await home.question(ANNA)
    await home.until(TUESDAY + 2 * WEEK)
    assert await home.question(ANNA) == third
    assert (home.words(ANNA, "talent"), home.words(ANNA, "wish")) == (["zingen"], ["naar zee"])


async def test_the_second_round_recalls_the_first(home: Home) -> None:
    """P11: the next round quotes the wish of the first with its date, and the client can keep it or change it."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    await home.until(TUESDAY + WEEK)
    recall = await home.question(ANNA)
    assert "naar zee" in recall.text
    assert "23 november 2026" in recall.text
    await home.pick(ANNA, "different")
    await home.say(ANNA, "naar het bos")
    assert home.words(ANNA, "wish")[-1] == "naar het bos"


# --- the rhythm -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "asked"),
    [
        # The clock goes forward on 28 March 2027: 02:30 is not there, so it becomes 03:00.
        ("2027-03-15T08:00+00:00", ["2027-03-21T01:30+00:00", "2027-03-28T01:00+00:00", "2027-04-04T00:30+00:00"]),
        # The clock goes back on 25 October 2026: 02:30 comes twice, the first time counts.
        ("2026-10-12T08:00+00:00", ["2026-10-18T00:30+00:00", "2026-10-25T00:30+00:00", "2026-11-01T01:30+00:00"]),
    ],
)
async def test_a_change_of_the_clock_asks_nobody_twice_and_skips_nobody(begin: str, asked: list[str]) -> None:
    """P5: a client in Amsterdam who chose Sunday at half past two is asked once on each Sunday, at that local hour."""
    with opened("sqlite://", datetime.fromisoformat(begin)) as home:
        await home.welcome(ANNA, weekday="sunday")
        chosen = {"unit": "week", "every": "1", "weekday": "6", "at": "02:30", "language": "nl"}
        await home.submit(ANNA, "settings", **chosen, quiet_start="00:00", quiet_end="00:00")
        since = home.clock.now()
        for moment in map(datetime.fromisoformat, asked):
            await home.until(moment)
            await home.skip_all(ANNA)
        asks = home.read(lambda uow: uow.occasions.of_person(DEFAULT, ANNA, 100))
        expected = list(map(datetime.fromisoformat, asked))
        assert [one.at for one in reversed(asks) if one.outcome == "asked"] == expected
        assert sorted(set(await asked_from(home, ANNA, since))) == expected
        assert set(contacts(home, ANNA).values()) == {1}


async def test_quiet_hours_put_a_question_off(home: Home) -> None:
    """P5: what falls due in quiet hours is asked when they end, on somebody's own clock."""
    await home.welcome(ANNA)
    rhythm = {"unit": "week", "every": "1", "weekday": "1", "at": "07:00", "language": "nl"}
    await home.submit(ANNA, "settings", **rhythm, quiet_start="21:00", quiet_end="09:15")
    await home.until(NOW + timedelta(days=9))
    assert await asked_from(home, ANNA, NOW) == [datetime.fromisoformat("2026-12-01T08:15+00:00")]


async def test_two_dialogues_on_one_day_are_one_contact(home_anywhere: Home) -> None:
    """P9: with an occasion and an assumption due at the same moment one is asked; the other comes another day."""
    home = home_anywhere
    await home.welcome(ANNA, between="yes")
    await home.until(TUESDAY + WEEK - timedelta(minutes=1))
    for number in range(3):
        await home.assume(f"Anna wil hulp op dag {number}", ANNA)
    for _ in range(8):
        await home.until(home.clock.now() + timedelta(days=1))
        await home.skip_all(ANNA)
    approached = contacts(home, ANNA)
    assert set(approached.values()) == {1}
    assert len(approached) >= 4
    assert ("2026-12-01", "contact_today") in skipped(home, ANNA)
    put = home.read(lambda uow: uow.sessions.subjects(DEFAULT, ANNA, "assumption"))
    assert len(put) == 3


async def test_one_reminder_and_then_silence(home: Home) -> None:
    """P8: a question that gets no answer is put once more, two days later, and is never heard of again."""
    await home.welcome(ANNA)
    await home.submit(ANNA, "settings", language="nl", unit="quarter", every="1", weekday="1", at="10:00")
    await home.until(NOW + 14 * WEEK)
    first, *rest = await asked_from(home, ANNA, NOW)
    assert rest == [first + timedelta(days=2)]
    assert contacts(home, ANNA).total() == 2


@pytest.mark.parametrize("how", ["answer", "skip", "pause", "stop"])
async def test_no_reminder_after_somebody_reacted(home: Home, how: str) -> None:
    """P8: an answer, a skip, a pause or a stop takes the reminder away."""
    await home.welcome(ANNA)
    await home.until(TUESDAY + WEEK)
    assert await home.prompt(ANNA) is not None
    match how:
        case "answer":
            await home.say(ANNA, "zingen")
        case "pause":
            await home.say(ANNA, "pauze tot 20 december")
        case _:
            await home.pick(ANNA, how)
    planned = home.read(lambda uow: uow.due.of_person(DEFAULT, ANNA))
    assert "remind" not in {row.kind for row in planned}
    await home.until(TUESDAY + WEEK + timedelta(days=5))
    sent = home.read(lambda uow: uow.outbox.of_person(DEFAULT, ANNA))
    assert [one for one in sent if one.purpose is Purpose.REMINDER] == []


async def test_later_comes_back_the_next_day_at_ones_own_hour(home: Home) -> None:
    """P6: `later` asks the same question again the next day, at the hour the client chose."""
    await home.welcome(ANNA)
    await home.until(TUESDAY + WEEK)
    put = await home.question(ANNA)
    await home.say(ANNA, "later")
    assert await home.prompt(ANNA) is None
    await home.until(TUESDAY + WEEK + timedelta(days=1))
    assert (await home.question(ANNA)).question == put.question
    assert (await home.asked(ANNA))[-1][0] == TUESDAY + WEEK + timedelta(days=1)


async def test_a_pause_holds_and_counts_as_nothing_missed(home: Home) -> None:
    """P6: nothing is asked until the named day, on that day it goes on, and the weeks between do not count as asked."""
    await home.welcome(ANNA)
    await home.say(ANNA, "pauze tot 15 december")
    await home.until(datetime.fromisoformat("2026-12-15T08:59+00:00"))
    assert await asked_from(home, ANNA, NOW) == []
    assert skipped(home, ANNA) == [("2026-11-24", "paused"), ("2026-12-01", "paused"), ("2026-12-08", "paused")]
    await home.until(datetime.fromisoformat("2026-12-15T09:00+00:00"))
    assert await asked_from(home, ANNA, NOW) == [datetime.fromisoformat("2026-12-15T09:00+00:00")]


async def test_coming_back_ends_a_pause(home: Home) -> None:
    """P6: a word ends a pause early."""
    await home.welcome(ANNA)
    await home.command(ANNA, "pause", "2027-01-15")
    await home.say(ANNA, "ik ben er weer")
    await home.until(TUESDAY + WEEK)
    assert await asked_from(home, ANNA, NOW) == [TUESDAY + WEEK]


async def test_what_comes_too_late_lapses_with_a_reason(home: Home) -> None:
    """Occasions missed while everything stood still are decided one by one: too late ones lapse, nothing piles up."""
    await home.welcome(ANNA)
    home.clock.move_to(NOW + 3 * WEEK + timedelta(days=3))
    await home.until(NOW + 3 * WEEK + timedelta(days=3, hours=1))
    assert skipped(home, ANNA) == [
        ("2026-11-24", "late"),
        ("2026-12-01", "late"),
        ("2026-12-08", "late"),
        ("2026-12-15", "late"),
    ]
    assert await asked_from(home, ANNA, NOW) == []
    await home.until(TUESDAY + 4 * WEEK)
    assert await asked_from(home, ANNA, NOW) == [TUESDAY + 4 * WEEK]


async def test_what_nobody_answers_makes_room(home: Home) -> None:
    """A question that rests unanswered does not keep other questions from being asked."""
    await home.welcome(ANNA)
    await home.until(TUESDAY + WEEK)
    silent = await home.question(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.until(TUESDAY + 3 * WEEK)
    assert home.read(lambda uow: uow.sessions.subjects(DEFAULT, ANNA, "assumption")) == {assumption}
    session = home.read(lambda uow: uow.sessions.get(DEFAULT, silent.session))
    assert session is not None
    assert session.status is not Status.OPEN


async def test_what_cannot_be_done_for_one_is_done_for_the_others(home: Home) -> None:
    """A row that fails, for whatever lasting reason, is put off; at the same moment everybody else is asked."""
    for client in (ANNA, BAS):
        await home.welcome(client)
    await home.assume("Bas wil hulp in de ochtend", BAS)
    home.write(lambda uow: uow.words.erase(DEFAULT, ANNA))
    home.write(lambda uow: uow.due.put(DEFAULT, "odd", "of a later version", NOW, person=CARLA))
    home.clock.move_to(TUESDAY + WEEK)
    await home.house.ticker.due(home.clock.now())
    await home.house.courier.deliver()
    assert (await home.question(BAS)).question == "verdict"
    put_off = home.read(lambda uow: [row for one in (ANNA, CARLA) for row in uow.due.of_person(DEFAULT, one)])
    assert {row.kind for row in put_off if row.at == home.clock.now() + TRY_AGAIN} == {"occasion", "of a later version"}


async def test_the_welcome_comes_by_itself_once(home: Home) -> None:
    """Who never opens their page is asked for consent once, reminded once and then left alone."""
    await home.until(NOW + 8 * WEEK)
    for client in CLIENTS:
        assert len(await home.asked(client)) == 2
        assert contacts(home, client).total() == 2


async def test_a_professional_is_asked_every_week(home: Home) -> None:
    """The weekly round comes to a professional on their own day, without any consent to ask for."""
    await home.until(FRIDAY)
    assert [question for _, question in await home.asked(JOOST)] == ["acted_on"]
