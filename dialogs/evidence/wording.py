"""The words of one language by which a guess is made neutral; they live in `leading.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What `leading.toml` of one language says; every word is in lower case.

    `straight`, `subordinate` and `inverted` are openings by the word order that follows them. `verbs` goes from the
    third person to the form that follows `you`, `endings` does so for other verbs, the first that fits. A word of
    `third_person` makes the grammar uncertain, unless it is one of `harmless_last` at the very end.
    """

    straight: tuple[str, ...]
    subordinate: tuple[str, ...]
    inverted: tuple[str, ...]
    you: str
    third_person: frozenset[str]
    harmless_last: frozenset[str]
    not_verbs: frozenset[str]
    verbs: Mapping[str, str]
    endings: Mapping[str, str]
    leading: tuple[str, ...]
    names: tuple[str, ...]
    wrong_if: tuple[str, ...]
    supply: tuple[str, ...]


def wording(text: str) -> Wording:
    """Read the content of a `leading.toml`; a part that is missing is a KeyError that names it."""
    data = tomllib.loads(text)
    openings, address, message = data["openings"], data["address"], data["message"]
    return Wording(
        straight=_longest_first(openings["straight"]),
        subordinate=_longest_first(openings["subordinate"]),
        inverted=_longest_first(openings["inverted"]),
        you=address["you"],
        third_person=frozenset(address["third_person"]),
        harmless_last=frozenset(address["harmless_last"]),
        not_verbs=frozenset(address["not_verbs"]),
        verbs=dict(address["verbs"]),
        endings=dict(address["endings"]),
        leading=tuple(data["leading"]["words"]),
        names=_longest_first(message["names"]),
        wrong_if=_longest_first(message["wrong_if"]),
        supply=tuple(message["supply"]),
    )


def places(phrase: str, text: str, *, exact: bool = False) -> tuple[int, ...]:
    """Return where `phrase` stands in `text` as whole words; upper and lower case are alike unless `exact`."""
    pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
    return tuple(match.start() for match in re.finditer(pattern, text, 0 if exact else re.IGNORECASE))


def _longest_first(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=len, reverse=True))
