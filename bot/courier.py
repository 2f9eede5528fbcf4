"""Send what lies in the outbox: claim, ask once more whether it may be said, send once, note what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from adapters.desk import Away
from bot import reaching
from bot.apart import Apart
from bot.clock import wall_now
from bot.log import get_logger
from bot.ports import Channel, Clock
from bot.script import Script
from bot.turn import WEB, Turn, may_reach
from dialogs.messages import (
    Ambiguous,
    Body,
    Note,
    Outbound,
    Page,
    Place,
    Prompt,
    Purpose,
    Refused,
    SendResult,
    Sent,
    TryLater,
)
from dialogs.people import OrganisationId, Person
from dialogs.subject import AboutAssumption
from storage.crash_points import reach
from storage.errors import StorageError
from storage.ledger import Ledger
from storage.outgoing import Claimed, Outgoing
from storage.unit_of_work import UnitOfWork

BATCH = 100
LEASE = timedelta(seconds=60)
SEND_SECONDS = 20.0
IDLE_SECONDS = 2.0
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(minutes=15)

GONE = "gone"
CHANNEL_OFF = "channel_off"
OFF_WAITS = timedelta(minutes=10)
GIVEN_UP = "given_up"
UNKNOWN_END = "unknown_end"
MOST_BLIND = 2
"""So often a message is sent where nobody can look up what became of the first time."""
NOT_NOW = "may_not_be_said"
NOT_KNOWN = "whether_it_may_be_said"
"""Something of the person cannot be read, and `check` names them: it waits, and stops nobody else's messages."""

logger = get_logger()


class Courier:
    """The one who sends; there may be any number of them on one database."""

    def __init__(self, ledger: Ledger, channels: Mapping[str, Channel], script: Script, clock: Clock) -> None:
        """Send by `channels`, named as in the places messages go to."""
        self._ledger = ledger
        self._channels = channels
        self._script = script
        self._clock = clock
        self._woken = asyncio.Event()
        self._rounds = asyncio.Condition()

    def wake(self) -> None:
        """Look at the outbox now rather than at the next turn."""
        self._woken.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.deliver()
            except StorageError as error:
                logger.warning("courier.database_away", reason=type(error).__name__)
            async with self._rounds:
                self._rounds.notify_all()
            # Not wait_for: when it is cancelled at the moment it is woken, it forgets that it was cancelled.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._woken.wait()

    async def deliver(self) -> int:
        """Send everything that can be sent now and return how many messages were sent."""
        sent = 0
        while True:
            found, ready = await self._ledger.run(claim, self._clock.now(), wall_now(), BATCH)
            reach("courier.after_claim")
            if not found:
                return sent
            sent += sum(await asyncio.gather(*(self._send(one) for one in ready)))

    async def settled(self, organisation: OrganisationId, conversation: str, seconds: float = 1.0) -> bool:
        """Wait until nothing is left to be sent to a conversation; False when that took longer than `seconds`."""

        def waiting(uow: UnitOfWork) -> int:
            return uow.outbox.waiting(organisation, conversation, wall_now())

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._rounds:
                self.wake()
                await self._rounds.wait()
                while await self._ledger.read(waiting):
                    self.wake()
                    await self._rounds.wait()
                return True
        return False

    async def _send(self, claimed: Claimed) -> bool:
        result = await self._attempt(claimed)
        reach("courier.after_send")
        wall = wall_now()
        if claimed.attempt >= MOST_ATTEMPTS and isinstance(result, TryLater | Ambiguous):
            result = Refused(reason=GIVEN_UP)
        retry_at = wall + _wait(claimed.attempt, result)
        await self._ledger.run(mark, self._script, self._clock.now(), claimed, result, wall, retry_at)
        reach("courier.after_mark")
        if not isinstance(result, Sent):
            logger.info("courier.not_sent", outbox=claimed.outgoing.id, reason=result.reason)
        return isinstance(result, Sent)

    async def _attempt(self, claimed: Claimed) -> SendResult:
        """Call the channel once; whatever goes wrong on the way is a value."""
        outgoing = claimed.outgoing
        channel = self._channels.get(outgoing.to.channel)
        if outgoing.body is None:
            return Refused(reason=GONE)
        if channel is None:
            # Not set up, or started without its settings: it waits, and `check` says so.
            later = TryLater(after=OFF_WAITS, reason=CHANNEL_OFF, counts=False)
            return Ambiguous(reason=CHANNEL_OFF) if claimed.ambiguous else later
        blind = claimed.ambiguous and not channel.capabilities.looks_up
        if blind and claimed.attempt > MOST_BLIND:
            return Refused(reason=UNKNOWN_END)
        outbound = Outbound(
            id=outgoing.id,
            organisation=outgoing.organisation,
            to=outgoing.to,
            body=await self._again(outgoing, outgoing.body) if blind else outgoing.body,
            purpose=outgoing.purpose,
            at=outgoing.at,
            thread_of=claimed.external_thread,
            replaces=claimed.external_replaces,
            attempt=claimed.attempt,
            linked=claimed.linked,
        )
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if claimed.ambiguous and channel.capabilities.looks_up:
                    there = await channel.look_up(outbound)
                    if there is not None:
                        return Sent(external_id=there)
                barred = await channel.audience(outgoing.to)
                if barred:
                    return Refused(reason=barred, unreachable=outgoing.to.person is not None)
                reach("courier.before_send")
                result = await channel.send(outbound)
                return _still_in_doubt(result) if blind else result
        except TimeoutError:
            return Ambiguous(reason="timeout")
        except Away:
            # Whoever reads there, or what became of it, cannot be told now: nothing was sent by this attempt.
            return Ambiguous(reason="away") if claimed.ambiguous else TryLater(reason="away")
        except Exception as error:
            logger.exception("courier.failed", outbox=outgoing.id)
            return Ambiguous(reason=type(error).__name__)

    async def _again(self, outgoing: Outgoing, body: Body) -> Body:
        """Return a message that may be there already, with a word that says so."""
        language = await self._ledger.read(_language_of, outgoing)
        again = self._script.texts.phrase(language, "bot.sent_again")
        match body:
            case Prompt():
                return replace(body, text=f"{again}\n{body.text}")
            case Note():
                return replace(body, blocks=(again, *body.blocks))
            case _:
                return body


