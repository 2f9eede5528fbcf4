"""The week as the centre reads it: which lines, in which order, and what stays with the team.

Only phrase keys and values come out. Numbers of people are `AtLeast`; words are references, looked up at sending. Why
numbers are told this way is in docs/decisions/0003-counts-to-the-centre.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from dialogs.digest.week import (
    Helps,
    LearnedOfClient,
    LearnedOfGroup,
    Need,
    NewlyTold,
    Quotable,
    ToldKind,
    Voice,
    WeekEvidence,
)
from dialogs.evidence.assumptions import Says, Status
from dialogs.evidence.coverage import Coverage
from dialogs.policy.thresholds import AtLeast, at_least
from dialogs.source import Source

MOST_WORDS = 10
"""So many quotes fit in one item; more make further items of the same kind."""

COUNTED: Final = (Helps.YES, Helps.PARTLY, Helps.NO)
"""What is counted of the one question; "I don't know" never is: one part of the whole stays out, see the decision."""


class ItemKind(StrEnum):
    """What an item is about, in the order of the digest."""

    LEARNED = "learned"
    HELPS = "helps"
    TOLD = "told"
    SILENCE = "silence"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence: the key of its phrase and what is filled in."""

    key: str
    values: Mapping[str, str | date | AtLeast] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Somebody's own words, without a name."""

    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to read and reply to."""

    kind: ItemKind
    lines: tuple[Line | Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week: the head, and what hangs under it. A quiet week has a head of one line and nothing under it."""

    week: str
    head: tuple[Line, ...]
    items: tuple[Item, ...]


def compose(week: str, evidence: WeekEvidence) -> Digest:
    """Return the digest of `week` ("2026-W47"); whatever the centre may not know has no influence on it."""
    told = (
        *_learned(evidence.learned),
        *_helps(evidence.voices),
        *_told(evidence.told),
    )
    needs = tuple(_needs(evidence.needs))
    if not told and not needs:
        return Digest(week=week, head=(_quiet(week, evidence.coverage),), items=())
    head = (Line(key="digest.title", values={"week": week}), Line(key="digest.reply_hint"))
    return Digest(week=week, head=head, items=(*told, *_silence(evidence.coverage), *needs))


def _quiet(week: str, coverage: Coverage) -> Line:
    return Line(
        key="digest.quiet",
        values={
            "week": week,
            "asked": at_least(len(coverage.asked)),
            "answered": at_least(len(coverage.answered)),
            "open": at_least(len(coverage.open)),
        },
    )


# --- learned this week ------------------------------------------------------------------------------------------------

_ONE = {
    Status.REFUTED: "digest.learned_one_different",
    Status.NUANCED: "digest.learned_one_partly",
    Status.NOT_CONCERNED: "digest.learned_one_not_mine",
}
_GROUP = {
    Says.SO: "digest.learned_so",
    Says.PARTLY: "digest.learned_partly",
    Says.DIFFERENT: "digest.learned_different",
}
_LEARNED_HEAD = Line(key="digest.learned_head")


def _learned(learned: Sequence[LearnedOfClient | LearnedOfGroup]) -> Iterator[Item]:
    seen = sorted((one for one in learned if one.informed), key=lambda one: one.assumption.id)
    of_clients = [one for one in seen if isinstance(one, LearnedOfClient) and one.status in _ONE]
    for status, key in _ONE.items():
        for one in of_clients:
            if one.shared and one.status is status:
                told: tuple[Line | Words, ...] = (Words(source=one.assumption), Line(key=key), *_quoted([one.words]))
                yield Item(kind=ItemKind.LEARNED, lines=(_LEARNED_HEAD, *told))
    for group in seen:
        if isinstance(group, LearnedOfGroup):
            yield from _learned_of_group(group)
    hidden = at_least(len({one.client for one in of_clients if not one.shared}))
    if hidden:
        yield Item(kind=ItemKind.LEARNED, lines=(_LEARNED_HEAD, Line(key="digest.learned_count", values={"n": hidden})))


