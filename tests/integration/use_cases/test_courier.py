"""How messages go out: in order, once, and whatever a channel does, nobody else waits for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.courier import GIVEN_UP, MOST_ATTEMPTS, Courier, mark
from bot.turn import CENTRE, Turn
from dialogs.messages import (
    Ambiguous,
    Note,
    Outbound,
    OutboxId,
    Place,
    Purpose,
    Refused,
    SendResult,
    Sent,
    TryLater,
)
from dialogs.people import PersonId
from storage.outgoing import Claimed, OutboxState
from storage.tables import outbox
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, BAS, CARLA, JOOST, Home, plain

AT_ONCE = TryLater(after=timedelta(0), reason="busy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Able:
    """What the stand-in can do."""

    pushes: bool = True
    replaces: bool = True
    looks_up: bool = True


@dataclass
class Standin:
    """A channel that does what a test says, and keeps what it was given."""

    answers: dict[str, list[SendResult | Exception]] = field(default_factory=dict)
    capabilities: Able = field(default_factory=Able)
    barred: str = ""
    sent: list[Outbound] = field(default_factory=list)
    there: dict[OutboxId, str] = field(default_factory=dict)
    looked_up: list[OutboxId] = field(default_factory=list)
    most_at_once: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)

    async def send(self, outbound: Outbound) -> SendResult:
        place = outbound.to.conversation
        self.now[place] += 1
        self.most_at_once[place] = max(self.most_at_once[place], self.now[place])
        await asyncio.sleep(0)
        self.now[place] -= 1
        self.sent.append(outbound)
        waiting = self.answers.get(plain(outbound.body), [])
        result = waiting.pop(0) if waiting else Sent(external_id=f"external {outbound.id}")
        if isinstance(result, Exception):
            raise result
        if isinstance(result, Sent):
            self.there[outbound.id] = result.external_id
        return result

    async def look_up(self, outbound: Outbound) -> str | None:
        self.looked_up.append(outbound.id)
        return self.there.get(outbound.id)

    async def audience(self, place: Place) -> str:
        return self.barred if place.conversation == ANNA else ""

    def told(self, person: str) -> list[str]:
        """Return what was sent to somebody, every attempt of it, in order."""
        return [plain(one.body) for one in self.sent if one.to.conversation == person]


@dataclass
class Post:
    """An outbox with a stand-in behind it."""

    home: Home
    channel: Standin
    courier: Courier
    _posted: int = 0

    def put(self, person: PersonId, words: str, purpose: Purpose = Purpose.REPLY, **more: OutboxId) -> OutboxId:
        """Put a message in the outbox."""
        self._posted += 1
        return self.home.house.ledger.run_now(_put, self.home, person, words, purpose, f"test {self._posted}", more)

    def state(self, id: OutboxId) -> tuple[OutboxState, str]:
        """Return what became of a message."""
        found = self.home.read(lambda uow: uow.outbox.get(DEFAULT, id))
        assert found is not None
        return found.state, found.reason

    async def deliver(self) -> int:
        """Send what can be sent now."""
        return await self.courier.deliver()

    def wait(self) -> None:
        """Let every delay be over."""
        self.home.write(lambda uow: uow.connection.execute(update(outbox).values(not_before=None)))

    def claim(self, at: datetime, lease: timedelta) -> list[Claimed]:
        """Claim everything as another courier does."""
        return self.home.write(lambda uow: uow.outbox.claim(at, 100, lease))


def _put(
    uow: UnitOfWork, home: Home, person: PersonId, words: str, purpose: Purpose, cause: str, more: dict[str, Any]
) -> OutboxId:
    turn = Turn(uow, home.house.script, home.clock.now(), cause)
    place = Place(channel="web", account=DEFAULT, conversation=person, person=None if person == CENTRE else person)
    return turn.post(DEFAULT, place, Note(blocks=(words,)), purpose, **more)


@pytest.fixture
def post(home_anywhere: Home) -> Post:
    """Give an empty outbox on each database, with a stand-in for the channel."""
    home, channel = home_anywhere, Standin()
    return Post(home, channel, Courier(home.house.ledger, {"web": channel}, home.house.script, home.clock))


async def test_a_conversation_is_sent_in_order_and_one_at_a_time(post: Post) -> None:
    """Whatever is under way at once, a conversation gets its messages in the order in which they were written."""
    for number in range(6):
        post.put((ANNA, BAS)[number % 2], f"bericht {number}")
    assert await post.deliver() == 6
    assert post.channel.told(ANNA) == ["bericht 0", "bericht 2", "bericht 4"]
    assert post.channel.told(BAS) == ["bericht 1", "bericht 3", "bericht 5"]
    assert set(post.channel.most_at_once.values()) == {1}


async def test_what_must_wait_keeps_its_place(post: Post) -> None:
    """A message that is to be tried later holds back what follows in its own conversation, and nothing elsewhere."""
    post.channel.answers["eerst"] = [TryLater(after=timedelta(hours=1), reason="busy")]
    first, second = post.put(ANNA, "eerst"), post.put(ANNA, "dan")
    other = post.put(BAS, "elders")
    await post.deliver()
    assert [post.state(one)[0] for one in (first, second, other)] == [
        OutboxState.PLANNED,
        OutboxState.PLANNED,
        OutboxState.SENT,
    ]
    await post.deliver()
    assert post.channel.told(ANNA) == ["eerst"]
    post.wait()
    await post.deliver()
    assert post.channel.told(ANNA) == ["eerst", "eerst", "dan"]
    assert [one.attempt for one in post.channel.sent if plain(one.body) == "eerst"] == [1, 2]


async def test_a_doubtful_send_is_looked_up_before_it_is_repeated(post: Post) -> None:
    """What may be there already is looked for by its id; only what is not there is sent again."""
    post.channel.answers = {"weg": [Ambiguous(reason="timeout")], "daar": [Ambiguous(reason="timeout")]}
    lost, there = post.put(ANNA, "weg"), post.put(BAS, "daar")
    await post.deliver()
    assert post.state(lost)[0] is OutboxState.AMBIGUOUS
    post.channel.there[there] = "it was there after all"
    post.wait()
    await post.deliver()
    assert post.channel.looked_up == [lost, there]
    assert post.channel.told(ANNA) == ["weg", "weg"]
    assert post.channel.told(BAS) == ["daar"]
    assert post.home.read(lambda uow: uow.outbox.external_of(DEFAULT, there)) == "it was there after all"


async def test_a_lost_lease_is_a_doubtful_send(post: Post) -> None:
    """What a courier took and never came back with is looked up, not blindly sent again."""
    id = post.put(ANNA, "hallo")
    (claimed,) = post.claim(wall_now() - timedelta(minutes=5), timedelta(minutes=1))
    post.channel.there[id] = "sent before it died"
    await post.deliver()
    assert post.channel.sent == []
    assert post.state(id)[0] is OutboxState.SENT
    # The one that was thought dead comes back: its fence is old, so what it says changes nothing.
    wall = wall_now()
    late = Refused(reason="too late")
    script, now = post.home.house.script, post.home.clock.now()
    assert not post.home.write(lambda uow: mark(uow, script, now, claimed, late, wall, wall))
    assert post.state(id)[0] is OutboxState.SENT


async def test_a_held_lease_is_left_alone(post: Post) -> None:
    """What another courier is sending is not sent by a second one."""
    post.put(ANNA, "hallo")
    assert len(post.claim(wall_now(), timedelta(minutes=1))) == 1
    assert await post.deliver() == 0
    assert post.channel.sent == []


async def test_two_couriers_send_everything_once(post: Post) -> None:
    """Several couriers on one database share the work; nothing goes twice."""
    other = Courier(post.home.house.ledger, {"web": post.channel}, post.home.house.script, post.home.clock)
    for number in range(30):
        post.put((ANNA, BAS, CARLA)[number % 3], f"bericht {number}")
    sent = await asyncio.gather(post.deliver(), other.deliver(), post.deliver())
    await post.deliver()
    assert sum(sent) == 30
    assert Counter(one.id for one in post.channel.sent).most_common(1)[0][1] == 1
    assert post.channel.told(CARLA) == [f"bericht {number}" for number in range(30) if number % 3 == 2]


@pytest.mark.parametrize("poison", [ValueError("kapot"), TryLater(after=timedelta(hours=1)), Refused(reason="blocked")])
async def test_one_poisoned_message_stops_nobody(post: Post, poison: SendResult | Exception) -> None:
    """Whatever a channel does with one message, even raise, everybody else gets theirs."""
    post.channel.answers["gif"] = [poison]
    post.put(ANNA, "gif")
    others = [post.put(one, "gezond") for one in (BAS, CARLA, JOOST)]
    await post.deliver()
    assert {post.state(one)[0] for one in others} == {OutboxState.SENT}


async def test_a_body_that_cannot_be_read_stops_nobody(post: Post) -> None:
    """A row that was damaged in the database is given up, and everybody else gets theirs."""
    broken = post.put(ANNA, "kapot")
    ready = post.put(BAS, "heel")
    after = post.put(ANNA, "daarna")

    def damage(uow: UnitOfWork) -> None:
        sealed = uow.words.seal(DEFAULT, ANNA, '{"is": "something newer"}')
        uow.connection.execute(update(outbox).where(outbox.c.id == broken).values(body=sealed))

    post.home.write(damage)
    await post.deliver()
    assert [post.state(one)[0] for one in (broken, ready, after)] == [
        OutboxState.REFUSED,
        OutboxState.SENT,
        OutboxState.SENT,
    ]


async def test_a_refused_question_is_told_to_the_professional_once(post: Post) -> None:
    """Who can act on it hears that a question does not arrive; nobody hears it twice, and nothing is tried again."""
    post.channel.answers = {"vraag": [Refused(reason="blocked")], "los bericht": [Refused(reason="blocked")]}
    await post.home.welcome(ANNA)
    asked, note = post.put(ANNA, "vraag", Purpose.ASK), post.put(ANNA, "los bericht")
    await post.deliver()
    await post.deliver()
    assert post.state(asked) == (OutboxState.REFUSED, "blocked")
    assert post.state(note) == (OutboxState.REFUSED, "blocked")
    expected = post.home.house.script.texts.phrase("nl", "bot.not_delivered", client="Anna")
    assert post.channel.told(JOOST) == [expected]


async def test_a_place_with_the_wrong_people_gets_nothing(post: Post) -> None:
    """A channel that says why a place may not get the organisation's words is obeyed before anything is sent."""
    post.channel.barred = "guests"
    id = post.put(ANNA, "hallo")
    await post.deliver()
    assert post.state(id) == (OutboxState.REFUSED, "guests")
    assert post.channel.told(ANNA) == []


