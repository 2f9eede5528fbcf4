"""Statements that are built once and filled in each time: building them took most of the time of a short use case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, Select, Table, Update, bindparam, select, update

from storage.tables import inserting

_KEY = "key_"
_AT_A_TIME = 1000

T = TypeVar("T")


@cache
def adding(table: Table) -> Insert:
    """Return the insert of a row."""
    return table.insert()


@cache
def adding_once(dialect: str, table: Table) -> Insert:
    """Return the insert of a row that changes and returns nothing if any of the table's keys is taken."""
    return inserting(dialect, table).on_conflict_do_nothing().returning(next(iter(table.primary_key.columns)))


@cache
def putting(dialect: str, table: Table, key: tuple[str, ...], rest: tuple[str, ...]) -> Insert:
    """Return the insert of a row that overwrites `rest` where `key` is taken."""
    statement = inserting(dialect, table)
    return statement.on_conflict_do_update(index_elements=key, set_={name: statement.excluded[name] for name in rest})


@cache
def finding(table: Table, *names: str) -> Select[Any]:
    """Return the rows in which the columns `names` have the values it is executed with, in order of arrival."""
    found = select(table).where(*(table.c[name] == bindparam(name) for name in names))
    return found.order_by(table.c.number) if "number" in table.c else found


@cache
def changing(table: Table, key: tuple[str, ...], rest: tuple[str, ...]) -> Update:
    """Return the change of the columns `rest` in the rows with this `key`; execute it with `changes`."""
    here = (table.c[name] == bindparam(_KEY + name) for name in key)
    return update(table).where(*here).values({name: bindparam(name) for name in rest})


def changes(key: dict[str, object], rest: dict[str, object]) -> dict[str, object]:
    """Return what a change is executed with: a column may be both in the key and among what is changed."""
    return {**{_KEY + name: value for name, value in key.items()}, **rest}


def in_batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield the values, each once, in lists that are short enough for one statement."""
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), _AT_A_TIME):
        yield every[start : start + _AT_A_TIME]
