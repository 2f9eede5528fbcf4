"""What comes in and what goes out, in our own words; every channel translates to and from these types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from dialogs.people import Identity, OrganisationId, PersonId
from dialogs.policy.share import Share

SessionId = NewType("SessionId", str)
QuestionId = NewType("QuestionId", str)
OutboxId = NewType("OutboxId", str)


# --- in ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words somebody typed; `session` and `question` name the question they answer, where the channel knows it.

    `unasked` words were said by name, as with a command: they answer no question, whatever is open.
    """

    text: str = field(repr=False)
    session: SessionId | None = None
    question: QuestionId | None = None
    unasked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A button somebody pressed: `choice` of the question that was put in `session`."""

    session: SessionId
    question: QuestionId
    choice: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A form somebody sent; `form` names it, `fields` are its raw values, `once` is the key it was drawn with."""

    form: str
    fields: Mapping[str, str] = field(repr=False)
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """Somebody changed their own message; `message` is the external id of the message."""

    message: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """Somebody removed their own message; `message` is the external id of the message."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something somebody asked for by name rather than in words, such as `pause` with a date.

    `once` is the key of the page on which its button was drawn, where the channel gives pages one.
    """

    name: str
    argument: str = field(default="", repr=False)
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Somebody opened the conversation or was added to the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody left the place or removed the bot."""


Content = Text | Picked | Submitted | Edited | Deleted | Command | Arrived | Left


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One thing that came in. `event_id` and `message` each identify it.

    `thread` is our id of the message it hangs under; where the channel only knows the platform's id of that message
    (the head of a thread, or the message whose button was pressed), it is `under`. `account` is the workspace or tenant
    where it was said, which for a guest is another than their own; empty where that makes no difference. `shown` is the
    newest line of their page that somebody saw: whoever arrives without it saw all that stands there.
    """

    organisation: OrganisationId
    identity: Identity
    event_id: str
    message: str
    place: str
    content: Content
    at: datetime
    thread: OutboxId | None = None
    under: str = ""
    account: str = ""
    shown: str | None = None


# --- out --------------------------------------------------------------------------------------------------------------


class Input(StrEnum):
    """How a prompt can be answered."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button: what it stands for and what it says."""

    value: str
    label: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question, finished: ready to be shown in the reader's language.

    `controls` are the small buttons that every question has (skip, back, later, stop, help). `visibility` is the
    sentence that says who will read the answer. `progress` is (this question, of how many). `window` is the label of
    the button that opens the question in a window of its own, where the channel has windows; empty for none. `answered`
    is the sentence that says what was answered, once it was: it stands where the buttons were.
    """

    session: SessionId
    question: QuestionId
    text: str = field(repr=False)
    input: Input = Input.TEXT
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    controls: tuple[Choice, ...] = ()
    hint: str = field(default="", repr=False)
    progress: tuple[int, int] | None = None
    visibility: str = field(default="", repr=False)
    share: Share = Share.ME
    window: str = ""
    answered: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody's own words inside a message; `words` is None once they were withdrawn or erased."""

    speaker: PersonId
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of numbers in a chart: a number for each category, in their order."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of a few numbers, as stacked bars; `alt` says in words all that it shows."""

    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A way to a message of ours that is meant; `label` is what it says."""

    to: OutboxId
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something told; `blocks` are paragraphs and quotes in reading order, `title` a heading or empty.

    The value of a choice is a command: its name, or the name, a space and the argument. `link` leads to the message
    this is about, where the channel can lead there.
    """

    blocks: tuple[str | Quote, ...] = field(repr=False)
    title: str = field(default="", repr=False)
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    chart: Chart | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form; `input` text may be `long`; `choices` make it a choice."""

    name: str
    label: str
    input: Input = Input.TEXT
    value: str = field(default="", repr=False)
    choices: tuple[Choice, ...] = field(default=(), repr=False)
    hint: str = ""
    required: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form to fill in; `blocks` are read above the fields, `kept` are fields that go along unseen.

    What comes back is `Submitted(form=name, fields, once)` with the fields and what was kept. Without `submit` there is
    nothing to send: it is only to be read. `once` is a key that no other form has: sent twice with it, it counts once.
    """

    name: str
    title: str
    fields: tuple[FormField, ...]
    submit: str
    blocks: tuple[str | Quote, ...] = field(default=(), repr=False)
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a person's own; `name` says which, `values` what stands on it."""

    name: str
    values: Mapping[str, object] = field(repr=False)


Body = Prompt | Note | Form | Page


class Purpose(StrEnum):
    """Why a message is sent: decides whether it may be sent now and whether it counts as the contact of the day."""

    ASK = "ask"
    REMINDER = "reminder"
    REPLY = "reply"
    NEWS = "news"
    DIGEST = "digest"
    URGENT = "urgent"

    @property
    def is_contact(self) -> bool:
        """Tell whether a message for this purpose uses up the one contact a day."""
        return self in {Purpose.ASK, Purpose.REMINDER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message goes: a conversation on a channel. `person` is None for a shared place.

    On a chat platform `conversation` is the user's id for a personal place, the channel's id for a shared one, and
    `channel/user` for one person in a channel where others read along: only an invitation goes there, never words.
    """

    channel: str
    account: str
    conversation: str
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One message as a channel gets it: `thread_of` and `replaces` are already external ids here.

    `linked` is the place and the external id of the message that the body's link leads to.
    """

    id: OutboxId
    organisation: OrganisationId
    to: Place
    body: Body = field(repr=False)
    purpose: Purpose
    at: datetime
    thread_of: str | None = None
    replaces: str | None = None
    attempt: int = 1
    linked: tuple[Place, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldErrors:
    """What is wrong with a form: field name to a sentence."""

    errors: Mapping[str, str]


class Outcome(StrEnum):
    """What became of something that came in."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the door may answer at once, after the commit."""

    outcome: Outcome
    reply: Form | FieldErrors | Page | Prompt | Note | None = None


# --- what became of a send --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It is there, under this id of the platform."""

    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TryLater:
    """Not now; again after this long, or after the courier's own back-off when None.

    `counts` is False where the platform only asked for patience: that is no failed attempt.
    """

    after: timedelta | None = None
    reason: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """It may or may not be there. `after` and `counts` are as for TryLater, where that was the answer to a repeat."""

    reason: str
    after: timedelta | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It will never be there; `unreachable` means that this way to reach the person does not work at all."""

    reason: str
    unreachable: bool = False


SendResult = Sent | TryLater | Ambiguous | Refused
