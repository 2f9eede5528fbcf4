"""The port in which a chat platform's own addresses are kept: which conversation is whose, and where it is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownConversation:
    """Where somebody, or a shared channel, is spoken to on a platform.

    `user` is the user's id there (Slack `U…`, Teams AAD object id), or the channel's id for a shared place; `id` is the
    platform's conversation (Slack `D…`, Teams conversation id). `service_url` is empty where the platform has one
    address. `personal` is True only where nobody else reads along.
    """

    channel: str
    account: str
    user: str
    id: str
    service_url: str = ""
    personal: bool = True


class Conversations(Protocol):
    """What is remembered of conversations, across restarts and processes. Every method may raise `Away`."""

    async def find(self, channel: str, account: str, user: str) -> KnownConversation | None:
        """Return the conversation with this user or the shared channel of this id, or None."""
        ...

    async def keep(self, conversation: KnownConversation) -> None:
        """Remember a conversation; one for the same user takes the place of the old one."""
        ...

    async def forget(self, channel: str, account: str, user: str) -> None:
        """Forget a conversation; nothing happens if there is none."""
        ...
