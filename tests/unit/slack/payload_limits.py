"""Tells what Slack would refuse in a payload, by the numbers of its reference, apart from what keeps to them."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

TEXTS: Mapping[str, Mapping[str, int]] = {
    "header": {"text.text": 150},
    "section": {"text.text": 3000},
    "context": {"elements.*.text": 3000},
    "input": {"label.text": 2000, "hint.text": 2000},
    "rich_text": {"elements.*.elements.*.text": 3000, "elements.*.elements.*.elements.*.text": 3000},
    "data_visualization": {
        "title": 50,
        "chart.series.*.name": 20,
        "chart.series.*.data.*.label": 20,
        "chart.axis_config.categories.*": 20,
    },
    "button": {"text.text": 75, "value": 2000},
    "static_select": {"placeholder.text": 150, "option_groups.*.label.text": 75},
    "plain_text_input": {"initial_value": 3000},
}
OPTION = {"text.text": 75, "value": 150}
EVERY = {
    "block_id": 255,
    "action_id": 255,
    "confirm.title.text": 100,
    "confirm.text.text": 300,
    "confirm.confirm.text": 30,
    "confirm.deny.text": 30,
    **{f"options.*.{path}": most for path, most in OPTION.items()},
    **{f"option_groups.*.options.*.{path}": most for path, most in OPTION.items()},
}
LISTS: Mapping[str, Mapping[str, int]] = {
    "context": {"elements": 10},
    "actions": {"elements": 25},
    "data_visualization": {"chart.series": 6, "chart.axis_config.categories": 20},
    "overflow": {"options": 5},
    "radio_buttons": {"options": 10},
    "static_select": {"options": 100, "option_groups": 100, "option_groups.*.options": 100},
}


def faults(blocks: list[Json], most: int) -> list[str]:
    """Return what Slack would refuse in the blocks of a message or a view that holds `most` of them."""
    found = [] if 0 < len(blocks) <= most else [f"{len(blocks)} blocks"]
    for name, every in (("block_id", list(_at(blocks, "*.block_id"))), ("action_id", list(_pressed(blocks)))):
        if len(set(every)) != len(every):
            found.append(f"twice the same {name}")
    for block in blocks:
        json.dumps(block, ensure_ascii=False).encode("utf-8")
        parts = [block]
        if block["type"] == "actions":
            parts += block["elements"]
        elif block["type"] == "input":
            parts.append(block["element"])
        found += [fault for part in parts for fault in _faults(part)]
    return found


def size(text: str) -> int:
    """Return the length of a text at the longest of the ways it may be counted."""
    return len(html.escape(text, quote=False).encode("utf-16-le")) // 2


def _pressed(blocks: list[Json]) -> Iterator[object]:
    yield from _at([block for block in blocks if block["type"] == "actions"], "*.elements.*.action_id")


def _faults(part: Json) -> Iterator[str]:
    kind = part["type"]
    for path, most in {**EVERY, **TEXTS.get(kind, {})}.items():
        for text in _at(part, path):
            if not isinstance(text, str) or not 0 < size(text) <= most:
                yield f"{kind} {path}: {size(str(text))}"
    for path, most in LISTS.get(kind, {}).items():
        for every in _at(part, path):
            if not isinstance(every, list) or not 0 < len(every) <= most:
                yield f"{kind} {path}"


def _at(value: object, path: str) -> Iterator[object]:
    """Give whatever stands at a path; `*` goes through a list, and what is not there is not given."""
    key, _, rest = path.partition(".")
    if key == "*":
        found = list(value) if isinstance(value, list) else []
    else:
        found = [value[key]] if isinstance(value, Mapping) and key in value else []
    for inner in found:
        if rest:
            yield from _at(inner, rest)
        else:
            yield inner
