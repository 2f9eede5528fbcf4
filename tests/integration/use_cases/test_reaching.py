"""By which way people are reached: one that is not there is no way, and nothing is lost or said twice on another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import commands
from bot.admitting import DEFAULT
from bot.platforms import connect
from dialogs.messages import Command, Left, Note, Outbound, Refused, SendResult
from dialogs.people import PersonId
from storage.rows import Account
from storage.unit_of_work import UnitOfWork
from tests.chat_house import CHAT, HOME, SHARED, ChatHome, chatting, no_way, user
from tests.house import ANNA, JOOST, NOW, ROSTER, Home, opened
from tests.integration.use_cases.test_chat import shared_roster

DAY = timedelta(days=1)


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


def on_slack(**written: str) -> str:
    """Return the people of the house, each as their cell for Slack says."""
    head, *rows = ROSTER.splitlines()
    found = [f"{row},{written.get(row.partition(',')[0], '')}" for row in rows]
    return "\n".join([f"{head},slack", *found]) + "\n"


async def test_who_is_known_on_a_platform_that_is_not_set_up_is_reached_by_the_link() -> None:
    """A roster may name people on Slack long before Slack is set up: until then their own page is the way."""
    with opened("sqlite://", NOW, roster=on_slack(anna="UANNA", joost="T77/UJOOST")) as home:
        await home.until(NOW + DAY)
        assert await home.prompt(ANNA) is not None


async def test_a_way_that_may_not_be_used_gives_way_to_the_next(chat: ChatHome) -> None:
    """Where a conversation turns out not to be that person's alone, the message takes the next way."""

    async def nobody_alone(place: object) -> str:
        return "not_personal" if getattr(place, "conversation", "") == user(ANNA) else ""

    chat.record.audience = nobody_alone  # type: ignore[method-assign]
    await chat.home.until(NOW + DAY)
    assert await chat.home.prompt(ANNA) is not None
    assert chat.told(ANNA) == []


async def test_what_only_changes_a_message_goes_nowhere_else(chat: ChatHome) -> None:
    """A question that cannot be closed, because the conversation is gone, does not turn up elsewhere as a message."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="wishes"))
    chat.record.refuse = no_way(lambda one: one.to.conversation == user(ANNA) and one.replaces is not None)
    before = await chat.home.told(ANNA)
    await chat.say(ANNA, "ik zing graag")
    assert await chat.home.told(ANNA) == before


async def test_an_invitation_that_does_not_arrive_invites_to_nothing_else() -> None:
    """The own page has what the invitation was to; without the invitation it stands there once, and no button more."""
    with chatting(roster=shared_roster()) as chat:
        chat.record.refuse = no_way(lambda outbound: "ANNA" in outbound.to.conversation)
        await chat.home.until(NOW + DAY)
        assert len(await chat.home.told(ANNA)) == 1
        assert await chat.home.prompt(ANNA) is not None


async def test_another_channel_gets_the_same_invitation() -> None:
    """Where two channels are shared with a client the second gets the invitation to the question, not to a message."""
    with chatting(roster=shared_roster()) as chat:
        place = chat.home.read(lambda uow: uow.routes.of(DEFAULT, ANNA))[1].place
        assert place.conversation == f"{SHARED}/{user(ANNA)}"
        other = type(place)(channel=CHAT, account=HOME, conversation=f"C33/{user(ANNA)}", person=place.person)
        chat.home.write(lambda uow: uow.routes.put(DEFAULT, other, 6))
        chat.record.refuse = no_way(lambda one: one.to.conversation in {user(ANNA), place.conversation})
        await chat.home.until(NOW + DAY)
        (invitation,) = chat.at(other.conversation)
        assert isinstance(invitation.body, Note)
        assert [one.value.partition(" ")[0] for one in invitation.body.choices] == ["window"]
        assert len(await chat.home.told(ANNA)) == 1


async def test_who_takes_us_away_is_not_followed_elsewhere(chat: ChatHome) -> None:
    """Removing the bot means stop: the goodbye stands on the own page, and is pushed on no other platform."""
    await chat.welcome(ANNA)
    first = chat.home.read(lambda uow: uow.routes.of(DEFAULT, ANNA))[0].place
    chat.home.write(lambda uow: uow.routes.put(DEFAULT, replace(first, conversation="UELSEWHERE"), 2))
    await chat.take(ANNA, Left())
    assert chat.at("UELSEWHERE") == []
    assert chat.home.house.script.texts.phrase("nl", "bot.stopped") in await chat.home.told(ANNA)


# --- connecting -------------------------------------------------------------------------------------------------------


def account(name: str = HOME, *, removed: bool = False) -> Account:
    """Return a workspace."""
    return Account(channel=CHAT, account=name, organisation=DEFAULT, name="Zorg", at=NOW, removed=removed)


def ways(home: Home, person: PersonId) -> list[tuple[str, str]]:
    """Return the account and the trouble of somebody's ways on the platform."""
    found = home.read(lambda uow: uow.routes.of(DEFAULT, person))
    return [(one.place.account, one.trouble) for one in found if one.place.channel == CHAT]


def load(home: Home, roster: str) -> None:
    """Load a roster once more."""
    commands.import_people(home.house, roster.encode())


