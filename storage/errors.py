"""Everything that can go wrong in storage; a docstring is the message, written as advice."""

from __future__ import annotations

import inspect
import sqlite3

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeout,
)

_SQLITE_ERROR = 1  # SQLite's word for a statement it cannot carry out, as opposed to a disk or a lock
_RETRYABLE = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
_MISSING = {"42P01", "42703", "3F000"}  # undefined table, undefined column, undefined schema
_REFUSALS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)


class StorageError(Exception):
    """Something could not be stored or read. Run the command `check` to see what is wrong."""

    def __init__(self, detail: str = "") -> None:
        """Say `detail`, or the advice of the class when there is nothing to add."""
        super().__init__(detail or inspect.cleandoc(type(self).__doc__ or ""))


class DatabaseAway(StorageError):
    """The database cannot be used now: it is away, locked, read-only or full. Nothing was stored; try again later."""


class DatabaseBehind(StorageError):
    """The database misses tables of this version. Run the command `migrate` first."""


class StaleSession(StorageError):
    """The conversation was changed by somebody else in the meantime. Read it again and repeat the step."""


class BadText(StorageError):
    """The text holds a NUL or half a character (a lone surrogate), which cannot be stored. Clean it at the door."""


class OwnerErased(StorageError):
    """The owner of these words was erased, so nothing of theirs can be kept any more."""


class WeakSecret(StorageError):
    """SECRET_KEY is too short. Use at least 16 characters, for example `openssl rand -base64 32`."""


class WrongSecret(StorageError):
    """SECRET_KEY does not open the keys in this database. Put back the one it was made with."""


class LedgerClosed(StorageError):
    """The ledger is closed, because the program is stopping. Send it again to the next one."""


PASSING = (DatabaseAway, DatabaseBehind, LedgerClosed, StaleSession)
"""What passes: the same work may be handed in again as it is. Anything else would fail again."""


def retryable(error: BaseException) -> bool:
    """Tell whether the same work may well succeed at once: a deadlock, a serialization failure, a lost connection."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _RETRYABLE


def is_breakdown(error: BaseException) -> bool:
    """Tell whether the database gave out, as opposed to one statement that it rightly refused."""
    if isinstance(error, DBAPIError):
        refused = isinstance(error, _REFUSALS) or getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_ERROR
        return error.connection_invalidated or not refused
    return isinstance(error, sqlite3.OperationalError | PoolTimeout)


def translated(error: BaseException) -> BaseException:
    """Return our own error for one of the database; any other error as it is."""
    if isinstance(error, StatementError) and isinstance(error.orig, StorageError):
        return error.orig
    if _misses_tables(error):
        return DatabaseBehind()
    return DatabaseAway() if is_breakdown(error) else error


def _misses_tables(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in _MISSING or "no such table" in str(error.orig)
