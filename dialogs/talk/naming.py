"""Tells whether words name somebody, so that they do not go to that person unasked."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_APOSTROPHES = re.compile("['’‘`´ʼ]")


def names(text: str, name: str) -> bool:
    """Tell whether a text has somebody's first or whole name in it, in any case and spelling of accents."""
    first = _words(name)[:1]
    return any(word in {called, f"{called}s"} for called in first for word in _words(text))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))
