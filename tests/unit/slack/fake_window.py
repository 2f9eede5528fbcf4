"""A person before a window of Slack: takes the view as it was opened and sends it, written apart from what reads it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def sent(view: Json, typed: Mapping[str, str] | None = None) -> Json:
    """Return the view as Slack sends it back: what stood in it, or what was typed or chosen by the label of a field."""
    answers = dict(typed or {})
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state = _state(element, answers.pop(block["label"]["text"], None))
            values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **state}}
    assert not answers, "there is no field with this label"
    return {**copy.deepcopy(view), "id": "V1", "hash": "1.2", "state": {"values": values}}


def _state(element: Json, typed: str | None) -> Json:
    match element["type"]:
        case "plain_text_input" | "number_input":
            return {"value": typed if typed is not None else element.get("initial_value")}
        case "datepicker":
            return {"selected_date": typed if typed is not None else element.get("initial_date")}
        case "timepicker":
            return {"selected_time": typed if typed is not None else element.get("initial_time")}
        case "radio_buttons" | "static_select":
            if typed is None:
                return {"selected_option": element.get("initial_option")}
            groups = element.get("option_groups", [element])
            options = [option for group in groups for option in group["options"]]
            return {"selected_option": next(one for one in options if one["text"]["text"] == typed)}
        case other:
            raise AssertionError(other)
