"""Reads a payload the way Slack would, written apart from what makes one: what is seen, and what is alive."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

MARKUP = re.compile(r"<[^>]*>|[*_~`][^*_~`]+[*_~`]|^>|https?://|:[a-z0-9_+-]+:", re.MULTILINE)
LIVE = {"user", "usergroup", "team", "channel", "broadcast", "link", "emoji", "color", "date"}
BLOCKS = {"header", "section", "context", "actions", "divider", "rich_text", "input", "data_visualization"}


@dataclass(kw_only=True)
class Seen:
    """What a payload shows: texts by the name of their block, quotes, what is alive, and what can be pressed."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    live: list[str] = field(default_factory=list)
    pressed: list[tuple[str, str, str]] = field(default_factory=list)

    def of(self, *names: str) -> str:
        """Return what stands in the blocks of these names, one after the other."""
        return "".join(text for name, text in self.texts if name in names)

    @property
    def text(self) -> str:
        """Everything that is read."""
        return "\n".join(text for _, text in self.texts)


def seen(blocks: list[Json]) -> Seen:
    """Return what the blocks show."""
    found = Seen()
    for block in blocks:
        assert block["type"] in BLOCKS, block["type"]
        name = block.get("block_id", "").rpartition("-")[0]
        _read(block, name, found)
    return found


def mrkdwn_live(text: str) -> list[str]:
    """Return what is alive in a text that Slack reads as markup."""
    return re.findall(r"<[^>]*>", text)


def shown_in_mrkdwn(text: str) -> str:
    """Return how a text that Slack reads as markup is shown."""
    return html.unescape(text)


def _read(value: object, name: str, found: Seen, *, quote: bool = False) -> None:
    match value:
        case {"type": str(kind)} if kind in LIVE:
            assert isinstance(value, Mapping)
            found.live.append(f"{kind} {value.get('user_id') or value.get('url')}")
        case {"type": "plain_text" | "text" | "mrkdwn" as kind, "text": str(text)}:
            _text(kind, text, name, found, quote=quote)
        case Mapping():
            _press(value, found)
            inside = quote or value.get("type") == "rich_text_quote"
            for inner in value.values():
                _read(inner, name, found, quote=inside)
        case list():
            for inner in value:
                _read(inner, name, found, quote=quote)
        case _:
            pass


def _text(kind: str, text: str, name: str, found: Seen, *, quote: bool) -> None:
    if kind == "mrkdwn":
        found.live += MARKUP.findall(text)
        text = shown_in_mrkdwn(text)
    found.texts.append((name, text))
    if quote and kind == "text":
        found.quotes.append(text)


def _press(value: Mapping[str, Any], found: Seen) -> None:
    match value:
        case {"type": "button", "text": {"text": str(text)}, "action_id": str(action), "value": str(carried)}:
            found.pressed.append((action, text, carried))
        case {"type": "static_select" | "overflow", "action_id": str(action), "options": list(options)}:
            found.pressed += [(action, option["text"]["text"], option["value"]) for option in options]
        case _:
            pass
