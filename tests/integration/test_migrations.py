"""The revisions and the tables are one and the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, make_url, text

from storage.engine import Engines, open_engines
from storage.errors import DatabaseAway, DatabaseBehind
from storage.ledger import Ledger
from storage.migrating import at_head, config, migrate
from storage.tables import metadata
from storage.vault import Vault
from tests.contracts.example import ORGANISATION


@pytest.fixture(params=["disk", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without any table."""
    if request.param == "disk":
        return f"sqlite:///{tmp_path / 'deep' / 'empty.db'}"
    url = make_url(request.getfixturevalue("postgresql_url")).set(drivername="postgresql+psycopg")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty"))
        connection.execute(text("CREATE DATABASE empty TEMPLATE template0"))
    server.dispose()
    return url.set(drivername="postgresql", database="empty").render_as_string(hide_password=False)


def test_from_empty_to_the_newest(empty_url: str) -> None:
    """All revisions together make exactly the tables the product uses; a second time changes nothing."""
    assert not at_head(empty_url)
    migrate(empty_url)
    migrate(empty_url)
    assert at_head(empty_url)
    engines = open_engines(empty_url)
    with engines.write.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engines.close()


def test_a_column_too_many_is_noticed(empty_url: str) -> None:
    """The comparison above is one that can fail."""
    migrate(empty_url)
    engines = open_engines(empty_url)
    with engines.write.begin() as connection:
        connection.execute(text("ALTER TABLE offers ADD COLUMN status TEXT"))
        assert compare_metadata(MigrationContext.configure(connection), metadata)
    engines.close()


def test_every_revision_can_be_taken_back(empty_url: str) -> None:
    """Down from the newest to nothing leaves no table of ours, and up again works."""
    migrate(empty_url)
    engines = open_engines(empty_url)
    with engines.write.begin() as connection:
        command.downgrade(config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    assert not at_head(engines)
    migrate(engines)
    assert at_head(engines)
    engines.close()


def test_a_database_that_is_behind_says_what_to_do(empty_url: str) -> None:
    """Without its tables the ledger refuses with the advice to migrate, and works once that was done."""
    engines = open_engines(empty_url)
    ledger = Ledger(engines, Vault("a secret only for the tests"))
    with pytest.raises(DatabaseBehind, match="migrate"):
        ledger.run_now(lambda uow: uow.settings.put(ORGANISATION, "key", "value"))
    with pytest.raises(DatabaseBehind):
        ledger.read_now(lambda uow: uow.settings.all(ORGANISATION))
    migrate(engines)
    ledger.run_now(lambda uow: uow.settings.put(ORGANISATION, "key", "value"))
    ledger.close()
    engines.close()


def test_a_migration_in_memory(engines: Engines) -> None:
    """The tables of a database that is open already can be made too, in memory as well."""
    if engines.shared:
        fresh = open_engines("sqlite://")
        migrate(fresh)
        assert at_head(fresh)
        fresh.close()
    else:
        assert at_head(engines)


@pytest.mark.parametrize("url", ["sqlite:////dev/null/no.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_away(url: str) -> None:
    """Where no database can be reached, that is said as such."""
    with pytest.raises(DatabaseAway):
        migrate(url)
