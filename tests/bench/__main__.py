"""Measure what could make somebody wait in a house that has been used for long: `make bench`.

Figures of one machine drift by a factor of two. What counts is the ratio to a floor measured in the same run, and CPU
time. Nothing here is a test: it fails only where the product does.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from adapters.desk import ROOM
from bot import intake, team_pages
from bot.admitting import DEFAULT
from bot.pages import directory
from bot.turn import Turn
from dialogs.messages import Text
from dialogs.pages import PageName
from storage.unit_of_work import UnitOfWork
from tests.bench.big_house import BUSY, fill
from tests.house import ANNA, FRIDAY, Home, opened
from tests.statements import heard

ROUNDS = 20
Figure = tuple[str, float, str, float | None]


def main() -> None:
    """Fill a house in a temporary folder, measure, print each figure as it is known, and leave nothing behind."""
    wanted = argparse.ArgumentParser(prog="python -m tests.bench")
    wanted.add_argument("--answers", type=int, default=100_000, help="how many answers are stored (100000)")
    answers = wanted.parse_args().answers
    with tempfile.TemporaryDirectory(prefix="samenspraak-bench-") as folder:
        measured(Path(folder), answers, _tell)


def measured(folder: Path, answers: int, tell: Callable[[Figure], None]) -> None:
    """Tell the figures of a house with so many answers, one by one."""
    path = folder / "house.db"
    with opened(f"sqlite:///{path}") as home:
        asyncio.run(home.welcome(ANNA))
        began = time.perf_counter()
        teams, clients = fill(home, answers, _progress)
        _progress(f"filled in {time.perf_counter() - began:.0f} s")
    for figure in (("answers", answers, "", None), ("clients", clients, "", None), ("teams", teams, "", None)):
        tell(figure)
    # Opened anew, as a house is that was in use for long.
    with opened(f"sqlite:///{path}") as home:
        home._sent = count(1000)  # events go on where they were before it was closed
        asyncio.run(_measure(home, folder, tell))


async def _measure(home: Home, folder: Path, tell: Callable[[Figure], None]) -> None:
    floor = _floor(folder)
    tell(("floor: one row, kept by SQLite alone (CPU)", floor, "ms", 1.0))
    _progress("measuring an answer")
    answer, statements = await _answer(home)
    tell(("one typed answer (CPU, least of 20)", answer, "ms", answer / floor))
    tell(("  its statements", statements, "", None))
    for name, work in (
        ("a client's page of own answers (CPU)", _page),
        ("a professional with 500 clients opens them (CPU)", _opens),
        ("the same professional opens them again (CPU)", _opens),
    ):
        _progress(f"measuring: {name}")
        cpu, statements = work(home)
        tell((name, cpu, "ms", cpu / floor))
        tell(("  its statements", statements, "", None))
    _progress("measuring the week")
    for figure in await _week(home):
        tell(figure)


def _tell(figure: Figure) -> None:
    name, value, unit, ratio = figure
    told = f"{name:58}{value:>12,.1f} {unit:2}" + ("" if ratio is None else f"{ratio:>16,.1f} x floor")
    sys.stdout.write(f"{told.rstrip()}\n")
    sys.stdout.flush()


def _floor(folder: Path) -> float:
    """Return the CPU milliseconds of one durable insert by the driver alone."""
    with sqlite3.connect(folder / "floor.db", isolation_level=None) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, id TEXT UNIQUE, words TEXT)")
        taken = []
        for number in range(200):
            began = time.process_time()
            bare.execute("INSERT INTO rows (id, words) VALUES (?, ?)", (f"row {number}", "x" * 200))
            taken.append(time.process_time() - began)
    bare.close()
    return sorted(taken)[len(taken) // 2] * 1000


async def _answer(home: Home) -> tuple[float, float]:
    """Return the CPU milliseconds and the statements of one answer that is typed at a question."""
    taken, counts = [], []
    for number in range(ROUNDS):
        await home.command(ANNA, "wishes")
        current = await home.question(ANNA)
        while current.question not in {"talent", "wish"}:
            await home.pick(ANNA, "different" if current.question == "still" else "skip")
            current = await home.question(ANNA)
        words = Text(text=f"Ik kook graag, keer {number}", session=current.session, question=current.question)
        inbound = home.inbound(ANNA, words)
        with heard(home.house.engines) as statements:
            began = time.process_time()
            await home.house.ledger.run(intake.take, home.house.script, inbound, home.clock.now())
            taken.append((time.process_time() - began) * 1000)
        counts.append(len(statements))
        await home.house.courier.deliver()
        await home.skip_all(ANNA)
    return min(taken), sorted(counts)[ROUNDS // 2]


def _opens(home: Home) -> tuple[float, float]:
    return _cpu(home, lambda: home.write(lambda uow: team_pages.mark_seen(uow, DEFAULT, BUSY, home.clock.now())))


def _page(home: Home) -> tuple[float, float]:
    def query(uow: UnitOfWork) -> object:
        turn = Turn(uow, home.house.script, home.clock.now(), "bench")
        return directory.page(turn, turn.person(DEFAULT, ANNA), PageName.ANSWERS, "", ROOM)

    return _cpu(home, lambda: home.read(query))


def _cpu(home: Home, work: Callable[[], object]) -> tuple[float, float]:
    with heard(home.house.engines) as statements:
        began = time.process_time()
        work()
        taken = (time.process_time() - began) * 1000
    return taken, len(statements)


async def _week(home: Home) -> list[Figure]:
    """Let the week be posted, while somebody goes on answering."""
    home.clock.move_to(FRIDAY - timedelta(minutes=1))
    await home.house.ticker.due(home.clock.now())
    await home.house.courier.deliver()
    home.clock.move_to(FRIDAY)
    bare = _bare_week(home)
    alone = sorted([await _waited(home) for _ in range(ROUNDS)])
    waits: list[float] = []
    posting = asyncio.create_task(home.house.ticker.due(FRIDAY))
    with heard(home.house.engines) as statements:
        began, cpu = time.perf_counter(), time.process_time()
        while not posting.done():
            waits.append(await _waited(home))
            await asyncio.sleep(0.02)
        await posting
        wall, spent = (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
    items = len(home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48")))
    waits.sort()
    return [
        ("floor: the week's rows read and told, SQL alone", bare, "ms", 1.0),
        ("the week is gathered, composed and posted", wall, "ms", wall / bare),
        ("  its CPU, with the answers meanwhile", spent, "ms", spent / bare),
        ("  its statements, with those of the answers", len(statements), "", None),
        ("  its items", items, "", None),
        ("floor: an answer waits while nothing else is done, longest", alone[-1], "ms", 1.0),
        ("an answer meanwhile waits, longest", waits[-1], "ms", waits[-1] / alone[-1]),
        ("floor: the same, median", alone[len(alone) // 2], "ms", 1.0),
        (
            "an answer meanwhile waits, median",
            waits[len(waits) // 2],
            "ms",
            waits[len(waits) // 2] / alone[ROUNDS // 2],
        ),
    ]


async def _waited(home: Home) -> float:
    """Return the milliseconds that somebody waits until what they said is kept."""
    began = time.perf_counter()
    await home.desk.take(home.inbound(ANNA, Text(text="Dit wil ik nog zeggen.")))
    return (time.perf_counter() - began) * 1000


def _bare_week(home: Home) -> float:
    """Return the milliseconds that it takes to read a week's answers and to write a line for each."""
    file = home.house.engines.read.url.database
    with sqlite3.connect(str(file)) as bare:
        began = time.perf_counter()
        rows = bare.execute(
            "SELECT person, records, share FROM answers WHERE organisation = ? AND at > ? AND at <= ?",
            (DEFAULT, str((FRIDAY - timedelta(days=7)).replace(tzinfo=None)), str(FRIDAY.replace(tzinfo=None))),
        ).fetchall()
        told = "\n".join(f"{person} told {records} ({share})" for person, records, share in rows)
        taken = (time.perf_counter() - began) * 1000
    bare.close()
    if not told:
        message = "the week is empty: the bench filled it wrongly"
        raise RuntimeError(message)
    return taken


def _progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
