"""Reads a page as a document: its cards by their section, and all that it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from dialogs.page import Action, Card, Page, Words


def cards(page: object, section: str = "") -> tuple[Card, ...]:
    """Return the cards of a page, or those of one section, as they stand."""
    assert isinstance(page, Page)
    return tuple(card for one in page.sections if section in {"", one.name} for card in one.cards)


def quotes(thing: object) -> list[str]:
    """Return somebody's own words on a page or a part of it, in order, also those that are folded."""
    return [one.quoted for one in _every(thing) if isinstance(one, Words)]


def said(thing: object) -> list[str]:
    """Return every text in a page or a part of it, in order: what is read and what stands on buttons."""
    return list(_said(thing))


def actions(page: object) -> list[tuple[str, str]]:
    """Return the name and the argument of everything that can be pressed, in order."""
    return [(one.name, one.argument) for one in _every(page) if isinstance(one, Action)]


def _said(thing: object) -> Iterator[str]:
    if isinstance(thing, str) and not isinstance(thing, Enum):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _said(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in {"name", "argument", "id", "language"}:
                yield from _said(getattr(thing, field.name))


def _every(thing: object) -> Iterator[object]:
    yield thing
    if isinstance(thing, tuple):
        for one in thing:
            yield from _every(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _every(getattr(thing, field.name))
