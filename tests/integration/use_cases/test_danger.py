"""Whoever types danger, in whatever state and wherever, is answered at once, and a person is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import intake
from bot.admitting import DEFAULT
from bot.turn import WEB
from dialogs.messages import (
    Command,
    Content,
    Edited,
    Outcome,
    Submitted,
    Text,
)
from dialogs.people import Consent, PersonId
from dialogs.policy.alarm import PATIENCE
from storage.tables import answers, assumptions, inbox, offers, replies, reports, verdicts
from storage.unit_of_work import UnitOfWork
from tests.chat_house import SHARED, user
from tests.danger_lanes import DANGER, NUMBER, InSlack, Lane, OnTheWeb, alarms, change, lane, shown, t
from tests.house import ANNA, BAS, JOOST, KEES, MARIJKE, NOW, SAM, VERA, WEEK, Home

MINUTE = timedelta(minutes=1)
WORDS = DANGER["nl"]


# --- in every state ---------------------------------------------------------------------------------------------------


async def _before_the_welcome(_at: Lane) -> None:
    pass


async def _at_the_consent_question(at: Lane) -> None:
    await at.say(ANNA, "hallo")


async def _after_a_no(at: Lane) -> None:
    await at.say(ANNA, "hallo")
    await at.say(ANNA, "nee")
    assert at.home.person(ANNA).consent is Consent.REFUSED


async def _after_the_welcome(at: Lane) -> None:
    await at.welcome(ANNA)


async def _after_a_stop(at: Lane) -> None:
    await at.welcome(ANNA)
    await at.say(ANNA, "stop")
    assert at.home.person(ANNA).consent is Consent.STOPPED


async def _in_a_pause(at: Lane) -> None:
    await at.welcome(ANNA)
    change(at.home, ANNA, paused_until=NOW.date() + WEEK)


async def _at_a_button_question(at: Lane) -> None:
    await at.welcome(ANNA)
    await at.home.assume("je wilt graag wandelen", ANNA)
    await at.home.command(ANNA, "assumption", at.home.read(lambda uow: uow.assumptions.about(DEFAULT, ANNA))[0].id)


async def _at_an_open_question(at: Lane) -> None:
    await at.welcome(ANNA)
    await at.home.command(ANNA, "wishes")


STATES: Mapping[str, Callable[[Lane], Awaitable[None]]] = {
    one.__name__: one
    for one in (
        _before_the_welcome,
        _at_the_consent_question,
        _after_a_no,
        _after_the_welcome,
        _after_a_stop,
        _in_a_pause,
        _at_a_button_question,
        _at_an_open_question,
    )
}


def kept(home: Home) -> list[object]:
    """Return everything that was said and counts: answers, verdicts, talks, assumptions, offers, replies, failures."""

    def query(uow: UnitOfWork) -> list[object]:
        found: list[object] = []
        for table in (answers, verdicts, reports, assumptions, offers, replies):
            found += [tuple(row) for row in uow.connection.execute(table.select()).all()]
        return [*found, *(row.raw for row in uow.connection.execute(inbox.select()).all() if row.raw)]

    return home.read(query)


@pytest.mark.parametrize("language", DANGER)
@pytest.mark.parametrize("state", STATES)
async def test_danger_is_answered_and_told_in_every_state(anywhere: Lane, state: str, language: str) -> None:
    """The numbers come at once, Joost reads the words, and they are kept as nothing else; what was open stays open."""
    home = anywhere.home
    await STATES[state](anywhere)
    change(home, ANNA, language=language)
    before = kept(home)
    sessions = home.read(lambda uow: uow.sessions.active(DEFAULT, ANNA))
    await anywhere.say(ANNA, DANGER[language])
    answer = await anywhere.told(ANNA)
    assert NUMBER in answer
    assert "Joost Bakker" in answer
    assert home.house.script.helplines["NL"].sentences(language)[0] in answer
    told = await anywhere.told(JOOST)
    assert "Anna de Wit" in told
    assert DANGER[language] in told
    assert kept(home) == before
    assert [(one.words, one.told) for one in alarms(home)] == [(DANGER[language], (JOOST,))]
    assert home.read(lambda uow: uow.sessions.active(DEFAULT, ANNA)) == sessions
    assert await home.prompt(ANNA) is None  # on a page the answer stands last, and no question over it


async def test_words_of_danger_are_read_by_nobody_else(anywhere: Lane) -> None:
    """The team, the centre and its week, and whoever exports for the organisation see nothing of them."""
    await anywhere.welcome(ANNA)
    await anywhere.say(ANNA, WORDS)
    await anywhere.home.until(NOW + WEEK)
    for somebody in (KEES, VERA, SAM, BAS):
        assert WORDS not in await anywhere.told(somebody)
    assert WORDS not in "\n".join(anywhere.home.centre())


async def test_whoever_was_told_opens_it_and_nobody_else_is_told(anywhere: Lane) -> None:
    """A press of the button is enough; the button is gone then, and the clock tells nobody else."""
    await anywhere.say(ANNA, WORDS)
    await anywhere.press(JOOST, "alarm.seen")
    assert t("danger.seen_thanks")(anywhere) in await anywhere.told(JOOST)
    await anywhere.home.until(NOW + 2 * PATIENCE)
    assert WORDS not in await anywhere.told(MARIJKE)
    assert alarms(anywhere.home)[0].seen_by == JOOST
    with pytest.raises(AssertionError):
        await anywhere.press(JOOST, "alarm.seen")


async def test_the_fallback_is_told_when_nobody_opened_it(anywhere: Lane) -> None:
    """After fifteen minutes, not before; the first hears who has it now, and Anna whom was told."""
    await anywhere.say(ANNA, WORDS)
    await anywhere.home.until(NOW + PATIENCE - MINUTE)
    assert WORDS not in await anywhere.told(MARIJKE)
    await anywhere.home.until(NOW + PATIENCE)
    assert WORDS in await anywhere.told(MARIJKE)
    passed = t("danger.passed_on", client="Anna de Wit", name="Marijke Vos")(anywhere)
    assert passed in await anywhere.told(JOOST)
    late = t("danger.late", name="Joost Bakker", next="Marijke Vos", emergency=NUMBER)(anywhere)
    assert late in await anywhere.told(ANNA)


async def test_it_is_told_in_the_night_during_a_pause_and_after_a_stop() -> None:
    """Quiet hours, the one contact of the day, a pause and a stop of whoever is told hold nothing back."""
    with lane(WEB) as at:
        change(at.home, JOOST, consent=Consent.STOPPED, paused_until=NOW.date() + WEEK)
        await at.home.until(NOW + timedelta(hours=15))
        at.home.write(lambda uow: uow.contacts.take(DEFAULT, JOOST, at.home.clock.now().date(), "asked before"))
        await at.say(ANNA, WORDS)
        assert WORDS in await at.told(JOOST)


# --- every way to say it ----------------------------------------------------------------------------------------------

WAYS: Mapping[str, Content] = {
    "a form of one's own": Submitted(form="say", fields={"text": WORDS}),
    "the answer in a window": Submitted(form="answer", fields={"session": "s", "question": "wish", "text": WORDS}),
    "an answer that is changed": Submitted(form="answer.revise", fields={"answer": "a", "text": WORDS}),
    "a command": Command(name="say", argument=WORDS),
    "a changed message": Edited(message="unknown", text=WORDS),
}


@pytest.mark.parametrize("way", WAYS)
async def test_danger_is_heard_however_it_is_said(slack: InSlack, way: str) -> None:
    """A window or a command is answered on the spot as well, and nothing comes of the form itself."""
    await slack.welcome(ANNA)
    before = kept(slack.home)
    receipt = await slack.chat.take(ANNA, WAYS[way])
    assert receipt.outcome is Outcome.TAKEN
    assert NUMBER in shown(receipt)
    assert NUMBER in await slack.told(ANNA)
    assert WORDS in await slack.told(JOOST)
    assert kept(slack.home) == before


async def test_an_answer_that_is_changed_into_danger_stays_what_it_was(slack: InSlack) -> None:
    """The words are told to a person; the wish is the one that was said first."""
    await slack.welcome(ANNA)
    await slack.chat.take(ANNA, Command(name="wishes"))
    await slack.say(ANNA, "timmeren")
    before = kept(slack.home)
    given = slack.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    await slack.chat.take(ANNA, Edited(message="message of chat 5", text=WORDS))
    assert [one.words for one in alarms(slack.home)] == [WORDS]
    assert slack.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)) == given
    assert kept(slack.home) == before


async def test_among_others_it_is_answered_in_private() -> None:
    """Said in a channel that others read, the numbers and the name come in Anna's own conversation alone."""
    with lane("slack") as at:
        assert isinstance(at, InSlack)
        await at.chat.take(ANNA, Text(text=WORDS), place=f"{SHARED}/{user(ANNA)}")
        assert NUMBER in await at.told(ANNA)
        assert at.chat.at(SHARED) == at.chat.at(f"{SHARED}/{user(ANNA)}") == []
        assert WORDS in await at.told(JOOST)


