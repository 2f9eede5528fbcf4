"""What each page of a personal link shows, as plain data; the desk fills it, the templates draw it.

Words of people are strings with `repr=False`. Names of kinds (`status`, `says`, `kind`) are the values of the domain's
own enumerations; the page says them in the reader's language. A string called a sentence is already in that language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dialogs.links import LinkCard
from dialogs.messages import Choice, Note
from dialogs.page import Page
from dialogs.people import Organisation, PersonId
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.cadence import Cadence, QuietHours


class PageName(StrEnum):
    """The pages behind a personal link, next to the chat itself; the value is the last part of the address."""

    ANSWERS = "answers"
    SETTINGS = "settings"
    ORGANISATION = "organisation"
    DATA = "data"
    EXPORT = "export"
    GROUP = "group"
    CLIENTS = "clients"
    ASSUMPTIONS = "assumptions"
    REPORTS = "reports"
    OFFERS = "offers"
    DIGESTS = "digests"
    DIGEST = "digest"


# --- one's own words --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """One's own choices; `upcoming` are the next moments as sentences, `languages` the ones there are."""

    language: str
    languages: tuple[Choice, ...]
    cadence: Cadence
    quiet: QuietHours
    today: date
    paused_until: date | None = None
    between: bool = False
    centre_may_read: bool = False
    stopped: bool = False
    upcoming: tuple[str, ...] = ()
    links: tuple[LinkCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportView:
    """Somebody's own data as a JSON file."""

    filename: str
    content: bytes = field(repr=False)


# --- the professional -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Words of a client that were shared with the reader, under the question they answered."""

    question: str
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCard:
    """One client of a professional; `reached` is a sentence on how they are reached and when they last were."""

    id: str
    name: str = field(repr=False)
    reached: str
    talents: tuple[Told, ...] = ()
    wishes: tuple[Told, ...] = ()
    answers: tuple[Told, ...] = ()
    assumptions: tuple[AssumptionCard, ...] = ()
    offer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A personal link that was just made, to be handed over; it is shown this once.

    It comes back from the form `client.link` as `Page(name="client.link", values=...)` with `name` and `token`.
    """

    name: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsView:
    """The clients of a professional; `waiting` are the names of those of the team who have nobody of their own now."""

    clients: tuple[ClientCard, ...] = ()
    waiting: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to choose from a list."""

    id: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a client said about an assumption or an offer; `name` is empty where the reader may not know who."""

    says: str
    at: datetime
    words: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionCard:
    """One assumption; `status` is derived from what clients said, and nobody can set it. No `client` means the group.

    `about` is demand or supply. Over a group `counts` are the judgements of the reader's own clients by what they say,
    and `of_others` those of the other clients where so many say the same that it may be told.
    """

    id: str
    text: str = field(repr=False)
    about: str
    status: str
    at: datetime
    client: str | None = field(default=None, repr=False)
    wrong_if: str = field(default="", repr=False)
    voices: tuple[Voice, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    of_others: Mapping[str, AtLeast] = field(default_factory=dict)
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionsView:
    """The assumptions of a professional, newest first, and the clients a new one can be about."""

    clients: tuple[Person, ...] = ()
    assumptions: tuple[AssumptionCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An assumption exactly as the client will read it.

    It comes back from the form `assumption.preview` as `Page(name="assumption.preview", values=...)` with `sentence`
    (str), `leading` (the words in it that steer an answer) and `problems` (sentences; with any it cannot be logged).
    """

    sentence: str = field(repr=False)
    leading: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


# --- the centre -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody wrote under an item; `kind` is reply, answer_client (for the client) or ask_team (for the team).

    `language` is its author's where that is another than the reader's.
    """

    id: str
    name: str = field(repr=False)
    words: str = field(repr=False)
    at: datetime
    kind: str = "reply"
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a week; `id` is the outbox id that a reply carries as its thread."""

    id: str
    body: Note = field(repr=False)
    at: datetime
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """One week as a thread: the head, and under it the items with their replies."""

    week: str
    head: Note = field(repr=False)
    at: datetime
    items: tuple[Item, ...] = ()


# --- the steward ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationView:
    """What the steward can set: the organisation as it is, in which of the `countries`, and who of its `staff`."""

    organisation: Organisation
    countries: tuple[str, ...] = ()
    staff: tuple[tuple[PersonId, str], ...] = field(default=(), repr=False)


View = Page | OrganisationView | SettingsView | ExportView | ClientsView | AssumptionsView | DigestView
