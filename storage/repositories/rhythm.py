"""Time as rows: what is due, who was contacted on which day, and what came of every occasion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Integer, Row, bindparam, delete, select

from dialogs.messages import SessionId
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import DueRow, OccasionRow
from storage.tables import contacts, due, occasions

_DUE = (
    select(due)
    .where(due.c.at <= bindparam("now"))
    .order_by(due.c.at, due.c.number)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_REMOVAL = delete(due).where(
    due.c.organisation == bindparam("organisation"), due.c.key.in_(bindparam("keys", expanding=True))
)


class DueRows(Repository):
    """Everything in the future, in business time."""

    def put(
        self,
        organisation: OrganisationId,
        key: str,
        kind: str,
        at: datetime,
        person: PersonId | None = None,
        ref: str = "",
    ) -> None:
        """Plan something, or move what was planned under this key."""
        row = {"kind": kind, "at": at, "person": person, "ref": ref}
        self._put(due, ("organisation", "key"), organisation=organisation, key=key, **row)

    def claim(self, now: datetime, limit: int) -> list[DueRow]:
        """Take away and return at most `limit` rows that are due, earliest first; a rollback puts them back."""
        rows = self._connection.execute(_DUE, {"now": now, "most": limit}).all()
        numbers = [row.number for row in rows]
        if numbers:
            self._connection.execute(delete(due).where(due.c.number.in_(numbers)))
        return [_due(row) for row in rows]

    def take(self, row: DueRow) -> bool:
        """Take away one row, if it is still planned as it was read; return whether it was."""
        mine = (due.c.organisation == row.organisation, due.c.key == row.key)
        same = (due.c.kind == row.kind, due.c.at == row.at, due.c.ref == row.ref)
        return self._connection.execute(delete(due).where(*mine, *same)).rowcount == 1

    def remove(self, organisation: OrganisationId, *keys: str) -> None:
        """Forget what was planned under these keys, if anything."""
        self._connection.execute(_REMOVAL, {"organisation": organisation, "keys": keys})

    def next_at(self, organisation: OrganisationId | None = None) -> datetime | None:
        """Return the moment of the earliest row, of one organisation or of all, or None."""
        query = select(due.c.at).order_by(due.c.at)
        row = self._one(query if organisation is None else query.where(due.c.organisation == organisation))
        return None if row is None else row.at

    def of_person(self, organisation: OrganisationId, person: PersonId) -> list[DueRow]:
        """Return what is planned for this person, earliest first."""
        mine = (due.c.organisation == organisation, due.c.person == person)
        return [_due(row) for row in self._all(select(due).where(*mine).order_by(due.c.at, due.c.number))]


class Contacts(Repository):
    """The one contact a day that everybody has over all dialogues."""

    def take(self, organisation: OrganisationId, person: PersonId, local_date: date, cause: str) -> bool:
        """Use up the contact of that day; return False if it was used already."""
        row = {"organisation": organisation, "person": person, "local_date": local_date, "cause": cause}
        return self._insert_once(contacts, **row)

    def on(self, organisation: OrganisationId, person: PersonId, local_date: date) -> bool:
        """Tell whether the contact of that day was used."""
        mine = (contacts.c.organisation == organisation, contacts.c.person == person)
        return self._one(select(contacts.c.cause).where(*mine, contacts.c.local_date == local_date)) is not None

    def dates(self, organisation: OrganisationId, person: PersonId, since: date) -> frozenset[date]:
        """Return the days from `since` on of which the contact was used."""
        mine = (contacts.c.organisation == organisation, contacts.c.person == person)
        rows = self._all(select(contacts.c.local_date).where(*mine, contacts.c.local_date >= since))
        return frozenset(row.local_date for row in rows)

    def free(self, organisation: OrganisationId, person: PersonId, cause: str) -> None:
        """Give back the contact that this cause took, because nothing was sent after all."""
        mine = (contacts.c.organisation == organisation, contacts.c.person == person)
        self._connection.execute(delete(contacts).where(*mine, contacts.c.cause == cause))


class Occasions(Repository):
    """Every moment at which somebody was to be asked, and what was decided of it."""

    def decide(
        self,
        organisation: OrganisationId,
        person: PersonId,
        dialogue: str,
        local_date: date,
        slot: str,
        outcome: Literal["asked", "skipped"],
        reason: str,
        at: datetime,
        session: SessionId | None = None,
    ) -> bool:
        """Write down the decision; return False, changing nothing, if this occasion was decided before."""
        return self._insert_once(
            occasions,
            organisation=organisation,
            person=person,
            dialogue=dialogue,
            local_date=local_date,
            slot=slot,
            outcome=outcome,
            reason=reason,
            at=at,
            session=session,
        )

    def of_person(self, organisation: OrganisationId, person: PersonId, limit: int) -> list[OccasionRow]:
        """Return the newest decisions about this person, newest first."""
        mine = (occasions.c.organisation == organisation, occasions.c.person == person)
        query = select(occasions).where(*mine).order_by(occasions.c.at.desc(), occasions.c.number.desc())
        return [_occasion(row) for row in self._all(query.limit(limit))]

    def between(self, organisation: OrganisationId, after: datetime, until: datetime) -> list[OccasionRow]:
        """Return the decisions taken in after < at <= until, oldest first."""
        mine = (occasions.c.organisation == organisation, occasions.c.at > after, occasions.c.at <= until)
        query = select(occasions).where(*mine).order_by(occasions.c.at, occasions.c.number)
        return [_occasion(row) for row in self._all(query)]


def _due(row: Row[Any]) -> DueRow:
    return DueRow(
        organisation=OrganisationId(row.organisation),
        key=row.key,
        kind=row.kind,
        at=row.at,
        person=None if row.person is None else PersonId(row.person),
        ref=row.ref,
    )


def _occasion(row: Row[Any]) -> OccasionRow:
    return OccasionRow(
        person=PersonId(row.person),
        dialogue=row.dialogue,
        local_date=row.local_date,
        slot=row.slot,
        outcome=row.outcome,
        reason=row.reason,
        at=row.at,
        session=None if row.session is None else SessionId(row.session),
    )
