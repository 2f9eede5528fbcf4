"""The picture under the one question: what clients answered week by week, as the digests of those weeks told it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import week_items
from bot.texts import Texts
from bot.turn import Turn
from dialogs.digest.compose import COUNTED, Digest, Item, ItemKind
from dialogs.digest.series import MOST_WEEKS, Numbers, Told, numbers, trend
from dialogs.messages import Chart, Series
from dialogs.people import Organisation, OrganisationId
from dialogs.rhythm.weeks import IsoWeek


def picture(turn: Turn, organisation: Organisation, digest: Digest, item: Item) -> Chart | None:
    """Return the picture that goes with an item of a digest: with the first one about the one question, or none."""
    if item is not next((one for one in digest.items if one.kind is ItemKind.HELPS), None):
        return None
    until = IsoWeek.parse(digest.week)
    return _picture(turn, organisation.id, organisation.language, until, numbers(item.lines))


def of_posted(turn: Turn, organisation: OrganisationId, week: str, language: str) -> Chart | None:
    """Return the same picture of a week that was posted, in the language of whoever reads it now."""
    until = IsoWeek.parse(week)
    return _picture(turn, organisation, language, until, week_items.told(turn, organisation, until, ItemKind.HELPS))


def _picture(turn: Turn, organisation: OrganisationId, language: str, until: IsoWeek, newest: Numbers) -> Chart | None:
    told, week = {until: newest}, until
    for _ in range(MOST_WEEKS - 1):
        week = week.previous
        told[week] = week_items.told(turn, organisation, week, ItemKind.HELPS)
    weeks = trend(told, until)
    return drawn(turn.script.texts, language, weeks) if weeks else None


def drawn(texts: Texts, language: str, weeks: Sequence[Told]) -> Chart:
    """Return the weeks as a picture, and all it shows in words: a line for each week, and one for what is left out."""

    def in_words(one: Told) -> str:
        if one.counts is None:
            return texts.phrase(language, "digest.trend_no_number", week=one.week)
        counts = {says.value: n for says, n in one.counts.items()}
        return texts.phrase(language, "digest.trend_week", week=one.week, **counts)

    return Chart(
        title=texts.phrase(language, "digest.trend_title"),
        alt="\n".join([*map(in_words, weeks), texts.phrase(language, "digest.trend_few")]),
        categories=tuple(texts.phrase(language, "digest.trend_label", week=one.week) for one in weeks),
        series=tuple(
            Series(
                name=texts.phrase(language, f"digest.trend_{says}"),
                values=tuple(0 if one.counts is None else one.counts[says].n for one in weeks),
            )
            for says in COUNTED
        ),
    )
