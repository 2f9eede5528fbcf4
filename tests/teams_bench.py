"""The channel of Teams with all that stands around it, in memory, and messages to send over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.teams.channel import Reader, TeamsChannel
from adapters.teams.pace import Pace
from adapters.teams.speaking import Speaker
from adapters.teams.transport import TransportAway
from adapters.teams.whereabouts import TENANT as THE_TENANT
from adapters.teams.whereabouts import Whereabouts
from dialogs.messages import Body, Note, Outbound, OutboxId, Place, Purpose, Quote, SendResult, Sent
from dialogs.people import OrganisationId, PersonId
from tests.fake_teams import APP, CENTRE, TENANT, FakeTransport, MemoryConversations, chat_of, user_of
from tests.unit.teams.samples import TEXTS

ANNA, USER = PersonId("anna"), user_of("anna")
PERSONAL = Place(channel="teams", account=TENANT, conversation=USER, person=ANNA)
SHARED = Place(channel="teams", account=TENANT, conversation=CENTRE)
ELSEWHERE = Place(channel="teams", account=TENANT, conversation="19:elsewhere@thread.tacv2")
WORDS = Note(blocks=("Gezegd:", Quote(speaker=ANNA, words="Ik zing graag.")))


@dataclass
class Token:
    """Whoever has our token; `fault` is what asking for it ends in."""

    fault: Exception | None = None

    async def token(self) -> str:
        if self.fault is not None:
            raise self.fault
        return "token"


@dataclass
class Teams:
    """The channel with all that stands around it."""

    transport: FakeTransport = field(default_factory=FakeTransport)
    conversations: MemoryConversations = field(default_factory=MemoryConversations)
    token: Token = field(default_factory=Token)
    centre: str = CENTRE
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.conversations.plant(THE_TENANT, "", personal=False)
        self.channel = TeamsChannel(
            tenants=frozenset({TENANT}),
            centre=self.centre,
            speaker=Speaker(self.transport, self.pace),
            whereabouts=Whereabouts(self.conversations, APP),
            credentials=self.token,
            phrase=TEXTS.phrase,
            reader=self._reader,
        )

    async def _reader(self, place: Place) -> Reader:
        return Reader(language="nl", name="Anna" if place.person else "")

    async def send(self, body: Body, to: Place = PERSONAL, *, id: str = "o1", **more: object) -> SendResult:
        """Send one message."""
        outbound = Outbound(
            id=OutboxId(id),
            organisation=OrganisationId("default"),
            to=to,
            body=body,
            purpose=Purpose.REPLY,
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        return await self.channel.send(replace(outbound, **more))  # type: ignore[arg-type]

    async def sent(self, body: Body, to: Place = PERSONAL, *, id: str = "o1", **more: object) -> str:
        """Send a message that must arrive, and return its id there."""
        result = await self.send(body, to, id=id, **more)
        assert isinstance(result, Sent), result
        return result.external_id

    def plant(self, error: Exception, *, call: str = "post", times: int = 1) -> None:
        """Let the next calls of a kind end in an error."""
        left = [times]

        def fault(asked: str, _conversation: str) -> None:
            if asked == call and left[0]:
                left[0] -= 1
                raise error

        self.transport.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsBench:
    """Teams as one of the channels that are held to one contract."""

    teams: Teams = field(default_factory=Teams)
    place: Place = PERSONAL
    shared: Place = SHARED
    elsewhere: Place = ELSEWHERE

    @property
    def channel(self) -> TeamsChannel:
        """The channel itself."""
        return self.teams.channel

    def shown(self, place: Place) -> list[tuple[str, str, str]]:
        """Return what somebody reads at a place, in order: external id, text, external id of the thread or nothing."""
        conversation = place.conversation if place.person is None else chat_of(place.conversation)
        return [(one.id, one.text, one.root) for one in self.teams.transport.at(conversation)]

    @contextmanager
    def away(self) -> Iterator[TeamsChannel]:
        """Give the same channel while Teams cannot be reached."""
        self.teams.plant(TransportAway(ambiguous=False), call="open_dm", times=100)
        yield self.teams.channel
        self.teams.transport.fault = lambda _call, _conversation: None


@contextmanager
def teams() -> Iterator[TeamsBench]:
    """Give the channel of Teams with Teams in memory behind it."""
    yield TeamsBench()
