"""What Slack told us, as values of our own: a closed union, so that nothing new slips in unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialogs.messages import Content
from dialogs.people import Identity

CHANNEL: Final = "slack"


class Surface(StrEnum):
    """Where somebody did something; it decides how they can be answered."""

    TYPED = "typed"
    BUTTON = "button"
    HOME = "home"
    WINDOW = "window"
    SUBMITTED = "submitted"
    COMMAND = "command"
    SHORTCUT = "shortcut"


class Why(StrEnum):
    """Why something is nobody's answer; fit for a log."""

    BOT = "bot"
    OWN = "own"
    SUBTYPE = "subtype"
    HIDDEN = "hidden"
    NO_USER = "no_user"
    NO_WORDS = "no_words"
    HOME_UNKNOWN = "home_unknown"
    NOT_ADDRESSED = "not_addressed"
    BY_ANOTHER = "by_another"
    SAME_WORDS = "same_words"
    EVENT = "event"
    ACTION = "action"
    CALLBACK = "callback"
    CLOSED = "closed"
    KIND = "kind"
    PROBE = "probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A window as somebody sent it: its fields and what was kept in it, still in Slack's own form."""

    sent: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody said or pressed something.

    `accounts` are the workspaces in which the app may be installed, the likeliest first; `identity` holds the person's
    own workspace. `personal` is True where nobody else reads along. `view` is the window or Home that was pressed in or
    sent. `files` says that a file came along, which is not read.
    """

    accounts: tuple[str, ...]
    identity: Identity
    event_id: str
    message: str
    content: Content | View = field(repr=False)
    surface: Surface
    channel: str = ""
    personal: bool = True
    under: str = ""
    trigger: str = field(default="", repr=False)
    response_url: str = field(default="", repr=False)
    view: Mapping[str, object] = field(default_factory=dict, repr=False)
    files: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordless:
    """Somebody sent a file and no words: there is nothing to keep, but they should know."""

    accounts: tuple[str, ...]
    identity: Identity
    message: str
    channel: str
    personal: bool
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Somebody looks at their Home."""

    accounts: tuple[str, ...]
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninstalled:
    """The app was removed from a workspace."""

    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """Tokens of these users, people or the bot itself, are no longer good."""

    accounts: tuple[str, ...]
    users: tuple[str, ...]


class Change(StrEnum):
    """What happened to a channel."""

    JOINED = "joined"
    LEFT = "left"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    DELETED = "deleted"
    RENAMED = "renamed"
    SHARED = "shared"
    UNSHARED = "unshared"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceChanged:
    """A channel changed: who reads there may be different now. `user` is who joined or left."""

    accounts: tuple[str, ...]
    channel: str
    change: Change
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    """Something about a user changed: the time zone, a name, or whether the account is still there."""

    accounts: tuple[str, ...]
    identity: Identity
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Slack asks whether this address is ours; the answer is the challenge itself."""

    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Real, but nothing to do with."""

    reason: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Nothing can be made of it: the HTTP status, and in one word what was wrong."""

    status: int
    reason: str


Lifecycle = Uninstalled | Revoked | PlaceChanged | PersonChanged
Payload = Heard | Wordless | HomeOpened | Lifecycle | Challenge | Ignored | Odd
