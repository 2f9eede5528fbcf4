"""Opens the database: one engine that writes and one that reads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import OperationalError
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

if TYPE_CHECKING:
    from sqlite3 import Connection as SqliteConnection

_BUSY_MILLISECONDS = 5000
_ROWS_LOOKED_AT = 1000
_SQLITE_OPTIONS: dict[str, Any] = {"connect_args": {"check_same_thread": False}, "hide_parameters": True}
_SQLITE = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}",
    "PRAGMA synchronous=FULL",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The two ways to one database; they are the same engine for a database in memory."""

    write: Engine
    read: Engine
    dialect: str

    @property
    def shared(self) -> bool:
        """Tell whether reading and writing go over one and the same connection."""
        return self.read is self.write

    @property
    def files(self) -> list[Path]:
        """Return the files in which a SQLite database lies, its log included; none in memory and with PostgreSQL."""
        name = self.write.url.database if self.dialect == "sqlite" else None
        if self.shared or not name:
            return []
        return [Path(f"{name}{ending}") for ending in ("", "-wal", "-journal")]

    def checkpoint(self) -> bool:
        """Take what was deleted off the disk; False if somebody was in the way, and it must be done again.

        Waits for the transaction that is being written, so an event loop calls it in a thread.
        """
        if self.shared:
            return True  # in memory there is no disk
        if self.dialect == "postgresql":
            return self._rewrite_keys()
        raw = self.write.raw_connection()
        try:
            busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            return False
        finally:
            raw.close()
        return not busy

    def take_statistics(self) -> None:
        """Let SQLite look how much the tables hold and how different it is, or it takes an index that helps nothing.

        It looks at so few rows that it takes some milliseconds, whatever there is. PostgreSQL does this by itself.
        """
        if self.dialect != "sqlite":
            return
        with self.write.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA analysis_limit={_ROWS_LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")
        if not self.shared:
            self.read.dispose()  # a connection reads the statistics once, when it is opened

    def _rewrite_keys(self) -> bool:
        """Write PostgreSQL's table of keys anew, without the dead rows that an ordinary vacuum leaves in its pages."""
        with self.write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = {_BUSY_MILLISECONDS}")  # writers queue behind us meanwhile
            try:
                connection.exec_driver_sql("VACUUM FULL keys")
            except DBAPIError:
                return False
            finally:
                connection.exec_driver_sql("RESET lock_timeout")
        return True

    def close(self) -> None:
        """Let go of every connection."""
        self.write.dispose()
        self.read.dispose()


def open_engines(url: str) -> Engines:
    """Open the database at `url`, `sqlite:///path`, `sqlite://` (in memory) or `postgresql://user@host/name`.

    Nothing is connected yet, so a database that is away shows itself at the first use.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address.set(drivername="postgresql+psycopg"))
    return _sqlite(address)


def _postgresql(address: URL) -> Engines:
    write = create_engine(address, pool_pre_ping=True, pool_size=4, hide_parameters=True)
    # One snapshot for the whole read, so that what a page shows belongs together.
    read = create_engine(
        address,
        pool_pre_ping=True,
        pool_size=4,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        hide_parameters=True,
    )
    return Engines(write=write, read=read, dialect="postgresql")


def _sqlite(address: URL) -> Engines:
    if address.database in {None, "", ":memory:"}:
        engine = create_engine("sqlite://", poolclass=StaticPool, **_SQLITE_OPTIONS)
        _prepare(engine, "BEGIN IMMEDIATE", _SQLITE)
        return Engines(write=engine, read=engine, dialect="sqlite")
    _make_folder(address)
    # One connection: a checkpoint or a migration waits for the writer instead of fighting it for the lock.
    write = create_engine(address, pool_size=1, max_overflow=0, **_SQLITE_OPTIONS)
    _prepare(write, "BEGIN IMMEDIATE", (*_SQLITE, "PRAGMA journal_mode=WAL"))
    read = create_engine(address, pool_size=4, **_SQLITE_OPTIONS)
    _prepare(read, "BEGIN", (*_SQLITE, "PRAGMA query_only=ON"))
    return Engines(write=write, read=read, dialect="sqlite")


def _make_folder(address: URL) -> None:
    if address.database and not address.database.startswith("file:"):
        with suppress(OSError):  # the first use says it better: the database is away
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    """Take the transactions out of the driver's hands: its own way loses savepoints and upgrades locks too late."""

    @event.listens_for(engine, "connect")
    def _connected(connection: SqliteConnection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
