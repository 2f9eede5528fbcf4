"""The documents and the command line name the same commands."""

from __future__ import annotations

import re

import pytest
import typer

import bot.__main__ as command_line
from bot.terminal import phrase
from bot.texts import Texts
from tests.architecture.repository import text

TEXTS = Texts.load()


def commands() -> set[str]:
    """Return every command there is, those of a group with the name of the group before them."""
    return set(_leaves(typer.main.get_command(_app()), ""))


def _app() -> typer.Typer:
    return next(value for value in vars(command_line).values() if isinstance(value, typer.Typer))


def _leaves(command: object, path: str) -> list[str]:
    children = getattr(command, "commands", None)
    if children is None:
        return [path.strip()]
    return [leaf for name, child in children.items() if not child.hidden for leaf in _leaves(child, f"{path} {name}")]


def test_everything_that_help_says_is_a_phrase() -> None:
    """What --help tells of a command and of each option stands among the phrases, so that it is in one language."""
    phrases = {phrase(key) for key in TEXTS.keys("en") if key.startswith("help.")}
    told = {found for command in _every(typer.main.get_command(_app())) for found in _help(command)}
    assert told <= phrases
    assert phrases <= told


def _every(command: object) -> list[object]:
    return [command, *(one for child in getattr(command, "commands", {}).values() for one in _every(child))]


def _help(command: object) -> list[str]:
    found = [command, *getattr(command, "params", [])]
    return [one.help for one in found if getattr(one, "help", None)]


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
