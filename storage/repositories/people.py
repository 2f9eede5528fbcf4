"""People, and who they are on each channel; a name is sealed under the person's own key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, delete, select, update

from dialogs.people import Consent, Identity, Member, OrganisationId, Person, PersonId, Role, TeamId
from dialogs.rhythm.cadence import Cadence, QuietHours, Unit
from storage.columns import wall_time
from storage.repositories.base import Repository
from storage.statements import in_batches
from storage.tables import identities, people
from storage.vault import Keyring

R = TypeVar("R")


class People(Repository):
    """The people of an organisation; an erased one stays as a stub without a name."""

    def __init__(self, connection: Connection, words: Keyring) -> None:
        """Read everybody at most once in a transaction: one turn asks for the same few people again and again."""
        super().__init__(connection, words)
        self._read: dict[tuple[OrganisationId, PersonId], Person] = {}
        self._reached: dict[tuple[OrganisationId, PersonId], list[Identity]] = {}

    def get(self, organisation: OrganisationId, person: PersonId) -> Person | None:
        """Return the person, or None."""
        if (organisation, person) not in self._read:
            row = self._row(people, organisation=organisation, id=person)
            if row is None:
                return None
            return self._once(row)
        return self._read[organisation, person]

    def all(self, organisation: OrganisationId, role: Role | None = None) -> list[Person]:
        """Return everybody, erased ones too, or those with `role`; by id."""
        query = select(people).where(people.c.organisation == organisation)
        return self._everybody(query if role is None else query.where(people.c.role == role))

    def some(self, organisation: OrganisationId, ids: Iterable[PersonId]) -> list[Person]:
        """Return those of these people who are known, by id."""
        found: list[Person] = []
        for batch in in_batches(sorted(ids)):
            mine = (people.c.organisation == organisation, people.c.id.in_(batch))
            found += self._everybody(select(people).where(*mine))
        return found

    def of_team(self, organisation: OrganisationId, team: TeamId | None, role: Role) -> list[Person]:
        """Return those of a team who have this role, by id."""
        mine = (people.c.organisation == organisation, people.c.team == team, people.c.role == role)
        return self._everybody(select(people).where(*mine))

    def members(self, organisation: OrganisationId, professional: PersonId | None = None) -> list[Member]:
        """Return everybody, erased ones too, or the clients of one professional, without opening a name; by id."""
        query = select(*(people.c[field.name] for field in fields(Member))).where(people.c.organisation == organisation)
        if professional is not None:
            query = query.where(people.c.professional == professional, people.c.role == Role.CLIENT)
        return [_member(row) for row in self._all(query.order_by(people.c.id))]

    def names(self, organisation: OrganisationId) -> list[str]:
        """Return the name of everybody who has one."""
        query = select(people.c.organisation, people.c.id, people.c.name).where(people.c.organisation == organisation)
        found = (self._open(row.organisation, row.id, row.name) for row in self._all_of("id", query))
        return [name for name in found if name]

    def clients_of(self, organisation: OrganisationId, professional: PersonId) -> list[Person]:
        """Return the clients whose own professional this is, by id."""
        mine = (people.c.organisation == organisation, people.c.professional == professional)
        return self._everybody(select(people).where(*mine, people.c.role == Role.CLIENT))

    def without_professional(self, organisation: OrganisationId, team: TeamId) -> list[Person]:
        """Return the clients of the team who have no professional of their own, by id."""
        mine = (people.c.organisation == organisation, people.c.team == team, people.c.professional.is_(None))
        there = (people.c.role == Role.CLIENT, people.c.erased.is_(False))
        return [self._person(row) for row in self._all(select(people).where(*mine, *there).order_by(people.c.id))]

    def unreadable(self, organisation: OrganisationId) -> list[PersonId]:
        """Return of whom the rhythm or the quiet hours cannot be read; the ordinary ones stand in their place."""
        query = select(people.c.id, people.c.cadence, people.c.quiet).where(people.c.organisation == organisation)
        return [
            PersonId(row.id)
            for row in self._all(query.where(people.c.erased.is_(False)).order_by(people.c.id))
            if _readable(_cadence, row.cadence) is None or _readable(_quiet, row.quiet) is None
        ]

    def save(self, person: Person) -> None:
        """Insert or overwrite the person; the name of an erased person is not kept."""
        name = None if person.erased else self._seal(person.organisation, person.id, person.name)
        self._read.pop((person.organisation, person.id), None)
        self._put(
            people,
            ("organisation", "id"),
            organisation=person.organisation,
            id=person.id,
            name=name,
            role=person.role,
            team=person.team,
            professional=person.professional,
            language=person.language,
            timezone=person.timezone,
            consent=person.consent,
            centre_may_read=person.centre_may_read,
            between=person.between,
            cadence=_cadence_to_json(person.cadence),
            quiet=json.dumps([person.quiet.start.isoformat(), person.quiet.end.isoformat()]),
            paused_until=person.paused_until,
            erased=person.erased,
            named=person.named,
            silent=person.silent,
        )

    def by_identity(self, identity: Identity) -> Person | None:
        """Return whose identity this is, or None for a stranger."""
        row = self._row(identities, channel=identity.channel, account=identity.account, user=identity.user)
        return None if row is None else self.get(OrganisationId(row.organisation), PersonId(row.person))

    def identities(self, organisation: OrganisationId, person: PersonId) -> list[Identity]:
        """Return who the person is on each channel, the one that was linked last at the end."""
        if (organisation, person) not in self._reached:
            rows = self._rows(identities, organisation=organisation, person=person)
            found = [Identity(channel=row.channel, account=row.account, user=row.user) for row in rows]
            self._reached[organisation, person] = found
        return list(self._reached[organisation, person])

    def link(self, organisation: OrganisationId, person: PersonId, identity: Identity) -> None:
        """Make the identity this person's, also when it was somebody else's before."""
        self._reached.clear()
        self._connection.execute(delete(identities).where(*_is(identity)))
        row = {"channel": identity.channel, "account": identity.account, "user": identity.user}
        self._insert(identities, organisation=organisation, person=person, **row)

    def unlink(self, organisation: OrganisationId, person: PersonId, identity: Identity) -> None:
        """Take the identity from this person; nothing happens if it is not theirs."""
        self._reached.clear()
        mine = (identities.c.organisation == organisation, identities.c.person == person)
        self._connection.execute(delete(identities).where(*mine, *_is(identity)))

    def blank(self, organisation: OrganisationId, person: PersonId) -> None:
        """Leave only a stub of the person: no name, no identities, marked as erased, and nobody's own professional."""
        self._read.clear()
        self._reached.clear()
        here = (people.c.organisation == organisation, people.c.id == person)
        self._connection.execute(update(people).where(*here).values(name=None, erased=True))
        theirs = (people.c.organisation == organisation, people.c.professional == person)
        self._connection.execute(update(people).where(*theirs).values(professional=None))
        mine = (identities.c.organisation == organisation, identities.c.person == person)
        self._connection.execute(delete(identities).where(*mine))

    def _everybody(self, query: Select[Any]) -> list[Person]:
        return [self._once(row) for row in self._all_of("id", query.order_by(people.c.id))]

    def _once(self, row: Row[Any]) -> Person:
        """Return the person of a row, with the name opened at most once in a transaction."""
        key = (OrganisationId(row.organisation), PersonId(row.id))
        if key not in self._read:
            self._read[key] = self._person(row)
        return self._read[key]

    def _person(self, row: Row[Any]) -> Person:
        return Person(
            id=PersonId(row.id),
            organisation=OrganisationId(row.organisation),
            name=self._open(row.organisation, row.id, row.name) or "",
            role=Role(row.role),
            team=None if row.team is None else TeamId(row.team),
            professional=None if row.professional is None else PersonId(row.professional),
            language=row.language,
            timezone=row.timezone,
            consent=Consent(row.consent),
            centre_may_read=row.centre_may_read,
            between=row.between,
            cadence=_readable(_cadence, row.cadence) or Cadence(),
            quiet=_readable(_quiet, row.quiet) or QuietHours(),
            paused_until=row.paused_until,
            erased=row.erased,
            named=None if row.named is None else PersonId(row.named),
            silent=row.silent,
        )


