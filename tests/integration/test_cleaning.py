"""After an erasure the files themselves are looked at, and where a key cannot be taken off yet that is said."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bot import checking, commands
from bot.turn import Turn
from storage import cleaning
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, NOW, Home, opened

MOST_SEGMENTS = 60


def findings(home: Home) -> set[str]:
    """Return what the check says."""

    def query(uow: UnitOfWork) -> list[checking.Finding]:
        return checking.check(Turn(uow, home.house.script, home.clock.now(), "test"), NOW, "nl", ())

    return {one.key for one in home.read(query)}


def pieces(home: Home) -> list[bytes]:
    """Return by what Anna's key and words can be recognised in a file."""
    return home.read(lambda uow: cleaning.traces(uow, home.person(ANNA)))


def test_an_erasure_leaves_nothing_in_the_files(disk_url: str) -> None:
    """With nobody in the way the key and the words are in no file of the database when the erasure says so."""
    with opened(disk_url) as home:
        known = pieces(home)
        files = home.house.engines.files
        assert cleaning.lie_in(files, known)
        proof = commands.erase(home.house, ANNA)
        assert proof is not None
        assert (proof.left, proof.waits) == (0, "")
        assert not cleaning.lie_in(files, known)
        assert "check.erasure_open" not in findings(home)


def test_a_reader_in_the_way_is_said_and_cleaned_up_after(disk_url: str) -> None:
    """While somebody reads, the key is still in the log: that is said, the check knows, and it is finished later."""
    with opened(disk_url) as home:
        known = pieces(home)
        engines = home.house.engines
        with engines.read.connect() as reader:
            reader.execute(text("SELECT count(*) FROM keys")).all()
            proof = commands.erase(home.house, ANNA)
            assert proof is not None
            assert (proof.left, proof.waits) == (0, "command.erased_waits_sqlite")
            assert cleaning.lie_in(engines.files, known)
            assert "check.erasure_open" in findings(home)
            reader.rollback()
        assert cleaning.clean(home.house.ledger, engines) == 0
        assert not cleaning.lie_in(engines.files, known)
        assert "check.erasure_open" not in findings(home)


async def test_the_clock_finishes_what_was_in_the_way(disk_url: str) -> None:
    """A tick takes off the disk what could not be taken off at once."""
    with opened(disk_url) as home:
        known, engines = pieces(home), home.house.engines
        with engines.read.connect() as reader:
            reader.execute(text("SELECT count(*) FROM keys")).all()
            await home.submit(ANNA, "erase", confirm="yes")
            assert cleaning.lie_in(engines.files, known)
        await home.house.ticker.tick()
        assert not cleaning.lie_in(engines.files, known)


def test_with_postgresql_it_is_said_until_the_log_was_written_over(postgresql_url: str) -> None:
    """The key lies in PostgreSQL's log after an erasure: only once that was written over is the erasure done."""
    with opened(postgresql_url) as home:
        engines = home.house.engines
        known = pieces(home)[:1]
        with engines.write.connect() as connection:
            log = Path(connection.execute(text("SHOW data_directory")).scalar_one()) / "pg_wal"
        proof = commands.erase(home.house, ANNA)
        assert proof is not None
        assert proof.waits == "command.erased_waits_postgresql"
        assert "check.erasure_open" in findings(home)
        for _ in range(MOST_SEGMENTS):
            if cleaning.clean(home.house.ledger, engines) == 0:
                break
            with engines.write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for statement in ("SELECT txid_current()", "SELECT pg_switch_wal()", "CHECKPOINT"):
                    connection.exec_driver_sql(statement)
        assert "check.erasure_open" not in findings(home)
        assert not cleaning.lie_in((file for file in log.iterdir() if file.is_file()), known)
        with engines.write.begin() as connection:
            names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"))
            everything = ", ".join(name for name in names.scalars() if name != "alembic_version")
            connection.execute(text(f"TRUNCATE {everything} RESTART IDENTITY"))
