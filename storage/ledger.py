"""The ledger writes: use cases in order, each in a savepoint, many in one commit, results only after it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from queue import Empty, SimpleQueue
from threading import Lock, Thread, get_ident
from typing import Any, Generic, TypeVar, TypeVarTuple
from zlib import crc32

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from storage.crash_points import reach
from storage.engine import Engines
from storage.errors import DatabaseAway, LedgerClosed, StorageError, is_breakdown, retryable, translated
from storage.identifiers import sortable_id
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

_BATCH = {"sqlite": 256, "postgresql": 32}
_WRITERS = {"sqlite": 1, "postgresql": 2}
_READERS = 4
_ATTEMPTS = 8
_LOOKED_AT_ANEW = 1000  # use cases, after which the database may have grown so much that it is to be measured anew
_CLOSING_SECONDS = 10.0
# In one order for everybody, or two writers wait for each other.
_HOLD = text(
    "SELECT pg_advisory_xact_lock(lane) FROM (SELECT unnest(CAST(:lanes AS bigint[])) AS lane ORDER BY 1) AS held"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job(Generic[R]):
    """One use case on its way, and where its result is waited for."""

    work: Callable[[UnitOfWork], R]
    lane: str
    future: Future[R]


@dataclass(frozen=True, slots=True)
class _Done:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


_Outcome = _Done | _Failed
_Queue = SimpleQueue[_Job[Any] | None]


class _NoTransactionError(Exception):
    """A transaction could not even be begun."""


class Ledger:
    """Runs use cases: the only way in which anything is written."""

    def __init__(self, engines: Engines, vault: Vault, ids: Callable[[], str] = sortable_id) -> None:
        """Write to `engines`; words are sealed by `vault`, new ids come from `ids`.

        Threads are started here and die with the process; `close` lets them finish first.
        """
        self._engines = engines
        self._vault = vault
        self._ids = ids
        self._limit = _BATCH[engines.dialect]
        self._closed = False
        self._lock = Lock()
        self._readers = ThreadPoolExecutor(_READERS, "ledger-reader")
        self._queues: list[_Queue] = [SimpleQueue() for _ in range(_WRITERS[engines.dialect])]
        self._writers = [
            Thread(target=self._write, args=(queue,), name=f"ledger-writer-{number}", daemon=True)
            for number, queue in enumerate(self._queues)
        ]
        for writer in self._writers:
            writer.start()

    async def run(self, use_case: Callable[[UnitOfWork, *Ts], R], *args: *Ts, lane: str = "") -> R:
        """Return what `use_case(uow, *args)` returned, once that is safely committed.

        Use cases with the same `lane`, such as a conversation, run in the order in which they came, and never at the
        same time as one of another process. A use case may be run again after a rollback, so it changes nothing but the
        unit of work. Raise the use case's own exception, with nothing of it written; DatabaseAway when the database
        gave out; LedgerClosed after `close`.
        """
        return await asyncio.wrap_future(self._submit(use_case, args, lane))

    def run_now(self, use_case: Callable[[UnitOfWork, *Ts], R], *args: *Ts, lane: str = "") -> R:
        """Do the same for a caller without an event loop, such as the command line."""
        return self._submit(use_case, args, lane).result()

    async def read(self, query: Callable[[UnitOfWork, *Ts], R], *args: *Ts) -> R:
        """Return what `query(uow, *args)` finds in one consistent view of what is committed; it must not write."""
        if self._engines.shared:
            return await self.run(query, *args)
        return await asyncio.wrap_future(self._submit_read(query, args))

    def read_now(self, query: Callable[[UnitOfWork, *Ts], R], *args: *Ts) -> R:
        """Do the same for a caller without an event loop."""
        if self._engines.shared:
            return self.run_now(query, *args)
        return self._submit_read(query, args).result()

    def close(self) -> None:
        """Finish what was handed in and stop; the engines stay open for whoever opened them."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for queue in self._queues:
                queue.put(None)
        for writer in self._writers:
            writer.join(_CLOSING_SECONDS)
        self._readers.shutdown()

    # --- handing in ---------------------------------------------------------------------------------------------------

    def _submit(self, use_case: Callable[..., R], args: Sequence[Any], lane: str) -> Future[R]:
        if get_ident() in {writer.ident for writer in self._writers}:
            message = "a use case cannot wait for another one: call it with the same unit of work"
            raise RuntimeError(message)
        future: Future[R] = Future()
        job = _Job(work=lambda uow: use_case(uow, *args), lane=lane, future=future)
        with self._lock:
            if self._closed:
                raise LedgerClosed
            self._queues[crc32(lane.encode()) % len(self._queues)].put(job)
        return future

    def _submit_read(self, query: Callable[..., R], args: Sequence[Any]) -> Future[R]:
        with self._lock:
            if self._closed:
                raise LedgerClosed
            return self._readers.submit(self._read, query, args)

    def _read(self, query: Callable[..., R], args: Sequence[Any]) -> R:
        try:
            with self._engines.read.connect() as connection, connection.begin():
                return query(self._unit_of_work(connection), *args)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise translated(error) from error

    def _unit_of_work(self, connection: Connection) -> UnitOfWork:
        return UnitOfWork(connection, self._vault, self._ids)

    # --- writing, in a thread of its own ------------------------------------------------------------------------------

    def _write(self, queue: _Queue) -> None:
        ended, written = False, 0
        while not ended:
            batch, ended = self._next_batch(queue)
            self._settle([job for job in batch if job.future.set_running_or_notify_cancel()])
            written += len(batch)
            if written >= _LOOKED_AT_ANEW:
                written = 0
                with suppress(SQLAlchemyError, sqlite3.Error):  # what was written is written; another time, then
                    self._engines.take_statistics()

    def _next_batch(self, queue: _Queue) -> tuple[list[_Job[Any]], bool]:
        """Wait for work and return as much as one commit takes, and whether it was the last."""
        batch: list[_Job[Any]] = []
        job = queue.get()
        while job is not None:
            batch.append(job)
            if len(batch) == self._limit:
                return batch, False
            try:
                job = queue.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _settle(self, batch: list[_Job[Any]]) -> None:
        """Carry out the batch in one transaction; if that dies, each job in one of its own."""
        if not batch:
            return
        try:
            outcomes = self._attempt(batch)
        except _NoTransactionError as broken:
            outcomes = [_Failed(_own(broken.__cause__ or broken)) for _ in batch]
        except BaseException:  # noqa: BLE001 - whatever killed it, everybody who waits is told something
            outcomes = self._singly(batch)
        for job, outcome in zip(batch, outcomes, strict=True):
            match outcome:
                case _Done():
                    job.future.set_result(outcome.value)
                case _Failed():
                    job.future.set_exception(outcome.error)

    def _singly(self, batch: list[_Job[Any]]) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        for job in batch:
            outcomes.append(self._alone(job))
            if isinstance(outcomes[-1], _Failed) and isinstance(outcomes[-1].error.__cause__, _NoTransactionError):
                rest = len(batch) - len(outcomes)  # nobody is left waiting for one time-out after another
                return outcomes + [outcomes[-1]] * rest
        return outcomes

    def _alone(self, job: _Job[Any]) -> _Outcome:
        """Carry out one job, again and again while a deadlock or a lost connection was all that was wrong."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._attempt([job])[0]
            except _NoTransactionError as broken:
                error = DatabaseAway()
                error.__cause__ = broken
                return _Failed(error)
            except BaseException as error:  # noqa: BLE001
                if attempt == _ATTEMPTS or not retryable(error):
                    return _Failed(_own(error))
        raise AssertionError

    def _attempt(self, batch: list[_Job[Any]]) -> list[_Outcome]:
        reach("ledger.before_begin")
        try:
            connection = self._engines.write.connect()
        except Exception as error:
            raise _NoTransactionError from error
        with connection:
            try:
                transaction = connection.begin()
            except Exception as error:
                raise _NoTransactionError from error
            with transaction:
                self._hold(connection, batch)
                outcomes = [self._carry_out(connection, job) for job in batch]
                reach("ledger.before_commit")
            reach("ledger.after_commit")
        return outcomes

    def _hold(self, connection: Connection, batch: list[_Job[Any]]) -> None:
        """Keep the lanes of the batch from writers in other processes; SQLite has one writer at a time anyway."""
        lanes = {job.lane for job in batch if job.lane}
        if lanes and self._engines.dialect == "postgresql":
            connection.execute(_HOLD, {"lanes": [_lane_number(lane) for lane in lanes]})

    def _carry_out(self, connection: Connection, job: _Job[Any]) -> _Outcome:
        """Run one job in its savepoint; it fails alone, unless the database gave out under all of them."""
        savepoint = connection.begin_nested()
        try:
            value = job.work(self._unit_of_work(connection))
            reach("ledger.in_savepoint")
            savepoint.commit()
        except Exception as error:
            if is_breakdown(error):
                raise
            savepoint.rollback()
            return _Failed(_own(error))
        return _Done(value)


def _lane_number(lane: str) -> int:
    return int.from_bytes(blake2b(lane.encode(), digest_size=8).digest(), signed=True)


def _own(error: BaseException) -> BaseException:
    """Return the error as the caller is to see it, with the precise one as its cause."""
    ours = translated(error)
    if ours is not error and isinstance(ours, StorageError):
        ours.__cause__ = error
    return ours
