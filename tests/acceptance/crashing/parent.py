"""The killer: a warmed process that forks one life after the other, kills each, and keeps the record of it all."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import select
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bot import commands, log
from bot.app import build
from bot.clock import SetClock
from bot.settings import Settings
from storage import crash_points
from storage.crash_points import CRASH_POINTS
from storage.engine import open_engines
from storage.vault import Vault
from tests.acceptance.crashing import record
from tests.acceptance.crashing.life import ROSTER, Bug, Life, World, let_time_pass
from tests.acceptance.crashing.record import RANDOM, Record

SECRET = "a secret only for the crashes"
BEGINNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STEP = timedelta(minutes=67)
ROUNDS = 12
LONGEST_LIFE = 20.0
_WARM_LIVES = 3
_LAST_LIVES = 3
_RANDOM_SHARE = 0.25
_RANDOM_SECONDS = 0.08
_LATEST_REACH = {"intake": 3, "ledger": 8, "courier": 4}
_LATEST_SAVEPOINT = 45  # the clock alone goes through dozens

Aim = tuple[str, int] | None


class Killer:
    """Gives lives and takes them."""

    def __init__(self, database: str, path: Path, dice: Random, points: tuple[str, ...], bug: Bug) -> None:
        """Kill on this database, at these points and at random moments; the record is written to `path`."""
        house = build(Settings(database_url=database, secret_keys=(SecretStr(SECRET),)), SetClock(BEGINNING))
        commands.prepare(house)
        commands.import_people(house, ROSTER)
        house.close()
        engines = open_engines(database)
        self._world = World(engines=engines, vault=Vault(SECRET), script=house.script, record=Record(), bug=bug)
        self._dice = dice
        self._points = points
        self._file = path.open("w", buffering=1)
        self._number = 0

    def kill(self, times: int) -> None:
        """Kill that many lives, and let a few be lived to the end, so that nothing is left to be done."""
        for _ in range(_WARM_LIVES):
            self._live(self._keep, rounds=ROUNDS, smooth=True)
        gc.disable()  # what a child does not touch is not copied
        while self._world.record.kills.total() < times and not self._world.record.troubles:
            self._one(self._aim(), rounds=ROUNDS)
        for _ in range(_LAST_LIVES):
            self._live(self._keep, rounds=0, smooth=True)

    def _live(self, tell: Callable[[str], None], *, rounds: int, smooth: bool) -> None:
        self._number += 1
        let_time_pass(self._world.engines)
        now = BEGINNING + self._number * STEP
        life = Life(self._world, number=self._number, now=now, tell=tell, dice=self._dice, smooth=smooth)
        asyncio.run(life.live(rounds))
        life.end()
        self._world.engines.close()

    def _keep(self, line: str) -> None:
        self._file.write(f"{line}\n")

    def _aim(self) -> Aim:
        if self._dice.random() < _RANDOM_SHARE:
            return None
        point = self._points[self._number % len(self._points)]
        latest = _LATEST_SAVEPOINT if point == "ledger.in_savepoint" else _LATEST_REACH[point.partition(".")[0]]
        return point, self._dice.randint(1, latest)

    def _one(self, aim: Aim, rounds: int) -> None:
        """Let one child live until it is killed, or until it has said all it has to say."""
        if threading.active_count() != 1:
            raise RuntimeError("a thread would be lost in the child")
        self._number += 1
        seed = self._dice.random()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._be(writing, aim, rounds, seed)
        os.close(writing)
        patience = LONGEST_LIFE if aim else self._dice.uniform(0.0, _RANDOM_SECONDS)
        last = self._listen(reading, child, patience)
        os.close(reading)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            self._note(record.killed(last or RANDOM) if last or not aim else record.trouble(f"hung at {aim}"))
        elif status:
            self._note(record.trouble(f"ended with {status}"))

    def _be(self, writing: int, aim: Aim, rounds: int, seed: float) -> None:
        try:
            self._dice.seed(seed)
            self._number -= 1  # counted already
            if aim:
                crash_points.install(_kill_at(aim, writing))
            self._live(lambda line: _write(writing, line), rounds=rounds, smooth=False)
        except BaseException:  # noqa: BLE001 - whatever it was, the child must not go on as a second parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def _listen(self, reading: int, child: int, patience: float) -> str:
        """Keep what the child reports; kill it when patience is over. Returns the point at which it killed itself."""
        until, received, last = time.monotonic() + patience, b"", ""
        while True:
            if until and not select.select([reading], [], [], max(until - time.monotonic(), 0))[0]:
                os.kill(child, signal.SIGKILL)
                until = 0.0
            chunk = os.read(reading, 65536)
            if not chunk:
                return last
            *lines, received = (received + chunk).split(b"\n")
            for line in lines:
                if line.startswith(b"@"):
                    last = line[1:].decode()
                else:
                    self._note(line.decode())

    def _note(self, line: str) -> None:
        self._keep(line)
        self._world.record.note(line)


def _kill_at(aim: tuple[str, int], writing: int) -> Callable[[str], None]:
    point, left = aim

    def reached(name: str) -> None:
        nonlocal left
        if name != point:
            return
        left -= 1
        if left == 0:
            _write(writing, f"@{name}")
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def _write(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())


def main() -> None:
    """Kill as often as the command line says."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("database")
    arguments.add_argument("record", type=Path)
    arguments.add_argument("kills", type=int)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--points", default=",".join(CRASH_POINTS))
    arguments.add_argument("--bug", type=Bug, default=Bug.NONE)
    given = arguments.parse_args()
    log.configure(stream=sys.stderr, level=logging.CRITICAL)
    points = tuple(given.points.split(","))
    Killer(given.database, given.record, Random(given.seed), points, given.bug).kill(given.kills)


if __name__ == "__main__":
    main()