async def test_a_workspace_is_connected_whatever_was_known_of_its_people() -> None:
    """Somebody who was named by their user, and later with their workspace too, is one person with one way."""
    with opened("sqlite://", NOW, roster=on_slack(anna="UANNA", joost="UJOOST")) as home:
        load(home, on_slack(anna=f"{HOME}/UANNA"))
        home.write(lambda uow: connect(uow, account()))
        assert ways(home, ANNA) == [(HOME, "")]
        identities = home.read(lambda uow: uow.people.identities(DEFAULT, ANNA))
        assert [one.account for one in identities if one.channel == CHAT] == [HOME]


async def test_a_workspace_that_was_gone_for_a_while_is_connected_again() -> None:
    """A roster that was loaded while the app was removed stands in nobody's way when it comes back."""
    with opened("sqlite://", NOW, roster=on_slack(anna="UANNA")) as home:

        def go(uow: UnitOfWork) -> None:
            uow.accounts.remove(CHAT, HOME)

        home.write(lambda uow: connect(uow, account()))
        home.write(go)
        load(home, on_slack(anna="UANNA"))
        home.write(lambda uow: connect(uow, account()))
        assert ways(home, ANNA) == [(HOME, "")]


async def test_ways_that_failed_with_their_workspace_work_again_with_it(chat: ChatHome) -> None:
    """Who could not be reached because the app was removed is reached again once it is back; who left us is not."""
    home = chat.home
    chat.record.refuse = _not_installed
    await home.until(NOW + DAY)
    home.write(lambda uow: uow.routes.trouble(DEFAULT, uow.routes.of(DEFAULT, JOOST)[0].place, "left"))
    assert ways(home, ANNA) == [(HOME, "slack_not_installed")]
    home.write(lambda uow: connect(uow, account()))
    assert ways(home, ANNA) == [(HOME, "")]
    assert ways(home, JOOST) == [(HOME, "left")]


def _not_installed(outbound: Outbound) -> SendResult:
    assert outbound.to.channel == CHAT
    return Refused(reason="slack_not_installed", unreachable=True)


# --- seen -------------------------------------------------------------------------------------------------------------


def readers(home: Home) -> set[str]:
    """Return who is said to have seen anything that Anna said."""

    def query(uow: UnitOfWork) -> set[str]:
        said = [one.id for one in uow.answers.of_person(DEFAULT, ANNA)]
        return {reader for seen in uow.reads.of_answers(DEFAULT, said).values() for reader, _ in seen}

    return home.read(query)


async def told_by_anna(chat: ChatHome) -> None:
    """Let Anna say something to Joost."""
    await chat.welcome(ANNA)
    await chat.say(JOOST, "aanname: Anna wil hulp in de ochtend")
    (assumption,) = chat.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    await chat.take(ANNA, Command(name="assumption", argument=assumption.id))
    await chat.pick(ANNA, "different")
    await chat.say(ANNA, "liever uitslapen")


async def test_who_speaks_where_words_were_pushed_has_seen_them(chat: ChatHome) -> None:
    """Words that came into a conversation are seen once somebody says something there, and that is noted once."""
    await told_by_anna(chat)
    assert readers(chat.home) == set()
    await chat.take(JOOST, Command(name="help"))
    assert readers(chat.home) == {JOOST}
    assert chat.home.read(lambda uow: uow.outbox.pushed_unseen(DEFAULT, JOOST)) == []


async def test_what_lies_unopened_on_a_page_is_not_seen(chat: ChatHome) -> None:
    """Whoever says something on a platform has not opened their own page by that."""
    chat.record.refuse = no_way(lambda outbound: outbound.to.conversation == user(JOOST))
    await told_by_anna(chat)
    assert any("uitslapen" in one for one in await chat.home.told(JOOST))
    chat.record.refuse = lambda _: None
    await chat.take(JOOST, Command(name="help"))
    assert readers(chat.home) == set()
    await chat.home.arrive(JOOST)
    assert readers(chat.home) == {JOOST}


async def test_what_was_read_behind_an_invitation_is_seen() -> None:
    """Who is only invited where others read along has seen the words once they pressed to read them."""
    ways = {JOOST: f"{user(JOOST)},slack:{SHARED}", ANNA: f"{user(ANNA)},"}
    head, *rows = ROSTER.splitlines()
    found = [f"{row},{ways.get(PersonId(row.partition(',')[0]), ',')}" for row in rows]
    with chatting(roster="\n".join([f"{head},slack,shared", *found]) + "\n") as chat:
        chat.record.refuse = no_way(lambda outbound: outbound.to.conversation == user(JOOST))
        await told_by_anna(chat)
        place = f"{SHARED}/{user(JOOST)}"
        chat.record.refuse = lambda _: None
        await chat.take(JOOST, Command(name="help"), place=place)
        assert readers(chat.home) == set()
        for invitation in chat.at(place):
            assert isinstance(invitation.body, Note)
            name, _, argument = invitation.body.choices[0].value.partition(" ")
            await chat.take(JOOST, Command(name=name, argument=argument), place=place)
        assert readers(chat.home) == {JOOST}
