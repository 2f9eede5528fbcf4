"""A whole house whose people are on Teams, played through the reception as Teams would: activity in, cards out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from adapters.teams.channel import Reader, TeamsChannel
from adapters.teams.data import REFRESH
from adapters.teams.elements import Element
from adapters.teams.pace import Pace
from adapters.teams.reception import Reception
from adapters.teams.speaking import Speaker
from adapters.teams.whereabouts import Whereabouts
from adapters.web.channel import WebChannel
from bot.admitting import DEFAULT
from bot.courier import Courier
from bot.desk import HouseDesk
from bot.mailbox import LineMailbox
from bot.platforms import LedgerConversations
from bot.ports import Channel
from bot.teams_platform import admit
from bot.turn import CENTRE_CHANNEL
from dialogs.messages import Place
from dialogs.people import PersonId
from storage.unit_of_work import UnitOfWork
from tests.fake_teams import APP, CENTRE, TENANT, FakeTransport, Posted, chat_of, message, pressed, user_of
from tests.house import NOW, ROSTER, YES, Home, opened
from tests.teams_bench import Token
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import TEXTS

UNPACED = ((1_000_000, 1.0),)
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


@dataclass
class TeamsHome:
    """The house on Teams."""

    home: Home
    transport: FakeTransport
    courier: Courier
    reception: Reception
    channel: TeamsChannel
    _ids: Iterator[int] = field(default_factory=lambda: count(1_600_000_000_001))

    # --- coming in ----------------------------------------------------------------------------------------------------

    async def take(self, activity: dict[str, object]) -> Element:
        """Let Teams post something and whatever follows be sent; return the body of the answer, or nothing."""
        reply = await self.reception.handle(activity)
        await self.courier.deliver()
        return dict(reply.body or {}) if reply is not None else {}

    def id(self) -> str:
        """Return the id of a new activity."""
        return str(next(self._ids))

    async def say(self, person: PersonId, words: str, **more: object) -> None:
        """Let somebody type into their own chat."""
        await self.take(message(user_of(person), words, id=self.id(), **more))

    async def press(self, person: PersonId, title: str, *, submit: bool = False, **typed: object) -> Element:
        """Press a button of the newest card in somebody's chat that has it; return the body of the answer."""
        for posted in reversed(self.chat(person)):
            buttons = look(posted.card).buttons if posted.card else []
            for button in buttons:
                if button["title"] == title:
                    return await self.press_this(person, button, posted.id, submit=submit, **typed)
        raise AssertionError(f"no button {title!r}")

    async def press_this(
        self, person: PersonId, button: Element, under: str, *, submit: bool = False, **typed: object
    ) -> Element:
        """Press a button of a message."""
        data = button["data"]
        assert isinstance(data, dict)
        filled = {**data, **{f"in.{name}": value for name, value in typed.items()}}
        return await self.take(pressed(user_of(person), filled, id=self.id(), under=under, submit=submit))

    async def ask_for(self, person: PersonId, name: str, argument: str = "", *, submit: bool = False) -> Element:
        """Let somebody press a button that asks for something by name; return the body of the answer."""
        asked: Element = {"v": 1, "k": "do", "n": name, "a": argument}
        return await self.take(pressed(user_of(person), asked, id=self.id(), under="1", submit=submit))

    async def welcome(self, person: PersonId, **choices: str) -> None:
        """Let a client say hello, make their choices with the buttons, and skip the talk that follows."""
        await self.say(person, "hallo")
        picks = YES | choices
        while question := self.open(person):
            wanted = picks.get(self.asked(question), "skip")
            card = question.card
            assert card is not None
            if await self._answer_by_list(person, card, question.id, wanted):
                continue
            (button,) = [one for one in look(card).buttons if data_of(one).get("c") == wanted]
            await self.press_this(person, button, question.id)

    # --- what stands there --------------------------------------------------------------------------------------------

    def chat(self, person: PersonId) -> list[Posted]:
        """Return what stands in somebody's own chat."""
        return self.transport.at(chat_of(user_of(person)))

    def told(self, person: PersonId) -> str:
        """Return all that can be read in somebody's own chat."""
        return "\n".join(one.text for one in self.chat(person))

    def open(self, person: PersonId) -> Posted | None:
        """Return the last question in somebody's chat that can still be answered."""
        found = [one for one in self.chat(person) if one.card and _watches(one.card) == REFRESH]
        return found[-1] if found else None

    def asked(self, posted: Posted) -> str:
        """Return which question a card puts."""
        buttons = look(posted.card).buttons if posted.card else []
        return next((str(data_of(one)["q"]) for one in buttons if "q" in data_of(one)), "")

    async def _answer_by_list(self, person: PersonId, card: Element, under: str, wanted: str) -> bool:
        sight = look(card)
        lists = [one for one in sight.inputs if one["type"] == "Input.ChoiceSet"]
        if not lists or wanted == "skip":
            return False
        (send,) = [one for one in sight.buttons if one["associatedInputs"] == "auto"]
        await self.press_this(person, send, under, c=wanted)
        return True


