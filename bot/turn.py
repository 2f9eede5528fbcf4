"""One turn of the product: everything one cause makes happen in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from dialogs.messages import Body, Choice, Link, Note, OutboxId, Place, Prompt, Purpose, Quote
from dialogs.people import Organisation, OrganisationId, Person, PersonId
from dialogs.policy.ruling import Allowed
from dialogs.policy.sending import Recipient, may_send
from dialogs.rhythm.zones import local
from dialogs.subject import AboutWelcome, Plain, Subject
from storage.outgoing import Outgoing
from storage.rows import Given

if TYPE_CHECKING:
    from bot.script import Script
    from storage.unit_of_work import UnitOfWork

WEB = "web"
"""The channel of personal pages, where nobody is pushed and everything that was said stands."""

CENTRE = "centre"
"""The conversation on the web that every member of the centre shares."""


class Turn:
    """What a use case works with: the unit of work, what may be said, business time, and the cause it answers to.

    Messages posted in one turn are numbered under its cause, so that the same cause can never post them twice. `here`
    is where somebody is speaking to us, `message` the key of what they sent and `clicked` the message whose button it
    was; `closed` is the question that was answered, as it stands from now on, and
    `takes_back` whether words were taken back in this turn.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        script: Script,
        now: datetime,
        cause: str,
        *,
        here: Place | None = None,
        message: str = "",
        clicked: OutboxId | None = None,
    ) -> None:
        self.uow = uow
        self.script = script
        self.now = now
        self.cause = cause
        self.here = here
        self.message = message
        self.clicked = clicked
        self.closed: Prompt | None = None
        self.takes_back = False
        self._ordinal = 0

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

    def today(self, person: Person) -> date:
        """Return the local date where the person is."""
        return local(self.now, person.timezone).date()

    def place(self, person: Person) -> Place | None:
        """Return where the person is reached: where they speak to us now, else the best way that works; or None.

        Where others read along they may speak to us, but are answered by their own way.
        """
        if self.here is not None and self.here.person == person.id and not read_along(self.here):
            return self.here
        ways = self.uow.routes.of(person.organisation, person.id)
        return next((way.place for way in ways if not way.trouble and _is_connected(way.place)), None)

    def centre(self, organisation: Organisation) -> Place:
        """Return where the central organisation reads its week: a channel on a chat platform, or its own page."""
        channel, _, written = (self.uow.settings.get(organisation.id, CENTRE_CHANNEL) or WEB).partition(":")
        if channel == WEB:
            return Place(channel=WEB, account=organisation.id, conversation=CENTRE)
        account, _, conversation = written.rpartition("/")
        connected = self.uow.accounts.of(organisation.id, channel)
        if not account and connected:
            account = connected[0].account
        return Place(channel=channel, account=account, conversation=conversation)

    def post(
        self,
        organisation: OrganisationId,
        place: Place,
        body: Body,
        purpose: Purpose,
        *,
        subject: Subject = Plain.NOTHING,
        thread_of: OutboxId | None = None,
        replaces: OutboxId | None = None,
        id: OutboxId | None = None,
    ) -> OutboxId:
        """Put one message in the outbox, to be sent after the commit, and return its id: `id`, or a new one."""
        outgoing = self.outgoing(
            organisation, place, body, purpose, subject=subject, thread_of=thread_of, replaces=replaces, id=id
        )
        self.uow.outbox.put(outgoing)
        return outgoing.id

    def outgoing(
        self,
        organisation: OrganisationId,
        place: Place,
        body: Body,
        purpose: Purpose,
        *,
        subject: Subject = Plain.NOTHING,
        thread_of: OutboxId | None = None,
        replaces: OutboxId | None = None,
        id: OutboxId | None = None,
    ) -> Outgoing:
        """Return the next message of this turn as it would be put in the outbox."""
        self._ordinal += 1
        return Outgoing(
            id=id or OutboxId(self.uow.new_id()),
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

    def send(
        self,
        person: Person,
        body: Body,
        purpose: Purpose = Purpose.REPLY,
        *,
        subject: Subject = Plain.NOTHING,
        replaces: OutboxId | None = None,
    ) -> OutboxId | None:
        """Send `body` to one person if it may be said to them now; return its id, or None if it may not."""
        place = self.place(person)
        if place is None or not may_reach(person, purpose, self.now, subject):
            return None
        if read_along(place):
            return self._invite(person, place, body, purpose, subject)
        if replaces is not None:
            earlier = self.uow.outbox.get(person.organisation, replaces)
            replaces = replaces if earlier is not None and earlier.to == place else None
        return self.post(person.organisation, place, body, purpose, subject=subject, replaces=replaces)

    def _invite(self, person: Person, place: Place, body: Body, purpose: Purpose, subject: Subject) -> OutboxId:
        """Where others read along only an invitation goes; what it is about lies on the person's own page."""
        own = web_place(person)
        id = self.post(person.organisation, own, body, purpose, subject=subject)
        asks = isinstance(body, Prompt)
        value = f"window {body.session} {body.question}" if isinstance(body, Prompt) else f"read {id}"
        invitation = Note(
            blocks=(self.phrase(person, "chat.invited_to_answer" if asks else "chat.invited_to_read"),),
            choices=(Choice(value=value, label=self.phrase(person, "chat.answer" if asks else "chat.read")),),
        )
        self.post(person.organisation, place, invitation, purpose, subject=subject)
        return id

    def show_own(self, person: Person, words: str, thread: OutboxId | None = None) -> None:
        """Let the person's own words stand in their conversation, where the channel does not do that itself."""
        place = self.place(person)
        if place is not None and place.channel == WEB and thread is None and words.strip():
            self.uow.lines.put(
                organisation=person.organisation,
                conversation=place.conversation,
                direction="in",
                owner=person.id,
                outbox=None,
                body=words,
                at=self.now,
            )

    def gave(self, person: Person, kind: str, ref: str) -> None:
        """Remember what came of the message that is being taken in, so that changing it changes that."""
        if self.message:
            self.uow.inbox.gave(person.organisation, self.message, Given(person=person.id, kind=kind, ref=ref))

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
        subject: Subject = Plain.NOTHING,
        replaces: OutboxId | None = None,
        link: Link | None = None,
        **values: object,
    ) -> OutboxId | None:
        """Tell one person a phrase, with somebody's own words under it; return the message's id if it may be sent."""
        body = Note(blocks=(self.phrase(person, key, **values), *quotes), choices=choices, link=link)
        return self.send(person, body, purpose, subject=subject, replaces=replaces)


PUBLIC_URL = "public_url"
"""The setting that holds the address at which people reach the web pages."""

CENTRE_CHANNEL = "centre_channel"
"""The setting that says where the central organisation reads: `web`, `slack:C...` or `teams:19:...`."""


def web_place(person: Person) -> Place:
    """Return the person's own page."""
    return Place(channel=WEB, account=person.organisation, conversation=person.id, person=person.id)


def _is_connected(place: Place) -> bool:
    """Tell whether somebody can be spoken to there by now: people may be known before their workspace is connected."""
    return bool(place.account)


def read_along(place: Place) -> bool:
    """Tell whether others read along where this one person is reached: a channel that is shared with a client."""
    return place.channel != WEB and place.person is not None and "/" in place.conversation


def may_reach(person: Person, purpose: Purpose, now: datetime, subject: Subject) -> bool:
    """Tell whether a message for this purpose may go to the person at this moment."""
    ruling = may_send(
        purpose,
        Recipient.of(person),
        local(now, person.timezone).date(),
        welcome=isinstance(subject, AboutWelcome),
    )
    return isinstance(ruling, Allowed)
