"""What platforms posted, from the files here, made to come from other people and to say other things."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

_FOLDER: Final = Path(__file__).parent


def recorded(case: str, ids: Mapping[str, str], changes: Mapping[str, object]) -> Json:
    """Return what was posted in a case, such as `slack/edited`.

    Texts that are one of `ids` become the other one everywhere. `changes` name what is different by where it stands,
    such as `event.text`; it must have stood there in the file too.
    """
    read: Json = json.loads((_FOLDER / f"{case}.json").read_text(encoding="utf-8"))
    found = read.get("body") or read.get("activity") or read["form"]
    made: Json = _with_ids(found.get("payload", found), ids)
    for place, value in changes.items():
        *path, last = place.split(".")
        at = made
        for name in path:
            at = at[name]
        assert last in at, f"{case} has no {place}"
        at[last] = value
    return made


def _with_ids(value: object, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON is what it is
    match value:
        case str():
            return ids.get(value, value)
        case list():
            return [_with_ids(one, ids) for one in value]
        case dict():
            return {name: _with_ids(one, ids) for name, one in value.items()}
        case _:
            return value