def _learned_of_group(group: LearnedOfGroup) -> Iterator[Item]:
    counts = {says: at_least(len(group.said.get(says, frozenset()))) for says in _GROUP}
    # Whether it is told at all follows from the rounded counts alone; anything finer would give the exact ones away.
    if counts[Says.PARTLY] or counts[Says.DIFFERENT]:
        lines = (Line(key=key, values={"n": counts[says]}) for says, key in _GROUP.items())
        yield Item(kind=ItemKind.LEARNED, lines=(_LEARNED_HEAD, Words(source=group.assumption), *lines))


# --- the one question, and what was newly told ------------------------------------------------------------------------


def _helps(voices: Sequence[Voice]) -> Iterator[Item]:
    def clients(says: Helps) -> AtLeast:
        return at_least(len({voice.client for voice in voices if voice.says is says}))

    counts = [Line(key=f"digest.helps_{says}", values={"n": clients(says)}) for says in COUNTED]
    quotes = [
        (Line(key=f"digest.helps_said_{says}"), _quoted(voice.why for voice in voices if voice.says is says))
        for says in Helps
    ]
    enough = any(clients(says) for says in COUNTED)
    yield from _spread(ItemKind.HELPS, Line(key="digest.helps_head"), counts if enough else [], quotes)


def _told(told: Sequence[NewlyTold]) -> Iterator[Item]:
    clients = {kind: at_least(len({one.client for one in told if one.kind is kind})) for kind in ToldKind}
    counts = [Line(key=f"digest.told_{kind}", values={"n": n}) for kind, n in clients.items() if n]
    quotes = [
        (Line(key=f"digest.told_{kind}_words"), _quoted(one.words for one in told if one.kind is kind))
        for kind in ToldKind
    ]
    yield from _spread(ItemKind.TOLD, Line(key="digest.told_head"), counts, quotes)


def _quoted(quotes: Iterable[Quotable | None]) -> list[Words]:
    shared = [quote.source for quote in quotes if quote is not None and quote.shared]
    return [Words(source=source) for source in sorted(shared, key=lambda source: source.id)]


def _spread(
    kind: ItemKind, heading: Line, counts: Sequence[Line], quotes: Sequence[tuple[Line, Sequence[Words]]]
) -> Iterator[Item]:
    parts: list[tuple[Line | Words, ...]] = [
        (above, *words[start : start + MOST_WORDS])
        for above, words in quotes
        for start in range(0, len(words), MOST_WORDS)
    ]
    if sum(len(words) for _, words in quotes) <= MOST_WORDS:
        if counts or parts:
            yield Item(kind=kind, lines=(heading, *counts, *(line for part in parts for line in part)))
        return
    if counts:
        yield Item(kind=kind, lines=(heading, *counts))
    for part in parts:
        yield Item(kind=kind, lines=(heading, *part))


# --- silence and needs ------------------------------------------------------------------------------------------------


def _silence(coverage: Coverage) -> Iterator[Item]:
    # Who is still open is never counted here: one part of the whole has to stay out, see the decision.
    told = {
        "asked": coverage.asked,
        "answered": coverage.answered,
        "refused": coverage.refused,
        "not_reached": coverage.not_reached,
    }
    counts = {name: at_least(len(people)) for name, people in told.items()}
    if any(counts.values()):
        lines = (Line(key=f"digest.silence_{name}", values={"n": n}) for name, n in counts.items())
        yield Item(kind=ItemKind.SILENCE, lines=(Line(key="digest.silence_head"), *lines))


def _needs(needs: Sequence[Need]) -> Iterator[Item]:
    for need in sorted(needs, key=lambda one: (one.team, one.source.id)):
        lines = (
            Line(key="digest.needs_head"),
            Line(key="digest.need", values={"team": need.team}),
            Words(source=need.source),
        )
        yield Item(kind=ItemKind.NEEDS, lines=lines)
