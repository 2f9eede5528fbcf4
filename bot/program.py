"""By which name this program is called here, so that every advice works as it is written."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path


def program(arguments: Sequence[str] = (), python: str = "") -> str:
    """Return what to type before a command, from the folder this was called in.

    `arguments` are those of the process and `python` is the interpreter it runs in, by default those of this one.
    """
    called = (arguments or sys.argv or ("",))[0]
    if Path(called).name == "samenspraak":
        return _callable(called)
    return f"{_callable(python or sys.executable)} -m bot"


def _callable(path: str) -> str:
    """Return the shortest way to call this file from here: its name, its path from here, or its whole path."""
    there = Path(path).absolute()
    by_name = shutil.which(there.name)
    # Not resolved: the interpreter of a .venv is a link to one that does not know its packages.
    if by_name is not None and Path(by_name).absolute() == there:
        return there.name
    return str(there.relative_to(Path.cwd())) if there.is_relative_to(Path.cwd()) else str(there)
