"""What is asked back in between: shall I stop, until when, shall somebody call. What was open stays open under it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Submitted, Text
from dialogs.people import Consent, PersonId
from dialogs.talk.definition import Records
from storage.unit_of_work import UnitOfWork
from tests.chat_house import chatting
from tests.house import ANNA, JOOST, MARIJKE, Home

DOUBT = "hou er maar over op"


async def at_wish(home: Home) -> None:
    """Bring Anna to the open question what she would like."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    await home.say(ANNA, "zingen")
    assert (await home.question(ANNA)).question == "wish"


def wishes(uow: UnitOfWork) -> list[object]:
    """Return what Anna wished for."""
    return [one.value for one in uow.answers.of_person(DEFAULT, ANNA) if one.records == "wish"]


def phrase(home: Home, key: str, **values: object) -> str:
    """Return a phrase as it is told here."""
    return home.house.script.texts.phrase("nl", key, **values)


@pytest.mark.parametrize("reply", ["ja", "stop maar", "Ja, graag!"])
async def test_a_doubtful_stop_is_asked_about_and_yes_stops(home: Home, reply: str) -> None:
    """Words that may mean stop are asked about once; yes stops everything, and the words are no answer."""
    await at_wish(home)
    await home.say(ANNA, DOUBT)
    assert (await home.question(ANNA)).question == "stop"
    await home.say(ANNA, reply)
    assert home.person(ANNA).consent is Consent.STOPPED
    assert home.read(wishes) == []
    assert (await home.told(ANNA))[-1] == phrase(home, "bot.stopped")


@pytest.mark.parametrize("how", ["typed", "pressed"])
async def test_no_means_that_the_words_are_the_answer(home: Home, how: str) -> None:
    """Words typed under an open question become its answer when the person does not want to stop."""
    await at_wish(home)
    await home.say(ANNA, DOUBT)
    await (home.say(ANNA, "nee") if how == "typed" else home.pick(ANNA, "no"))
    assert home.read(wishes) == [DOUBT]
    assert (await home.question(ANNA)).question == "own_part"
    assert home.person(ANNA).consent is Consent.GIVEN


async def test_anything_else_than_yes_goes_on_and_loses_no_words(home: Home) -> None:
    """What is typed instead of yes or no belongs to the same answer as the words before it."""
    await at_wish(home)
    await home.say(ANNA, DOUBT)
    await home.say(ANNA, "ik wil naar zee")
    assert home.read(wishes) == [f"{DOUBT}\nik wil naar zee"]
    assert (await home.question(ANNA)).question == "own_part"


async def test_a_closed_question_is_put_again_after_a_no(home: Home) -> None:
    """At a question with buttons nothing is taken for its answer."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.command(ANNA, "assumption", assumption)
    await home.say(ANNA, "ik heb hier geen zin meer in")
    assert (await home.question(ANNA)).question == "stop"
    await home.say(ANNA, "nee hoor")
    assert (await home.question(ANNA)).question == "verdict"
    assert home.read(lambda uow: uow.verdicts.of_client(DEFAULT, ANNA)) == []


@pytest.mark.parametrize("who", [ANNA, JOOST, MARIJKE])
async def test_shall_i_stop_with_nothing_open(home: Home, who: PersonId) -> None:
    """It is asked in every role and state, and the words are told to nobody."""
    await home.welcome(ANNA)
    await home.say(who, "tot ziens dan maar")
    assert (await home.question(who)).question == "stop"
    await home.say(who, "ja")
    assert home.person(who).consent is Consent.STOPPED


@pytest.mark.parametrize("words", ["stuur me maar niks meer", "unsubscribe me", "stop 🙂"])
async def test_a_sure_stop_stops_in_every_state(home: Home, words: str) -> None:
    """At the first question of all, in a window, and with nothing open: a stop is a stop."""
    await home.arrive(ANNA)
    await home.say(ANNA, words)
    assert home.person(ANNA).consent is Consent.STOPPED
    await home.say(JOOST, words)
    assert home.person(JOOST).consent is Consent.STOPPED


async def test_a_stop_in_a_window_stops(home: Home) -> None:
    """Words typed into the window of a question are heard as words typed in the conversation are."""
    await at_wish(home)
    asked = await home.question(ANNA)
    fields = {"session": asked.session, "question": asked.question, "text": "ik stop ermee"}
    await home.take(ANNA, Submitted(form="answer", fields=fields))
    assert home.person(ANNA).consent is Consent.STOPPED


@pytest.mark.parametrize(
    ("words", "until"),
    [("1 maart", date(2027, 3, 1)), ("tot kerst", date(2026, 12, 25)), ("pauze tot 1-2-2027", date(2027, 2, 1))],
)
async def test_the_reply_to_until_when_is_the_day(home: Home, words: str, until: date) -> None:
    """A pause whose day is not understood is asked after, is no answer, and the next reply is the day."""
    await at_wish(home)
    await home.say(ANNA, "pauze tot 30 februari")
    assert (await home.question(ANNA)).question == "pause"
    await home.say(ANNA, words)
    assert home.person(ANNA).paused_until == until
    assert home.read(wishes) == []


async def test_no_pause_after_all_goes_on_where_it_was(home: Home) -> None:
    """Skipping the question until when leaves everything as it was."""
    await at_wish(home)
    await home.say(ANNA, "pauze")
    await home.say(ANNA, "pas als ik beter ben")
    await home.say(ANNA, "gisteren")
    assert (await home.question(ANNA)).question == "pause"
    await home.pick(ANNA, "skip")
    assert home.person(ANNA).paused_until is None
    assert (await home.question(ANNA)).question == "wish"


async def not_understood(home: Home, *replies: str) -> None:
    """Let Anna reply to an assumption with what is no verdict."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.command(ANNA, "assumption", assumption)
    for reply in replies:
        await home.say(ANNA, reply)


