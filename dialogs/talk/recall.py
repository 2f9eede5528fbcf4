"""Names in braces inside a text, such as `{last.wish}`, and what is put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"\{([^{}]*)\}")


def names(text: str) -> tuple[str, ...]:
    """Return the names a text recalls, in order."""
    return tuple(match.strip() for match in _NAME.findall(text))


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace is left over that belongs to no name."""
    return any(brace in _NAME.sub("", text) for brace in "{}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each name replaced by its value, or by nothing; braces inside a value stay as they are."""
    return _NAME.sub(lambda match: values.get(match[1].strip(), ""), text)
