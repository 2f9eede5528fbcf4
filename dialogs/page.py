"""A page of a person's own as one document, finished in its reader's language; every channel draws it by itself.

Words of people, and sentences that may hold them, are strings with `repr=False`. `language` says in which language a
text is where that is another than the reader's; empty is the reader's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.messages import Form


class Tone(StrEnum):
    """What a text is for: a sentence, what a card is about, a question that was asked, or small print."""

    PLAIN = "plain"
    STRONG = "strong"
    ASKED = "asked"
    QUIET = "quiet"


class Emphasis(StrEnum):
    """How much an action stands out: what one came for, one of several, or what takes something away."""

    MAIN = "main"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """What is asked before something is done that cannot be undone; `no` leads back."""

    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to press: a command by its `name` and `argument`.

    `form` with the name of a form opens it; `page` with the name of a page, and where it goes on, shows that. `form` is
    that form where it is what one comes for: it may stand there open where there is room.
    """

    name: str
    argument: str = ""
    label: str
    emphasis: Emphasis = Emphasis.PLAIN
    confirm: Confirm | None = None
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sentence or a paragraph."""

    text: str = field(repr=False)
    tone: Tone = Tone.PLAIN
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody said, exactly; `by` is the line above it that says who or when."""

    quoted: str = field(repr=False)
    by: str = field(default="", repr=False)
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A few short things, each by itself."""

    items: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Small print in pairs: what it is, and what that is now."""

    rows: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What is not looked for at first, under a label; where nothing can be folded it stands there."""

    label: str
    blocks: tuple[Text | Words | Bullets, ...]


Block = Text | Words | Bullets | Facts | Folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing on a page, known by its `id` within its section; `about` says in one line whose it is and of when.

    `status` is how it stands, as a value of ours and in words.
    """

    id: str
    title: str = field(default="", repr=False)
    about: str = field(default="", repr=False)
    status: tuple[str, str] | None = None
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Cards that belong together, newest first; `empty` is said where there are none.

    With `more` there are others after the last one, found by `onward`.
    """

    name: str
    title: str = ""
    lead: str = ""
    cards: tuple[Card, ...] = ()
    actions: tuple[Action, ...] = ()
    empty: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page; `name` is the one of `PageName`, followed by what it is about where there are several of it."""

    name: str
    title: str
    lead: str = ""
    sections: tuple[Section, ...] = ()
    actions: tuple[Action, ...] = ()


def onward(page: Page, section: Section, shown: int) -> str:
    """Return the argument of the action `page` that goes on after the first `shown` cards, or nothing after the last.

    What it shows is the rest of that section and the sections below it, so that a page can be read to its end.
    """
    if shown == len(section.cards) and not section.more:
        return ""
    return f"{page.name} {section.name} {section.cards[shown - 1].id if shown else ''}".rstrip()
