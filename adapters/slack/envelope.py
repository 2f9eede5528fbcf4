"""From the bytes of a request to one object: its encoding, its form and its depth are checked before anything else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, NoReturn
from urllib.parse import parse_qsl

from adapters.slack.heard import Odd

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
DEEPEST: Final = 64
_MOST_FIELDS: Final = 60
# A text that never ends runs to the end, so that looking for the strings takes time in proportion to the length.
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


def unpack(content_type: str, body: bytes) -> Mapping[str, object] | Odd:
    """Return the object in a request: JSON, a form that holds JSON in `payload`, or the fields of a slash command."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return Odd(status=400, reason="encoding")
    if content_type == JSON:
        return _object(text)
    if content_type != FORM:
        return Odd(status=415, reason="content_type")
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        return Odd(status=400, reason="form")
    return _object(fields["payload"]) if "payload" in fields else fields


def depth(text: str) -> int:
    """Return how deep lists and objects are nested in a JSON text, without parsing it."""
    deepest = level = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        level += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _object(text: str) -> Mapping[str, object] | Odd:
    if depth(text) > DEEPEST:
        return Odd(status=400, reason="depth")
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Odd(status=400, reason="json")
    return found if isinstance(found, dict) else Odd(status=400, reason="json")


def _refuse(_constant: str) -> NoReturn:
    raise ValueError
