"""Reads fields of what Slack sent without trusting that they are there or are what they should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NOTHING: Final[Mapping[str, object]] = {}
_ID = re.compile(r"[A-Z][A-Z0-9]{1,39}")
_STAMP = re.compile(r"[0-9]{1,20}\.[0-9]{1,10}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")


def text_of(given: Mapping[str, object], key: str) -> str:
    """Return a text, or an empty one where there is none."""
    found = given.get(key)
    return found if isinstance(found, str) else ""


def part(given: Mapping[str, object], key: str) -> Mapping[str, object]:
    """Return an object inside this one, or an empty one where there is none."""
    found = given.get(key)
    return found if isinstance(found, dict) else _NOTHING


def each(given: Mapping[str, object], key: str) -> tuple[Mapping[str, object], ...]:
    """Return the objects of a list; whatever else stands in it is left out."""
    found = given.get(key)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def id_of(given: Mapping[str, object], key: str) -> str:
    """Return an id such as `U0123`, given as itself or as an object that has it; empty where there is none."""
    found = given.get(key)
    if isinstance(found, dict):
        found = found.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


def ids_of(given: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return the ids in a list."""
    found = given.get(key)
    listed = found if isinstance(found, list) else []
    return tuple(one for one in listed if isinstance(one, str) and _ID.fullmatch(one))


def stamp_of(given: Mapping[str, object], key: str) -> str:
    """Return a time stamp such as `1700000000.000100`, which Slack uses to name a message; empty if there is none."""
    found = text_of(given, key)
    return found if _STAMP.fullmatch(found) else ""


def name_of(given: Mapping[str, object], key: str) -> str:
    """Return an opaque name such as an event id or a trigger, or an empty text for anything that is none."""
    found = text_of(given, key)
    return found if _NAME.fullmatch(found) else ""
