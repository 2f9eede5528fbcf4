"""The files of the repository, as the tests of its shape read them."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "adapters", "dialogs", "storage")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the files of ours with one of the suffixes, or all of them, relative to the root and in order."""
    ignored = [line.rstrip("/") for line in text(".gitignore").splitlines() if line]
    found: list[Path] = []
    for folder, children, names in os.walk(ROOT):
        top = Path(folder) == ROOT
        children[:] = [
            name
            for name in children
            if (name == ".ci" or not name.startswith("."))
            and not any(fnmatch(name, pattern) or (top and f"/{name}" == pattern) for pattern in ignored)
        ]
        # In a worktree .git is a file, and no file of ours.
        found += [Path(folder, name).relative_to(ROOT) for name in names if name != ".git"]
    return tuple(sorted(path for path in found if not suffixes or path.suffix in suffixes))


def text(path: Path | str) -> str:
    """Return what stands in a file."""
    return (ROOT / path).read_text(encoding="utf-8")


def code(*folders: str) -> tuple[Path, ...]:
    """Return the Python files in the given folders."""
    return tuple(path for path in files(".py") if path.parts[0] in folders)
