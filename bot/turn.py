"""One turn of the product: everything one cause makes happen in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from dialogs.messages import Body, Choice, Note, OutboxId, Place, Purpose, Quote
from dialogs.people import Organisation, OrganisationId, Person, PersonId
from dialogs.policy.ruling import Allowed
from dialogs.policy.sending import Recipient, may_send
from dialogs.rhythm.zones import local
from storage.outgoing import Outgoing

if TYPE_CHECKING:
    from bot.script import Script
    from storage.unit_of_work import UnitOfWork

CENTRE = "centre"
"""The conversation that every member of the centre shares."""


class Turn:
    """What a use case works with: the unit of work, what may be said, business time, and the cause it answers to.

    Messages posted in one turn are numbered under its cause, so that the same cause can never post them twice.
    """

    def __init__(self, uow: UnitOfWork, script: Script, now: datetime, cause: str) -> None:
        self.uow = uow
        self.script = script
        self.now = now
        self.cause = cause
        self._ordinal = 0
        self._names: dict[OrganisationId, list[str]] = {}

    def organisation(self, organisation: OrganisationId) -> Organisation:
        """Return the organisation; raises LookupError when there is none of that id."""
        found = self.uow.organisations.get(organisation)
        if found is None:
            raise LookupError(organisation)
        return found

    def person(self, organisation: OrganisationId, person: PersonId) -> Person:
        """Return the person; raises LookupError when there is none of that id."""
        found = self.uow.people.get(organisation, person)
        if found is None:
            raise LookupError(person)
        return found

    def names(self, organisation: OrganisationId) -> list[str]:
        """Return everybody's name, looked up once in a turn: opening each is work."""
        if organisation not in self._names:
            self._names[organisation] = [one.name for one in self.uow.people.all(organisation)]
        return self._names[organisation]

    def today(self, person: Person) -> date:
        """Return the local date where the person is."""
        return local(self.now, person.timezone).date()

    def place(self, person: Person) -> Place | None:
        """Return where the person is reached: the last channel that was linked to them, or None."""
        identities = self.uow.people.identities(person.organisation, person.id)
        if not identities:
            return None
        identity = identities[-1]
        return Place(channel=identity.channel, account=identity.account, conversation=identity.user, person=person.id)

    def post(
        self,
        organisation: OrganisationId,
        place: Place,
        body: Body,
        purpose: Purpose,
        *,
        subject: str = "",
        thread_of: OutboxId | None = None,
        replaces: OutboxId | None = None,
    ) -> OutboxId:
        """Put one message in the outbox, to be sent after the commit, and return its id."""
        self._ordinal += 1
        id = OutboxId(self.uow.new_id())
        self.uow.outbox.put(
            Outgoing(
                id=id,
                organisation=organisation,
                to=place,
                purpose=purpose,
                body=body,
                cause=self.cause,
                ordinal=self._ordinal,
                at=self.now,
                thread_of=thread_of,
                replaces=replaces,
                subject=subject,
            )
        )
        return id

    def send(
        self,
        person: Person,
        body: Body,
        purpose: Purpose = Purpose.REPLY,
        *,
        subject: str = "",
        replaces: OutboxId | None = None,
    ) -> OutboxId | None:
        """Send `body` to one person if it may be said to them now; return its id, or None if it may not."""
        place = self.place(person)
        if place is None or not may_reach(person, purpose, self.now, subject):
            return None
        return self.post(person.organisation, place, body, purpose, subject=subject, replaces=replaces)

    def show_own(self, person: Person, words: str, thread: OutboxId | None = None) -> None:
        """Let the person's own words stand in their conversation, where the channel does not do that itself."""
        place = self.place(person)
        if place is not None and place.channel == "web" and thread is None and words.strip():
            self.uow.lines.put(
                organisation=person.organisation,
                conversation=place.conversation,
                direction="in",
                owner=person.id,
                outbox=None,
                body=words,
                at=self.now,
            )

    def phrase(self, person: Person, key: str, **values: object) -> str:
        """Return a phrase in the person's language."""
        return self.script.texts.phrase(person.language, key, **values)

    def tell(
        self,
        person: Person,
        key: str,
        purpose: Purpose = Purpose.REPLY,
        *,
        quotes: tuple[Quote, ...] = (),
        choices: tuple[Choice, ...] = (),
        subject: str = "",
        replaces: OutboxId | None = None,
        **values: object,
    ) -> OutboxId | None:
        """Tell one person a phrase, with somebody's own words under it; return the message's id if it may be sent."""
        body = Note(blocks=(self.phrase(person, key, **values), *quotes), choices=choices)
        return self.send(person, body, purpose, subject=subject, replaces=replaces)


def may_reach(person: Person, purpose: Purpose, now: datetime, subject: str) -> bool:
    """Tell whether a message for this purpose may go to the person at this moment."""
    ruling = may_send(
        purpose,
        Recipient.of(person),
        local(now, person.timezone).date(),
        welcome=subject.startswith("welcome:"),
    )
    return isinstance(ruling, Allowed)
