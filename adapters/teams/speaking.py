"""Saying one thing in one conversation: in its turn, once, and every end of it a value."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from adapters.teams import errors
from adapters.teams.pace import Pace
from adapters.teams.transport import Activity, Address, TeamsTransport, TransportAway, TransportRefused
from dialogs.messages import Ambiguous, Refused, SendResult, Sent, TryLater


class Speaker:
    """The only one who posts; whoever speaks to Teams speaks by way of this."""

    def __init__(self, transport: TeamsTransport, pace: Pace) -> None:
        """Speak over `transport`, at this pace."""
        self._transport = transport
        self._pace = pace

    async def post(self, address: Address, activity: Activity) -> SendResult:
        """Post an activity once and tell what became of it."""
        late = await self._turn(address)
        if late is not None:
            return late
        try:
            return Sent(external_id=await self._transport.post(address, activity))
        except TransportRefused as error:
            return self._refused(address, error)
        except TransportAway as error:
            return errors.away(error)

    async def update(self, address: Address, message: str, activity: Activity) -> SendResult:
        """Put an activity in the place of one that was posted; never ambiguous, for doing it twice does no harm."""
        late = await self._turn(address)
        if late is not None:
            return late
        try:
            await self._transport.update(address, message, activity)
        except TransportRefused as error:
            return self._refused(address, error)
        except TransportAway as error:
            result = errors.away(error)
            return TryLater(reason=result.reason) if isinstance(result, Ambiguous) else result
        return Sent(external_id=message)

    async def open(self, service_url: str, tenant: str, user: str) -> Address | TryLater | Refused:
        """Open the personal chat with somebody, which says nothing to anybody."""
        late = await self._turn(Address(service_url=service_url, conversation_id=user, bot_id="", tenant=tenant))
        if late is not None:
            return late
        try:
            return await self._transport.open_dm(service_url, tenant, user)
        except TransportRefused as error:
            result = errors.refused(error)
        except TransportAway as error:
            result = errors.away(error)
        return result if isinstance(result, TryLater | Refused) else TryLater(reason="away")

    async def _turn(self, address: Address) -> TryLater | None:
        may, wait = self._pace.turn(address.tenant, _conversation(address))
        if not may:
            return TryLater(after=timedelta(seconds=wait), reason=errors.PACED, counts=False)
        if wait:
            await asyncio.sleep(wait)
        return None

    def _refused(self, address: Address, error: TransportRefused) -> SendResult:
        result = errors.refused(error)
        if isinstance(result, TryLater) and not result.counts and result.after is not None:
            self._pace.hold(_conversation(address), result.after.total_seconds())
        return result


def _conversation(address: Address) -> str:
    """Return what the limits count by: a channel with all its threads is one conversation."""
    return address.conversation_id.partition(";")[0]
