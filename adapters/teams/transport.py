"""The port to Microsoft Teams: four methods that speak plain activity JSON, our own addresses and our own errors.

An activity is a dictionary in the Bot Framework wire format. It crosses this port as it is: nothing is added to an
incoming one, and nothing that the channel wrote is lost from an outgoing one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeAlias

Activity: TypeAlias = Mapping[str, object]
"""One activity as it stands on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a conversation is: all that is needed to speak in it, without any object of a library.

    `conversation_id` is as Teams writes it: a personal chat `a:…`, a channel `19:…@thread.tacv2`, or one thread of a
    channel `19:…@thread.tacv2;messageid=ROOT`.
    """

    service_url: str
    conversation_id: str
    bot_id: str
    tenant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeReply:
    """What an activity of type `invoke` is answered with, in the same HTTP response."""

    status: int = 200
    body: Mapping[str, object] | None = field(default=None, repr=False)


Take: TypeAlias = Callable[[Activity], Awaitable[InvokeReply | None]]
"""Whoever takes in an activity; None where nothing needs to be answered."""


class TransportRefused(Exception):
    """Teams said no, and did nothing: this was certainly not posted.

    `status` is the HTTP status (3xx, 4xx or 503), or 0 where we refused to ask at all. `code` is a word for the reason,
    or empty: the platform's own (`BotNotInConversationRoster`), or ours: `ForeignAddress`, `BadAddress`, `Redirected`,
    `CredentialsRefused` (the app's secret is wrong or too old). `retry_after` is how long Teams asks to wait, or None.
    """

    def __init__(self, *, status: int, code: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after


class TransportAway(Exception):
    """No clear answer came.

    With `ambiguous` the message may have been posted or not (silence, a broken connection, 500, 502, 504); without it
    nothing had left. `status` is the HTTP status if there was one, otherwise 0.
    """

    def __init__(self, *, ambiguous: bool, status: int = 0) -> None:
        super().__init__(f"{'ambiguous' if ambiguous else 'nothing sent'} {status or ''}".strip())
        self.ambiguous = ambiguous
        self.status = status


class TeamsTransport(Protocol):
    """The way to Teams and back; whatever library carries it keeps its own types and exceptions to itself.

    Every method that sends does so once, without any retry, and may raise `TransportRefused` or `TransportAway`.
    """

    async def handle(self, activity: Activity, on: Take) -> InvokeReply | None:
        """Give an activity, of which the token was verified, to `on` and return the answer; what `on` raises passes."""
        ...

    async def post(self, address: Address, activity: Activity) -> str:
        """Post an activity and return its id.

        In a channel (an address without a thread) this begins a new thread, whose root has the returned id; replies to
        it go to `thread_of(channel, id)`.
        """
        ...

    async def update(self, address: Address, activity_id: str, activity: Activity) -> None:
        """Put another activity in the place of one that was posted."""
        ...

    async def open_dm(self, service_url: str, tenant: str, user: str) -> Address:
        """Open, or find again, the personal chat with a user (an AAD object id or `29:…`) and return its address."""
        ...


_THREAD = ";messageid="


def thread_of(address: Address, root: str) -> Address:
    """Return the address of the thread under the message `root` in the channel of `address`."""
    channel = address.conversation_id.partition(_THREAD)[0]
    return Address(
        service_url=address.service_url,
        conversation_id=f"{channel}{_THREAD}{root}",
        bot_id=address.bot_id,
        tenant=address.tenant,
    )


def begins_a_thread(address: Address) -> bool:
    """Tell whether a post to this address is a new one in a channel, rather than a reply or a line in a chat."""
    id = address.conversation_id
    return id.startswith("19:") and id.endswith(("@thread.tacv2", "@thread.skype"))
