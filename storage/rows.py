"""What storage hands out where the domain has no type of its own for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NewType

from dialogs.messages import Body, OutboxId, Place, SessionId
from dialogs.people import OrganisationId, PersonId

LineId = NewType("LineId", str)
Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A personal web link; the token itself is nowhere, only its hash is kept. `maker` None is whoever runs this."""

    hash: str
    organisation: OrganisationId
    person: PersonId
    maker: PersonId | None
    created: datetime
    expires: datetime
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A browser in which a link was opened for the first time then; both are hashes."""

    browser: str
    link: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Something that came in and could not be dealt with; `raw` is None once its owner was erased."""

    organisation: OrganisationId
    event_key: str
    at: datetime
    reason: str
    raw: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """Something to be done at a business time; `ref` is whatever the kind needs to know."""

    organisation: OrganisationId
    key: str
    kind: str
    at: datetime
    person: PersonId | None
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionRow:
    """One moment at which one person was to be asked, and what came of it."""

    person: PersonId
    dialogue: str
    local_date: date
    slot: str
    outcome: str
    reason: str
    at: datetime
    session: SessionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a conversation on the web channel; `body` is None once the words were withdrawn or erased.

    `owner` is whose words they are, or None for what is told to a shared place; `outbox` is the message that is shown.
    """

    id: LineId
    direction: Direction
    owner: PersonId | None
    body: Body | str | None = field(repr=False)
    at: datetime
    opened_at: datetime | None
    thread: LineId | None
    outbox: OutboxId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One item of a week's digest as it was posted; `lines` is JSON of phrase keys, values and references."""

    ordinal: int
    outbox: OutboxId
    kind: str
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Something said under an item of a digest; `words` is None once its author was erased.

    `kind` is reply, or what else somebody did with the item: answer_client, ask_team, dossier, not_ours.
    """

    id: str
    week: str
    item: OutboxId
    author: PersonId
    words: str | None = field(repr=False)
    at: datetime
    kind: str = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A workspace or tenant that an organisation connected; `secret` is what the channel needs to speak there."""

    channel: str
    account: str
    organisation: OrganisationId
    name: str
    secret: str | None = field(default=None, repr=False)
    removed: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A platform's own address of somebody (`user`), or of a shared channel; `personal` where nobody reads along."""

    organisation: OrganisationId
    channel: str
    account: str
    user: str
    external: str
    service_url: str
    personal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to reach a person; the lowest rank is tried first, and `trouble` says why it does not work.

    `heard` is when they last wrote or pressed something there, in business time.
    """

    place: Place
    rank: int
    trouble: str
    heard: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Somebody was erased; their key may be in PostgreSQL's log until it is past `wal` and the file `reused`."""

    organisation: OrganisationId
    person: PersonId
    at: datetime
    wal: str | None
    reused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What came of a message: `kind` is answer, reply or assumption, `ref` its id."""

    person: PersonId
    kind: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press that counted: a digest of what was sent with it, and what it was answered at once."""

    about: str
    reply: Body | None = field(repr=False)
