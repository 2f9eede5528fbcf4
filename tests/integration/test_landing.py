"""Where somebody who works here lands first: an empty conversation says what can be done, and leads there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import commands
from bot.texts import Texts
from dialogs.people import PersonId
from tests.browsing import serving
from tests.house import JOOST, MARIJKE, SAM, opened, settings_for
from tests.unit.web.html_page import read

TEXTS = Texts.load()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("person", "says", "leads"),
    [
        (JOOST, ("professional",), ("assumptions", "clients")),
        (MARIJKE, ("centre", "week"), ("digests",)),
        (SAM, ("steward", "check"), ("organisation",)),
    ],
)
async def test_whoever_works_here_finds_what_to_do_and_where(
    person: PersonId, says: tuple[str, ...], leads: tuple[str, ...], language: str
) -> None:
    """Nobody lands on an empty page with a box: at most three short lines, with the links that do what they say."""
    with opened(replace(settings_for("sqlite://"), default_language=language)) as home:
        link = f"/me/{commands.link(home.house, person)}"
        async with serving(home) as browser:
            found = read(await browser.opened(link))
            shown = " ".join(one.text for one in found)
            fitting = {"day": TEXTS.phrase(language, "web.weekday.4"), "time": "16:00"}
            assert all(TEXTS.phrase(language, f"web.landing.{key}", **fitting) in shown for key in says)
            buttons = {one.text.strip(): one for one in found if "button" in (one.attrs.get("class") or "").split()}
            for page in leads:
                led = buttons[TEXTS.phrase(language, f"web.landing.to_{page}")]
                assert led.attrs["href"] == f"{link}/{page}"
                await browser.opened(f"{link}/{page}")
