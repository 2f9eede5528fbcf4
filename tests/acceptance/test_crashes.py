"""Nothing acknowledged is lost and nothing is asked twice, wherever the product is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.crash_points import CRASH_POINTS
from storage.migrating import migrate
from tests.acceptance.crashing import faults, parent, record
from tests.acceptance.crashing.life import Bug
from tests.acceptance.crashing.record import Record
from tests.acceptance.crashing.restarts import Restarts

KILLS = int(os.environ.get("KILLS", "2000"))
RESTARTS = int(os.environ.get("RESTARTS", "25"))
SEED = int(os.environ.get("SEED", "1"))
ROOT = Path(__file__).parents[2]
SIDE_BY_SIDE = 2
ONE_DATABASE = 1000
"""The most kills on one database; every thousand more get a fresh one."""

KILL_SECONDS = 0.5
START_SECONDS = 60.0

pytestmark = pytest.mark.timeout(1200)
"""Two thousand kills take minutes on a busy machine; every wait inside is bounded by itself."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what a process of ours needs, and nothing of the settings around it."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    compiled = tmp_path_factory.mktemp("compiled")  # so that every start but the first is a quick one
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONUNBUFFERED": "1"}


def kill(environment: dict[str, str], database: str, path: Path, *more: str, times: int) -> subprocess.Popen[str]:
    """Start a killer on a database; its record is written to `path`."""
    command = [sys.executable, "-m", "tests.acceptance.crashing.parent", database, str(path), str(times), *more]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def ended(killers: Sequence[subprocess.Popen[str]], seconds: float) -> None:
    """Wait for killers to end well; none outlives the others' failure."""
    try:
        for killer in killers:
            _, said = killer.communicate(timeout=seconds)
            assert killer.returncode == 0, said
    finally:
        for killer in killers:
            killer.kill()
            killer.communicate()


def planted(environment: dict[str, str], folder: Path, bug: Bug, points: str, times: int) -> tuple[Record, list[str]]:
    """Let a product with a mistake be killed, and return the record and what is found wrong."""
    database = f"sqlite:///{folder}/samenspraak.db"
    killer = kill(environment, database, folder / "record", "--bug", bug, "--points", points, times=times)
    ended([killer], START_SECONDS + times * KILL_SECONDS)
    kept = record.read(folder / "record")
    return kept, faults.found(kept, database, parent.SECRET)


def test_nothing_acknowledged_is_lost_and_nothing_asked_twice(environment: dict[str, str], tmp_path: Path) -> None:
    """Killed at every named point and at random moments, the product keeps what it said it kept, and asks once."""
    sizes = [min(ONE_DATABASE, KILLS - done) for done in range(0, KILLS, ONE_DATABASE)]
    if len(sizes) == 1:
        sizes = [KILLS - KILLS // SIDE_BY_SIDE, KILLS // SIDE_BY_SIDE]
    records: list[Record] = []
    for first in range(0, len(sizes), SIDE_BY_SIDE):
        batch = list(enumerate(sizes[first : first + SIDE_BY_SIDE], SEED + first))
        databases = {seed: f"sqlite:///{tmp_path}/{seed}.db" for seed, _ in batch}
        killers = [
            kill(environment, databases[seed], tmp_path / f"{seed}.record", "--seed", str(seed), times=times)
            for seed, times in batch
        ]
        ended(killers, START_SECONDS + max(sizes) * KILL_SECONDS)
        for seed, database in databases.items():
            records.append(record.read(tmp_path / f"{seed}.record"))
            assert faults.found(records[-1], database, parent.SECRET) == [], f"seed {seed}"
    assert sum(one.kills.total() for one in records) >= KILLS
    assert sum(len(one.told) for one in records) > KILLS // 2, "too little was said to prove anything"
    assert faults.missed(records, CRASH_POINTS) == []


def test_postgresql_keeps_it_as_well(environment: dict[str, str], tmp_path: Path, postgresql_url: str) -> None:
    """The same holds on PostgreSQL, where a killed process leaves its connection for the server to find dead."""
    server = create_engine(make_url(postgresql_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE crashes"))
    database = make_url(postgresql_url).set(database="crashes").render_as_string(hide_password=False)
    try:
        migrate(database)
        times = min(KILLS, 4 * len(CRASH_POINTS))
        ended([kill(environment, database, tmp_path / "record", times=times)], START_SECONDS + times * KILL_SECONDS)
        assert faults.found(record.read(tmp_path / "record"), database, parent.SECRET) == []
    finally:
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE crashes WITH (FORCE)"))
        server.dispose()


async def test_a_server_may_be_killed_while_people_answer(environment: dict[str, str], tmp_path: Path) -> None:
    """Whoever was answered is kept, whoever was not sends the same form again, and each question stands there once."""
    database, secret = f"sqlite:///{tmp_path}/samenspraak.db", "a secret only for the restarts"
    restarts = Restarts(tmp_path, environment | {"DATABASE_URL": database, "SECRET_KEY": secret}, Random(SEED))
    await restarts.happen(RESTARTS)
    assert restarts.record.kills.total() == RESTARTS
    assert len(restarts.record.told) > RESTARTS, "too little was said to prove anything"
    assert faults.found(restarts.record, database, secret) == []


def test_an_early_acknowledgement_is_found(environment: dict[str, str], tmp_path: Path) -> None:
    """A product that says it is kept before it is loses words, and the record shows it."""
    _, wrong = planted(environment, tmp_path, Bug.ACKNOWLEDGES_EARLY, "ledger.before_commit,intake.after_step", 30)
    assert any("acknowledged, is kept 0 times" in fault for fault in wrong)


def test_a_send_without_looking_up_is_found(environment: dict[str, str], tmp_path: Path) -> None:
    """A product that repeats a send of which it does not know the end sends twice; so are points nobody tried."""
    kept, wrong = planted(environment, tmp_path, Bug.NEVER_LOOKS_UP, "courier.after_send", 20)
    assert any("was sent 2 times" in fault for fault in wrong)
    assert faults.missed([kept], CRASH_POINTS) == [one for one in CRASH_POINTS if one != "courier.after_send"]


def test_a_forgotten_key_is_found(environment: dict[str, str], tmp_path: Path) -> None:
    """A product that does not know again what came before asks again, and the record shows it."""
    _, wrong = planted(environment, tmp_path, Bug.FORGETS_KEYS, "ledger.after_commit", 10)
    assert any("was put again" in fault for fault in wrong)
