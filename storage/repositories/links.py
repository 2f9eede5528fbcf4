"""Personal web links; the caller hashes the token, so a copy of the database opens nobody's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Link, Opening
from storage.tables import links, openings


class Links(Repository):
    """The links that were handed out, and the browsers in which they were opened."""

    def issue(
        self,
        organisation: OrganisationId,
        person: PersonId,
        hash_: str,
        created: datetime,
        expires: datetime,
        maker: PersonId | None = None,
    ) -> None:
        """Keep a new link by the hash of its token; moments are wall time, `maker` None is whoever runs this."""
        row = {"organisation": organisation, "person": person, "created": created, "expires": expires}
        self._insert(links, hash=hash_, revoked=False, maker=maker, **row)

    def find(self, hash_: str) -> Link | None:
        """Return the link, also an expired or revoked one, or None."""
        row = self._one(select(links).where(links.c.hash == hash_))
        return None if row is None else _link(row)

    def of(self, organisation: OrganisationId, person: PersonId) -> list[Link]:
        """Return the person's links that were not revoked, also expired ones; what lasts longest comes first."""
        mine = (links.c.organisation == organisation, links.c.person == person, links.c.revoked.is_(False))
        query = select(links).where(*mine).order_by(links.c.expires.desc(), links.c.hash)
        return [_link(row) for row in self._all(query)]

    def revoke_others(self, organisation: OrganisationId, person: PersonId, kept: str) -> int:
        """Make every link of the person useless but the one with this hash; return how many were not so before."""
        mine = (links.c.organisation == organisation, links.c.person == person, links.c.revoked.is_(False))
        others = update(links).where(*mine, links.c.hash != kept).values(revoked=True)
        return self._connection.execute(others).rowcount

    def opened(self, organisation: OrganisationId, person: PersonId, browser: str, link: str, at: datetime) -> bool:
        """Note that a link was opened in a browser (both hashes); return False if it was opened there before."""
        row = {"organisation": organisation, "person": person}
        return self._insert_once(openings, **row, link=link, browser=browser, at=at)

    def openings(self, organisation: OrganisationId, person: PersonId) -> list[Opening]:
        """Return in which browsers the person's links were opened, the first one first."""
        mine = (openings.c.organisation == organisation, openings.c.person == person)
        rows = self._all(select(openings).where(*mine).order_by(openings.c.at, openings.c.browser))
        return [Opening(browser=row.browser, link=row.link, at=row.at) for row in rows]

    def opened_in(self, organisation: OrganisationId, browser: str) -> list[PersonId]:
        """Return whose pages were opened in a browser."""
        here = (openings.c.organisation == organisation, openings.c.browser == browser)
        rows = self._all(select(openings.c.person).where(*here).order_by(openings.c.at, openings.c.person))
        return [PersonId(row.person) for row in rows]


def _link(row: Row[Any]) -> Link:
    return Link(
        hash=row.hash,
        organisation=OrganisationId(row.organisation),
        person=PersonId(row.person),
        maker=None if row.maker is None else PersonId(row.maker),
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
    )
