"""Listen in on what is sent to a database: how many statements a piece of work takes, and which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.engine import Engines

Statement = tuple[str, Any]
"""What was sent, in the language of the database, and what it was filled in with."""


@contextmanager
def heard(engines: Engines) -> Iterator[list[Statement]]:
    """Yield the list that every statement is added to while this is open, savepoints left out."""
    statements: list[Statement] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.split(" ", 1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
            statements.append((statement, parameters))

    every = {engines.write, engines.read}
    for engine in every:
        event.listen(engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        for engine in every:
            event.remove(engine, "before_cursor_execute", listen)
