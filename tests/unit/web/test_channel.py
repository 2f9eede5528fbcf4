"""The web as a channel."""

from __future__ import annotations

from adapters.desk import Away
from adapters.web.channel import WebChannel
from dialogs.messages import (
    Body,
    Form,
    Note,
    Outbound,
    OutboxId,
    Place,
    Purpose,
    Refused,
    Sent,
    TryLater,
)
from dialogs.people import OrganisationId, PersonId
from tests.unit.web.sample_pages import NOW, SCRIPT


class Box:
    """A mailbox in memory."""

    def __init__(self) -> None:
        self.messages: dict[OutboxId, str] = {}
        self.away = False

    async def deliver(self, outbound: Outbound) -> str:
        if self.away:
            raise Away
        return self.messages.setdefault(outbound.id, f"line-{len(self.messages)}")

    async def find(self, outbox: OutboxId) -> str | None:
        return self.messages.get(outbox)

    async def reachable(self, place: Place) -> bool:
        return place.conversation == "web:anna"

    async def audience(self, place: Place) -> str:
        return "" if place.account == "default" else "another organisation"


def message(body: Body, outbox: str = "out-1", attempt: int = 1) -> Outbound:
    """Return one message to Anna."""
    return Outbound(
        id=OutboxId(outbox),
        organisation=OrganisationId("default"),
        to=Place(channel="web", account="default", conversation="web:anna", person=PersonId("anna")),
        body=body,
        purpose=Purpose.ASK,
        at=NOW,
        attempt=attempt,
    )


async def test_a_message_sent_twice_lies_there_once() -> None:
    """A repeated send of the same outbox row finds the first."""
    box = Box()
    channel = WebChannel(box)
    first, second = await channel.send(message(SCRIPT[0])), await channel.send(message(SCRIPT[0], attempt=2))
    assert first == second == Sent(external_id="line-0")
    assert await channel.look_up(message(SCRIPT[0])) == "line-0"
    assert len(box.messages) == 1


async def test_a_mailbox_that_is_away_is_tried_again_later() -> None:
    """Laying down is safe to repeat, so an absent database is no reason to doubt whether it happened."""
    box = Box()
    box.away = True
    assert isinstance(await WebChannel(box).send(message(Note(blocks=("Dag",)))), TryLater)


async def test_what_cannot_be_shown_in_a_chat_is_refused() -> None:
    """A form is never sent into the chat: it has its own address."""
    assert isinstance(await WebChannel(Box()).send(message(Form(name="x", title="x", fields=(), submit="x"))), Refused)


async def test_nobody_is_pushed_here() -> None:
    """The channel says of itself that a message waits until somebody looks."""
    assert not WebChannel.capabilities.pushes
