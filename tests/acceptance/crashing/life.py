"""One life of the product: what a predecessor left is made good, people talk, and it may end at any moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from random import Random

from sqlalchemy import update

from adapters.desk import Away
from adapters.web.channel import Capabilities
from bot.admitting import DEFAULT
from bot.clock import SetClock, wall_now
from bot.courier import Courier
from bot.desk import HouseDesk
from bot.script import Script
from bot.ticker import Ticker
from bot.turn import WEB
from dialogs.messages import (
    Ambiguous,
    Content,
    FieldErrors,
    Inbound,
    Outbound,
    Outcome,
    Picked,
    Place,
    Prompt,
    QuestionId,
    SendResult,
    Sent,
    SessionId,
    Submitted,
    Text,
    TryLater,
)
from dialogs.people import Identity
from dialogs.rhythm.zones import local
from storage.engine import Engines
from storage.ledger import Ledger
from storage.tables import outbox
from storage.vault import Vault
from tests.acceptance.crashing import record
from tests.acceptance.crashing.record import Accepted, Delivery, Record

CLIENTS = tuple(f"c{number}" for number in range(1, 13))
PROFESSIONALS = ("p1", "p2")
ROSTER = "\n".join(
    (
        "id,name,role,team,professional",
        *(f"{one},Team Lid{one},professional,Noord," for one in PROFESSIONALS),
        *(f"{one},Klant Nummer{one},client,Noord,{PROFESSIONALS[at % 2]}" for at, one in enumerate(CLIENTS)),
    )
).encode()
ZONE = "Europe/Amsterdam"
_TOGETHER = 3
_SELDOM = 0.03


class Bug(StrEnum):
    """A mistake that is made on purpose, to see that it is found."""

    NONE = ""
    ACKNOWLEDGES_EARLY = "acknowledges_early"
    NEVER_LOOKS_UP = "never_looks_up"
    FORGETS_KEYS = "forgets_keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a parent warmed up and its children share; nothing in it is open while they are made."""

    engines: Engines
    vault: Vault
    script: Script
    record: Record
    bug: Bug = Bug.NONE


def let_time_pass(engines: Engines) -> None:
    """Let whatever was waited for be over: the leases of who is dead, and the moments to try again."""
    past = wall_now() - timedelta(seconds=1)
    with engines.write.begin() as connection:
        for column in (outbox.c.lease, outbox.c.not_before):
            connection.execute(update(outbox).where(column.is_not(None)).values({column: past}))


class Platform:
    """A platform that has a message from the moment on which its record says so, whatever the sender gets to hear."""

    def __init__(self, note: Callable[[str], None], known: Record, dice: Random | None, bug: Bug) -> None:
        """Tell `note` what is taken; with `dice` some sends are put off, and of some the end is not told."""
        self._note = note
        self._known = known
        self._dice = dice
        self.capabilities = Capabilities(looks_up=bug is not Bug.NEVER_LOOKS_UP)
        self.unsettled: set[str] = set()

    async def send(self, outbound: Outbound) -> SendResult:
        fate = self._dice.random() if self._dice else 0.5
        if fate < _SELDOM:
            self.unsettled.add(outbound.to.conversation)
            return TryLater(reason="busy")
        asks = outbound.body if isinstance(outbound.body, Prompt) else None
        message = Accepted(
            outbox=outbound.id,
            person=outbound.to.person or "",
            purpose=outbound.purpose,
            day=local(outbound.at, ZONE).date().isoformat(),
            session=asks.session if asks else "",
            question=asks.question if asks else "",
            choices=tuple(choice.value for choice in asks.choices) if asks else (),
        )
        self._note(record.accepted(message))
        if fate > 1 - _SELDOM:
            self.unsettled.add(outbound.to.conversation)
            return Ambiguous(reason="reset")
        return Sent(external_id=f"x{outbound.id}")

    async def look_up(self, outbound: Outbound) -> str | None:
        return f"x{outbound.id}" if outbound.id in self._known.accepted else None

    async def audience(self, place: Place) -> str:
        return "" if place.channel == WEB else "elsewhere"


