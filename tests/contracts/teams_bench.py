"""Teams for the contract of channels: the channel, on its transport, in front of a connector of our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from adapters.conversations import KnownConversation
from adapters.teams.addresses import service_addresses
from adapters.teams.channel import Reader, TeamsChannel
from adapters.teams.credentials import STANDIN_TOKEN, StaticToken
from adapters.teams.pace import Pace
from adapters.teams.speaking import Speaker
from adapters.teams.transport_botbuilder import BotbuilderTransport
from adapters.teams.whereabouts import TENANT as THE_TENANT
from adapters.teams.whereabouts import Whereabouts
from bot.ports import Channel
from dialogs.messages import Place
from dialogs.people import PersonId
from tests.contracts.across import Across, Thread
from tests.fake_teams import CENTRE, MemoryConversations, chat_of, user_of
from tests.standins.connector import ConnectorStandin, connector
from tests.standins.issuer import APP, TENANT
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import TEXTS

NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens."""

_USER = user_of("anna")
_ANNA = Place(channel="teams", account=TENANT, conversation=_USER, person=PersonId("anna"))
_CENTRE = Place(channel="teams", account=TENANT, conversation=CENTRE)
_ELSEWHERE = Place(channel="teams", account=TENANT, conversation="19:elsewhere@thread.tacv2")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsBench:
    """The Teams channel; its platform is a connector of our own."""

    there: ConnectorStandin
    thread: Thread
    channel: Channel
    place: Place = _ANNA
    shared: Place = _CENTRE
    elsewhere: Place = _ELSEWHERE

    def shown(self, place: Place) -> list[tuple[str, str, str]]:
        """Return the messages of a conversation, each with what can be read on its card."""
        conversation = place.conversation if place.person is None else chat_of(place.conversation)
        shown = self.there.conversations[conversation].shown
        return [(one.id, look(one.card).text if one.card else "", one.root) for one in shown]

    @contextmanager
    def away(self) -> Iterator[Channel]:
        """Give the channel with nobody at the other end."""
        with _channel(NOWHERE, self.thread) as found:
            yield found


@contextmanager
def teams() -> Iterator[TeamsBench]:
    """Give the Teams channel in a tenant with one chat and one channel."""
    thread = Thread()
    try:
        with connector() as there:
            there.chat(chat_of(_USER), _USER)
            there.channel(CENTRE, user_of("marijke"))
            with _channel(there.url, thread) as found:
                yield TeamsBench(there=there, thread=thread, channel=found)
    finally:
        thread.end()


@contextmanager
def _channel(url: str, thread: Thread) -> Iterator[Channel]:
    """Give the channel in a tenant that was met at this address; whose chats are which it still has to ask."""
    conversations = MemoryConversations()
    met = KnownConversation(channel="teams", account=TENANT, user=THE_TENANT, id="", service_url=url, personal=False)
    conversations.kept["teams", TENANT, THE_TENANT] = met
    token = StaticToken(STANDIN_TOKEN)
    transport = BotbuilderTransport(app_id=APP, credentials=token, addresses=service_addresses(standin_url=url))
    channel = TeamsChannel(
        tenants=frozenset({TENANT}),
        centre=CENTRE,
        speaker=Speaker(transport, Pace()),
        whereabouts=Whereabouts(conversations, APP),
        credentials=token,
        phrase=TEXTS.phrase,
        reader=_reader,
    )
    try:
        yield Across(channel, thread)
    finally:
        thread.wait(transport.close())


async def _reader(_place: Place) -> Reader:
    return Reader(language="nl")