@pytest.mark.parametrize("form", ["assumption.log", "report.log", "offer.log"])
async def test_a_professional_who_writes_of_danger_is_answered_too(page: OnTheWeb, form: str) -> None:
    """It is put to no client and noted about nobody: whom the organisation names hears it, and never the writer."""
    fields = {"client": ANNA, "text": WORDS, "words": WORDS}
    receipt = await page.home.take(JOOST, Submitted(form=form, fields=fields))
    assert NUMBER in shown(receipt)
    assert kept(page.home) == []
    assert [one.told for one in alarms(page.home, JOOST)] == [(MARIJKE,)]
    assert WORDS in await page.told(MARIJKE)
    assert not page.home.person(JOOST).silent
    assert "alarm.lift" not in str(await page.home.desk.conversation(page.home.visitor(MARIJKE)))


async def test_the_centre_and_the_steward_are_heard_as_well(page: OnTheWeb) -> None:
    """Anybody who types it gets the words, and somebody else is told."""
    for somebody in (MARIJKE, SAM):
        await page.say(somebody, WORDS)
        assert NUMBER in await page.told(somebody)
        assert alarms(page.home, somebody)[0].told == (JOOST,)


async def test_a_settings_form_is_not_about_anybody(page: OnTheWeb) -> None:
    """An organisation may be called after what it helps against."""
    fields = {"name": WORDS, "centre_name": "k", "digest_weekday": "4", "digest_at": "16:00", "retention_months": "12"}
    await page.home.take(SAM, Submitted(form="organisation", fields=fields))
    assert alarms(page.home, SAM) == []


