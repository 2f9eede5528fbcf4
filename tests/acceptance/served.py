"""The try-out as a process of its own, on a folder of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.tryout import opened

ROOT = Path(__file__).parents[2]
SECONDS = 30
_SETTINGS = ("DATABASE_URL", "PORT", "SECRET_KEY", "PUBLIC_URL", "DEFAULT_LANGUAGE", "DEFAULT_TIMEZONE", "DIALOGUES")


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[str]:
    """Run the try-out in a folder and give its address; it is asked to stop at the end, and must do so in order."""
    environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "try", "--port", "0", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    giving_up = threading.Timer(SECONDS, process.kill)
    giving_up.start()
    with process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1:]
            giving_up.cancel()
            assert address, "the try-out ended before it told its address"
            yield address[0]
        finally:
            giving_up.cancel()
            process.terminate()
            try:
                assert process.wait(SECONDS) == 0
            finally:
                process.kill()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the two weeks before the visitor be lived once, to be copied for each test."""
    folder = tmp_path_factory.mktemp("tryout")

    async def live() -> None:
        settings = load_settings(host="127.0.0.1", database_url=f"sqlite:///{folder}/data/try.db")
        async with opened(settings, fresh=True, begin_again=lambda: None) as (stage, _app):
            await asyncio.wait_for(stage.settled(), SECONDS)

    # In a thread of its own: a browser that is driven from this one has its own event loop running in it.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(live())).result(SECONDS)
    return folder


@pytest.fixture
def tryout(prepared: Path, tmp_path: Path) -> Iterator[str]:
    """Run a try-out as it stands when the visitor comes, and give its address."""
    shutil.copytree(prepared, tmp_path / "own")
    with running(tmp_path / "own") as address:
        yield address
