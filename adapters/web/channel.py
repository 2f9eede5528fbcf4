"""The web as a channel: sending is laying a message in the mailbox behind a personal link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol, assert_never

from adapters.desk import Away
from adapters.web.payloads import CHANNEL
from dialogs.messages import (
    Form,
    Note,
    Outbound,
    OutboxId,
    Page,
    Place,
    Prompt,
    Refused,
    SendResult,
    Sent,
    TryLater,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What this channel can do; a message lies waiting and does not reach somebody who is not looking."""

    pushes: bool = False
    replaces: bool = True
    looks_up: bool = True


class Mailbox(Protocol):
    """Where messages lie until somebody opens their link. Every method may raise `Away`."""

    async def deliver(self, outbound: Outbound) -> str:
        """Lay the message down and return its id here; the same outbox id is laid down once."""
        ...

    async def find(self, outbox: OutboxId) -> str | None:
        """Return the id here of a message laid down before, or None."""
        ...

    async def reachable(self, place: Place) -> bool:
        """Tell whether somebody holds a link that still opens this place."""
        ...

    async def audience(self, place: Place) -> str:
        """Return an empty string if the place is one of the organisation's own, otherwise the reason why not."""
        ...


class WebChannel:
    """The channel of personal links."""

    name: Final = CHANNEL
    capabilities: Final = Capabilities()

    def __init__(self, mailbox: Mailbox) -> None:
        """Send by way of this mailbox."""
        self._mailbox = mailbox

    async def send(self, outbound: Outbound) -> SendResult:
        """Lay a message down; safe to repeat, so a mailbox that is away is simply tried again later."""
        match outbound.body:
            case Prompt() | Note():
                try:
                    return Sent(external_id=await self._mailbox.deliver(outbound))
                except Away:
                    return TryLater(reason="mailbox_away")
            case Form() | Page():
                return Refused(reason="has_its_own_address")
            case _:
                assert_never(outbound.body)

    async def look_up(self, outbound: Outbound) -> str | None:
        """Return the id under which a message already lies there, or None."""
        return await self._mailbox.find(outbound.id)

    async def reach(self, place: Place) -> bool:
        """Tell whether the place can be reached at all."""
        return await self._mailbox.reachable(place)

    async def audience(self, place: Place) -> str:
        """Return an empty string if the place may get the organisation's words, otherwise the reason why not."""
        return await self._mailbox.audience(place)

    async def check(self) -> tuple[str, ...]:
        """Return what is wrong with the set-up of this channel; there is nothing to set up."""
        return ()
