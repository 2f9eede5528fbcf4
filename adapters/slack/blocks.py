"""The few blocks we use, each without any live markup: words are plain text, or text elements of a rich text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from adapters.slack import limits
from adapters.slack.text import MORE, label, weight

Json = dict[str, Any]

_NUMBER: Final = 4


def plain(text: str) -> Json:
    """Return a text object in which nothing is alive, and in which `:smile:` stays what somebody typed."""
    return {"type": "plain_text", "text": text or MORE, "emoji": False}


def header(text: str) -> Json:
    """Return a heading; longer than it may be, it is shortened."""
    return {"type": "header", "text": plain(label(text, limits.HEADER))}


def section(text: str) -> Json:
    """Return a paragraph that is shown whole, also where Slack would fold a long one."""
    return {"type": "section", "text": plain(text), "expand": True}


def context(*texts: str) -> Json:
    """Return small grey text; each of `texts` is one element of it."""
    return {"type": "context", "elements": [plain(text) for text in texts]}


def divider() -> Json:
    """Return a thin line."""
    return {"type": "divider"}


def rich(*elements: Json) -> Json:
    """Return a rich text of sections, quotes and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def words(text: str, *, bold: bool = False) -> Json:
    """Return a section of a rich text."""
    return {"type": "rich_text_section", "elements": [_text(text, bold=bold)]}


def quoted(text: str) -> Json:
    """Return somebody's own words as a quote of a rich text."""
    return {"type": "rich_text_quote", "elements": [_text(text)]}


def bullets(texts: Iterable[str]) -> Json:
    """Return a list of a rich text."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [words(text) for text in texts]}


def mention(user: str) -> Json:
    """Return a rich text that calls one user; with a link the only thing of ours that is alive."""
    return rich({"type": "rich_text_section", "elements": [{"type": "user", "user_id": user}]})


def link(url: str, text: str) -> Json:
    """Return a rich text that leads somewhere."""
    return rich({"type": "rich_text_section", "elements": [{"type": "link", "url": url, "text": text}]})


def actions(elements: Iterable[Json]) -> Json:
    """Return a row of buttons and menus."""
    return {"type": "actions", "elements": list(elements)}


def rows(elements: Iterable[Json], most: int = limits.ROW) -> Iterator[Json]:
    """Give the buttons in rows that can be read."""
    every = list(elements)
    for start in range(0, len(every), most):
        yield actions(every[start : start + most])


def confirm(*, title: str, text: str, yes: str, no: str) -> Json:
    """Return the dialog that asks whether somebody is sure, for what cannot be undone."""
    return {
        "title": plain(label(title, limits.CONFIRM_TITLE)),
        "text": plain(label(text, limits.CONFIRM_TEXT)),
        "confirm": plain(label(yes, limits.CONFIRM_BUTTON)),
        "deny": plain(label(no, limits.CONFIRM_BUTTON)),
        "style": "danger",
    }


def numbered(blocks: Iterable[Json], names: Iterable[str] = ()) -> list[Json]:
    """Return the blocks with a block_id each and with every action_id told apart by `#<n>`, the same every time.

    `names` go before the number of a block; where they run out, its type does.
    """
    given = iter(names)
    pressed = 0
    found = []
    for at, block in enumerate(blocks, start=1):
        named = {**block, "block_id": f"{next(given, block['type'])}-{at}"}
        if block["type"] == "actions":
            named["elements"] = []
            for element in block["elements"]:
                pressed += 1
                end = f"#{pressed}"
                named["elements"].append(
                    {**element, "action_id": element["action_id"][: limits.ID - len(end)] + end},
                )
        found.append(named)
    return found


def cost(block: Json) -> int:
    """Return what a block weighs in the length of a message: every text and value in it, and room for its number."""
    return _NUMBER + sum(weight(text) for text in _texts(block))


def _text(text: str, *, bold: bool = False) -> Json:
    element: Json = {"type": "text", "text": text or MORE}
    return {**element, "style": {"bold": True}} if bold else element


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case _:
            return
