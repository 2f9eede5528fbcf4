"""From the bytes of a request to an activity: no I/O, and every oddity is one exception."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn, cast

from adapters.teams.transport import Activity

DEEPEST: Final = 64
_LONE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


class BadBody(Exception):
    """This is no activity: not UTF-8, not JSON, not an object, or nested too deeply."""


def read_activity(body: bytes) -> Activity:
    """Return the activity in a body; half characters become U+FFFD, so that all of it can be stored. Raises BadBody."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BadBody from None
    if not isinstance(found, dict):
        raise BadBody
    # A body with few brackets cannot be deep; only a suspicious one is walked through.
    if body.count(b"{") + body.count(b"[") > DEEPEST and _deeper_than(found, DEEPEST):
        raise BadBody
    if b"\\u" in body:
        found = _whole(found)
    return cast("dict[str, object]", found)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


def _finite(number: str) -> float:
    found = float(number)
    if not math.isfinite(found):
        raise ValueError
    return found


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _whole(value: object) -> object:
    match value:
        case str():
            return _LONE.sub(_REPLACEMENT, value)
        case dict():
            return {_LONE.sub(_REPLACEMENT, str(name)): _whole(inner) for name, inner in value.items()}
        case list():
            return [_whole(inner) for inner in value]
        case _:
            return value
