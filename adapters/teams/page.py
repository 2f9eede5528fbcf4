"""A page as one Adaptive Card, as far as it fits; a button goes on where it leaves off; no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from adapters.teams import data, elements
from adapters.teams.elements import Element, Phrases
from adapters.teams.text import BUDGET, excerpt, weight
from dialogs.page import Action, Block, Bullets, Card, Facts, Folded, Page, Section, Text, Tone, Words, onward

ROOM: Final = 12
"""So many cards of a section are asked for at once."""

LONGEST_WORDS: Final = 400
"""So many characters of a text stand on a page; the whole stands where it was said."""

_BRIEF: Final = 150

_SPARE: Final = 4_000
"""What the card weighs around its entries, with the buttons that lead on and back."""

Entry = list[Element]


def card(phrases: Phrases, page: Page, here: str) -> Element:
    """Return a page as a card; `here` is the argument by which it was asked for, behind its name."""
    top: Entry = [elements.line(page.title, heading=True)]
    if page.lead and not here:
        top += elements.words(page.lead)
    top += elements.rows([_button(one, page.name) for one in page.actions])
    shown, rest = _fitting(page, top)
    ways = [elements.button(phrases("page.more"), data.at_home("home", rest))] if rest else []
    ways.append(elements.button(phrases("web.back"), data.at_home("home")))
    refresh = elements.refresh(phrases("teams.refresh"), data.at_home("home", f"{page.name} {here}".rstrip()))
    return elements.card(phrases, [*shown, *elements.rows(ways)], refresh=refresh)


def brief(page: Page, sections: Sequence[str], most: int) -> Entry:
    """Return the first cards of some sections, with what somebody said there in a few words and all their buttons."""
    found: Entry = []
    for section in page.sections:
        if section.name in sections:
            found.append(elements.line(section.title, label=True))
        for card in section.cards[:most] if section.name in sections else ():
            quotes = (block.quoted for block in card.blocks if isinstance(block, Words))
            found += [part for quote in quotes for part in elements.quote(excerpt(quote, _BRIEF))]
            found += _pressed(card, page.name)
    return found


def _fitting(page: Page, top: Entry) -> tuple[Entry, str]:
    """Return as much of a page as one card holds, and what is asked for to read on."""
    shown, some = list(top), False
    for section in page.sections:
        head = _head(section)
        for at, one in enumerate(section.cards):
            entry = (head if at == 0 else []) + _card(one, page.name)
            if some and weight(shown) + weight(entry) >= BUDGET - _SPARE:
                return shown, onward(page, section, at)
            shown += entry if some else _cut(entry, BUDGET - _SPARE - weight(shown))
            some = True
        if not section.cards:
            shown += head
        if section.more:
            return shown, onward(page, section, len(section.cards))
        shown += elements.rows([_button(one, page.name) for one in section.actions])
    return shown, ""


def _head(section: Section) -> Entry:
    found = [elements.line(section.title, label=True)] if section.title else []
    if section.lead:
        found += elements.words(section.lead, subtle=True)
    if section.empty and not section.cards:
        found += elements.words(section.empty)
    return found


def _card(one: Card, here: str) -> Entry:
    found = elements.words(excerpt(one.title, LONGEST_WORDS), strong=True) if one.title else []
    about = " · ".join(part for part in (one.status[1] if one.status else "", one.about) if part)
    found += elements.words(excerpt(about, LONGEST_WORDS), subtle=True) if about else []
    found += [part for block in one.blocks for part in _block(block)]
    return elements.apart([*found, *_pressed(one, here)])


def _pressed(one: Card, here: str) -> Entry:
    acts = [_button(action, here, more=at >= elements.VISIBLE_CONTROLS) for at, action in enumerate(one.actions)]
    return [{"type": "ActionSet", "spacing": "Small", "actions": acts}] if acts else []


def _block(block: Block) -> Iterator[Element]:
    match block:
        case Text(text=text, tone=tone):
            quiet = tone in {Tone.QUIET, Tone.ASKED}
            yield from elements.words(excerpt(text, LONGEST_WORDS), subtle=quiet)
        case Words(quoted=quoted, by=by):
            yield from elements.words(excerpt(by, LONGEST_WORDS), subtle=True) if by else ()
            yield from elements.quote(excerpt(quoted, LONGEST_WORDS))
        case Bullets(items=items):
            yield from (elements.line(excerpt(one, LONGEST_WORDS)) for one in items)
        case Facts(rows=rows):
            yield from (part for label, value in rows for part in elements.words(f"{label} {value}", subtle=True))
        case Folded(label=label, blocks=blocks):
            yield elements.line(label, label=True)
            yield from (part for one in blocks for part in _block(one))
        case _:
            assert_never(block)


def _button(action: Action, here: str, *, more: bool = False) -> Element:
    """Return a button; what cannot be undone is asked about below it first, and `here` is the page a no leads to."""
    name = "home" if action.name == "page" else action.name
    if action.confirm is None:
        return elements.button(action.label, data.at_home(name, action.argument), more=more)
    sure = action.confirm
    yes = elements.button(sure.yes, data.at_home(name, action.argument))
    no = elements.button(sure.no, data.at_home("home", here))
    return elements.unfolding(action.label, [*elements.words(sure.text), *elements.rows([yes, no])], more=more)


def _cut(entry: Entry, room: int) -> Entry:
    """Return as much of an entry as there is room for, and all its buttons."""
    left = room - sum(weight(part) + 1 for part in entry if part["type"] == "ActionSet")
    found = []
    for part in entry:
        if part["type"] != "ActionSet":
            left -= weight(part) + 1
            if left < 0:
                continue
        found.append(part)
    return found