@contextmanager
def on_teams(roster: str = ROSTER) -> Iterator[TeamsHome]:
    """Open a house in memory with everybody of the roster on Teams, and the centre in a channel there."""
    head, *rows = roster.splitlines()
    people = [f"{row},{TENANT}/{user_of(row.partition(',')[0])}" for row in rows]
    with opened("sqlite://", NOW, roster="\n".join([f"{head},teams", *people]) + "\n") as home:

        def admit_tenant(uow: UnitOfWork) -> None:
            admit(uow, DEFAULT, TENANT)
            uow.settings.put(DEFAULT, CENTRE_CHANNEL, f"teams:{CENTRE}")

        home.write(admit_tenant)

        async def reader(place: Place) -> Reader:
            if place.person is None:
                return Reader(language="nl")
            person = home.person(place.person)
            return Reader(language=person.language, name=person.name)

        transport = FakeTransport()
        speaker = Speaker(transport, Pace(conversation=UNPACED, tenant=UNPACED))
        whereabouts = Whereabouts(LedgerConversations(home.house.ledger), APP)
        channel = TeamsChannel(
            tenants=frozenset({TENANT}),
            centre=CENTRE,
            speaker=speaker,
            whereabouts=whereabouts,
            credentials=Token(),
            phrase=home.house.script.texts.phrase,
            reader=reader,
        )
        channels: dict[str, Channel] = {"web": WebChannel(LineMailbox(home.house.ledger)), "teams": channel}
        courier = Courier(home.house.ledger, channels, home.house.script, home.clock)
        home.house.ticker._courier = courier  # the house sends by these channels alone
        desk = HouseDesk(home.house.ledger, home.house.engines, home.house.script, courier, home.clock)
        home.desk = desk
        reception = Reception(desk, speaker, whereabouts, centre=CENTRE, now=home.clock.now)
        yield TeamsHome(home, transport, courier, reception, channel)


def card_of(answer: Element) -> Element:
    """Return the card a button was answered with."""
    assert (answer["statusCode"], answer["type"]) == (200, CARD), answer
    value = answer["value"]
    assert isinstance(value, dict)
    return value


def in_dialog(answer: Element) -> Element:
    """Return the card a dialog shows."""
    task = answer["task"]
    assert isinstance(task, dict)
    card: Element = task["value"]["card"]["content"]
    return card


def _watches(card: Element) -> object:
    """Return what a card asks for by itself when it is looked at: how its question stands, or its page anew."""
    refresh = card.get("refresh")
    return data_of(refresh["action"])["n"] if isinstance(refresh, dict) else None


def data_of(button: Element) -> Element:
    """Return what stands behind a button."""
    data = button["data"]
    assert isinstance(data, dict)
    return data


def t(key: str, **values: object) -> str:
    """Return a Dutch phrase."""
    return TEXTS.phrase("nl", key, **values)


def installed(person: str, action: str = "add", **more: object) -> dict[str, object]:
    """Return what Teams posts when somebody adds the app or removes it."""
    found = message(user_of(person), "", id=f"f:{person}-{action}", **more)
    return {**found, "type": "installationUpdate", "action": action}
