"""A house with a chat platform that is nothing but a record of what stands where, for what any platform must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

from adapters.web.channel import WebChannel
from bot.admitting import DEFAULT
from bot.courier import Courier
from bot.desk import HouseDesk
from bot.mailbox import LineMailbox
from bot.ports import Channel
from bot.turn import CENTRE_CHANNEL
from dialogs.messages import (
    Ambiguous,
    Body,
    Content,
    Inbound,
    Outbound,
    Outcome,
    Picked,
    Place,
    Prompt,
    Receipt,
    Refused,
    SendResult,
    Sent,
    Text,
)
from dialogs.people import Identity, PersonId
from storage.rows import Account
from storage.unit_of_work import UnitOfWork
from tests.house import NOW, ROSTER, YES, Home, opened, plain

CHAT = "slack"
HOME = "T11"
CHANNEL = "C11"
SHARED = "C22"


def user(person: PersonId) -> str:
    """Return who somebody is on the platform."""
    return f"U{person.upper()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Able:
    """What the platform can do."""

    pushes: bool = True
    replaces: bool = True
    looks_up: bool = True


@dataclass
class Shown:
    """One message as it stands."""

    id: str
    place: Place
    body: Body
    thread: str | None
    linked: tuple[Place, str] | None


@dataclass
class Record:
    """The platform: what was sent stands here; `refuse` says no, `lose` takes it and never tells."""

    capabilities: Able = field(default_factory=Able)
    shown: list[Shown] = field(default_factory=list)
    refuse: Callable[[Outbound], SendResult | None] = lambda _: None
    sent: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def send(self, outbound: Outbound) -> SendResult:
        answer = self.refuse(outbound)
        if isinstance(answer, Refused):
            return answer
        if answer is not None and not isinstance(answer, Ambiguous):
            return answer
        self.sent += 1
        if outbound.replaces is not None:
            (earlier,) = (one for one in self.shown if one.id == outbound.replaces)
            earlier.body = outbound.body
            return Sent(external_id=earlier.id)
        id = f"{next(self._ids)}.0"
        self.shown.append(Shown(id, outbound.to, outbound.body, outbound.thread_of, outbound.linked))
        return Sent(external_id=id) if answer is None else answer

    async def look_up(self, outbound: Outbound) -> str | None:
        return next((one.id for one in self.shown if one.body == outbound.body), None)

    async def audience(self, place: Place) -> str:
        return "" if place.account == HOME else "elsewhere"


@dataclass
class ChatHome:
    """A house whose people are on a chat platform, played through the desk as any door does."""

    home: Home
    record: Record
    courier: Courier
    desk: HouseDesk
    _events: Iterator[int] = field(default_factory=lambda: count(1))

    def inbound(
        self, person: PersonId, content: Content, *, place: str = "", under: str = "", key: str = ""
    ) -> Inbound:
        """Return something somebody does on the platform now: in their own conversation, or in another `place`."""
        key = key or f"chat {next(self._events)}"
        return Inbound(
            organisation=DEFAULT,
            identity=Identity(channel=CHAT, account=HOME, user=user(person)),
            event_id=key,
            message=f"message of {key}",
            place=place or user(person),
            content=content,
            at=self.home.clock.now(),
            under=under,
            account=HOME,
        )

    async def take(
        self, person: PersonId, content: Content, *, place: str = "", under: str = "", key: str = ""
    ) -> Receipt:
        """Let something come in and whatever follows from it be sent."""
        receipt = await self.desk.take(self.inbound(person, content, place=place, under=under, key=key))
        await self.courier.deliver()
        return receipt

    async def say(self, person: PersonId, words: str, *, key: str = "") -> Receipt:
        """Let somebody type into their own conversation."""
        return await self.take(person, Text(text=words), key=key)

    async def pick(self, person: PersonId, choice: str) -> Receipt:
        """Press a button of the last question that still has buttons."""
        shown = self.question(person)
        prompt = shown.body
        assert isinstance(prompt, Prompt)
        content = Picked(session=prompt.session, question=prompt.question, choice=choice)
        return await self.take(person, content, under=shown.id)

    async def welcome(self, person: PersonId, **choices: str) -> None:
        """Let a client say hello, make their choices, and skip the talk that follows."""
        receipt = await self.say(person, "hallo")
        assert receipt.outcome is Outcome.TAKEN
        picks = YES | choices
        while self.asked(person) in picks:
            await self.pick(person, picks[self.asked(person)])
        while self.open(person):
            await self.pick(person, "skip")

    def open(self, person: PersonId) -> list[Shown]:
        """Return the questions that still have buttons in somebody's own conversation."""
        return [one for one in self.at(user(person)) if isinstance(one.body, Prompt) and not one.body.answered]

    def asked(self, person: PersonId) -> str:
        """Return which question is open, or nothing."""
        body = self.open(person)[-1].body if self.open(person) else None
        return body.question if isinstance(body, Prompt) else ""

    def question(self, person: PersonId) -> Shown:
        """Return the last question that still has buttons."""
        assert self.open(person), f"no question is open to {person}"
        return self.open(person)[-1]

    def at(self, conversation: str) -> list[Shown]:
        """Return what stands in a conversation."""
        return [one for one in self.record.shown if one.place.conversation == conversation]

    def told(self, person: PersonId) -> list[str]:
        """Return what stands in somebody's own conversation, as texts."""
        return [plain(one.body) for one in self.at(user(person))]

    def phrase(self, key: str, **values: object) -> str:
        """Return a phrase in Dutch."""
        return self.home.house.script.texts.phrase("nl", key, **values)

    def thread(self) -> list[Shown]:
        """Return what stands in the centre's channel."""
        return self.at(CHANNEL)


@contextmanager
def chatting(*, looks_up: bool = True, roster: str = "") -> Iterator[ChatHome]:
    """Open a house in memory with everybody on the chat platform, and the centre in a channel there."""
    head, *rows = ROSTER.splitlines()
    on_chat = [f"{row},{user(PersonId(row.partition(',')[0]))}" for row in rows]
    people = roster or "\n".join([f"{head},slack", *on_chat]) + "\n"
    with opened("sqlite://", NOW, roster=people) as home:
        connected = Account(channel=CHAT, account=HOME, organisation=DEFAULT, name="Zorg", at=NOW)

        def connect(uow: UnitOfWork) -> None:
            uow.accounts.keep(connected)
            uow.routes.connect(DEFAULT, CHAT, HOME)
            uow.settings.put(DEFAULT, CENTRE_CHANNEL, f"{CHAT}:{CHANNEL}")

        home.write(connect)
        record = Record(capabilities=replace(Able(), looks_up=looks_up))
        channels: dict[str, Channel] = {"web": WebChannel(LineMailbox(home.house.ledger)), CHAT: record}
        courier = Courier(home.house.ledger, channels, home.house.script, home.clock)
        home.house.ticker._courier = courier  # the house sends by its own channels alone
        desk = HouseDesk(home.house.ledger, home.house.engines, home.house.script, courier, home.clock)
        home.desk = desk
        yield ChatHome(home, record, courier, desk)


def no_way(which: Callable[[Outbound], bool]) -> Callable[[Outbound], SendResult | None]:
    """Return a platform on which some messages can never arrive."""

    def refuse(outbound: Outbound) -> SendResult | None:
        return Refused(reason="no_own_conversation", unreachable=True) if which(outbound) else None

    return refuse
