"""The clock ticks: do what is due, as rows say, and nothing that they do not say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import asking, danger, digests, posting, retention
from bot.courier import Courier
from bot.log import get_logger
from bot.ports import Clock, Movable
from bot.rhythm import Due
from bot.script import Script
from bot.turn import Turn
from dialogs.rhythm.weeks import IsoWeek
from storage.cleaning import clean
from storage.engine import Engines
from storage.errors import PASSING, StorageError
from storage.ledger import Ledger
from storage.rows import DueRow
from storage.unit_of_work import UnitOfWork

TICK_SECONDS = 10
AT_ONCE = 32
TRY_AGAIN = timedelta(hours=1)
CLEAN_EVERY = timedelta(minutes=5)
"""A reader in the way of cleaning holds up the writer for some seconds, so it is not tried at every tick."""

logger = get_logger()


class DueFailed(Exception):
    """Something that was due could not be done."""

    def __init__(self, row: DueRow) -> None:
        """Remember which row it was."""
        super().__init__(row.kind)
        self.row = row


class WeekDue(Exception):
    """A week is to be posted, which is read beside the writer: its row stays until it was."""

    def __init__(self, row: DueRow) -> None:
        """Remember which row it is."""
        super().__init__(row.kind)
        self.row = row


class Ticker:
    """Does what is due."""

    def __init__(self, ledger: Ledger, script: Script, courier: Courier, clock: Clock, engines: Engines) -> None:
        """Work on this ledger, by this clock; this courier sends, and `engines` are cleaned of what was erased."""
        self._engines = engines
        self._cleaned: datetime | None = None
        self._ledger = ledger
        self._script = script
        self._courier = courier
        self._clock = clock
        self._scheduler = AsyncIOScheduler()

    def start(self) -> None:
        """Begin to tick on the running event loop."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, next_run_time=self._at_once()
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Do everything that is due by now, take what was erased off the disk, and return how many rows were due."""
        try:
            done = await self.due(self._clock.now())
            if self._cleaned is None or abs(self._clock.now() - self._cleaned) >= CLEAN_EVERY:
                self._cleaned = self._clock.now()
                await asyncio.to_thread(clean, self._ledger, self._engines)
        except StorageError as error:
            logger.warning("ticker.database_away", reason=type(error).__name__)
            return 0
        if done:
            self._courier.wake()
        return done

    async def due(self, now: datetime) -> int:
        """Do everything that is due at a business time; a row that fails is tried again later and stops no other."""
        done = 0
        while True:
            results: list[bool | BaseException] = await asyncio.gather(
                *(self._ledger.run(do_next, self._script, now) for _ in range(AT_ONCE)), return_exceptions=True
            )
            # First in line for each of them until it is posted, in which none of them takes part.
            weeks = {(one.row.organisation, one.row.key): one.row for one in results if isinstance(one, WeekDue)}
            results += await asyncio.gather(*(self._post(row, now) for row in weeks.values()), return_exceptions=True)
            # The same row may have failed for each of them: put back by the one, it was first in line for the next.
            failed = {(one.row.organisation, one.row.key): one for one in results if isinstance(one, DueFailed)}
            for one in failed.values():
                logger.error("ticker.failed", kind=one.row.kind, person=one.row.person, reason=_cause(one))
                await self._ledger.run(put_off, one.row, now)
            for result in results:
                if isinstance(result, BaseException) and not isinstance(result, DueFailed | WeekDue):
                    raise result
            done += sum(result is True for result in results)
            if any(result is False for result in results):
                return done

    async def _post(self, row: DueRow, now: datetime) -> bool:
        """Post the week whose hour has come. Raises DueFailed."""

        def turn(uow: UnitOfWork) -> Turn:
            return Turn(uow, self._script, now, _cause_of(row))

        def read(uow: UnitOfWork) -> digests.Ready | None:
            here = turn(uow)
            return digests.ready(here, here.organisation(row.organisation), IsoWeek.parse(row.ref))

        def write(uow: UnitOfWork, found: digests.Ready | None) -> bool:
            return digests.due(turn(uow), row, found)

        try:
            await posting.posted(self._ledger, row.organisation, read, write)
        except PASSING:
            raise
        except Exception as error:
            raise DueFailed(row) from error
        return True

    async def until(
        self, target: datetime, clock: Movable, between: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Live through business time up to `target`, moment by moment: do what is due at each, and send it.

        `between` is awaited after each moment, for those who answer in the meantime.
        """
        while True:
            following = await self._ledger.read(_next_at)
            if following is None or following > target:
                break
            clock.move_to(following)
            await self.due(clock.now())
            await self._courier.deliver()
            if between is not None:
                await between()
                await self._courier.deliver()
        clock.move_to(target)
        await self._courier.deliver()

    def _at_once(self) -> datetime:
        return datetime.now(self._scheduler.timezone)


def do_next(uow: UnitOfWork, script: Script, now: datetime) -> bool:
    """Do the one thing that is due first; returns False when nothing is.

    Raises DueFailed with a row that could not be done, and WeekDue with one that is not done here.
    """
    rows = uow.due.claim(now, 1)
    if not rows:
        return False
    row = rows[0]
    if row.kind == Due.DIGEST:
        raise WeekDue(row)
    try:
        turn = Turn(uow, script, now, _cause_of(row))
        if row.kind == Due.RETENTION:
            retention.keep_promise(turn, row.organisation)
        elif row.kind == Due.ALARM:
            danger.due(turn, row)
        else:
            asking.do(turn, row)
    except PASSING:
        raise
    except Exception as error:
        raise DueFailed(row) from error
    return True


def put_off(uow: UnitOfWork, row: DueRow, now: datetime) -> None:
    """Try a row again later."""
    uow.due.put(row.organisation, row.key, row.kind, now + TRY_AGAIN, person=row.person, ref=row.ref)


def _cause_of(row: DueRow) -> str:
    return f"due:{row.key}:{row.at.isoformat()}"


def _next_at(uow: UnitOfWork) -> datetime | None:
    return uow.due.next_at()


def _cause(failed: DueFailed) -> str:
    return type(failed.__cause__).__name__
