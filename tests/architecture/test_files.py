"""Files are small, are named after what they do, and say nothing of the machine they were made on."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.architecture.repository import PACKAGES, ROOT, code, files, text

LONGEST = 400
COULD_HOLD_ANYTHING = {"utils", "util", "helpers", "helper", "common", "misc"}
MACHINE_PATH = re.compile(r"/(?:home|Users|root|work|opt|mnt)/[A-Za-z0-9_.-]+|\b[A-Z]:\\\\?Users")
REGISTRY = re.compile(
    r"py[p]i\.org|python[h]osted|registry\.(?:np[m]js|yarn[p]kg)|--(?:extra-)?index[-]url|--find[-]links|arti[f]actory"
)
"""A letter in brackets is that letter, so that this file does not hold what it looks for."""
HERE = Path(__file__).relative_to(ROOT)
OTHERS = Path("adapters/web/static")
"""The folder in which a library lies that others made."""


def test_there_is_something_to_look_at() -> None:
    """The walk over the repository finds every package, the documents and this file."""
    assert {path.parts[0] for path in files()} >= {*PACKAGES, "tests", "docs", "README.md", ".ci"}
    assert HERE in code("tests")


def test_every_file_is_short() -> None:
    """No Python file has more than 400 lines."""
    lengths = {str(path): len(text(path).splitlines()) for path in code(*PACKAGES, "tests")}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_every_file_is_named_after_what_it_does() -> None:
    """No file or folder has a name that could hold anything, or that of a module of the standard library often used."""
    forbidden = COULD_HOLD_ANYTHING | {"types", "logging", "queue", "calendar"}
    assert [str(path) for path in code(*PACKAGES, "tests") if {*path.parts[:-1], path.stem} & forbidden] == []
    assert not set(PACKAGES) & sys.stdlib_module_names


def test_every_module_says_what_it_is_responsible_for() -> None:
    """Every module of the product begins with its docstring."""
    modules = [path for path in code(*PACKAGES) if path.stem != "__init__"]
    assert [str(path) for path in modules if not text(path).startswith('"""')] == []


def test_every_folder_of_tests_is_a_package() -> None:
    """A folder under tests/ without __init__.py would hide the real package of the same name."""
    folders = {parent for path in code("tests") for parent in path.parents if parent.parts}
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").exists()] == []


def test_the_patterns_find_what_they_look_for() -> None:
    """The patterns for machine paths and registries catch what they are meant to catch."""
    assert MACHINE_PATH.search("see /" + "home/anna/notes.txt")
    assert REGISTRY.search("--index" + "-url https://somewhere")
    assert REGISTRY.search("https://py" + "pi.org/simple")


def test_no_file_names_a_machine_or_a_registry() -> None:
    """No file names a folder of somebody's machine, or the host that packages come from."""
    ours = [path for path in files() if not path.is_relative_to(OTHERS)]
    contents = {str(path): (ROOT / path).read_bytes().decode("utf-8", errors="replace") for path in ours}
    assert [
        path for path, content in contents.items() if MACHINE_PATH.search(content) or REGISTRY.search(content)
    ] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_holds_only_versions_and_hashes(name: str) -> None:
    """Every line of a lock is an exact version, or a hash of one; so no host is named and nothing is unchecked."""
    line = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.]+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert text(name)
    assert [one for one in text(name).splitlines() if not line.fullmatch(one)] == []


def test_the_lock_of_the_stand_ins_holds_only_versions_and_hashes() -> None:
    """Every package of others that plays a platform in the tests has one exact version and a hash, and no address."""
    _ours, *locked = json.loads(text("tests/standins/package-lock.json"))["packages"].values()
    assert locked
    assert [one for one in locked if "resolved" in one or not one["integrity"].startswith("sha512-")] == []
    asked = json.loads(text("tests/standins/package.json"))
    wanted = {**asked["dependencies"], **asked["optionalDependencies"]}
    assert sorted(wanted.values()) == sorted(one["version"] for one in locked)
