"""The documents and the command line name the same commands."""

from __future__ import annotations

import re

import pytest
import typer

import bot.__main__ as command_line
from tests.architecture.repository import text


def commands() -> set[str]:
    """Return every command there is, those of a group with the name of the group before them."""
    app = next(value for value in vars(command_line).values() if isinstance(value, typer.Typer))
    return set(_leaves(typer.main.get_command(app), ""))


def _leaves(command: object, path: str) -> list[str]:
    children = getattr(command, "commands", None)
    if children is None:
        return [path.strip()]
    return [leaf for name, child in children.items() if not child.hidden for leaf in _leaves(child, f"{path} {name}")]


def test_the_readme_has_every_command_and_no_other() -> None:
    """The table of commands in the README and the command line are the same set."""
    table = text("README.md").partition("## Commands")[2].partition("## Settings")[0]
    listed = re.findall(r"^\| `([a-z ]+)` \|", table, flags=re.MULTILINE)
    assert {name for name in listed if not name.startswith("make ")} == commands()


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/slack.md", "docs/teams.md", "Procfile", "Makefile"]
)
def test_a_command_in_a_document_exists(document: str) -> None:
    """Every `python -m bot ...` in a document begins with a command that exists."""
    known = commands()
    for line in re.findall(r"(?:python|\(PY\)) -m bot ([a-z][a-z ]*)", text(document)):
        words = line.split()
        assert {" ".join(words[:1]), " ".join(words[:2])} & known, line
