"""What a professional thinks and what clients say of it; the status follows from their verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from dialogs.messages import SessionId
from dialogs.people import OrganisationId, PersonId, TeamId

AssumptionId = NewType("AssumptionId", str)
VerdictId = NewType("VerdictId", str)


class About(StrEnum):
    """What an assumption is about: what is asked for, or what is offered."""

    DEMAND = "demand"
    SUPPLY = "supply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One thing a professional assumes, as it is put to the client; `subject` None means the clients of the team."""

    id: AssumptionId
    organisation: OrganisationId
    author: PersonId
    team: TeamId | None
    about: About
    subject: PersonId | None
    text: str = field(repr=False)
    wrong_if: str = field(default="", repr=False)
    at: datetime
    withdrawn: bool = False


class Says(StrEnum):
    """What a client says of an assumption."""

    SO = "so"
    PARTLY = "partly"
    DIFFERENT = "different"
    NOT_MINE = "not_mine"
    UNKNOWN = "unknown"

    @property
    def is_judgement(self) -> bool:
        """Tell whether this says something of the assumption itself."""
        return self in {Says.SO, Says.PARTLY, Says.DIFFERENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One revision of what one client says of one assumption; revisions count from 1."""

    id: VerdictId
    organisation: OrganisationId
    assumption: AssumptionId
    client: PersonId
    revision: int
    says: Says
    words: str = field(default="", repr=False)
    at: datetime
    withdrawn: bool = False
    session: SessionId


class Status(StrEnum):
    """What an assumption is worth by now."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    NUANCED = "nuanced"
    REFUTED = "refuted"
    NOT_CONCERNED = "not_concerned"
    WITHDRAWN = "withdrawn"


def standing(verdicts: Iterable[Verdict]) -> Mapping[PersonId, Verdict]:
    """Return the verdict that stands per client: the latest revision, unless it was withdrawn."""
    latest: dict[PersonId, Verdict] = {}
    for verdict in verdicts:
        if verdict.client not in latest or verdict.revision > latest[verdict.client].revision:
            latest[verdict.client] = verdict
    return {client: verdict for client, verdict in latest.items() if not verdict.withdrawn}


def status(assumption: Assumption, verdicts: Iterable[Verdict]) -> Status:
    """Return what clients made of the assumption; this is the only way to a status.

    Verdicts about other assumptions, and of others than the client it is about, do not count. Of the judgements (so,
    partly, different) more than half `so` confirms and more than half `different` refutes; any other judgement nuances.
    `not_mine` alone means not concerned; without any of these it is open.
    """
    if assumption.withdrawn:
        return Status.WITHDRAWN
    said = [verdict.says for verdict in _counting(assumption, verdicts).values()]
    judgements = [says for says in said if says.is_judgement]
    if not judgements:
        return Status.NOT_CONCERNED if Says.NOT_MINE in said else Status.OPEN
    if 2 * judgements.count(Says.SO) > len(judgements):
        return Status.CONFIRMED
    if 2 * judgements.count(Says.DIFFERENT) > len(judgements):
        return Status.REFUTED
    return Status.NUANCED


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How much client evidence there is: who was asked, who judged, each verdict counted, age since the newest."""

    asked: int
    judged: int
    counts: Mapping[Says, int]
    age: timedelta | None


def strength(
    assumption: Assumption, verdicts: Iterable[Verdict], *, asked: frozenset[PersonId], now: datetime
) -> Strength:
    """Return plain counts of clients and the age of the newest verdict; never a score."""
    counting = _counting(assumption, verdicts)
    said = [verdict.says for verdict in counting.values()]
    return Strength(
        asked=len(asked | set(counting)),
        judged=sum(says.is_judgement for says in said),
        counts={says: said.count(says) for says in Says},
        age=now - max(verdict.at for verdict in counting.values()) if counting else None,
    )


def _counting(assumption: Assumption, verdicts: Iterable[Verdict]) -> Mapping[PersonId, Verdict]:
    return standing(
        verdict
        for verdict in verdicts
        if verdict.assumption == assumption.id and assumption.subject in {None, verdict.client}
    )
