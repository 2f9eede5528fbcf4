"""Whatever stands on a page is before its reader's eyes, on every channel there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import TypeVar, cast, get_args

import pytest

from adapters.slack import page as slack
from adapters.slack.shelves import home_view
from adapters.teams import page as teams
from adapters.web.render import Pages
from dialogs import page as document
from dialogs.page import Action, Block, Card, Confirm, Emphasis, Page, Section, Tone
from dialogs.pages import PageName
from tests.page_reading import said
from tests.unit.slack.payload_limits import faults
from tests.unit.slack.payload_reader import Json, seen
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import phrases
from tests.unit.web.fake_desk import ANNA, TEXTS, FakeDesk
from tests.unit.web.html_page import read

T = TypeVar("T")
BLOCKS: tuple[type, ...] = get_args(Block)


def marked() -> Page:
    """Return a page with every kind of block in every tone, and in each of its texts a mark of its own."""
    numbers = count(1)
    sure = Confirm(text="sure", yes="yes", no="no")
    actions = tuple(Action(name="start", argument=str(n), label="do", emphasis=one) for n, one in enumerate(Emphasis))
    blocks = tuple(block for kind in BLOCKS for block in _filled(kind))
    card = Card(
        id="a1",
        title="title",
        about="about",
        blocks=blocks,
        actions=(*actions, Action(name="answer.withdraw", argument="a1", label="away", confirm=sure)),
    )
    empty = Section(name="none", title="title", lead="lead", empty="empty")
    full = Section(name="some", title="title", lead="lead", cards=(card,), actions=actions)
    page = Page(name="answers", title="title", lead="lead", sections=(empty, full), actions=actions)
    return _with_marks(page, numbers)


def _filled(kind: type) -> Iterator[Block]:
    """Give a block of this kind with something in all its texts, for each tone where it has one."""
    if kind is document.Facts:
        yield document.Facts(rows=(("one", "two"), ("three", "four")))
        return
    if kind is document.Folded:
        yield document.Folded(label="label", blocks=(document.Words(quoted="words", by="by"),))
        return
    texts = {
        one.name: ("one", "two") if "tuple" in str(one.type) else "text" for one in fields(kind) if one.name != "tone"
    } | {"language": "en"}
    names = {one.name for one in fields(kind)}
    for tone in Tone if "tone" in names else (None,):
        values = {name: value for name, value in texts.items() if name in names}
        yield kind(**values, **({"tone": tone} if tone else {}))


def _with_marks(thing: T, numbers: Iterator[int]) -> T:
    if isinstance(thing, tuple):
        return cast("T", tuple(_with_marks(one, numbers) for one in thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        kept = {"name", "argument", "id", "language", "tone", "emphasis"}
        names = [one.name for one in fields(thing) if one.name not in kept]
        return replace(thing, **{name: _with_marks(getattr(thing, name), numbers) for name in names})
    return cast("T", f"{thing} mark{next(numbers):03}") if isinstance(thing, str) and thing else thing


MARKED = marked()
MARKS = [word for text in said(MARKED) for word in text.split() if word.startswith("mark")]


def test_there_is_a_mark_in_every_kind_of_block() -> None:
    """Every block of the document is on the page, so that one that no channel draws is found."""
    assert BLOCKS
    assert {type(block) for block in MARKED.sections[1].cards[0].blocks} == set(BLOCKS)
    assert len(MARKS) == len(set(MARKS)) > 20
    assert set(BLOCKS) <= {one for one in vars(document).values() if isinstance(one, type)}


def test_the_web_shows_all_of_a_page() -> None:
    """Every mark is a text of the page, and none only a value or a name for what cannot be seen."""
    desk = FakeDesk()
    html = Pages(desk, lambda: "nonce-0001").page(desk.visitors[ANNA], "/me/x", PageName.ANSWERS, MARKED)
    shown = " ".join(one.text for one in read(html) if one.tag == "main")
    assert [mark for mark in MARKS if mark not in shown] == []


@pytest.mark.parametrize("surface", ["home", "window"])
def test_slack_shows_all_of_a_page(surface: str) -> None:
    """Every mark is in a text that Slack draws, on Home and in a window, and Slack takes both."""

    def say(key: str, **values: object) -> str:
        return TEXTS.phrase("nl", key, **values)

    parts = slack.shelves(MARKED, say)
    view: Json = home_view(parts, "") if surface == "home" else slack.window(MARKED.title, parts, say)
    assert faults(view["blocks"], 100) == []
    shown = seen(view["blocks"]).text
    assert [mark for mark in MARKS if mark not in shown] == []


def test_teams_shows_all_of_a_page() -> None:
    """Every mark is in a text or on a button of the card, also in what a button unfolds."""
    sight = look(teams.card(phrases("nl"), MARKED, ""))
    shown = sight.text + " ".join(sight.titles())
    assert [mark for mark in MARKS if mark not in shown] == []
