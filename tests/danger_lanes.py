"""The same house on each channel, for what has to be so on every one of them: somebody in danger is heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

import pytest

from bot.admitting import DEFAULT
from dialogs.messages import Command, Note, Receipt, Submitted
from dialogs.people import PersonId
from dialogs.policy.alarm import Alarm
from storage.unit_of_work import UnitOfWork
from tests.chat_house import ChatHome, chatting, user
from tests.house import ANNA, JOOST, MARIJKE, Home, opened, plain
from tests.teams_house import TeamsHome, on_teams

DANGER: Mapping[str, str] = {"nl": "ik wil dood", "en": "I want to die"}
NUMBER = "112"
ERASE = Submitted(form="erase", fields={"confirm": "yes"})


class Lane(Protocol):
    """One channel, as people use it."""

    home: Home

    async def say(self, person: PersonId, words: str) -> None:
        """Type something into one's own conversation."""
        ...

    async def told(self, person: PersonId) -> str:
        """Return all that was said to somebody there, with the words that are shown to them."""
        ...

    async def press(self, person: PersonId, act: str) -> None:
        """Press a button of what stands in somebody's conversation."""
        ...

    async def welcome(self, person: PersonId) -> None:
        """Say yes to being asked."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Erase everything of one's own, on one's own page."""
        ...


class OnTheWeb:
    """A personal page."""

    def __init__(self, home: Home) -> None:
        """Play this house."""
        self.home = home

    async def say(self, person: PersonId, words: str) -> None:
        await self.home.say(person, words)

    async def told(self, person: PersonId) -> str:
        return "\n".join(await self.home.told(person))

    async def press(self, person: PersonId, act: str) -> None:
        lines = (await self.home.desk.conversation(self.home.visitor(person))).lines
        choices = [one for line in lines if isinstance(line.body, Note) for one in line.body.choices]
        found = [one.value for one in choices if one.value.startswith(act)]
        assert found, act
        name, _, argument = found[-1].partition(" ")
        await self.home.command(person, name, argument)

    async def welcome(self, person: PersonId) -> None:
        await self.home.welcome(person)

    async def erase(self, person: PersonId) -> None:
        await self.home.desk.take(self.home.inbound(person, ERASE))
        await self.home.house.courier.deliver()


class InSlack:
    """A conversation with the bot in Slack."""

    def __init__(self, chat: ChatHome) -> None:
        """Play this house."""
        self.chat, self.home = chat, chat.home

    async def say(self, person: PersonId, words: str) -> None:
        await self.chat.say(person, words)

    async def told(self, person: PersonId) -> str:
        return "\n".join(self.chat.told(person))

    async def press(self, person: PersonId, act: str) -> None:
        found = [
            (one.id, choice.value)
            for one in self.chat.at(user(person))
            if isinstance(one.body, Note)
            for choice in one.body.choices
            if choice.value.startswith(act)
        ]
        assert found, act
        under, value = found[-1]
        name, _, argument = value.partition(" ")
        await self.chat.take(person, Command(name=name, argument=argument), under=under)

    async def welcome(self, person: PersonId) -> None:
        await self.chat.welcome(person)

    async def erase(self, person: PersonId) -> None:
        await self.home.desk.take(self.home.inbound(person, ERASE))
        await self.chat.courier.deliver()


class InTeams:
    """A chat with the bot in Teams."""

    def __init__(self, teams: TeamsHome) -> None:
        """Play this house."""
        self.teams, self.home = teams, teams.home

    async def say(self, person: PersonId, words: str) -> None:
        await self.teams.say(person, words)

    async def told(self, person: PersonId) -> str:
        return self.teams.told(person)

    async def press(self, person: PersonId, act: str) -> None:
        await self.teams.press(person, self.home.house.script.texts.phrase("nl", f"danger.{act.partition('.')[2]}"))

    async def welcome(self, person: PersonId) -> None:
        await self.teams.welcome(person)

    async def erase(self, person: PersonId) -> None:
        await self.home.desk.take(self.home.inbound(person, ERASE))
        await self.teams.courier.deliver()


def _on_the_web() -> Iterator[Lane]:
    with opened("sqlite://") as home:
        yield OnTheWeb(home)


def _in_slack() -> Iterator[Lane]:
    with chatting() as chat:
        yield InSlack(chat)


def _in_teams() -> Iterator[Lane]:
    with on_teams() as teams:
        yield InTeams(teams)


LANES: Mapping[str, Callable[[], Iterator[Lane]]] = {"web": _on_the_web, "slack": _in_slack, "teams": _in_teams}


@contextmanager
def lane(name: str, *, named: PersonId | None = JOOST, fallback: PersonId | None = MARIJKE) -> Iterator[Lane]:
    """Open a house whose people are on this channel, and say who is told of danger."""
    for found in LANES[name]():

        def name_them(uow: UnitOfWork) -> None:
            house = uow.organisations.get(DEFAULT)
            assert house is not None
            uow.organisations.save(replace(house, named=named, fallback=fallback))

        found.home.write(name_them)
        yield found


def alarms(home: Home, person: PersonId = ANNA) -> list[Alarm]:
    """Return what was kept of somebody's danger."""
    return home.read(lambda uow: uow.alarms.of_person(DEFAULT, person))


@pytest.fixture(params=LANES)
def anywhere(request: pytest.FixtureRequest) -> Iterator[Lane]:
    """Give a house on each channel, in which Joost is told of danger, and else Marijke."""
    with lane(request.param) as found:
        yield found


@pytest.fixture
def page() -> Iterator[OnTheWeb]:
    """Give such a house on the web alone."""
    with lane("web") as found:
        assert isinstance(found, OnTheWeb)
        yield found


@pytest.fixture
def slack() -> Iterator[InSlack]:
    """Give such a house in Slack alone."""
    with lane("slack") as found:
        assert isinstance(found, InSlack)
        yield found


def change(home: Home, person: PersonId, **changes: object) -> None:
    """Give somebody other choices."""
    changed = replace(home.person(person), **changes)  # type: ignore[arg-type]
    home.write(lambda uow: uow.people.save(changed))


def shown(receipt: Receipt) -> str:
    """Return what was answered on the spot."""
    assert isinstance(receipt.reply, Note)
    return plain(receipt.reply)


def t(key: str, **values: object) -> Callable[[Lane], str]:
    """Return how a Dutch phrase is found in a house."""
    return lambda at: at.home.house.script.texts.phrase("nl", key, **values)
