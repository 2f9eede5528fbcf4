"""Looking at a dialogue beforehand (P78)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.rehearsal import RehearsalPage
from bot.rehearsal import Rehearser
from bot.texts import Texts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWN = """
role = "client"
title = "Een vraag van ons"
thanks = "Dank je."
[[question]]
id = "weather"
kind = "text"
text = "{question}"
share = "team"
"""


def own(folder: Path, question: str) -> Rehearser:
    """Write a dialogue of one's own with an English overlay, and return who walks through it."""
    (folder / "en").mkdir(exist_ok=True)
    (folder / "weather.toml").write_text(OWN.replace("{question}", question), encoding="utf-8")
    overlay = 'title = "A question"\nthanks = "Thanks."\n[question.weather]\ntext = "How is the weather?"\n'
    (folder / "en" / "weather.toml").write_text(overlay, encoding="utf-8")
    return Rehearser(folder, "Europe/Amsterdam", lambda: NOW)


def test_a_changed_question_is_seen_at_once(tmp_path: Path) -> None:
    """Whoever changes a question in the file sees the new words on the next look, without a restart."""
    before = own(tmp_path, "Hoe is het weer?").walk("weather", "nl", [])
    after = own(tmp_path, "Schijnt de zon?").walk("weather", "nl", [])
    assert before.current is not None
    assert after.current is not None
    assert (before.current.text, after.current.text) == ("Hoe is het weer?", "Schijnt de zon?")


def test_a_walk_goes_as_the_talk_would(tmp_path: Path) -> None:
    """Answers lead to the same questions as in a real talk, and the end is the end."""
    walk = own(tmp_path, "Hoe is het weer?").walk("talents-and-wishes", "nl", ["Anders", "Zwemmen", "overslaan"])
    assert walk.current is not None
    assert [one for one in walk.told if isinstance(one, str)] == ["Anders", "Zwemmen", "overslaan"]
    over = own(tmp_path, "Hoe is het weer?").walk("weather", "en", ["Fine", "Too much", "Far too much"])
    assert over.current is None
    assert [one for one in over.told if isinstance(one, str)] == ["Fine"]


def test_every_mistake_in_a_file_is_told(tmp_path: Path) -> None:
    """A broken file shows each of its mistakes on the page, and nothing else."""
    own(tmp_path, "Hoe is het weer?")
    (tmp_path / "weather.toml").write_text(OWN.replace("text", "txt").replace("client", "clown"), encoding="utf-8")
    faults = Rehearser(tmp_path, "Europe/Amsterdam", lambda: NOW).walk("weather", "nl", []).faults
    assert len(faults) > 1
    assert all("weather" in fault for fault in faults)


async def test_the_page_shows_words_as_words() -> None:
    """What somebody types on the page never becomes part of the page, and odd requests get a page as well."""
    page = RehearsalPage(Rehearser(None, "Europe/Amsterdam", lambda: NOW), Texts.load().phrase, lambda: "nl")
    app = web.Application()
    page.add_to(app)
    async with TestClient(TestServer(app)) as client:
        answered = await client.get("/try/rehearsal", params=[("dialogue", "say"), ("a", "<b>live</b>")])
        assert "&lt;b&gt;live&lt;/b&gt;" in await answered.text()
        odd = await client.get(
            "/try/rehearsal", params=[("dialogue", "?"), ("language", "xx")] + [("a", "x" * 50)] * 90
        )
        assert (answered.status, odd.status) == (200, 200)
