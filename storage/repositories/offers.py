"""What teams offer their clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update

from dialogs.evidence.offers import Offer, OfferId
from dialogs.people import OrganisationId, PersonId, TeamId
from storage.repositories.base import Repository
from storage.tables import offers


class Offers(Repository):
    """The offers; the text is sealed under its author, and empty once the author was erased."""

    def add(self, offer: Offer) -> None:
        """Keep an offer."""
        self._insert(
            offers,
            organisation=offer.organisation,
            id=offer.id,
            team=offer.team,
            author=offer.author,
            client=offer.client,
            text=self._seal(offer.organisation, offer.author, offer.text),
            at=offer.at,
            closed=offer.closed,
        )

    def get(self, organisation: OrganisationId, offer: OfferId) -> Offer | None:
        """Return the offer, or None."""
        found = self._found(organisation, offers.c.id == offer)
        return found[0] if found else None

    def for_client(self, organisation: OrganisationId, client: PersonId, team: TeamId | None) -> Offer | None:
        """Return the newest open offer: one made for this client goes before one for the whole team; or None."""
        for_all = and_(offers.c.client.is_(None), offers.c.team == team)
        there = (offers.c.closed.is_(False), offers.c.text.is_not(None))  # nothing is asked about words that are gone
        found = self._found(organisation, *there, or_(offers.c.client == client, for_all))
        return max(found, key=lambda offer: (offer.client is not None, offer.at, offer.id), default=None)

    def of_team(self, organisation: OrganisationId, team: TeamId) -> list[Offer]:
        """Return the offers of the team, closed ones too, oldest first."""
        return self._found(organisation, offers.c.team == team)

    def of_author(self, organisation: OrganisationId, author: PersonId) -> list[Offer]:
        """Return the offers this professional wrote down, closed ones too, oldest first."""
        return self._found(organisation, offers.c.author == author)

    def close(self, organisation: OrganisationId, offer: OfferId) -> None:
        """Mark the offer as no longer made."""
        here = (offers.c.organisation == organisation, offers.c.id == offer)
        self._connection.execute(update(offers).where(*here).values(closed=True))

    def blank_for(self, organisation: OrganisationId, client: PersonId) -> None:
        """Erase the text of every offer made for this one client, and close it."""
        mine = (offers.c.organisation == organisation, offers.c.client == client)
        self._connection.execute(update(offers).where(*mine).values(text=None, closed=True))

    def _found(self, organisation: OrganisationId, *conditions: ColumnElement[bool]) -> list[Offer]:
        query = select(offers).where(offers.c.organisation == organisation, *conditions)
        return [self._offer(row) for row in self._all(query.order_by(offers.c.number))]

    def _offer(self, row: Row[Any]) -> Offer:
        return Offer(
            id=OfferId(row.id),
            organisation=OrganisationId(row.organisation),
            team=TeamId(row.team),
            author=PersonId(row.author),
            client=None if row.client is None else PersonId(row.client),
            text=self._open(row.organisation, row.author, row.text) or "",
            at=row.at,
            closed=row.closed,
        )
