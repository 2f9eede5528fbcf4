"""Who was erased when, and whether their key is off the disk by now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Erasure
from storage.tables import erasures


class Erasures(Repository):
    """The erasures of every organisation; one is open until the files of the database hold the key no more."""

    def begin(self, organisation: OrganisationId, person: PersonId, at: datetime) -> None:
        """Write down that somebody was erased; their key may still lie in the files."""
        self._put(erasures, ("organisation", "person"), organisation=organisation, person=person, at=at, clean=False)

    def dates(self, organisation: OrganisationId) -> dict[PersonId, datetime]:
        """Return when whom was erased, as far as that was written down."""
        mine = erasures.c.organisation == organisation
        return {PersonId(row.person): row.at for row in self._all(select(erasures).where(mine))}

    def open(self, organisation: OrganisationId | None = None) -> list[Erasure]:
        """Return the erasures, of one organisation or of all, of which the key may still lie in the files."""
        query = select(erasures).where(erasures.c.clean.is_(False)).order_by(erasures.c.at)
        rows = self._all(query if organisation is None else query.where(erasures.c.organisation == organisation))
        return [
            Erasure(
                organisation=OrganisationId(row.organisation),
                person=PersonId(row.person),
                at=row.at,
                wal=row.wal,
                reused=row.reused,
            )
            for row in rows
        ]

    def move_on(self, erasure: Erasure, *, wal: str | None = None, reused: str | None = None, clean: bool) -> None:
        """Write down how far the database's log has to come before the key is gone, or that it is gone."""
        here = (erasures.c.organisation == erasure.organisation, erasures.c.person == erasure.person)
        self._connection.execute(update(erasures).where(*here).values(wal=wal, reused=reused, clean=clean))
