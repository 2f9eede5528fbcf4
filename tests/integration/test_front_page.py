"""What somebody sees of whom nothing is known: at the first page, at an unknown link, and on a chat platform."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import application
from bot.texts import Texts
from tests.house import ROSTER, opened, settings_for
from tests.unit.web.html_page import read

TEXTS = Texts.load()
ENGLISH = replace(settings_for("sqlite://"), default_language="en")


@pytest.mark.parametrize(
    ("asked", "language"), [("nl-NL", "nl"), ("en-US", "en"), ("de", "en"), ("de, nl;q=0.2", "nl")]
)
async def test_the_first_page_says_what_this_is_and_names_nobody(asked: str, language: str) -> None:
    """Without a link one reads what this is, how one comes in and whom to ask, in a language one asked for."""
    with opened(ENGLISH) as home:
        async with TestClient(TestServer(application(home.house))) as client:
            answer = await client.get("/", headers={"Accept-Language": asked})
            page = await answer.text()
    assert answer.status == 200
    assert f'<html lang="{language}">' in page
    shown = " ".join(one.text for one in read(page))
    for key in ("what", "in", "ask"):
        assert TEXTS.phrase(language, f"web.front.{key}") in shown
    names = {line.split(",")[1] for line in ROSTER.splitlines()[1:]}
    assert not any(name in page for name in names)
    assert "/me/" not in page


async def test_an_unknown_link_speaks_the_language_of_the_house() -> None:
    """A browser that asks for a language we do not speak reads the default one, and the page says which that is."""
    with opened(ENGLISH) as home:
        async with TestClient(TestServer(application(home.house))) as client:
            answer = await client.get("/me/nobody-0123456789abcdef", headers={"Accept-Language": "de"})
            page = await answer.text()
    assert answer.status == 404
    assert '<html lang="en">' in page
    assert TEXTS.phrase("en", "web.unknown.title") in page


def test_a_stranger_in_a_chat_is_spoken_to_in_the_language_of_the_house() -> None:
    """Of a stranger no language is known, so they get the one the house was set up in."""
    with opened(ENGLISH) as home:
        assert home.desk.phrase("", "chat.stranger") == TEXTS.phrase("en", "chat.stranger")
        assert home.desk.language("") == "en"
