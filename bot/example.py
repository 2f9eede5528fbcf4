"""The example organisation of the try-out, as `example.toml` tells it: who is in it, and what they say and did."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from importlib.resources import files
from typing import Any

from bot.roster import Roster, RosterRow
from dialogs.people import PersonId, Role
from dialogs.policy.roles import is_centre, is_client

Words = Mapping[str, Mapping[str, tuple[str, ...]]]


class Now(StrEnum):
    """What somebody does once the visitor is there; before that everybody but a newcomer answers."""

    ANSWERS = "answers"
    SILENT = "silent"
    AWAY = "away"
    VISITOR = "visitor"
    NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody of the example; `picks` are buttons by question, `words` are sentences by language and question."""

    id: PersonId
    name: str = field(repr=False)
    role: Role
    now: Now
    picks: Mapping[str, tuple[str, ...]] = field(repr=False)
    words: Words = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A form that somebody sent before the visitor came: `day` counts from the first Monday, `at` is local time.

    `fields` are by language; `item` is the kind of the digest item that a reply hangs under.
    """

    day: int
    at: time
    who: PersonId
    form: str
    fields: Mapping[str, Mapping[str, str]] = field(repr=False)
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the organisation, its centre and its team are called in one language."""

    name: str
    centre: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The whole example, in every language it has."""

    names: Mapping[str, Names]
    players: tuple[Player, ...]
    acts: tuple[Act, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the example can be played."""
        return tuple(self.names)

    @property
    def clients(self) -> tuple[Player, ...]:
        """The clients, the visitor's own first."""
        return tuple(one for one in self.players if is_client(one))

    def of_role(self, role: Role) -> Player:
        """Return the first player with this role."""
        return {one.role: one for one in reversed(self.players)}[role]

    def roster(self, language: str, *, newcomers: bool) -> Roster:
        """Return those who were there from the beginning, or those who come in with the visitor."""
        professional = self.of_role(Role.PROFESSIONAL).id
        rows = [
            RosterRow(
                row=row,
                id=one.id,
                name=one.name,
                role=one.role,
                team=None if is_centre(one) else self.names[language].team,
                professional=professional if is_client(one) else None,
                language=language,
            )
            for row, one in enumerate(self.players, start=2)
            if (one.now is Now.NEWCOMER) == newcomers
        ]
        return Roster(rows=tuple(rows))


def load() -> Example:
    """Return the example that is shipped."""
    told = tomllib.loads((files("bot") / "example.toml").read_text(encoding="utf-8"))
    names = {language: Names(**one) for language, one in told["organisation"].items()}
    return Example(
        names=names,
        players=tuple(_player(one, tuple(names)) for one in told["person"]),
        acts=tuple(_act(one, tuple(names)) for one in told["act"]),
    )


def _player(told: Mapping[str, Any], languages: tuple[str, ...]) -> Player:
    return Player(
        id=PersonId(told["id"]),
        name=told["name"],
        role=Role(told["role"]),
        now=Now(told["now"]),
        picks={question: tuple(picks) for question, picks in told.get("picks", {}).items()},
        words={
            language: {question: tuple(words) for question, words in told.get(language, {}).items()}
            for language in languages
        },
    )


def _act(told: Mapping[str, Any], languages: tuple[str, ...]) -> Act:
    return Act(
        day=told["day"],
        at=told["at"],
        who=PersonId(told["who"]),
        form=told["form"],
        fields={language: told[language] for language in languages},
        item=told.get("item", ""),
    )
