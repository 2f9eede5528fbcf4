"""How the command line speaks: one language for help and answers, and advice that works as it is written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.program import program
from bot.terminal import language
from bot.texts import Texts
from tests.architecture.repository import ROOT

TEXTS = Texts.load()


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"DEFAULT_LANGUAGE": "nl", "LANG": "en_US.UTF-8"}, "nl"),
        ({"DEFAULT_LANGUAGE": "", "LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LC_ALL": "en_GB.UTF-8", "LC_MESSAGES": "nl_NL.UTF-8", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "nl_BE", "LANG": "en_US.UTF-8"}, "nl"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"DEFAULT_LANGUAGE": "nn"}, "en"),
        ({}, "en"),
    ],
)
def test_the_command_line_speaks_one_language(environment: dict[str, str], spoken: str) -> None:
    """The language that was set, otherwise that of the terminal, otherwise English."""
    assert language(environment) == spoken


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_help_and_answers_are_in_the_same_language(tmp_path: Path, spoken: str) -> None:
    """In a terminal of one language nothing is said in the other, and the advice is a command that works from there."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DEFAULT_LANGUAGE", "LC_ALL"}}
    environment |= {"LC_MESSAGES": f"{spoken}_XX.UTF-8", "DATABASE_URL": f"sqlite:///{tmp_path}/house.db"}
    environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "400"}

    def ran(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    call = (sys.executable, "-m", "bot")
    assert TEXTS.phrase(spoken, "help.check") in ran(*call, "--help")[1]
    checked = ran(*call, "check")[1]
    assert TEXTS.phrase(spoken, "check.behind").partition(":")[0] in checked
    advice = checked.splitlines()[0].partition(": ")[2]
    assert ran(*advice.split()) == (0, TEXTS.phrase(spoken, "command.migrated") + "\n")


def test_a_program_is_called_by_the_shortest_way_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder of the .venv by the path from there, elsewhere by the whole path, by its name where it can."""
    binaries = tmp_path / "house" / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name in ("python", "samenspraak"):
        (binaries / name).touch(mode=0o755)
    python, script = str(binaries / "python"), str(binaries / "samenspraak")
    module = ("/anywhere/bot/__main__.py",)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path / "house")
    assert program(module, python) == ".venv/bin/python -m bot"
    assert program((script,), python) == ".venv/bin/samenspraak"
    monkeypatch.chdir(tmp_path)
    assert program(module, python) == "house/.venv/bin/python -m bot"
    monkeypatch.chdir("/")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert program(module, python) == f"{python} -m bot"
    monkeypatch.setenv("PATH", str(binaries))
    assert program(module, python) == "python -m bot"
    assert program((script,), python) == "samenspraak"


def test_no_phrase_knows_how_the_program_is_called() -> None:
    """What to type stands in a phrase as {program}, because it differs from machine to machine."""
    for spoken in TEXTS.languages:
        for key, found in TEXTS.keys(spoken).items():
            forms = [found] if isinstance(found, str) else list(found.values())
            assert not any("-m bot" in form for form in forms), key


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_what_goes_wrong_is_said_in_the_same_language(tmp_path: Path, spoken: str) -> None:
    """A database without tables, a wrong word and a strange name are answered as everything else is."""
    environment = os.environ | {"DEFAULT_LANGUAGE": spoken, "DATABASE_URL": f"sqlite:///{tmp_path}/house.db"}
    environment |= {"PYTHONPATH": str(ROOT), "COLUMNS": "400"}
    call = (sys.executable, "-m", "bot")

    def ran(*words: str) -> str:
        done = subprocess.run(
            (*call, *words), cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout + done.stderr

    behind = ran("people", "list")
    assert TEXTS.phrase(spoken, "check.behind").partition(":")[0] in behind
    assert TEXTS.phrase(spoken, "command.did_you_mean", name="welcome") in ran("chat", "welcom")
    assert TEXTS.phrase(spoken, "command.unclear_moment") in ran("due", "--at", "soon")
    advice = behind.splitlines()[-1].partition(": ")[2].replace(" migrate", "")
    assert f"{advice} due --help" in ran("due", "--at", "soon")
    ran("migrate")
    for week in ("47", "2026-W60"):
        assert TEXTS.phrase(spoken, "command.unclear_week") in ran("digest", "--week", week)
