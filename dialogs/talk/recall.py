"""Names in braces inside a text, such as `{last.wish}`, and what is put in their place."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

_NAME = re.compile(r"\{([^{}]*)\}")
_BEGINS = re.compile(r"(?:^|[.!?]\s+|\n)$")


def names(text: str) -> tuple[str, ...]:
    """Return the names a text recalls, in order."""
    return tuple(match.strip() for match in _NAME.findall(text))


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace is left over that belongs to no name."""
    return any(brace in _NAME.sub("", text) for brace in "{}")


def fill(text: str, values: Mapping[str, str], ours: Container[str] = ()) -> str:
    """Return the text with each name replaced by its value, or by nothing; braces inside a value stay as they are.

    A value of `ours` gets a capital where it begins a sentence; any other is spelled as its owner spells it.
    """

    def put(match: re.Match[str]) -> str:
        name = match[1].strip()
        value = values.get(name, "")
        return capital(value) if name in ours and begins_sentence(text, match.start()) else value

    return _NAME.sub(put, text)


def begins_sentence(text: str, at: int) -> bool:
    """Tell whether a sentence begins at this place of a text."""
    return _BEGINS.search(text[:at]) is not None


def capital(value: str) -> str:
    """Return the value as a sentence begins with it; one with a capital further on, `iCare`, stays as it is."""
    word = value.split(" ", maxsplit=1)[0]
    return value[:1].upper() + value[1:] if word == word.lower() else value
