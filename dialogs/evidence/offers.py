"""What a team offers its clients, about which the one question is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from dialogs.people import OrganisationId, Person, PersonId, TeamId

OfferId = NewType("OfferId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing a team does now, in words for the client; `client` None means all clients of the team."""

    id: OfferId
    organisation: OrganisationId
    team: TeamId
    author: PersonId
    client: PersonId | None
    text: str = field(repr=False)
    at: datetime
    closed: bool = False


def offer_for(client: Person, offers: Iterable[Offer]) -> Offer | None:
    """Return the newest open offer to this client: one made for the client goes before one for the whole team."""
    open_to = [
        offer
        for offer in offers
        if not offer.closed
        and offer.organisation == client.organisation
        and (offer.client == client.id or (offer.client is None and offer.team == client.team))
    ]
    return max(open_to, key=lambda offer: (offer.client is not None, offer.at, offer.id), default=None)
