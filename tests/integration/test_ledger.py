"""The ledger when the database gives out: a clear refusal, nothing lost, and on again afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.engine import Engines, open_engines
from storage.errors import DatabaseAway
from storage.ledger import Ledger
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.contracts.example import ANNA, NOW, ORGANISATION, answer

PAGE = "x" * 200_000


@pytest.fixture
def disk(disk_url: str) -> Iterator[Engines]:
    """Give a database on disk."""
    engines = open_engines(disk_url)
    yield engines
    engines.close()


@pytest.fixture
def ledger(disk: Engines, vault: Vault) -> Iterator[Ledger]:
    """Give a ledger on disk."""
    opened = Ledger(disk, vault)
    yield opened
    opened.close()


def put(uow: UnitOfWork, key: str, value: str = "there") -> str:
    """Write one setting and return its key."""
    uow.settings.put(ORGANISATION, key, value)
    return key


def kept(uow: UnitOfWork) -> set[str]:
    """Return the settings that are there."""
    return set(uow.settings.all(ORGANISATION))


def pages(uow: UnitOfWork, most: int | None = None) -> int:
    """Return the size of the database in pages, limiting it to `most`."""
    if most is not None:
        uow.connection.exec_driver_sql(f"PRAGMA max_page_count={most}")
    return int(uow.connection.execute(text("PRAGMA page_count")).scalar_one())


async def test_a_full_disk_refuses_cleanly(ledger: Ledger, disk: Engines) -> None:
    """On a full disk what does not fit is refused, what fits and what was there stays; with room again all goes on."""
    size = await ledger.run(pages)
    await ledger.run(pages, size + 4)
    work = [ledger.run(put, str(number), PAGE if number == 2 else "small") for number in range(5)]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert isinstance(results[2], DatabaseAway)
    assert [result for result in results if isinstance(result, str)] == ["0", "1", "3", "4"]
    assert await ledger.read(kept) == {"0", "1", "3", "4"}
    await ledger.run(pages, 1_000_000)
    assert await ledger.run(put, "2", PAGE) == "2"
    assert len(await ledger.read(kept)) == 5
    with disk.read.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_a_read_only_database_refuses(disk_url: str, vault: Vault) -> None:
    """Nothing is written to a file that may only be read, and that is said as such."""
    path = disk_url.removeprefix("sqlite:///")
    engines = open_engines(f"sqlite:///file:{path}?mode=ro&uri=true")
    ledger = Ledger(engines, vault)
    before = Path(path).read_bytes()
    with pytest.raises(DatabaseAway, match="Nothing was stored"):
        ledger.run_now(put, "a")
    ledger.close()
    engines.close()
    assert Path(path).read_bytes() == before


def test_a_locked_database_refuses_everybody_at_once(ledger: Ledger, disk: Engines, disk_url: str) -> None:
    """While another program holds the file, all who wait are refused together rather than one after another."""
    with disk.write.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    other = sqlite3.connect(disk_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def crowd() -> list[object]:
        return await asyncio.gather(*(ledger.run(put, str(number)) for number in range(200)), return_exceptions=True)

    refused = asyncio.run(crowd())
    assert {type(one) for one in refused} == {DatabaseAway}
    other.execute("ROLLBACK")
    other.close()
    assert ledger.run_now(put, "a") == "a"


def test_readers_do_not_wait_for_the_writer(ledger: Ledger) -> None:
    """In the middle of a transaction a reader sees what was committed before it, and cannot write."""
    ledger.run_now(put, "before")

    def write_and_look(uow: UnitOfWork) -> set[str]:
        put(uow, "during")
        return ledger.read_now(kept)

    assert ledger.run_now(write_and_look) == {"before"}
    with pytest.raises(DatabaseAway):
        ledger.read_now(put, "by a reader")
    assert ledger.read_now(kept) == {"before", "during"}


def test_a_wrong_statement_is_a_fault_of_ours(ledger: Ledger) -> None:
    """A statement nobody can carry out is not taken for a database that is away, and shows none of its values."""
    with pytest.raises(DBAPIError) as wrong:
        ledger.run_now(lambda uow: uow.connection.execute(text("SELEC :word"), {"word": "kanarie"}))
    assert "kanarie" not in str(wrong.value)
    assert ledger.run_now(put, "a") == "a"


def test_a_lost_server_is_noticed_and_found_again(postgresql_url: str, vault: Vault) -> None:
    """When the server drops every connection, the next use case is carried out all the same, and once."""
    engines = open_engines(postgresql_url)
    ledger = Ledger(engines, vault)
    ledger.run_now(put, "a")

    def drop_the_others(uow: UnitOfWork) -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
        uow.connection.execute(text(others + "current_database()"))

    ledger.read_now(kept)
    try:
        ledger.run_now(drop_the_others)
        assert ledger.read_now(kept) == {"a"}
        cut = iter([True])

        def cut_own_line(uow: UnitOfWork) -> None:
            uow.answers.add(answer())
            if next(cut, False):
                uow.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

        ledger.run_now(cut_own_line)
        assert len(ledger.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))) == 1
    finally:
        ledger.run_now(lambda uow: uow.connection.execute(text("TRUNCATE settings, answers, keys")))
        ledger.close()
        engines.close()


def test_a_deadlock_is_nobodys_error(postgresql_url: str, vault: Vault) -> None:
    """Two writers that hold what the other wants both come through, each of them once."""
    engines = open_engines(postgresql_url)
    ledgers = Ledger(engines, vault), Ledger(engines, vault)
    for key in ("a", "b"):
        ledgers[0].run_now(put, key, "0")
    both_hold_one = Barrier(2)
    attempts: list[str] = []

    def add(uow: UnitOfWork, first: str, second: str) -> None:
        attempts.append(first)
        statement = text("UPDATE settings SET value = CAST(value AS int) + 1 WHERE key = :key")
        uow.connection.execute(statement, {"key": first})
        if attempts.count(first) == 1:
            both_hold_one.wait(5)
        uow.connection.execute(statement, {"key": second})

    async def fight() -> None:
        await asyncio.gather(ledgers[0].run(add, "a", "b"), ledgers[1].run(add, "b", "a"))

    try:
        asyncio.run(fight())
        assert len(attempts) >= 3
        assert ledgers[0].read_now(lambda uow: uow.settings.all(ORGANISATION)) == {"a": "2", "b": "2"}
    finally:
        ledgers[0].run_now(lambda uow: uow.connection.execute(text("TRUNCATE settings")))
        for ledger in ledgers:
            ledger.close()
        engines.close()


def test_an_open_ledger_keeps_no_process_alive(disk_url: str) -> None:
    """A program that forgets to close its ledger ends all the same, and what it was told is kept."""
    program = f"""
        from storage.engine import open_engines
        from storage.ledger import Ledger
        from storage.vault import Vault
        ledger = Ledger(open_engines({disk_url!r}), Vault("a secret only for the tests"))
        ledger.run_now(lambda uow: uow.settings.put("zorg", "a", "there"))
        ledger.read_now(lambda uow: uow.settings.all("zorg"))
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=20)
    engines = open_engines(disk_url)
    again = Ledger(engines, Vault("a secret only for the tests"))
    assert again.read_now(kept) == {"a"}
    again.close()
    engines.close()


