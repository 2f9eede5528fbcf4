"""Brings a database to the newest tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import Engines, open_engines
from storage.errors import translated

_FOLDER = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7310582463)")


def migrate(database: str | Engines) -> None:
    """Bring the database, by its address or opened already, to the newest tables; raise DatabaseAway if away."""
    with _opened(database) as engines, _transaction(engines) as connection:
        if engines.dialect == "postgresql":
            connection.execute(_ONE_AT_A_TIME)
        command.upgrade(config(connection), "head")


def at_head(database: str | Engines) -> bool:
    """Tell whether the database has the newest tables; raise DatabaseAway if it is away."""
    newest = ScriptDirectory(str(_FOLDER)).get_current_head()
    with _opened(database) as engines, _transaction(engines) as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def config(connection: Connection) -> Config:
    """Return what Alembic needs to work on `connection`, wherever the program was started."""
    found = Config()
    found.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


@contextmanager
def _opened(database: str | Engines) -> Iterator[Engines]:
    if isinstance(database, Engines):
        yield database
        return
    engines = open_engines(database)
    try:
        yield engines
    finally:
        engines.close()


@contextmanager
def _transaction(engines: Engines) -> Iterator[Connection]:
    try:
        with engines.write.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise translated(error) from error
