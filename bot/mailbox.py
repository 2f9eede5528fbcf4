"""The web channel's mailbox: lines in our own database, laid down once per message."""

from __future__ import annotations

from adapters.desk import Away
from bot.turn import CENTRE
from dialogs.messages import Note, Outbound, OutboxId, Place, Prompt
from storage.errors import StorageError
from storage.ledger import Ledger
from storage.rows import LineId
from storage.unit_of_work import UnitOfWork


class LineMailbox:
    """Where messages lie until somebody opens their page."""

    def __init__(self, ledger: Ledger) -> None:
        """Lay messages down through this ledger."""
        self._ledger = ledger

    async def deliver(self, outbound: Outbound) -> str:
        """Lay the message down and return its line; the same message is laid down once."""
        try:
            return await self._ledger.run(lay_down, outbound, lane=outbound.to.conversation)
        except StorageError as error:
            raise Away from error

    async def find(self, outbox: OutboxId) -> str | None:
        """Return the line that a message made before, or None."""
        try:
            return await self._ledger.read(_line_of, outbox)
        except StorageError as error:
            raise Away from error

    async def reachable(self, place: Place) -> bool:
        """Tell whether somebody holds a link that still opens this place."""
        return place.person is not None or place.conversation == CENTRE

    async def audience(self, place: Place) -> str:
        """Return nothing: a personal page and the centre's shared page are the organisation's own."""
        return "" if await self.reachable(place) else "no such place"


def lay_down(uow: UnitOfWork, outbound: Outbound) -> str:
    """Add the line of a message and return its id."""
    if not isinstance(outbound.body, Prompt | Note):
        raise TypeError(outbound.body)
    return uow.lines.put(
        organisation=outbound.organisation,
        conversation=outbound.to.conversation,
        direction="out",
        owner=outbound.to.person,
        outbox=outbound.id,
        body=outbound.body,
        at=outbound.at,
        thread=LineId(outbound.thread_of) if outbound.thread_of else None,
        replaces=LineId(outbound.replaces) if outbound.replaces else None,
    )


def _line_of(uow: UnitOfWork, outbox: OutboxId) -> str | None:
    found = (uow.lines.of_outbox(organisation.id, outbox) for organisation in uow.organisations.all())
    return next((line for line in found if line is not None), None)
