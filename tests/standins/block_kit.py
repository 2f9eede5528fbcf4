"""Reads Block Kit as somebody in Slack does: what can be read, what can be pressed, what a window holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

Json = dict[str, Any]

_LEAVES: Final = {"text", "link", "user", "channel", "emoji", "usergroup", "date", "broadcast", "color"}
_PARTS: Final = ("title", "label", "text", "fields", "elements", "element", "accessory", "options", "hint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressable:
    """Something that can be pressed or chosen: the action that Slack sends for it, and the value in that, if JSON."""

    action: Json = field(repr=False)
    means: Json = field(repr=False)


def texts(blocks: object) -> list[str]:
    """Return every text in blocks, in reading order; a line of rich text is one text, a mention is `<@U…>`."""
    match blocks:
        case {"type": "mrkdwn", "text": str(text)}:
            return [unescape(text)]
        case {"type": "plain_text", "text": str(text)}:
            return [text]
        case {"type": "image", "alt_text": str(text)}:
            return [text]
        case {"elements": [*inside]} if inside and all(one.get("type") in _LEAVES for one in inside):
            return ["".join(map(_leaf, inside))]
        case dict():
            return [text for part in _PARTS if part in blocks for text in texts(blocks[part])]
        case list():
            return [text for one in blocks for text in texts(one)]
        case _:
            return []


def _leaf(element: Json) -> str:
    shown = {"user": f"<@{element.get('user_id')}>", "link": element.get("text") or element.get("url")}
    return str(shown.get(element["type"]) or element.get("text") or "")


def pressables(blocks: Sequence[Json]) -> list[Pressable]:
    """Return everything in blocks that can be pressed, in order; each choice of a menu is one of them."""
    return [one for block in blocks for element in _elements(block) for one in _pressed(block, element)]


def _elements(block: Json) -> Iterator[Json]:
    if block["type"] == "actions":
        yield from block["elements"]
    if "accessory" in block:
        yield block["accessory"]


def _pressed(block: Json, element: Json) -> Iterator[Pressable]:
    about = {"type": element["type"], "action_id": element.get("action_id"), "block_id": block.get("block_id", "")}
    if element["type"] == "button" and "value" in element:
        yield Pressable(
            action={**about, "value": element["value"], "text": element["text"]}, means=_means(element["value"])
        )
    for option in element.get("options", ()):
        yield Pressable(action={**about, "selected_option": option}, means=_means(option["value"]))


def _means(value: str) -> Json:
    found: object = json.loads(value) if value.startswith("{") else None
    return found if isinstance(found, dict) else {}


def state(blocks: Sequence[Json], changes: Mapping[str, str]) -> dict[str, Json]:
    """Return what a window sends as it stands, with other values in some blocks; each of these must be in it."""
    inputs = {block["block_id"]: block["element"] for block in blocks if block["type"] == "input"}
    assert changes.keys() <= inputs.keys(), f"there is no {changes.keys() - inputs.keys()} in {inputs.keys()}"
    return {
        block: {element["action_id"]: {"type": element["type"], **_filled(element, changes.get(block))}}
        for block, element in inputs.items()
    }


def _filled(element: Json, change: str | None) -> Json:
    match element["type"]:
        case "static_select" | "radio_buttons":
            chosen = [one for one in element["options"] if one["value"] == change]
            assert change is None or chosen, f"{change} cannot be chosen"
            return {"selected_option": chosen[0] if chosen else element.get("initial_option")}
        case "datepicker":
            return {"selected_date": change or element.get("initial_date")}
        case "timepicker":
            return {"selected_time": change or element.get("initial_time")}
        case _:
            return {"value": element.get("initial_value") if change is None else change}
