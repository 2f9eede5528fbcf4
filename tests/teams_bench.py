"""The channel of Teams with all that stands around it, in memory, and messages to send over it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.teams.channel import Reader, TeamsChannel
from adapters.teams.pace import Pace
from adapters.teams.speaking import Speaker
from adapters.teams.whereabouts import TENANT as THE_TENANT
from adapters.teams.whereabouts import Whereabouts
from dialogs.messages import Body, Note, Outbound, OutboxId, Place, Purpose, Quote, SendResult, Sent
from dialogs.people import OrganisationId, PersonId
from tests.fake_teams import APP, CENTRE, TENANT, FakeTransport, MemoryConversations, user_of
from tests.unit.teams.samples import TEXTS

ANNA, USER = PersonId("anna"), user_of("anna")
PERSONAL = Place(channel="teams", account=TENANT, conversation=USER, person=ANNA)
SHARED = Place(channel="teams", account=TENANT, conversation=CENTRE)
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
