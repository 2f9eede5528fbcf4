"""Messages that are changed or removed before they themselves came in: what counts is how they stand now."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Command, Content, Deleted, Edited, Outcome, Text
from dialogs.people import Consent
from dialogs.rhythm.cadence import Unit
from dialogs.talk.definition import Records
from tests.chat_house import CHANNEL, ChatHome, chatting
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def test_a_change_that_overtook_its_message_is_what_was_said(chat: ChatHome) -> None:
    """The changed words are the answer, once; the message that comes late changes nothing any more."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.take(ANNA, Edited(message="message of song", text="ik zing in een koor"))
    late = await chat.say(ANNA, "ik zing", key="song")
    assert late.outcome is Outcome.DUPLICATE
    assert chat.home.words(ANNA, Records.TALENT) == ["ik zing in een koor"]
    await chat.take(ANNA, Edited(message="message of song", text="ik dirigeer"))
    assert chat.home.words(ANNA, Records.TALENT) == ["ik dirigeer"]


async def test_a_message_that_was_removed_before_it_came_was_never_said(chat: ChatHome) -> None:
    """Whoever takes their words back does not have them kept because the two came in the wrong order."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.take(ANNA, Deleted(message="message of song"))
    late = await chat.say(ANNA, "ik zing", key="song")
    assert late.outcome is Outcome.DUPLICATE
    assert chat.home.words(ANNA, Records.TALENT) == []


async def test_the_newest_change_is_what_counts(chat: ChatHome) -> None:
    """A change that comes in after a removal brings nothing back."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Deleted(message="message of song"))
    await chat.take(ANNA, Edited(message="message of song", text="ik zing in een koor"))
    assert chat.home.words(ANNA, Records.TALENT) == []


async def test_a_changed_reply_that_overtook_itself_stands_under_the_week(chat: ChatHome) -> None:
    """In the thread of the week it is the same: the changed words are the reply, once."""
    await chat.home.until(FRIDAY)
    head = chat.thread()[0]
    await chat.take(MARIJKE, Edited(message="message of said", text="morgen pas"), place=CHANNEL, under=head.id)
    await chat.take(MARIJKE, Text(text="meteen"), place=CHANNEL, under=head.id, key="said")
    replies = chat.home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))
    assert [one.words for one in replies] == ["morgen pas"]


async def test_what_colleagues_change_among_themselves_is_theirs(chat: ChatHome) -> None:
    """In a channel that others read a change of what was never said to us says nothing to us either."""
    before = len(chat.record.shown)
    for content in (Edited(message="coffee", text="aanname: Anna wil thee"), Deleted(message="tea")):
        await chat.take(MARIJKE, content, place=CHANNEL)
        await chat.take(JOOST, content, place=CHANNEL)
    assert len(chat.record.shown) == before
    assert chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST)) == []
    assert (await chat.take(JOOST, Text(text="thee?"), place=CHANNEL)).outcome is Outcome.TAKEN


# --- choices about the dialogue ---------------------------------------------------------------------------------------


async def typed_welcome(chat: ChatHome, **answers: str) -> None:
    """Let Anna type what she chooses at the welcome, each in a message of its own."""
    await chat.say(ANNA, "hallo")
    words = {"consent": "ja", "language": "Nederlands", "centre_may_read": "ja", "every": "elke week"} | answers
    words |= {"weekday": "dinsdag", "part_of_day": "ochtend", "between": "ja"}
    while (asked := chat.asked(ANNA)) in words:
        await chat.say(ANNA, words[asked], key=asked)
    while chat.open(ANNA):
        await chat.pick(ANNA, "skip")


CHANGES: list[Callable[[str], Content]] = [
    lambda choice: Edited(message=f"message of {choice}", text="nee"),
    lambda choice: Deleted(message=f"message of {choice}"),
]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_yes_that_is_changed_or_removed_allows_nothing_more(
    chat: ChatHome, change: Callable[[str], Content]
) -> None:
    """What a message allowed ends at once when it becomes a no or is taken away: the centre, between, being asked."""
    await typed_welcome(chat)
    anna = chat.home.person(ANNA)
    assert (anna.consent, anna.centre_may_read, anna.between) == (Consent.GIVEN, True, True)
    for choice in ("centre_may_read", "between"):
        await chat.take(ANNA, change(choice))
        assert chat.told(ANNA)[-1] == chat.phrase("bot.settings_saved")
    anna = chat.home.person(ANNA)
    assert (anna.consent, anna.centre_may_read, anna.between) == (Consent.GIVEN, False, False)
    await chat.take(ANNA, change("consent"))
    assert chat.home.person(ANNA).consent is Consent.STOPPED
    assert chat.told(ANNA)[-1] == chat.phrase("bot.stopped")


async def test_a_no_that_is_changed_allows_nothing_by_itself(chat: ChatHome) -> None:
    """Allowing more is done where the choice itself is made, and that is said; an unclear change is answered too."""
    await typed_welcome(chat, centre_may_read="nee")
    for text in ("ja", "misschien wel eens, ooit"):
        await chat.take(ANNA, Edited(message="message of centre_may_read", text=text))
        assert not chat.home.person(ANNA).centre_may_read
        assert chat.told(ANNA)[-1] == chat.phrase("bot.choice_elsewhere")
    await chat.take(ANNA, Command(name="stop"))
    await chat.take(ANNA, Edited(message="message of consent", text="Ja"))
    assert chat.home.person(ANNA).consent is Consent.STOPPED
    assert chat.told(ANNA)[-1] == chat.phrase("bot.choice_by_start")


async def test_how_often_becomes_rarer_by_a_change_and_never_more_often(chat: ChatHome) -> None:
    """A changed message may ask for fewer questions; for more there are the settings."""
    await typed_welcome(chat)
    for text, unit in (("elke drie maanden", Unit.QUARTER), ("elke week", Unit.QUARTER)):
        await chat.take(ANNA, Edited(message="message of every", text=text))
        assert chat.home.person(ANNA).cadence.unit is unit
    assert chat.told(ANNA)[-1] == chat.phrase("bot.choice_elsewhere")


@pytest.mark.parametrize("words", ["stop", "ik wil hier niet meer aan meedoen"])
async def test_a_message_that_is_changed_into_a_stop_stops(chat: ChatHome, words: str) -> None:
    """Whoever changes an answer into a stop wants nothing more: it is no answer."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Edited(message="message of song", text=words))
    assert chat.home.person(ANNA).consent is Consent.STOPPED
    assert chat.home.words(ANNA, Records.TALENT) == ["ik zing"]


async def test_a_message_that_is_changed_into_perhaps_a_stop_is_asked_about(chat: ChatHome) -> None:
    """The changed words are kept as the answer they are, and it is asked once whether to stop."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    await chat.say(ANNA, "ik zing", key="song")
    await chat.take(ANNA, Edited(message="message of song", text="laat me met rust"))
    assert chat.asked(ANNA) == "stop"
    assert chat.home.words(ANNA, Records.TALENT) == ["laat me met rust"]
    await chat.say(ANNA, "nee")
    assert chat.home.person(ANNA).consent is Consent.GIVEN
    assert chat.asked(ANNA) == "wish"
