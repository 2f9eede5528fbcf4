"""What happened in one week, as plain facts; words themselves are not in it, only where they can be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogs.evidence.assumptions import Says, Status
from dialogs.evidence.coverage import Coverage
from dialogs.evidence.offers import OfferId
from dialogs.people import PersonId
from dialogs.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotable:
    """Words a client gave; `shared` is what `centre_may_see` says of them."""

    source: Source
    shared: bool


class Helps(StrEnum):
    """What a client answers to the one question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one client answered this week to the one question about one offer, and perhaps why."""

    client: PersonId
    offer: OfferId
    says: Helps
    why: Quotable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedOfClient:
    """An assumption about one client that this client's verdict changed.

    `shared` is that client's yes: without it neither the assumption nor the verdict is told. `informed` means that the
    team has seen it; what it has not seen belongs to the week in which it does.
    """

    assumption: Source
    client: PersonId
    status: Status
    shared: bool
    informed: bool
    words: Quotable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedOfGroup:
    """An assumption about a group, with the clients whose verdict came this week, per verdict.

    Its status is not here on purpose: a status is worked out from exact numbers and would give them away.
    """

    assumption: Source
    said: Mapping[Says, frozenset[PersonId]]
    informed: bool


class ToldKind(StrEnum):
    """What a client can tell of themselves."""

    TALENT = "talent"
    WISH = "wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyTold:
    """A talent or a wish a client told this week."""

    kind: ToldKind
    client: PersonId
    words: Quotable


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a professional asks of the centre, in words written for the centre; only the team's name goes with it."""

    team: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekEvidence:
    """The facts of one week of one organisation; each event is in exactly one week."""

    coverage: Coverage
    voices: tuple[Voice, ...] = ()
    learned: tuple[LearnedOfClient | LearnedOfGroup, ...] = ()
    told: tuple[NewlyTold, ...] = ()
    needs: tuple[Need, ...] = ()