def test_what_was_acknowledged_survives_a_kill(disk_url: str) -> None:
    """A process killed at each point of the ledger keeps what it had been told was done, and nothing half."""
    for point in ("ledger.before_begin", "ledger.in_savepoint", "ledger.before_commit", "ledger.after_commit"):
        program = f"""
            import os
            from storage import crash_points
            from storage.engine import open_engines
            from storage.ledger import Ledger
            from storage.vault import Vault
            ledger = Ledger(open_engines({disk_url!r}), Vault("a secret only for the tests"))
            def put(uow, key):
                for half in ("1", "2"):
                    uow.settings.put("zorg", key + half, "there")
            ledger.run_now(put, "told {point} ")
            crash_points.install(lambda name: os.kill(os.getpid(), 9) if name == {point!r} else None)
            ledger.run_now(put, "killed {point} ")
        """
        ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, timeout=20)
        assert ended.returncode == -9
    engines = open_engines(disk_url)
    with engines.read.connect() as connection:
        found = set(connection.execute(text("SELECT key FROM settings")).scalars())
    engines.close()
    told = {
        f"told ledger.{name} {half}"
        for name in ("before_begin", "in_savepoint", "before_commit", "after_commit")
        for half in "12"
    }
    assert found == told | {"killed ledger.after_commit 1", "killed ledger.after_commit 2"}


def test_moments_are_the_same_on_every_connection(postgresql_url: str, vault: Vault) -> None:
    """A server in another zone gives the same moment back, in UTC."""
    engines = open_engines(postgresql_url)
    with engines.write.connect() as connection:
        connection.execute(text("SET TIME ZONE 'Asia/Kolkata'"))
        uow = UnitOfWork(connection, vault, lambda: "id")
        uow.due.put(ORGANISATION, "a", "k", NOW)
        found = uow.due.next_at()
        connection.rollback()
    engines.close()
    assert found == NOW
    assert found is not None
    assert str(found.tzinfo) == "UTC"