async def test_not_understood_three_times_brings_in_a_person(home: Home) -> None:
    """The third time somebody may call: yes tells the professional at once, and the question waits."""
    await not_understood(home, "hoezo dat", "dat weet ik zo niet precies", "vraag het mijn dochter")
    assert (await home.question(ANNA)).question == "call"
    await home.say(ANNA, "ja")
    assert phrase(home, "bot.call_asked", client="Anna") in await home.told(JOOST)
    assert phrase(home, "bot.call_passed_on", professional="Joost") in await home.told(ANNA)
    assert (await home.question(ANNA)).question == "verdict"
    assert home.read(lambda uow: uow.verdicts.of_client(DEFAULT, ANNA)) == []


async def test_yes_to_a_call_is_yes_to_nothing_else(home: Home) -> None:
    """Whoever wants to be called at the question of consent has not consented."""
    await home.arrive(ANNA)
    for reply in ("is dit een echt mens?", "waarom dan", "ik snap er niets van", "ja"):
        await home.say(ANNA, reply)
    assert home.person(ANNA).consent is Consent.UNASKED
    assert (await home.question(ANNA)).question == "consent"
    assert phrase(home, "bot.call_asked", client="Anna") in await home.told(JOOST)


async def test_nobody_to_call_is_said(home: Home) -> None:
    """Where nobody can be asked the client hears so, and no sentence comes twice in a row."""
    await home.say(JOOST, "stop")
    await not_understood(home, *(f"hoezo dan {number}" for number in "abcdef"))
    assert (await home.question(ANNA)).question == "verdict"
    told = await home.told(ANNA)
    assert phrase(home, "talk.nobody_to_call") in told
    sentences = [line for line in told if line != told[-1]]
    assert all(one != other for one, other in zip(sentences[-6:], sentences[-5:], strict=False))


async def test_another_answer_than_yes_or_no_to_a_call_goes_to_the_question(home: Home) -> None:
    """Whoever finds the right words after all is not kept from saying them."""
    await not_understood(home, "hoezo dat", "dat weet ik zo niet precies", "vraag het mijn dochter", "Deels")
    (verdict,) = home.read(lambda uow: uow.verdicts.of_client(DEFAULT, ANNA))
    assert verdict.says == "partly"


async def test_an_aside_in_a_chat_binds_by_what_was_asked_last() -> None:
    """Where a platform does not say what words answer, the question that was asked back comes first, then the other."""
    with chatting() as chat:
        await chat.welcome(ANNA)
        await chat.say(ANNA, "ik wil iets zeggen")
        await chat.say(ANNA, DOUBT)
        await chat.say(ANNA, "nee")
        assert chat.home.words(ANNA, Records.SAID) == [DOUBT]
        await chat.say(ANNA, "ik stop ermee")
        assert chat.home.person(ANNA).consent is Consent.STOPPED


async def test_words_said_by_name_answer_no_question(home: Home) -> None:
    """Words after a command are kept as the client's own, and the question that is open stays open, unanswered."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.command(ANNA, "assumption", assumption)
    for words in (Text(text="het tocht hier", unasked=True), Text(text="Ik wil iets zeggen: de lift is stuk")):
        await home.take(ANNA, words)
        assert (await home.question(ANNA)).question == "audience"
        await home.pick(ANNA, "me")
        assert (await home.question(ANNA)).question == "verdict"
    assert home.words(ANNA, Records.SAID) == ["het tocht hier", "de lift is stuk"]
    assert home.read(lambda uow: uow.verdicts.of_client(DEFAULT, ANNA)) == []
    assert home.house.script.texts.phrase("nl", "talk.unclear_choice") not in await home.told(ANNA)


async def test_words_in_the_form_to_say_something_answer_no_question(home: Home) -> None:
    """The form does the same as the command."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    await home.take(ANNA, Submitted(form="say", fields={"text": "het tocht hier"}))
    await home.pick(ANNA, "me")
    assert home.words(ANNA, Records.SAID) == ["het tocht hier"]
    assert (await home.question(ANNA)).question == "talent"
