"""A database or a file that is not right: a clear sentence to whoever can act on it, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.admitting import DEFAULT
from bot.program import program
from bot.texts import Texts
from storage.engine import Engines
from tests.browsing import Browser, serving
from tests.house import ANNA, NOW, WEEK, Home, opened
from tests.unit.web.html_page import fields_of, read

ROOT = Path(__file__).parents[2]
SECONDS = 60
_OURS = ("DATABASE_URL", "PORT", "SECRET_KEY", "PUBLIC_URL", "DEFAULT_LANGUAGE", "DEFAULT_TIMEZONE", "DIALOGUES")
ROSTER = "id,name,role,team,professional\njoost,Joost,professional,Oost,\nanna,Anna,client,Oost,joost\n"


# --- the database, while people are there -----------------------------------------------------------------------------


@contextmanager
def read_only(engines: Engines) -> Iterator[None]:
    """Let the database refuse every change."""
    _pragma(engines, "query_only=ON")
    yield
    _pragma(engines, "query_only=OFF")


@contextmanager
def full(engines: Engines) -> Iterator[None]:
    """Let the disk be full: not a page more fits."""
    _pragma(engines, "max_page_count=1")  # SQLite makes this as many as there are
    yield
    _pragma(engines, "max_page_count=1000000")


@contextmanager
def away(engines: Engines) -> Iterator[None]:
    """Let the folder of the database be gone, as a disk that comes loose."""
    assert engines.write.url.database is not None
    folder = Path(engines.write.url.database).parent
    elsewhere = folder.with_name(f"{folder.name}-elsewhere")
    engines.close()
    folder.rename(elsewhere)
    yield
    engines.close()
    elsewhere.rename(folder)


def _pragma(engines: Engines, pragma: str) -> None:
    raw = engines.write.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {pragma}")
    finally:
        raw.close()


def body(page: str) -> str:
    """Return all text on a page."""
    return next(one.text for one in read(page) if one.tag == "body")


async def talking(home: Home) -> None:
    """Let the question about a talent be open to Anna, with a wish told before."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    await home.command(ANNA, "wishes")
    await home.pick(ANNA, "different")
    await home.skip_all(ANNA)
    await home.command(ANNA, "say")


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Home]:
    """Give a house on a disk of its own."""
    (tmp_path / "disk").mkdir()
    with opened(f"sqlite:///{tmp_path / 'disk' / 'house.db'}") as home:
        yield home


@pytest.mark.parametrize("trouble", [read_only, full, away])
async def test_nothing_is_lost_while_the_database_is_in_trouble(on_disk: Home, trouble: object) -> None:
    """Who answers then reads that it was not kept, gets every word back, and sends it again with one press."""
    home = on_disk
    await talking(home)
    words = "mijn verhaal " * 4_000
    async with serving(home) as browser:
        link = home.link(ANNA)
        form = fields_of(await browser.opened(link), "/say") | {"text": words}
        assert callable(trouble)
        with trouble(home.house.engines):
            answer = await browser.post(f"{link}/say", form)
            page = await answer.text()
            assert answer.status == 503
            assert "Traceback" not in page
            sentence = "web.away.look" if trouble is away else "web.away.sentence"
            texts = home.house.script.texts
            assert any(texts.phrase("nl", one) in body(page) for one in (sentence, "web.away.sentence"))
            again = fields_of(page, "/say")
            assert again["text"].rstrip("\n") == words.rstrip("\n")
            status, page = await browser.get(link)
            assert status == (503 if trouble is away else 200)
            if trouble is read_only:
                seen = await browser.client.post(f"{link}/seen", data={"shown": "x"}, headers={"HX-Request": "true"})
                assert seen.status == 503
                assert texts.phrase("nl", "web.away.look") in await seen.text()
        assert home.words(ANNA, "said") == []
        assert home.words(ANNA, "wish") == ["naar zee"]
        assert (await browser.post(f"{link}/say", again)).status == 303
        await settle(browser, link)
    assert home.words(ANNA, "said") == [words.strip()]
    found = home.read(lambda uow: uow.connection.exec_driver_sql("PRAGMA integrity_check").scalar())
    assert found == "ok"


async def settle(browser: Browser, link: str) -> None:
    """Send what is left to be sent and open the page once more."""
    await browser.home.house.courier.deliver()
    await browser.opened(link)


