"""What everybody who writes may rely on, on every database."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy.exc import IntegrityError

from storage import crash_points
from storage.engine import Engines, open_engines
from storage.errors import LedgerClosed
from storage.ledger import Ledger
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.contracts.example import ANNA, MINUTE, NOW, ORGANISATION, answer, message, place


class RefusedHereError(Exception):
    """What a use case of these tests fails with."""


def note(uow: UnitOfWork, key: str) -> str:
    """Write one setting and return its key."""
    uow.settings.put(ORGANISATION, key, "there")
    return key


def note_and_fail(uow: UnitOfWork, key: str) -> str:
    """Write one setting and fail."""
    note(uow, key)
    raise RefusedHereError(key)


def noted(uow: UnitOfWork) -> set[str]:
    """Return the settings that are there."""
    return set(uow.settings.all(ORGANISATION))


def another(engines: Engines) -> Engines:
    """Open the same database once more, as another process would."""
    return open_engines(engines.write.url.render_as_string(hide_password=False))


async def test_a_result_is_handed_out_after_the_commit(ledger: Ledger) -> None:
    """What a caller was told is there for every reader."""
    assert await ledger.run(note, "a") == "a"
    assert await ledger.read(noted) == {"a"}


async def test_a_failure_is_its_own(ledger: Ledger) -> None:
    """Of use cases in one commit each failing one is told its own error and leaves nothing; the others stand."""
    work = [ledger.run(note_and_fail if number % 3 == 0 else note, str(number)) for number in range(100)]
    results = await asyncio.gather(*work, return_exceptions=True)
    for number, result in enumerate(results):
        if number % 3 == 0:
            assert isinstance(result, RefusedHereError)
            assert result.args == (str(number),)
        else:
            assert result == str(number)
    assert await ledger.read(noted) == {str(number) for number in range(100) if number % 3}


async def test_a_broken_key_fails_alone(ledger: Ledger) -> None:
    """A double that the database refuses undoes its own use case and no other."""

    def twice(uow: UnitOfWork) -> None:
        note(uow, "lost")
        uow.answers.add(answer("a1"))
        uow.answers.add(answer("a2"))

    failing, standing = await asyncio.gather(ledger.run(twice), ledger.run(note, "kept"), return_exceptions=True)
    assert isinstance(failing, IntegrityError)
    assert standing == "kept"
    assert await ledger.read(noted) == {"kept"}


async def test_one_lane_keeps_its_order(ledger: Ledger) -> None:
    """Use cases of one conversation are carried out as they came."""
    seen: list[int] = []
    await asyncio.gather(*(ledger.run(lambda _, n: seen.append(n), number, lane="anna") for number in range(200)))
    assert seen == list(range(200))


def test_concurrent_writers_lose_nothing(ledger: Ledger, engines: Engines, vault: Vault) -> None:
    """Eight threads in two processes that read, change and write the same row, fifty times each, are all counted."""
    others = None if engines.shared else another(engines)
    ledgers = [ledger] if others is None else [ledger, Ledger(others, vault)]

    def count(uow: UnitOfWork) -> None:
        uow.settings.put(ORGANISATION, "n", str(int(uow.settings.get(ORGANISATION, "n") or 0) + 1))

    def work(number: int) -> None:
        for _ in range(50):
            ledgers[number % len(ledgers)].run_now(count, lane="anna")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert ledger.read_now(lambda uow: uow.settings.get(ORGANISATION, "n")) == "400"
    ledgers[-1].close()
    if others is not None:
        others.close()


@pytest.mark.parametrize("engines", ["disk", "postgresql"], indirect=True)
def test_two_processes_share_one_outbox(ledger: Ledger, engines: Engines, vault: Vault) -> None:
    """Two ledgers on one database never hand out the same message, and together hand out every one."""
    others = another(engines)
    other = Ledger(others, vault)

    def fill(uow: UnitOfWork) -> None:
        for number in range(60):
            uow.outbox.put(message(f"m{number:02}", to=place(f"c{number}")))

    def take(taker: Ledger) -> list[str]:
        found: list[str] = []
        while claimed := taker.run_now(lambda uow: uow.outbox.claim(NOW, 7, MINUTE)):
            found += [one.outgoing.id for one in claimed]
        return found

    ledger.run_now(fill)
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(take, (ledger, other))
    other.close()
    others.close()
    assert sorted(one + two) == [f"m{number:02}" for number in range(60)]


async def test_a_dead_transaction_is_done_again_one_by_one(ledger: Ledger) -> None:
    """When the commit itself breaks off, everything in it is undone and then each use case is carried out alone."""
    held, go = Event(), Event()

    def hold(_uow: UnitOfWork) -> None:
        held.set()
        go.wait(5)

    async def together() -> list[object]:
        first = asyncio.ensure_future(ledger.run(hold))
        await asyncio.to_thread(held.wait, 5)
        rest = [asyncio.ensure_future(ledger.run(note, str(number))) for number in range(10)]
        rest.append(asyncio.ensure_future(ledger.run(note_and_fail, "bad")))
        await asyncio.to_thread(lambda: None)
        broken = iter([True])

        def break_once(name: str) -> None:
            if name == "ledger.before_commit" and go.is_set() and next(broken, False):
                raise OSError

        crash_points.install(break_once)
        go.set()
        return await asyncio.gather(first, *rest, return_exceptions=True)

    try:
        results = await together()
    finally:
        crash_points.install(None)
    assert results[1:11] == [str(number) for number in range(10)]
    assert isinstance(results[11], RefusedHereError)
    assert await ledger.read(noted) == {str(number) for number in range(10)}


async def test_every_point_of_the_ledger_is_passed(ledger: Ledger) -> None:
    """Each named crash point of the ledger is reached on the way of one use case, in this order."""
    seen: list[str] = []
    crash_points.install(seen.append)
    try:
        await ledger.run(note, "a")
    finally:
        crash_points.install(None)
    assert seen == [name for name in crash_points.CRASH_POINTS if name.startswith("ledger.")]


async def test_who_gave_up_waiting_is_not_served(ledger: Ledger) -> None:
    """A use case whose caller was cancelled before it began is never carried out; those behind it are."""
    held, go = Event(), Event()

    def hold(_uow: UnitOfWork) -> None:
        held.set()
        go.wait(5)

    first = asyncio.ensure_future(ledger.run(hold))
    await asyncio.to_thread(held.wait, 5)
    gone = asyncio.ensure_future(ledger.run(note, "gone"))
    behind = asyncio.ensure_future(ledger.run(note, "behind"))
    await asyncio.to_thread(lambda: None)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    go.set()
    await asyncio.gather(first, behind)
    assert await ledger.read(noted) == {"behind"}


async def test_closing_finishes_what_was_handed_in(ledger: Ledger, engines: Engines, vault: Vault) -> None:
    """Whatever was handed in before closing is written; afterwards the ledger says that it is closed."""
    work = [asyncio.ensure_future(ledger.run(note, str(number))) for number in range(300)]
    await asyncio.to_thread(lambda: None)
    await asyncio.to_thread(ledger.close)
    assert len(await asyncio.gather(*work)) == 300
    with pytest.raises(LedgerClosed):
        await ledger.run(note, "late")
    with pytest.raises(LedgerClosed):
        ledger.read_now(noted)
    again = Ledger(engines, vault)
    assert len(again.read_now(noted)) == 300
    again.close()


def test_a_use_case_cannot_wait_for_another(ledger: Ledger) -> None:
    """Calling the ledger from inside a use case is refused at once instead of waiting for ever."""
    with pytest.raises(RuntimeError, match="same unit of work"):
        ledger.run_now(lambda _: ledger.run_now(note, "a"))


def test_a_key_made_in_a_failed_use_case_seals_nothing(ledger: Ledger) -> None:
    """When the use case that first spoke for somebody is undone, later words of that person can still be read."""

    def speak_and_fail(uow: UnitOfWork) -> None:
        uow.answers.add(answer("a1"))
        raise RefusedHereError

    with pytest.raises(RefusedHereError):
        ledger.run_now(speak_and_fail)
    ledger.run_now(lambda uow: uow.answers.add(answer("a2", value="zingen")))
    (kept,) = ledger.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))
    assert kept.value == "zingen"
