"""How the databases look things up where much is stored: by what is asked for, never by reading everything."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection

from bot import intake, quoting
from bot.admitting import DEFAULT
from bot.turn import Turn
from dialogs.messages import Arrived, Content, Picked, Text
from storage.unit_of_work import UnitOfWork
from tests.bench.big_house import fill
from tests.house import ANNA, Home, opened
from tests.statements import Statement, heard

LARGE = ("answers", "given", "inbox", "lines", "occasions", "outbox", "people", "quotes", "reads", "verdicts")
ANSWERS = 5000


def plan(connection: Connection, statement: Statement) -> list[str]:
    """Return how a statement is carried out, step by step."""
    text, filled = statement
    if connection.dialect.name == "sqlite":
        return [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", filled)]
    connection.exec_driver_sql("SET enable_seqscan = off")  # what is small enough to be read whole is not told apart
    return list(connection.exec_driver_sql(f"EXPLAIN {text}", filled).scalars())


def reads_too_much(step: str) -> bool:
    """Tell whether a step goes through a large table, or in SQLite through all of it that is one organisation's.

    PostgreSQL chooses the latter where it knows that there is little, as in a test.
    """
    table = "|".join(LARGE)
    everything = re.search(rf"\bSCAN (?:{table})\b|Seq Scan on (?:{table})\b", step)
    organisation = re.search(rf"SEARCH (?:{table}) USING .*INDEX \w+ \(organisation=\?\)$", step)
    return everything is not None or organisation is not None


def take(home: Home, content: Content) -> None:
    """Let something of Anna's come in, and nothing else happen."""
    inbound = home.inbound(ANNA, content)
    home.house.ledger.run_now(intake.take, home.house.script, inbound, home.clock.now())


def seen(home: Home, uow: UnitOfWork) -> None:
    """Do what is done besides where Anna answers on a chat platform."""
    turn = Turn(uow, home.house.script, home.clock.now(), "seen")
    quoting.mark_pushed(turn, turn.person(DEFAULT, ANNA))
    uow.outbox.latest_delivered(DEFAULT, ANNA)
    uow.lines.latest_opened(DEFAULT, ANNA)
    uow.occasions.of_person(DEFAULT, ANNA, 10)


@pytest.mark.parametrize("home_anywhere", ["disk", "postgresql"], indirect=True)
async def test_one_answer_reads_no_table_from_one_end_to_the_other(home_anywhere: Home) -> None:
    """Whatever an answer makes the database do is found by an index for it, however much others have said."""
    home = home_anywhere
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    fill(home, ANSWERS, lambda _: None)
    if home.house.engines.dialect == "sqlite":
        home.house.engines.take_statistics()
    else:
        with home.house.engines.write.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    with heard(home.house.engines) as statements:
        take(home, Arrived())
        current = await home.question(ANNA)
        take(home, Text(text="koken", session=current.session, question=current.question))
        await home.house.courier.deliver()
        current = await home.question(ANNA)
        take(home, Picked(session=current.session, question=current.question, choice="skip"))
        home.write(lambda uow: seen(home, uow))
        home.read(lambda uow: uow.outbox.next_at(home.clock.now()))
    assert len(statements) > 30
    with home.house.engines.write.connect() as connection:
        steps = [(step, one[0]) for one in statements for step in plan(connection, one)]
    assert len(steps) > len(statements) / 2
    assert [(step, text) for step, text in steps if reads_too_much(step)] == []


def measured(home: Home) -> set[str]:
    """Return of which tables SQLite knows how much they hold."""
    with home.house.engines.read.connect() as connection:
        return set(connection.exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars())


def test_sqlite_looks_at_its_tables_when_the_house_is_opened_and_as_they_grow(disk_url: str) -> None:
    """What was there at the start is known from the start, and what came since, without anybody asking for it."""
    with opened(disk_url) as home:
        home.write(lambda uow: uow.settings.put(DEFAULT, "a", "b"))
        assert "answers" not in measured(home)
        fill(home, 500, lambda _: None)
    with opened(disk_url) as home:
        assert {"answers", "outbox", "lines"} <= measured(home)
        assert "contacts" not in measured(home)
        home.write(lambda uow: uow.contacts.take(DEFAULT, ANNA, home.clock.now().date(), "a cause"))
        for _ in range(1000):
            home.write(lambda uow: uow.connection)
        home.house.ledger.close()  # the writer looks after it told the last of them that it is done
        assert "contacts" in measured(home)
