"""A Home tab as shelves of cards: each shelf has a heading, and every shelf gets its share of the room there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from adapters.slack import blocks as b
from adapters.slack import limits
from adapters.slack.blocks import Json

MOST_CARDS: Final = 12
MOST_WEIGHT: Final = 60_000
"""Nothing says how much a Home tab may hold in all; this stays well below what was ever refused."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One part of the page: what always stands there, cards that may not all fit, and what comes under them.

    `rest` gives the way to what comes after so many cards, or None where that is nothing.
    """

    head: tuple[Json, ...] = field(repr=False)
    cards: tuple[tuple[Json, ...], ...] = field(default=(), repr=False)
    foot: tuple[Json, ...] = field(default=(), repr=False)
    rest: Callable[[int], Json | None] | None = field(default=None, repr=False)


def cards_of(every: Sequence[T], build: Callable[[T], tuple[Json, ...]]) -> tuple[tuple[Json, ...], ...]:
    """Return a card of each, as many as are ever shown and one to know that there are more."""
    return tuple(build(one) for one in every[: MOST_CARDS + 1])


def home_view(shelves: Iterable[Shelf], more: str) -> Json:
    """Return the view of a Home tab; under a shelf from which cards were left out stands `more`."""
    return {"type": "home", "callback_id": "home", "blocks": numbered_fitting(list(shelves), more)}


def numbered_fitting(every: list[Shelf], more: str) -> list[Json]:
    """Return the blocks of shelves, with as many of their cards as fit together."""
    counts = _shares(every)
    found: list[Json] = []
    for shelf, count in zip(every, counts, strict=True):
        if found:
            found.append(b.divider())
        found += shelf.head
        for card in shelf.cards[:count]:
            found += card
        if shelf.rest is not None:
            onward = shelf.rest(count)
            found += [onward] if onward else []
        elif count < len(shelf.cards):
            found.append(b.context(more))
        found += shelf.foot
    return b.numbered(found[: limits.VIEW_BLOCKS])


def _shares(shelves: list[Shelf]) -> list[int]:
    """Return how many cards of each shelf are shown: in turn one of each, as long as there is room."""
    fixed = [block for shelf in shelves for block in (*shelf.head, *shelf.foot)]
    dividers_and_more = len(shelves) - 1 + sum(bool(shelf.cards) for shelf in shelves)
    slots = limits.VIEW_BLOCKS - len(fixed) - dividers_and_more
    room = MOST_WEIGHT - sum(b.cost(block) for block in fixed)
    counts = [0] * len(shelves)
    for turn in range(max((min(MOST_CARDS, len(shelf.cards)) for shelf in shelves), default=0)):
        for at, shelf in enumerate(shelves):
            if turn >= min(MOST_CARDS, len(shelf.cards)) or counts[at] < turn:
                continue
            card = shelf.cards[turn]
            weights = sum(b.cost(block) for block in card)
            if len(card) <= slots and weights <= room:
                slots, room = slots - len(card), room - weights
                counts[at] = turn + 1
    return counts
