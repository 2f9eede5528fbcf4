"""A page as Slack shows it: on the Home tab one below the other, and in a window from where Home leaves off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, Protocol, assert_never

from adapters.slack import blocks as b
from adapters.slack import limits
from adapters.slack.blocks import Json
from adapters.slack.buttons import do
from adapters.slack.shelves import MOST_CARDS, Shelf, numbered_fitting
from adapters.slack.text import clean, shorten
from adapters.slack.text import label as shortened
from dialogs.page import Action, Bullets, Card, Emphasis, Facts, Folded, Page, Section, Text, Tone, Words, onward

ROOM: Final = MOST_CARDS
"""So many cards of a section are asked for; one page or window shows no more of it."""

_WORDS: Final = 600
"""So much of a text is shown at once; the button to change it shows all."""

_LINE: Final = 200
_MOST_PARTS: Final = 24
"""So many texts and quotes stand on one card."""

_DOT: Final = " · "
_STYLES: Final = {Emphasis.MAIN: "primary", Emphasis.PLAIN: "", Emphasis.DANGER: "danger"}


class Say(Protocol):
    """Says a phrase in the reader's language."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the phrase."""
        ...


def shelves(page: Page, say: Say) -> Iterator[Shelf]:
    """Give the parts of a page: its heading, then each section with the cards there is room for."""
    head = [b.header(page.title), *([b.context(page.lead)] if page.lead else []), *_row(page.actions)]
    for section in page.sections:
        if section.title:
            if head:
                yield Shelf(head=tuple(head))
            head = [b.header(section.title)]
        if section.lead:
            head.append(b.context(section.lead))
        if section.empty and not section.cards:
            head.append(b.section(section.empty))
        yield Shelf(
            head=tuple(head),
            cards=tuple(_card(one) for one in section.cards),
            foot=_row(section.actions),
            rest=partial(_rest, page, section, say),
        )
        head = []
    if head:
        yield Shelf(head=tuple(head))


def window(heading: str, parts: Iterable[Shelf], say: Say) -> Json:
    """Return the parts of a page as a window."""
    found = numbered_fitting(list(parts), say("slack.home.more"))
    title, close = (b.plain(shortened(text, limits.VIEW_TITLE)) for text in (heading, say("chat.close")))
    return {"type": "modal", "callback_id": "page", "title": title, "close": close, "blocks": found}


def _rest(page: Page, section: Section, say: Say, shown: int) -> Json | None:
    argument = onward(page, section, shown)
    return b.actions([do("page", argument, say("page.more"))]) if argument else None


def _card(card: Card) -> tuple[Json, ...]:
    parts = [b.words(_short(card.title, _LINE), bold=True)] if card.title else []
    quiet = [one for one in (card.status[1] if card.status else "", card.about) if one]
    for block in card.blocks:
        if isinstance(block, Text) and block.tone is Tone.QUIET:
            quiet.append(block.text)
        elif isinstance(block, Facts):
            quiet += [f"{label} {value}" for label, value in block.rows]
        else:
            parts += _parts(block)
    found = [b.rich(*parts[:_MOST_PARTS])] if parts else []
    if quiet:
        found.append(b.context(_short(_DOT.join(quiet))))
    return (*found, *_row(card.actions))


def _parts(block: Text | Words | Bullets | Folded) -> list[Json]:
    match block:
        case Text(text=text):
            return [b.words(_short(text))]
        case Words(quoted=quoted, by=by):
            return [*([b.words(_short(by, _LINE))] if by else []), b.quoted(_short(quoted))]
        case Bullets(items=items):
            return [b.bullets(_short(one, _LINE) for one in items)] if items else []
        case Folded(label=label, blocks=blocks):
            return [b.words(_short(label, _LINE), bold=True), *(part for one in blocks for part in _parts(one))]
        case _:
            assert_never(block)


def _row(actions: Iterable[Action]) -> tuple[Json, ...]:
    return tuple(b.rows(_button(one) for one in actions))


def _button(action: Action) -> Json:
    sure = action.confirm
    asked = None if sure is None else b.confirm(title=action.label, text=sure.text, yes=sure.yes, no=sure.no)
    style = "" if asked else _STYLES[action.emphasis]
    return do(action.name, action.argument, action.label, style=style, sure=asked)


def _short(text: str, most: int = _WORDS) -> str:
    return shorten(clean(text), most)