async def test_clock_and_courier_outlive_a_database_that_is_away(on_disk: Home) -> None:
    """What falls due in the meantime is done afterwards: nothing is forgotten and nothing is asked twice."""
    home = on_disk
    await home.welcome(ANNA)
    async with serving(home) as browser:
        with away(home.house.engines):
            home.clock.move_to(NOW + WEEK + (WEEK / 7))
            assert await home.house.ticker.tick() == 0
            assert (await browser.get("/health"))[0] == 503
        assert (await browser.get("/health"))[0] == 200
        await home.until(NOW + WEEK + (WEEK / 7))
        asked = [at for at, _ in await home.asked(ANNA) if at > NOW]
    assert len(asked) == 1
    rows = home.read(lambda uow: uow.occasions.of_person(DEFAULT, ANNA, 10))
    assert [(row.outcome, row.reason) for row in reversed(rows)] == [("skipped", "late"), ("asked", "")]


# --- files and settings, by the command line --------------------------------------------------------------------------


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command as the steward does."""
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    environment |= {"PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder / 'data' / 'house.db'}"}
    environment |= {"DEFAULT_LANGUAGE": "nl", **settings}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last line of what went wrong, which must be there for a person."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.strip()
    return last


def test_a_broken_dialogue_names_every_fault(tmp_path: Path) -> None:
    """Every mistake in one's own dialogues is named with file, question and nearest right word; nothing runs."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "one.toml").write_text(
        """
        role = "client"
        title = "Een"
        thanks = "Dank je wel."
        [[question]]
        id = "eerste"
        kind = "chioce"
        text = "Kies {onbekend}"
        rules = [{ is = "x", go = "nergens" }]
        """
    )
    (own / "two.toml").write_text('role = "client"\ntitle = "Twee"\nthanks = "x"\n[[question]\nid = 1')
    for arguments in (("check",), ("chat", "welcome")):
        done = run(tmp_path, *arguments, DIALOGUES=str(own))
        sentence(done)
        for part in ("one.toml", "two.toml", "eerste", "chioce", "choice", "onbekend"):
            assert part in done.stderr, arguments


def test_a_broken_roster_names_every_fault_by_row_and_column(tmp_path: Path) -> None:
    """A roster with faults is refused whole: each is told by row and column, and nobody came in."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(ROSTER)
    bad.write_text(f"{ROSTER}bas,Bas,klant,Oost,joost\nanna,Anna,client,Oost,joost\ncarla,,client,Oost,niemand\n")
    refused = run(tmp_path, "people", "import", str(bad))
    texts = Texts.load()
    assert sentence(refused) == texts.phrase("nl", "roster.refused", n=4)
    for row, column in ((4, "role"), (5, "id"), (6, "name"), (6, "professional")):
        assert any(str(row) in line and column in line for line in refused.stdout.splitlines()), (row, column)
    assert run(tmp_path, "people", "list").stdout.strip() == ""
    for new in (2, 0):
        done = run(tmp_path, "people", "import", str(good))
        assert done.returncode == 0
        told = texts.phrase("nl", "command.imported", n=new, known=2 - new)
        assert done.stdout.startswith(told.partition(program())[0])
    assert len(run(tmp_path, "people", "list").stdout.strip().splitlines()) == 2


@pytest.mark.parametrize(
    "settings",
    [
        {"DATABASE_URL": "sqlite:////proc/nowhere/house.db", "SECRET_KEY": "a key that is long enough"},
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "SECRET_KEY": "a key that is long enough"},
        {"DATABASE_URL": "mysql://somewhere/else"},
        {"DEFAULT_TIMEZONE": "Mars/Base"},
        {"DIALOGUES": "no-such-folder"},
    ],
    ids=["unwritable", "away", "unknown", "zone", "folder"],
)
def test_what_is_set_wrong_is_said_in_one_sentence(tmp_path: Path, settings: dict[str, str]) -> None:
    """A setting or a database that is not right ends a command with exit code 1 and a sentence that says what to do."""
    for arguments in (("check",), ("due",)):
        sentence(run(tmp_path, *arguments, **settings))


def test_a_database_that_is_no_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    """A file of something else in the place of the database is left alone, and said."""
    file = tmp_path / "data" / "house.db"
    file.parent.mkdir()
    file.write_bytes(b"this is no database, and it is longer than a header " * 40)
    before = file.read_bytes()
    sentence(run(tmp_path, "check", SECRET_KEY="a key that is long enough"))
    assert file.read_bytes() == before
