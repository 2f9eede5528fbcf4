"""The programs of others that play Slack and Microsoft Teams; where one is not there, its tests are skipped by name."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent / "node_modules"
_HINT = "`make test` installs it where npm is there"


def local_slack_command() -> tuple[str, ...]:
    """Return the command that starts local-slack, or skip the test that asks."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip("local-slack is there only for Linux on x64")
    program = _FOLDER / "local-slack-linux-x64/bin/local-slack"
    if not program.exists():
        pytest.skip(f"local-slack is not installed here; {_HINT}")
    return (str(program),)


def playground_command() -> tuple[str, ...]:
    """Return the command that starts the Agents Playground, or skip the test that asks."""
    program = _FOLDER / "@microsoft/m365agentsplayground/cli.js"
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node here, which the Agents Playground runs on")
    if not program.exists():
        pytest.skip(f"the Agents Playground is not installed here; {_HINT}")
    return (node, str(program), "start")
