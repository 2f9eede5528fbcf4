"""The port that every channel with people behind it needs: whose words these are, taking them in, showing pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol

from dialogs.messages import Inbound, Receipt
from dialogs.pages import PageName, View
from dialogs.people import Identity, OrganisationId, PersonId, Role

ROOM: Final = 50
"""So many cards of each section of a page are shown at once where there is room for all."""


class Away(Exception):
    """The house cannot keep anything now; nothing of this request was stored, so it may be sent again as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person at the door; `place` is their conversation on this channel.

    `office` is what the centre is called, `team` and `professional` are the names of those who serve this person.
    """

    person: PersonId
    organisation: OrganisationId
    role: Role
    language: str
    name: str = field(repr=False)
    place: str
    organisation_name: str = ""
    office: str = ""
    timezone: str = "UTC"
    team: str = ""
    professional: str = field(default="", repr=False)


class Desk(Protocol):
    """What stands behind the door of any channel. Every method that waits may raise `Away`."""

    async def organisation(self, channel: str, account: str) -> OrganisationId | None:
        """Return whose workspace or tenant this is, or None for one that nobody connected."""
        ...

    async def known(self, identity: Identity) -> Visitor | None:
        """Return who this is, or None for a stranger."""
        ...

    async def take(self, inbound: Inbound) -> Receipt:
        """Take in what came; once this returns it is kept. A stranger in danger is answered too, and nothing kept."""
        ...

    async def page(self, visitor: Visitor, name: PageName, argument: str, room: int = ROOM) -> View | None:
        """Return what a page shows, or None where this visitor has no such page.

        `argument` is a week, or what an action `page` names behind the page: where it goes on. `room` is how many cards
        of each section the channel can show.
        """
        ...

    def language(self, accepted: str) -> str:
        """Return the language of ours that an Accept-Language or a locale asks for first, otherwise the default."""
        ...

    async def seen(self, visitor: Visitor, name: PageName, until: datetime | None = None) -> None:
        """Note that a page was before the visitor, as it stood at `until` (business time) or stands now."""
        ...

    def phrase(self, language: str, key: str, **values: object) -> str:
        """Return a phrase of the product."""
        ...

    def moment(self, visitor: Visitor, at: datetime) -> str:
        """Return a moment in the visitor's language and zone, date and time."""
        ...

    def day(self, visitor: Visitor, day: date) -> str:
        """Return a date in the visitor's language."""
        ...
