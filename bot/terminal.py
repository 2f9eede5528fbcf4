"""In which language the command line speaks, its help and its answers alike."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Final

from bot.settings import languages
from bot.texts import Texts

_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_LAST: Final = "en"


def language(environment: Mapping[str, str] = os.environ) -> str:
    """Return DEFAULT_LANGUAGE where it is set, otherwise the language of the terminal, otherwise English.

    Of the variables of the locale the first that is set counts, as POSIX has it.
    """
    chosen = environment.get("DEFAULT_LANGUAGE", "")
    if chosen in languages():
        return chosen
    return _texts().spoken(next((found for name in _LOCALES if (found := environment.get(name))), ""))


def phrase(key: str, **values: object) -> str:
    """Return a phrase in the language of the command line."""
    return _texts().phrase(language(), key, **values)


@cache
def _texts() -> Texts:
    return Texts.load(default=_LAST)
