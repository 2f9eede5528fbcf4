"""The few things the door itself says, as Slack messages: words are text there and never markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from dialogs.messages import FieldErrors, Note, Page, Prompt, Quote

_SECTION: Final = 2_900
_PREVIEW: Final = 140
_MOST_BLOCKS: Final = 40
_TAKEN_BACK: Final = "…"
_JOINER: Final = "\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to be read: paragraphs and quotes under a title that may be empty."""

    blocks: tuple[str | Quote, ...] = field(repr=False)
    title: str = field(default="", repr=False)


def told(reply: Note | Prompt | Page | FieldErrors) -> Told:
    """Return what a reply says, without its buttons."""
    match reply:
        case Note(blocks=blocks, title=title):
            return Told(blocks=blocks, title=title)
        case Prompt(text=text, hint=hint, visibility=visibility):
            return Told(blocks=tuple(one for one in (text, hint, visibility) if one))
        case Page(values=values):
            return Told(blocks=tuple(_sentences(values)))
        case FieldErrors(errors=errors):
            return Told(blocks=tuple(errors.values()))
        case _:
            assert_never(reply)


def message(what: Told) -> dict[str, object]:
    """Return the text and the blocks of a Slack message; the text is what a notification shows, without quotes."""
    paragraphs = [one for one in (what.title, *what.blocks) if isinstance(one, str) and one]
    blocks = [block for one in (what.title, *what.blocks) if one for block in _blocks(one)]
    return {"text": _escaped(_cut(" ".join(paragraphs), _PREVIEW)) or _TAKEN_BACK, "blocks": blocks[:_MOST_BLOCKS]}


def home(sentence: str) -> dict[str, object]:
    """Return a Home that only says this."""
    return {"type": "home", "blocks": list(_blocks(sentence))}


def _sentences(values: Mapping[str, object]) -> Iterator[str]:
    for name in ("sentence", "problems", "text"):
        found = values.get(name, ())
        yield from [found] if isinstance(found, str) else map(str, found if isinstance(found, Sequence) else ())


def _blocks(block: str | Quote) -> Iterator[dict[str, object]]:
    if isinstance(block, Quote):
        for words in _pieces(block.words or _TAKEN_BACK):
            text = {"type": "text", "text": words}
            yield {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [text]}]}
        return
    for words in _pieces(block):
        yield {"type": "section", "text": {"type": "plain_text", "text": words, "emoji": False}}


def _pieces(text: str) -> Iterator[str]:
    while len(text) > _SECTION:
        head = _cut(text, _SECTION)
        yield head
        text = text[len(head) :]
    if text:
        yield text


def _cut(text: str, most: int) -> str:
    """Return the beginning, at a space where there is one near, and never inside what is seen as one character."""
    if len(text) <= most:
        return text
    space = max(text.rfind(" ", most // 2, most), text.rfind("\n", most // 2, most))
    at = space + 1 if space > 0 else most
    while at > most // 2 and (
        unicodedata.combining(text[at]) or _JOINER in text[at - 1 : at + 1] or "\ufe00" <= text[at] <= "\ufe0f"
    ):
        at -= 1
    return text[:at]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