async def test_what_never_works_is_given_up(post: Post) -> None:
    """A channel that is busy for ever is not asked for ever."""
    post.channel.answers["nooit"] = [AT_ONCE] * 100
    id = post.put(ANNA, "nooit")
    await post.deliver()
    assert post.state(id) == (OutboxState.REFUSED, GIVEN_UP)
    assert len(post.channel.sent) == MOST_ATTEMPTS


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Sent(external_id="head"), (OutboxState.SENT, "")),
        (Refused(reason="no such place"), (OutboxState.PARKED, "parent")),
    ],
)
async def test_a_child_follows_its_parent(post: Post, result: SendResult, expected: tuple[OutboxState, str]) -> None:
    """An item goes into the thread of its head with the head's own id; without a head it is parked, never loose."""
    post.channel.answers["kop"] = [TryLater(after=timedelta(hours=1)), result]
    head = post.put(PersonId(CENTRE), "kop", Purpose.DIGEST)
    item = post.put(PersonId(CENTRE), "onderdeel", Purpose.DIGEST, thread_of=head)
    await post.deliver()
    assert post.channel.told(CENTRE) == ["kop"]
    post.wait()
    await post.deliver()
    assert post.state(item) == expected
    children = [one for one in post.channel.sent if plain(one.body) == "onderdeel"]
    assert [one.thread_of for one in children] == (["head"] if expected[0] is OutboxState.SENT else [])


async def test_a_message_for_no_channel_waits_for_it(post: Post) -> None:
    """Where a channel is not set up, nothing that was meant for it is lost: it goes out once the channel is there."""
    courier = Courier(post.home.house.ledger, {}, post.home.house.script, post.home.clock)
    id = post.put(ANNA, "hallo")
    for _ in range(MOST_ATTEMPTS + 1):
        assert await courier.deliver() == 0
        post.wait()
    assert post.state(id) == (OutboxState.PLANNED, "channel_off")
    assert await post.deliver() == 1
    assert post.channel.told(ANNA) == ["hallo"]
