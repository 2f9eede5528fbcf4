"""Where a place of ours is in Slack: which conversation, and whom to call by name in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.conversations import Conversations, KnownConversation
from adapters.slack.api import Api
from dialogs.messages import Place

CHANNEL: Final = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A conversation in a workspace; `mention` is whoever is meant there, empty where that is clear."""

    account: str
    conversation: str
    mention: str = ""
    personal: bool = False


class NotPersonal(Exception):
    """What Slack opened, or what was kept, is not a conversation with that person alone."""


class Addresses:
    """The conversations of a workspace, kept across restarts."""

    def __init__(self, api: Api, conversations: Conversations) -> None:
        """Open by this API what is not kept here yet."""
        self._api = api
        self._conversations = conversations

    async def of(self, place: Place) -> Address:
        """Return where the place is; raise NotPersonal, or what the API raises, where there is no way to a person."""
        channel, slash, user = place.conversation.partition("/")
        if slash:
            return Address(account=place.account, conversation=channel, mention=user)
        if place.person is None:
            return Address(account=place.account, conversation=channel)
        return await self.known(place) or await self.opened(place)

    async def known(self, place: Place) -> Address | None:
        """Return the conversation that is kept for a person, or None; raise NotPersonal if it is anything else."""
        known = await self._conversations.find(CHANNEL, place.account, place.conversation)
        if known is None:
            return None
        if not known.personal or not known.id.startswith("D"):
            raise NotPersonal
        return Address(account=place.account, conversation=known.id, personal=True)

    async def opened(self, place: Place) -> Address:
        """Ask Slack for the conversation with the person of this place, keep it and return it; nothing is said."""
        user = place.conversation
        answer = await self._api.call(place.account, "conversations.open", users=user, return_im=True)
        found = answer.get("channel")
        found = found if isinstance(found, Mapping) else {}
        id = found.get("id")
        if not isinstance(id, str) or not id.startswith("D"):
            raise NotPersonal
        # What Slack tells beyond the id must not speak against it.
        if found.get("is_im", True) is not True or found.get("user", user) != user:
            raise NotPersonal
        await self._conversations.keep(KnownConversation(channel=CHANNEL, account=place.account, user=user, id=id))
        return Address(account=place.account, conversation=id, personal=True)

    async def reopened(self, place: Place) -> Address:
        """Forget what was kept of a person's conversation, and ask Slack anew."""
        await self._conversations.forget(CHANNEL, place.account, place.conversation)
        return await self.opened(place)