async def test_a_stranger_gets_the_numbers_and_nothing_is_kept(slack: InSlack) -> None:
    """Nobody is told of somebody who is not known here; the numbers are of the organisation's country."""
    for country in slack.home.house.script.countries:

        def move(uow: UnitOfWork, country: str = country) -> None:
            house = uow.organisations.get(DEFAULT)
            assert house is not None
            uow.organisations.save(replace(house, country=country))

        slack.home.write(move)
        inbound = slack.chat.inbound(PersonId("nobody"), Text(text=WORDS), key=f"from {country}")
        receipt = await slack.chat.desk.take(inbound)
        assert receipt.outcome is Outcome.UNKNOWN
        for language in ("nl", "en"):
            assert slack.home.house.script.helplines[country].sentences(language)[0] in shown(receipt)
    quiet = await slack.chat.desk.take(slack.chat.inbound(PersonId("nobody"), Text(text="hallo"), key="hello"))
    assert quiet.reply is None
    assert slack.home.read(lambda uow: uow.inbox.list_failed(DEFAULT)) == []
    assert slack.home.read(lambda uow: uow.outbox.pending(DEFAULT)) == 0


async def test_danger_that_cannot_be_taken_in_is_answered_with_the_numbers(page: OnTheWeb) -> None:
    """Where our own side fails nobody can be told; whoever says danger reads whom to call all the same."""
    home = page.home
    await page.welcome(ANNA)
    for content in (Text(text=WORDS), Submitted(form="say", fields={"text": WORDS})):
        failed = (home.house.script, home.inbound(ANNA, content), NOW, "ValueError")
        receipt = home.house.ledger.run_now(intake.keep_failed, *failed)
        assert receipt.outcome is Outcome.FAILED
        assert NUMBER in shown(receipt)
    await home.house.courier.deliver()
    assert (await page.told(ANNA)).count(home.house.script.helplines["NL"].sentences("nl")[0]) == 2
    assert "Joost Bakker" not in await page.told(ANNA)
