"""The picture of the one question, in words and as a chart."""

from __future__ import annotations

import pytest

from bot import week_items
from bot.texts import Texts
from bot.trend import drawn
from dialogs.digest.compose import COUNTED, Line, Words
from dialogs.digest.series import MOST_WEEKS, Told
from dialogs.evidence.answers import AnswerId
from dialogs.messages import OutboxId
from dialogs.people import PersonId
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.weeks import IsoWeek
from dialogs.source import FromAnswer
from storage.rows import DigestItem

TEXTS = Texts.load()
LANGUAGES = sorted(TEXTS.languages)
MOST_CATEGORIES, MOST_SERIES, LONGEST_ALT, LONGEST_NAME = 20, 12, 2000, 20
"""What the platforms that draw charts themselves take."""


def told(week: int, *counts: int) -> Told:
    """Return what week `week` told: yes, partly and no, or nothing."""
    numbers = dict(zip(COUNTED, map(AtLeast, counts), strict=True)) if counts else None
    return Told(week=IsoWeek(year=2026, week=week), counts=numbers)


def test_a_picture_tells_the_same_in_words() -> None:
    """Every number of a picture is in its words, what is not drawn is said to be few or not there at all."""
    chart = drawn(TEXTS, "nl", (told(46, 10, 0, 5), told(47), told(48, 15, 5, 0)))
    assert chart.categories == ("Week 46", "Week 47", "Week 48")
    assert {one.name: one.values for one in chart.series} == {"Ja": (10, 0, 15), "Deels": (0, 0, 5), "Nee": (5, 0, 0)}
    assert chart.alt.splitlines() == [
        "Week 46. Ja: minstens tien mensen. Deels: minder dan vijf mensen. Nee: minstens vijf mensen.",
        "Week 47. Geen cijfers.",
        "Week 48. Ja: minstens vijftien mensen. Deels: minstens vijf mensen. Nee: minder dan vijf mensen.",
        "Zijn het er minder dan vijf? Dan staan ze niet in het plaatje.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_fits_every_platform(language: str) -> None:
    """The longest picture there can be stays within what platforms take, in every language."""
    chart = drawn(TEXTS, language, [told(40 + at, 1000, 1000, 1000) for at in range(MOST_WEEKS)])
    assert len(set(chart.categories)) == MOST_WEEKS <= MOST_CATEGORIES
    assert len({one.name for one in chart.series}) == len(COUNTED) <= MOST_SERIES
    assert all(len(one.values) == len(chart.categories) for one in chart.series)
    assert max(map(len, (*chart.categories, *(one.name for one in chart.series)))) <= LONGEST_NAME
    assert len(chart.alt) <= LONGEST_ALT
    assert len(chart.title) <= 50


def test_what_is_kept_of_an_item_holds_no_words() -> None:
    """Of an item are kept the numbers it told and where its words are; the two do not get mixed up."""
    source = FromAnswer(id=AnswerId("why-1"), speaker=PersonId("anna"))
    lines = (
        Line(key="digest.helps_head"),
        Line(key="digest.helps_yes", values={"n": AtLeast(5)}),
        Line(key="digest.need", values={"team": "Noord"}),
        Words(source=source),
    )
    kept = week_items.kept(lines)
    item = DigestItem(ordinal=1, outbox=OutboxId("o1"), kind="helps", lines=kept)
    assert week_items.sources_of(item) == [source]
    assert week_items.lines_of(item) == lines


def test_an_item_from_before_sentences_were_kept_is_still_read() -> None:
    """What an earlier version kept of an item gives its sources, and no lines: it is shown as it was posted."""
    before = '[["answer", "why-1", "anna"], {"key": "digest.helps_yes", "n": 5}]'
    item = DigestItem(ordinal=1, outbox=OutboxId("o1"), kind="helps", lines=before)
    assert week_items.sources_of(item) == [FromAnswer(id=AnswerId("why-1"), speaker=PersonId("anna"))]
    assert week_items.lines_of(item) == ()
