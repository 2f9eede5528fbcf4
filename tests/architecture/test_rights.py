"""The table of rights, the use cases and the page about both say the same, and nobody compares a role beside them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.page_rights import PAGES
from bot.permissions import document
from bot.use_cases import COMMANDS, FORMS, SHEETS, USE_CASES, WITHIN
from dialogs.pages import PageName
from dialogs.policy.may import Action
from dialogs.policy.not_built import not_built
from dialogs.talk.understanding import IntentName
from tests.architecture.repository import code, text

STILL_COMPARED = {Path("adapters/slack/home.py"), Path("adapters/teams/home.py")}
"""Renderers that go when every page is drawn by one; nothing is added here."""


def compared(source: str) -> Iterator[str]:
    """Return where a module compares somebody's role, or matches on it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.Match):
            sides = [node.subject]
        else:
            continue
        yield from (ast.unparse(side) for side in sides if isinstance(side, ast.Attribute) and side.attr == "role")


def test_an_action_is_the_right_of_something_or_not_built_yet() -> None:
    """Every action of the table is asked for by a use case or a page, or it stands in the list of what is to come."""
    asked = {one.right for one in USE_CASES} | {action for action, _ in PAGES.values()} | set(WITHIN)
    assert asked | set(not_built()) == set(Action)
    assert asked & set(not_built()) == set(), "built: take it off dialogs/policy/not_built.toml"


def test_what_is_not_built_says_when() -> None:
    """Each names the heading that builds it, or says why later."""
    assert [why for why in not_built().values() if not why.startswith(("heading ", "later: "))] == []


def test_a_name_leads_to_one_use_case() -> None:
    """No two use cases have a name, a form, a command or a sheet in common."""
    for names in (
        [one.name for one in USE_CASES],
        [one.form for one in USE_CASES if one.form],
        [one.command for one in USE_CASES if one.command],
        [one.sheet.name for one in USE_CASES if one.sheet],
    ):
        assert [name for name, many in Counter(names).items() if many > 1] == []
    assert len(FORMS) + len(COMMANDS) + len(SHEETS) > len(USE_CASES)


def test_everything_that_can_be_meant_and_every_page_has_a_right() -> None:
    """What somebody types as a whole message is a use case, and a page is a page with a right."""
    assert set(IntentName) <= set(COMMANDS)
    assert set(PAGES) == set(PageName)


def test_the_page_about_rights_is_made_of_them() -> None:
    """docs/permissions.md is what the table and the use cases say now."""
    assert text("docs/permissions.md") == document(), "run: python -m bot.permissions > docs/permissions.md"


@pytest.mark.parametrize(
    "source", ["one.role is Role.CLIENT", "Role.CENTRE == visitor.role", "match one.role:\n case _: pass"]
)
def test_a_comparison_of_a_role_is_seen(source: str) -> None:
    """However it is written."""
    assert list(compared(source))


def test_no_role_is_compared_beside_the_policy() -> None:
    """Outside `dialogs/policy` nobody compares a role: rights are asked of the table."""
    found = {path for path in code("bot", "adapters") if any(compared(text(path)))}
    assert found - STILL_COMPARED == set()
    assert found >= STILL_COMPARED, "gone: take it off the list"
