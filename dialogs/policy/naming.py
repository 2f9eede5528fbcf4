"""Tells whether words name somebody, so that they do not go to that person unasked, or at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from typing import Final

_SHORTEST: Final = 2
_SMALL: Final = frozenset(
    {"van", "de", "den", "der", "het", "ten", "ter", "te", "in", "von", "la", "le", "el", "al", "di", "da"}
)
_WHOSE: Final = frozenset({"", "s"})
_ENDINGS: Final = frozenset({"", "s", "es", "je", "jes", "tje", "tjes", "pje", "pjes", "ke", "kes"})


def names(text: str, name: str) -> bool:
    """Tell whether a text has somebody's first or whole name in it, in any case and spelling of accents."""
    return _has(text, _parts(name)[:1], _WHOSE)


def named_in(words: Iterable[str], name: str) -> bool:
    """Tell whether any of these words name somebody: by any part of their name, in whatever case, accents or ending."""
    return any(_has(text, _parts(name), _ENDINGS) for text in words)


def _has(text: str, parts: Sequence[str], endings: Container[str]) -> bool:
    return any(one.startswith(part) and one[len(part) :] in endings for one in _words(text) for part in parts)


def _parts(name: str) -> list[str]:
    return [part for part in _words(name) if len(part) >= _SHORTEST and part not in _SMALL]


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