def _member(row: Row[Any]) -> Member:
    return Member(
        id=PersonId(row.id),
        organisation=OrganisationId(row.organisation),
        role=Role(row.role),
        team=None if row.team is None else TeamId(row.team),
        professional=None if row.professional is None else PersonId(row.professional),
        consent=Consent(row.consent),
        centre_may_read=row.centre_may_read,
        erased=row.erased,
    )


def _is(identity: Identity) -> tuple[Any, Any, Any]:
    return (
        identities.c.channel == identity.channel,
        identities.c.account == identity.account,
        identities.c.user == identity.user,
    )


def _cadence_to_json(cadence: Cadence) -> str:
    return json.dumps(
        {
            "unit": cadence.unit,
            "every": cadence.every,
            "weekday": cadence.weekday,
            "at": cadence.at.isoformat(),
            "anchor": cadence.anchor.isoformat(),
        }
    )


def _cadence(text: str) -> Cadence:
    found = json.loads(text)
    return Cadence(
        unit=Unit(found["unit"]),
        every=found["every"],
        weekday=found["weekday"],
        at=wall_time(found["at"]),
        anchor=date.fromisoformat(found["anchor"]),
    )


def _quiet(text: str) -> QuietHours:
    start, end = json.loads(text)
    return QuietHours(start=wall_time(start), end=wall_time(end))


def _readable(read: Callable[[str], R], text: str) -> R | None:
    """Return what is stored, or None for what nothing can be made of: one such row stops nobody else."""
    try:
        return read(text)
    except (ValueError, LookupError, TypeError):
        return None
