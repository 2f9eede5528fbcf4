"""Personal web links; the caller hashes the token, so a copy of the database opens nobody's page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Link
from storage.tables import links


class Links(Repository):
    """The links that were handed out."""

    def issue(
        self, organisation: OrganisationId, person: PersonId, hash_: str, created: datetime, expires: datetime
    ) -> None:
        """Keep a new link by the hash of its token; moments are wall time."""
        row = {"organisation": organisation, "person": person, "created": created, "expires": expires}
        self._insert(links, hash=hash_, revoked=False, **row)

    def find(self, hash_: str) -> Link | None:
        """Return the link, also an expired or revoked one, or None."""
        row = self._one(select(links).where(links.c.hash == hash_))
        if row is None:
            return None
        return Link(
            organisation=OrganisationId(row.organisation),
            person=PersonId(row.person),
            created=row.created,
            expires=row.expires,
            revoked=row.revoked,
        )

    def of(self, organisation: OrganisationId, person: PersonId) -> Link | None:
        """Return the person's newest link that was not revoked, also an expired one, or None."""
        mine = (links.c.organisation == organisation, links.c.person == person, links.c.revoked.is_(False))
        row = self._one(select(links.c.hash).where(*mine).order_by(links.c.expires.desc()))
        return None if row is None else self.find(row.hash)

    def revoke_all(self, organisation: OrganisationId, person: PersonId) -> int:
        """Make every link of the person useless; return how many were not so before."""
        mine = (links.c.organisation == organisation, links.c.person == person, links.c.revoked.is_(False))
        return self._connection.execute(update(links).where(*mine).values(revoked=True)).rowcount