def claim(uow: UnitOfWork, now: datetime, wall: datetime, limit: int) -> tuple[int, list[Claimed]]:
    """Claim messages and give up at once those that may no longer be said; return how many, and those to send."""
    claimed = uow.outbox.claim(wall, limit, LEASE)
    ready = []
    for one in claimed:
        allowed = None
        with Apart(one.outgoing.to.person, "send"):
            allowed = may_still_be_said(uow, one.outgoing, now)
        if allowed is None:
            later = TryLater(after=OFF_WAITS, reason=NOT_KNOWN, counts=False)
            uow.outbox.mark(one.outgoing.id, one.fence, later, wall, wall + OFF_WAITS)
        elif allowed:
            ready.append(one)
        else:
            uow.outbox.mark(one.outgoing.id, one.fence, Refused(reason=NOT_NOW), wall, None)
    return len(claimed), ready


def may_still_be_said(uow: UnitOfWork, outgoing: Outgoing, now: datetime) -> bool:
    """Ask at this very moment whether the message may go: stop means stop, and what was withdrawn is not asked."""
    if outgoing.expires is not None and outgoing.expires <= now:
        return False
    if outgoing.to.person is None:
        return outgoing.purpose is Purpose.DIGEST
    person = uow.people.get(outgoing.organisation, outgoing.to.person)
    if person is None or not _is_theirs(uow, person, outgoing.to):
        return False
    if isinstance(outgoing.subject, AboutAssumption) and outgoing.purpose.is_contact:
        assumption = uow.assumptions.get(outgoing.organisation, outgoing.subject.id)
        if assumption is None or assumption.withdrawn:
            return False
    return may_reach(person, outgoing.purpose, now, outgoing.subject)


def _is_theirs(uow: UnitOfWork, person: Person, to: Place) -> bool:
    """Tell whether an account is still this person's: a roster that was wrong may have been put right meanwhile."""
    if to.channel == WEB or person.erased:
        return True  # who is erased has no account any more, and is told so where they asked for it
    user = to.conversation.rpartition("/")[2]
    known = uow.people.identities(person.organisation, person.id)
    return any((one.channel, one.user) == (to.channel, user) for one in known)


def mark(
    uow: UnitOfWork,
    script: Script,
    now: datetime,
    claimed: Claimed,
    result: SendResult,
    wall: datetime,
    retry_at: datetime,
) -> bool:
    """Write down what became of a send; the professional hears once of a question that can never arrive."""
    outgoing = claimed.outgoing
    if not uow.outbox.mark(outgoing.id, claimed.fence, result, wall, retry_at):
        return False
    if isinstance(outgoing.body, Page) and isinstance(result, Sent | Refused):
        uow.outbox.blank(outgoing.organisation, outgoing.id)  # a copy of everything is not kept besides everything
    if isinstance(result, Refused) and result.reason != GONE:
        reaching.not_delivered(Turn(uow, script, now, f"refused:{outgoing.id}"), outgoing, result)
    return True


def _language_of(uow: UnitOfWork, outgoing: Outgoing) -> str:
    person = uow.people.get(outgoing.organisation, outgoing.to.person) if outgoing.to.person else None
    organisation = uow.organisations.get(outgoing.organisation)
    return person.language if person else organisation.language if organisation else ""


def _still_in_doubt(result: SendResult) -> SendResult:
    """Return what became of a repeat: one that has to wait says nothing of the first time, which may have arrived."""
    if isinstance(result, TryLater):
        return Ambiguous(reason=result.reason, after=result.after, counts=result.counts)
    return result


def _wait(attempt: int, result: SendResult) -> timedelta:
    """Return how long to wait before the next try: the platform's own delay, or a doubling one with jitter."""
    match result:
        case TryLater(after=timedelta() as after) | Ambiguous(after=timedelta() as after):
            return after
        case TryLater() | Ambiguous():
            longest = min(timedelta(seconds=2.0**attempt), LONGEST_WAIT)
            return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        case Sent() | Refused():
            return timedelta()
        case _:
            assert_never(result)
