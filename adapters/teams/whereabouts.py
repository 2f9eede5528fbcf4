"""Where people and channels of a tenant are spoken to: kept as they are met, by way of the port for conversations."""

from __future__ import annotations

from typing import Final

from adapters.conversations import Conversations, KnownConversation
from adapters.teams.origin import CHANNEL, Kind, Where
from adapters.teams.transport import Address

TENANT: Final = "tenant"
"""Stands for the tenant as a whole: at which address its people were last served."""
_OUTSIDE: Final = "outside "
_REST: Final = "rest "


class Whereabouts:
    """What is known of where to speak. Every method that waits may raise `adapters.desk.Away`."""

    def __init__(self, conversations: Conversations, app_id: str) -> None:
        """Keep it in `conversations`; we are the bot of `app_id`."""
        self._conversations = conversations
        self._bot = f"28:{app_id}"
        self._served: dict[str, str] = {}

    async def meet(self, where: Where, user: str = "") -> None:
        """Remember where somebody, or a channel, was met: as personal only where Teams says that nobody reads along."""
        if self._served.get(where.tenant) != where.service_url:
            await self._keep(where.tenant, TENANT, "", where.service_url)
            self._served[where.tenant] = where.service_url
        if where.kind is Kind.PERSONAL and user:
            await self._keep(where.tenant, user, where.id, where.service_url, personal=True)
        elif where.kind is Kind.CHANNEL:
            await self._keep(where.tenant, where.id, where.id, where.service_url)

    async def lose(self, where: Where, user: str = "") -> None:
        """Forget a conversation that we were removed from."""
        await self._conversations.forget(CHANNEL, where.tenant, user or where.id)

    async def of_person(self, tenant: str, user: str) -> KnownConversation | None:
        """Return the conversation that is kept for somebody, or None."""
        return await self._conversations.find(CHANNEL, tenant, user)

    async def remember(self, tenant: str, user: str, address: Address) -> None:
        """Remember a personal chat that was opened by us."""
        await self._keep(tenant, user, address.conversation_id, address.service_url, personal=True)

    async def of_channel(self, tenant: str, channel: str) -> Address | None:
        """Return where a channel is spoken to, or None where neither it nor anything of its tenant was ever met."""
        known = await self._conversations.find(CHANNEL, tenant, channel)
        if known is not None:
            return None if known.personal else self.address(tenant, known.id, known.service_url)
        service_url = await self.service_url(tenant)
        return self.address(tenant, channel, service_url) if service_url else None

    async def service_url(self, tenant: str) -> str:
        """Return the address at which the tenant was last served, or an empty string."""
        known = await self._conversations.find(CHANNEL, tenant, TENANT)
        return known.service_url if known else ""

    def address(self, tenant: str, conversation: str, service_url: str) -> Address:
        """Return the address of a conversation."""
        return Address(service_url=service_url, conversation_id=conversation, bot_id=self._bot, tenant=tenant)

    async def share(self, where: Where, *, outside: bool) -> None:
        """Remember whether people of another organisation are in a channel."""
        if outside:
            await self._keep(where.tenant, f"{_OUTSIDE}{where.id}", where.id, where.service_url)
        else:
            await self._conversations.forget(CHANNEL, where.tenant, f"{_OUTSIDE}{where.id}")

    async def is_shared_outside(self, tenant: str, channel: str) -> bool:
        """Tell whether people of another organisation are known to be in a channel."""
        return await self._conversations.find(CHANNEL, tenant, f"{_OUTSIDE}{channel}") is not None

    async def keep_rest(self, address: Address, first: str, rest: tuple[str, ...]) -> None:
        """Remember the messages in which a long one went on, so that words in them can still be taken back."""
        if rest:
            await self._keep(address.tenant, _rest_of(address, first), " ".join(rest), address.service_url)
        else:
            await self._conversations.forget(CHANNEL, address.tenant, _rest_of(address, first))

    async def rest(self, address: Address, first: str) -> tuple[str, ...]:
        """Return the messages in which a long one went on."""
        known = await self._conversations.find(CHANNEL, address.tenant, _rest_of(address, first))
        return tuple(known.id.split()) if known else ()

    async def _keep(self, tenant: str, user: str, id: str, service_url: str, *, personal: bool = False) -> None:
        found = KnownConversation(
            channel=CHANNEL, account=tenant, user=user, id=id, service_url=service_url, personal=personal
        )
        # It is almost always known already, and reading is cheaper than writing.
        if service_url and await self._conversations.find(CHANNEL, tenant, user) != found:
            await self._conversations.keep(found)


def _rest_of(address: Address, first: str) -> str:
    return f"{_REST}{address.conversation_id.partition(';')[0]} {first}"
