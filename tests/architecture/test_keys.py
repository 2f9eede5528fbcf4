"""What a message is about, and where words come from, is made and read in one file; the key is for the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import get_args

from dialogs.subject import Subject
from tests.architecture.repository import PACKAGES, code, text

ONE_FILE = "dialogs/subject.py"
KINDS = tuple(f"{one.kind}:" for one in get_args(Subject) if hasattr(one, "kind"))
PARSERS = {"partition", "rpartition", "split", "startswith", "removeprefix"}
CAUSES = {"Turn", "_turn"}
"""What is handed a cause, which begins like a subject here and there and is none."""


def makes_or_reads(source: str) -> Iterator[str]:
    """Return where a module writes the key of a subject, or takes one apart, by hand."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    causes = {id(given) for call in calls if ast.unparse(call.func) in CAUSES for given in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in causes:
            first = node.values[0] if node.values else None
            if isinstance(first, ast.Constant) and str(first.value).startswith(KINDS):
                yield ast.unparse(node)
        given = isinstance(node, ast.keyword) and node.arg == "subject" and isinstance(node.value, ast.JoinedStr)
        parsed = (
            isinstance(node, ast.Attribute) and node.attr in PARSERS and ast.unparse(node.value).endswith("subject")
        )
        if given or parsed:
            yield ast.unparse(node)


def test_a_subject_is_made_and_read_in_one_file() -> None:
    """No other file writes `f"session:{id}"`, or parses what a message is about."""
    assert list(makes_or_reads('turn.tell(one, subject=f"{a}:{b}")'))
    assert list(makes_or_reads('about = f"client:{client.id}"'))
    assert list(makes_or_reads('kind, _, id = outgoing.subject.partition(":")'))
    assert not list(makes_or_reads('_turn(house, uow, f"digest:{week}")'))
    found = {str(path): list(makes_or_reads(text(path))) for path in code(*PACKAGES) if str(path) != ONE_FILE}
    assert {path: lines for path, lines in found.items() if lines} == {}


def asking_for_keys(module: str) -> set[str]:
    """Return the files that make or read the key of what the module holds."""
    return {
        str(path)
        for path in code(*PACKAGES)
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.ImportFrom) and node.module == module
        if {"key", "read"} & {one.name for one in node.names}
    }


def test_the_key_of_a_subject_is_for_the_database() -> None:
    """Only `storage` asks for the key; whoever says or hears what a message is about has the thing itself."""
    assert {one.partition("/")[0] for one in asking_for_keys("dialogs.subject")} == {"storage"}


def test_the_key_of_a_source_is_for_the_database() -> None:
    """Only `storage`, and what is kept of a week, ask for the key; whoever quotes has the thing itself."""
    asks = asking_for_keys("dialogs.source")
    assert {one for one in asks if not one.startswith("storage/")} == {"bot/week_items.py"}