class Life:
    """The product from start to end, and the people who talk to it."""

    def __init__(
        self, world: World, *, number: int, now: datetime, tell: Callable[[str], None], dice: Random, smooth: bool
    ) -> None:
        """Live at business time `now`; what happens outside is told to the killer. `smooth` spares the platform."""
        self._record = world.record
        self._tell = tell
        self._dice = dice
        self._now = now
        self._bug = world.bug
        self._names = (f"{number}n{at}" for at in count())
        self._ledger = Ledger(world.engines, world.vault)
        self._platform = Platform(self._note, world.record, None if smooth else dice, world.bug)
        clock = SetClock(now)
        self._courier = Courier(self._ledger, {WEB: self._platform}, world.script, clock)
        self._ticker = Ticker(self._ledger, world.script, self._courier, clock, world.engines)
        self._desk = HouseDesk(self._ledger, world.engines, world.script, self._courier, clock)

    async def live(self, rounds: int) -> None:
        """Make good what was left, then let people talk for some rounds."""
        for delivery in list(self._record.waiting.values()):
            await self._deliver(delivery)
        await self._ticker.due(self._now)
        await self._courier.deliver()
        for _ in range(rounds):
            said = self._somebody_speaks()
            for delivery in said:
                self._note(record.tried(delivery))
            await asyncio.gather(*(self._deliver(delivery) for delivery in said))
            await self._courier.deliver()

    def end(self) -> None:
        """End in good order, which is the exception here."""
        self._ledger.close()

    def _note(self, line: str) -> None:
        self._tell(line)
        self._record.note(line)

    async def _deliver(self, delivery: Delivery) -> None:
        if self._bug is Bug.ACKNOWLEDGES_EARLY:
            self._note(record.told(delivery.event))
        copies = 1 + (self._dice.random() < _SELDOM or self._bug is Bug.FORGETS_KEYS)
        try:
            receipts = await asyncio.gather(*(self._desk.take(self._inbound(delivery, copy)) for copy in range(copies)))
        except Away:
            return  # not acknowledged, so it comes again
        for receipt in receipts:
            if receipt.outcome not in {Outcome.TAKEN, Outcome.DUPLICATE} or isinstance(receipt.reply, FieldErrors):
                self._note(record.trouble(f"{delivery} came to {receipt.outcome}"))
        self._note(record.told(delivery.event))

    def _inbound(self, delivery: Delivery, copy: int) -> Inbound:
        event = f"{delivery.event}c{copy}" if copy and self._bug is Bug.FORGETS_KEYS else delivery.event
        return Inbound(
            organisation=DEFAULT,
            identity=Identity(channel=WEB, account=DEFAULT, user=delivery.person),
            event_id=event,
            message=f"m{event}",
            place=delivery.person,
            content=_content(delivery),
            at=self._now,
        )

    def _somebody_speaks(self) -> list[Delivery]:
        """Let a few people who are up to date do what they would do now."""
        reachable = [one for one in (*CLIENTS, *PROFESSIONALS) if one not in self._platform.unsettled]
        asked = [one for one in self._record.open.values() if one.person in reachable]
        said = [self._answer(question) for question in self._dice.sample(asked, min(_TOGETHER, len(asked)))]
        silent = [one for one in reachable if one not in self._record.open]
        if len(said) < _TOGETHER and silent and (own := self._unasked(self._dice.choice(silent))):
            said.append(own)
        return said

    def _answer(self, question: Accepted) -> Delivery:
        choice = self._dice.choice(question.choices) if question.choices else ""
        return Delivery(
            event=next(self._names),
            person=question.person,
            session=question.session,
            question=question.question,
            words="" if choice else self._words(),
            choice="yes" if question.question == "consent" else choice,
        )

    def _unasked(self, person: str) -> Delivery | None:
        if person in PROFESSIONALS:
            mine = [one for at, one in enumerate(CLIENTS) if PROFESSIONALS[at % 2] == person]
            return Delivery(event=next(self._names), person=person, words=self._words(), client=self._dice.choice(mine))
        if person not in self._record.agreed:
            return None
        return Delivery(event=next(self._names), person=person, words=self._words())

    def _words(self) -> str:
        return f"kiem {next(self._names)}"


def _content(delivery: Delivery) -> Content:
    if delivery.client:
        fields = {"text": f"Wil graag {delivery.words}", "client": delivery.client, "wrong_if": delivery.words}
        return Submitted(form="assumption.log", fields=fields)
    if delivery.choice:
        question = QuestionId(delivery.question)
        return Picked(session=SessionId(delivery.session), question=question, choice=delivery.choice)
    if not delivery.session:
        return Text(text=delivery.words)
    return Text(text=delivery.words, session=SessionId(delivery.session), question=QuestionId(delivery.question))
