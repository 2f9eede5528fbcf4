"""What the documents promise is there: settings, make targets, links, pictures, features, reasons."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path

import pytest

from bot.roster import read_roster
from bot.settings import Environment
from tests.architecture.repository import ROOT, files, text

MAKE_TARGETS = set(re.findall(r"^([a-z]+):.*## ", text("Makefile"), flags=re.MULTILINE))
FEATURES = 85


def in_readme(pattern: str) -> set[str]:
    """Return what a pattern finds in the README."""
    return set(re.findall(pattern, text("README.md"), flags=re.MULTILINE))


def test_the_readme_has_every_setting_and_no_other() -> None:
    """The table of settings in the README and the settings are the same set."""
    assert in_readme(r"^\| `([A-Z_]+)` \|") == {name.upper() for name in Environment.model_fields}


@pytest.mark.parametrize("document", ["README.md", "docs/slack.md", "docs/teams.md"])
def test_a_file_of_people_in_a_document_can_be_loaded(document: str) -> None:
    """Whoever copies an example of a roster from a document and loads it finds no fault in it."""
    blocks = re.findall(r"^ *```\n( *id,name,role.*?)^ *```$", text(document), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        assert read_roster(textwrap.dedent(block)).rows


@pytest.mark.parametrize("document", ["docs/slack.md", "docs/teams.md"])
def test_a_manual_names_settings_that_are_there(document: str) -> None:
    """Every variable that a manual has one set is a setting."""
    named = set(re.findall(r"\b((?:SLACK|TEAMS|CENTRE|PUBLIC|DEFAULT)_[A-Z_]+)\b", text(document)))
    assert named
    assert named <= {name.upper() for name in Environment.model_fields}


def test_every_make_target_in_the_documents_exists() -> None:
    """Every `make ...` in a document is in the Makefile, and the README has them all but `help`."""
    written = {
        name for path in files(".md") for name in re.findall(r"(?:^|`)make ([a-z]+)", text(path), flags=re.MULTILINE)
    }
    assert written <= MAKE_TARGETS
    assert in_readme(r"^\| `make ([a-z]+)` \|") == MAKE_TARGETS - {"help"}


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_a_link_or_picture_leads_somewhere(path: Path) -> None:
    """Every link to a file of ours finds it, and every picture has words beside it."""
    for picture, words, target in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", text(path)):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (ROOT / path.parent / target.partition("#")[0]).exists(), target
        assert words or not picture, target


def test_every_feature_has_one_line() -> None:
    """docs/features.md has each of the eighty features once, in order, with a word for how it stands."""
    rows = re.findall(
        r"^\| P(\d+) \| [^|]+ \| (works|partly|not yet)\b[^|]* \| ([^|]*)\|$", text("docs/features.md"), re.MULTILINE
    )
    assert [int(number) for number, _, _ in rows] == list(range(1, FEATURES + 1))


def test_what_works_is_shown_by_a_test() -> None:
    """A feature that works, or works in part, names a test file that exists."""
    for line in re.findall(
        r"^\| P\d+ \| [^|]+ \| (?:works|partly)[^|]* \| [^|]*\|$", text("docs/features.md"), re.MULTILINE
    ):
        named = re.findall(r"`(tests/[^`:]+)", line)
        assert named, line
        assert all((ROOT / name).exists() for name in named), line


def test_the_decisions_are_numbered_and_whole() -> None:
    """Decision records have numbers that follow each other, and say context, decision and consequences."""
    records = sorted(path for path in files(".md") if path.parent == Path("docs/decisions"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        assert re.findall(r"^## (.+)$", text(path), re.MULTILINE) == ["Context", "Decision", "Consequences"], path


def test_every_dependency_has_its_reason() -> None:
    """Each dependency in pyproject.toml stands on a line of its own, with a reason behind it."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    for dependency in [*project["dependencies"], *(one for extra in extras for one in extra)]:
        assert re.search(rf'^  "{re.escape(dependency)}", +# \S.+$', text("pyproject.toml"), re.MULTILINE), dependency


def test_every_dependency_is_locked() -> None:
    """Whatever pyproject.toml asks for has an exact version in the lock that the tests install."""
    project = tomllib.loads(text("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    locked = set(re.findall(r"^([a-z0-9._-]+)==", text("requirements-dev.txt"), re.MULTILINE))
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in asked}
    assert names <= locked
    assert set(re.findall(r"^([a-z0-9._-]+)==", text("requirements.txt"), re.MULTILINE)) <= locked
