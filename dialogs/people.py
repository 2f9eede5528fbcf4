"""The people and the organisation they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import NewType

from dialogs.rhythm.cadence import Cadence, QuietHours

OrganisationId = NewType("OrganisationId", str)
TeamId = NewType("TeamId", str)
PersonId = NewType("PersonId", str)


class Role(StrEnum):
    """What a person is in the organisation."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    CENTRE = "centre"
    STEWARD = "steward"


class Consent(StrEnum):
    """What a person said to being asked."""

    UNASKED = "unasked"
    GIVEN = "given"
    REFUSED = "refused"
    STOPPED = "stopped"


class Relation(StrEnum):
    """How an actor stands to the person whose words are at stake."""

    SELF = "self"
    ASSIGNED = "assigned"
    TEAM = "team"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is on a channel; `account` is a Slack team, a Teams tenant or, on the web, the organisation."""

    channel: str
    account: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation, its language, its zone and the hour of its weekly digest (local; weekday 0 is Monday).

    `country` (ISO 3166, two letters) says whose helplines are told. When somebody is in danger `named` is told, and
    else `fallback`.
    """

    id: OrganisationId
    name: str
    centre_name: str
    language: str = "nl"
    timezone: str = "Europe/Amsterdam"
    digest_weekday: int = 4
    digest_at: time = time(16, 0)
    retention_months: int = 12
    country: str = "NL"
    named: PersonId | None = None
    fallback: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A small self-managing team."""

    id: TeamId
    organisation: OrganisationId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody as rights and counts see them: whoever needs no name does not open one."""

    id: PersonId
    organisation: OrganisationId
    role: Role
    team: TeamId | None = None
    professional: PersonId | None = None
    consent: Consent = Consent.UNASKED
    centre_may_read: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Member):
    """Somebody in the dialogue, with the choices that are theirs alone to make.

    `named` is whom to tell when this client is in danger, instead of whom the organisation names. `silent` is true from
    then on until a person lifts it: nothing is asked or told unasked.
    """

    name: str = field(repr=False)
    language: str = "nl"
    timezone: str = "Europe/Amsterdam"
    between: bool = False
    cadence: Cadence = field(default_factory=Cadence)
    quiet: QuietHours = field(default_factory=QuietHours)
    paused_until: date | None = None
    named: PersonId | None = None
    silent: bool = False


def relation(actor: Member, owner: Member) -> Relation:
    """Return how `actor` stands to `owner`; people of different organisations have no relation."""
    if actor.organisation != owner.organisation:
        return Relation.NONE
    if actor.id == owner.id:
        return Relation.SELF
    if owner.professional == actor.id:
        return Relation.ASSIGNED
    if actor.role is Role.PROFESSIONAL and actor.team is not None and actor.team == owner.team:
        return Relation.TEAM
    return Relation.NONE
