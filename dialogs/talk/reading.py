"""Takes values out of a TOML file, noting every mistake instead of stopping at the first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.talk.faults import Fault, Problem, nearest

Table = Mapping[str, Any]


class Reader:
    """Reads one file, or one question of it; all readers of a load share one list of faults."""

    def __init__(self, file: str, faults: list[Fault], question: str = "") -> None:
        self.file = file
        self.faults = faults
        self.question = question

    def at(self, question: str) -> Reader:
        """Return a reader whose faults name a question."""
        return Reader(self.file, self.faults, question)

    def fault(self, problem: Problem, name: str = "", among: Iterable[str] = ()) -> None:
        """Note a mistake; `among` are the right names, of which the nearest is offered."""
        self.faults.append(
            Fault(file=self.file, question=self.question, problem=problem, name=name, nearest=nearest(name, among))
        )

    def parse(self, text: str) -> Table | None:
        """Return the file as a table, or None when it is not TOML; the fault then names the line."""
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.fault(Problem.NOT_TOML, str(error))
            return None

    def only(self, table: Table, allowed: Iterable[str]) -> None:
        """Note every key that means nothing."""
        allowed = tuple(allowed)
        for key in table:
            if key not in allowed:
                self.fault(Problem.UNKNOWN_KEY, key, (name for name in allowed if name not in table))

    def text(self, table: Table, key: str, *, required: bool = False) -> str:
        """Return a text without the space around it, or nothing."""
        value = table.get(key)
        if value is None:
            if required:
                self.fault(Problem.MISSING, key)
            return ""
        if not isinstance(value, str):
            self.fault(Problem.NOT_TEXT, key)
            return ""
        if required and not value.strip():
            self.fault(Problem.MISSING, key)
        return value.strip()

    def one_of(self, table: Table, key: str, names: Iterable[str], default: str | None = None) -> str | None:
        """Return a text that is one of the names; without a default it has to be there."""
        value = self.text(table, key, required=default is None)
        if not value:
            return default
        names = tuple(names)
        if value in names:
            return value
        self.fault(Problem.UNKNOWN_VALUE, value, names)
        return None

    def flag(self, table: Table, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault(Problem.NOT_FLAG, key)
        return default

    def whole(self, table: Table, key: str) -> int | None:
        """Return a whole number, or None."""
        value = table.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(Problem.NOT_WHOLE, key)
        return None

    def table(self, table: Table, key: str) -> Table:
        """Return a table, empty when it is not there."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.fault(Problem.NOT_TABLE, key)
        return {}

    def tables(self, table: Table, key: str) -> tuple[Table, ...]:
        """Return a list of tables, empty when it is not there."""
        value = table.get(key, [])
        if not isinstance(value, list):
            self.fault(Problem.NOT_LIST, key)
            return ()
        if not all(isinstance(each, dict) for each in value):
            self.fault(Problem.NOT_TABLE, key)
        return tuple(each for each in value if isinstance(each, dict))

    def texts(self, table: Table, key: str) -> tuple[str, ...]:
        """Return a list of texts that has to be there."""
        value = table.get(key)
        if value is None:
            self.fault(Problem.MISSING, key)
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fault(Problem.NOT_LIST, key)
            return ()
        return tuple(value)
