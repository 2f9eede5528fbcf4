"""A page goes on to its end on every channel, each part within what the channel takes, and shows each thing once."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest

from adapters.slack import page as slack
from adapters.teams import page as teams
from adapters.teams.elements import Phrases
from adapters.teams.text import BUDGET, weight
from adapters.web.render import Pages
from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import QuestionId
from dialogs.page import Page
from dialogs.pages import PageName
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, Home
from tests.unit.slack.payload_limits import faults
from tests.unit.slack.payload_reader import seen
from tests.unit.teams.card_reading import look
from tests.unit.web.html_page import read

MANY = 150
Shown = tuple[str, str]
"""All that a part of the page says, and the argument by which it goes on, empty at its end."""


async def _page(home: Home, argument: str, room: int) -> Page:
    found = await home.desk.page(home.visitor(ANNA), PageName.ANSWERS, argument.partition(" ")[2], room)
    assert isinstance(found, Page)
    return found


async def _on_the_web(home: Home, argument: str) -> Shown:
    html = Pages(home.desk, lambda: "nonce-0001").page(
        home.visitor(ANNA), "/me/x", PageName.ANSWERS, await _page(home, argument, 50)
    )
    elements = read(html)
    ways = [one.attrs["href"].rpartition("from=")[2] for one in elements if "from=" in one.attrs.get("href", "")]
    assert len(ways) <= 1
    text = next(one.text for one in elements if one.tag == "main")
    return text, f"answers {ways[0].replace('+', ' ')}" if ways else ""


async def _in_slack(home: Home, argument: str) -> Shown:
    found = await _page(home, argument, slack.ROOM)
    say = partial(home.desk.phrase, "nl")
    view = slack.window(found.title, slack.shelves(found, say), say)
    assert faults(view["blocks"], 100) == []
    pressed = [json.loads(value) for action, _, value in seen(view["blocks"]).pressed if action.startswith("do:page")]
    assert len(pressed) <= 1
    return seen(view["blocks"]).text, pressed[0]["a"] if pressed else ""


async def _in_teams(home: Home, argument: str) -> Shown:
    found = await _page(home, argument, teams.ROOM)
    card = teams.card(Phrases(language="nl", phrase=home.desk.phrase), found, argument.partition(" ")[2])
    assert weight(card) <= BUDGET
    data = [one["data"] for one in look(card).buttons]
    ways = [one["a"] for one in data if isinstance(one, dict) and str(one["a"]).startswith("answers others ")]
    return look(card).text, str(ways[0]) if ways else ""


@pytest.mark.parametrize("shows", [_on_the_web, _in_slack, _in_teams])
async def test_everything_that_was_said_can_be_reached(
    home: Home, shows: Callable[[Home, str], Awaitable[Shown]]
) -> None:
    """However much somebody said, pressing on shows all of it, newest first, and nothing twice."""
    await home.welcome(ANNA)
    (one,) = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))[:1]
    keep = partial(_keep, replace(one, records="", subject="", revision=1))
    home.write(keep)
    texts, argument = [], "answers"
    while argument:
        text, argument = await shows(home, argument)
        texts.append(text)
        assert len(texts) <= MANY
    shown = [word for text in texts for word in text.split() if word.startswith("woord-")]
    assert shown == [f"woord-{number:04}." for number in reversed(range(MANY))]
    assert len(texts) > 1


def _keep(one: Answer, uow: UnitOfWork) -> None:
    for number in range(MANY):
        answer = replace(one, id=AnswerId(f"an-{number}"), question=QuestionId(f"q-{number}"))
        uow.answers.add(replace(answer, value=f"woord-{number:04}."))
