"""The port this channel owns: what it needs from the house to serve a personal link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from adapters.web.views import Conversation, PageName, View
from dialogs.messages import Inbound, Receipt
from dialogs.people import OrganisationId, PersonId, Role


class Away(Exception):
    """The house cannot keep anything now; nothing of this request was stored, so it may be sent again as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person behind a personal link; `place` is their conversation.

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
    """What stands behind the door. Every method may raise `Away`.

    What the forms of this channel send, as `Submitted(form, fields)`:
    `settings` (language, unit, every, weekday, at, quiet_start, quiet_end, between, centre_may_read: yes or no),
    `answer.revise` (answer, text), `answer.withdraw` (answer), `answer.share` (answer, share),
    `assumption.preview` and `assumption.log` (text, client: an id or empty for the group, about, wrong_if),
    `assumption.withdraw` (assumption), `report.log` (client, words), `offer.log` (client: an id or empty, text),
    `reply` (item, text; the thread of the inbound is the item) and `erase` (confirm: yes).
    A receipt with `FieldErrors` puts the form back with what was typed; one that is refused may say why in a `Note`.
    Names of commands: stop, start, pause (ISO date), resume, later, help, say, language (code), assumption (id),
    profile; a choice under a `Note` is such a command, its value the name or the name, a space and the argument.
    The small buttons of a question come as `Picked` with the value of the control as the choice.
    """

    async def visitor(self, token: str) -> Visitor | None:
        """Return whose link this is, or None for one that is unknown, withdrawn or expired."""
        ...

    async def take(self, inbound: Inbound) -> Receipt:
        """Take in what came; once this returns it is kept."""
        ...

    async def settled(self, visitor: Visitor) -> None:
        """Return once the answer to what was taken stands in the conversation, or after at most a second."""
        ...

    async def conversation(self, visitor: Visitor) -> Conversation:
        """Return the conversation as it stands; this marks nothing as opened, an `Arrived` does."""
        ...

    async def page(self, visitor: Visitor, name: PageName, argument: str) -> View | None:
        """Return what a page shows, or None where this visitor has no such page; `argument` is a week or empty."""
        ...

    def address(self, token: str) -> str:
        """Return the whole address of a personal link."""
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
