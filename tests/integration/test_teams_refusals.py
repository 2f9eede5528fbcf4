"""Every way in which Teams can say no, or nothing at all, planted once."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.teams import errors
from adapters.teams.transport import TransportAway, TransportRefused
from dialogs.messages import Ambiguous, Outbound, OutboxId, Purpose, Refused, SendResult, Sent, TryLater
from dialogs.people import OrganisationId
from tests.fake_teams import chat_of
from tests.teams_bench import PERSONAL, USER, WORDS, Teams


@pytest.fixture
def teams() -> Teams:
    """Give a channel whose tenant was met before."""
    return Teams()


@pytest.mark.parametrize(("code", "reason"), errors.CODES.items())
async def test_every_word_for_no_has_a_meaning(teams: Teams, code: str, reason: str) -> None:
    """Each word by which Teams says no is one reason of ours, once, with nothing sent again by us."""
    teams.plant(TransportRefused(status=403, code=code))
    result = await teams.send(WORDS)
    if reason == "credentials":
        assert result == TryLater(after=timedelta(minutes=10), reason=reason)
    else:
        assert result == Refused(reason=reason, unreachable=reason in errors.UNREACHABLE)
    assert teams.transport.calls == 2
    assert teams.transport.posted == []


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (400, Refused(reason="bad_message")),
        (401, TryLater(after=timedelta(minutes=10), reason="credentials")),
        (403, Refused(reason="forbidden", unreachable=True)),
        (404, Refused(reason="conversation_gone", unreachable=True)),
        (405, Refused(reason="refused")),
        (410, Refused(reason="conversation_gone", unreachable=True)),
        (413, Refused(reason="too_big")),
        (302, Refused(reason="refused")),
        (0, Refused(reason="refused")),
    ],
)
async def test_every_status_has_a_meaning(teams: Teams, status: int, result: SendResult) -> None:
    """A refusal without a word is judged by its status; nothing is tried again that will never be taken."""
    teams.plant(TransportRefused(status=status))
    assert await teams.send(WORDS) == result


@pytest.mark.parametrize("status", [412, 429])
async def test_patience_is_no_failure(teams: Teams, status: int) -> None:
    """When Teams asks for patience the message waits as long as it says, and that counts as no attempt."""
    teams.plant(TransportRefused(status=status, retry_after=timedelta(seconds=7)))
    assert await teams.send(WORDS) == TryLater(after=timedelta(seconds=7), reason=f"status_{status}", counts=False)
    held = await teams.send(WORDS)
    assert isinstance(held, TryLater)
    assert (held.reason, held.counts) == ("paced", False)
    assert teams.transport.calls == 2


async def test_patience_without_a_time_is_the_couriers(teams: Teams) -> None:
    """Without a time the courier's own back-off applies, and a service that is away counts as an attempt."""
    teams.plant(TransportRefused(status=429))
    assert await teams.send(WORDS) == TryLater(reason="status_429", counts=False)
    teams.plant(TransportRefused(status=503, retry_after=timedelta(seconds=3)))
    assert await teams.send(WORDS) == TryLater(after=timedelta(seconds=3), reason="unavailable")


@pytest.mark.parametrize(
    ("status", "reason"), [(500, "status_500"), (502, "status_502"), (504, "status_504"), (0, "no_answer")]
)
async def test_no_clear_answer_is_ambiguous(teams: Teams, status: int, reason: str) -> None:
    """When nobody knows whether it arrived, that is what is said."""
    teams.plant(TransportAway(ambiguous=True, status=status))
    assert await teams.send(WORDS) == Ambiguous(reason=reason)


async def test_what_never_left_is_tried_later(teams: Teams) -> None:
    """When there was no way out at all, nothing is ambiguous."""
    teams.plant(TransportAway(ambiguous=False))
    assert await teams.send(WORDS) == TryLater(reason="away")


async def test_showing_anew_is_never_ambiguous(teams: Teams) -> None:
    """To show a message anew twice does no harm, so an unknown end is tried again; a message that is gone is gone."""
    first = await teams.sent(WORDS)
    teams.plant(TransportAway(ambiguous=True, status=502), call="update")
    assert await teams.send(WORDS, id="o2", replaces=first) == TryLater(reason="status_502")
    teams.plant(TransportRefused(status=404, code="ActivityNotFoundInConversation"), call="update")
    assert await teams.send(WORDS, id="o2", replaces=first) == Refused(reason="message_gone")


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (TransportAway(ambiguous=True), TryLater(reason="away")),
        (TransportAway(ambiguous=False), TryLater(reason="away")),
        (
            TransportRefused(status=403, code="BotNotInConversationRoster"),
            Refused(reason="not_installed", unreachable=True),
        ),
    ],
)
async def test_opening_a_chat_can_fail_too(teams: Teams, error: Exception, result: SendResult) -> None:
    """Opening a chat says nothing to anybody, so its unknown end is no unknown message."""
    teams.plant(error, call="open_dm")
    assert await teams.send(WORDS) == result
    assert teams.transport.posted == []


async def test_a_house_that_is_away_is_tried_later(teams: Teams) -> None:
    """While addresses cannot be read nothing is sent, and afterwards it arrives once."""
    teams.conversations.away = True
    assert await teams.send(WORDS) == TryLater(reason="house_away")
    teams.conversations.away = False
    await teams.sent(WORDS)
    assert len(teams.transport.posted) == 1


async def test_nobody_is_overwhelmed(teams: Teams) -> None:
    """Of thirty messages to one person at once the first go in their turn, the rest come back without an attempt."""
    teams.conversations.plant(USER, chat_of(USER), personal=True)
    results = await asyncio.gather(*(teams.send(WORDS, id=f"o{number}") for number in range(30)))
    went = [one for one in results if isinstance(one, Sent)]
    late = [one for one in results if isinstance(one, TryLater)]
    assert len(went) + len(late) == 30
    assert 7 <= len(went) <= 8
    assert all((one.reason, one.counts) == ("paced", False) and one.after for one in late)


async def test_nothing_can_be_looked_up(teams: Teams) -> None:
    """Teams gives a bot no way to see whether a message arrived, and the channel says so."""
    able = teams.channel.capabilities
    assert (able.pushes, able.replaces, able.looks_up) == (True, True, False)
    outbound = Outbound(
        id=OutboxId("o1"),
        organisation=OrganisationId("default"),
        to=PERSONAL,
        body=WORDS,
        purpose=Purpose.REPLY,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    assert await teams.channel.look_up(outbound) is None


def test_every_reason_is_in_the_manual() -> None:
    """Whoever finds a reason of Teams in the log finds in the manual what it means."""
    manual = (Path(__file__).parents[2] / "docs/teams.md").read_text("utf-8").partition("## When a message")[2]
    listed = {
        one for row in re.findall(r"^\| (`[^|]+) \|", manual, re.MULTILINE) for one in re.findall(r"`(\w+)`", row)
    }
    own = {value for name, value in vars(errors).items() if name.isupper() and isinstance(value, str)}
    ours = own | set(errors.CODES.values()) | set(errors.STATUSES.values())
    assert ours <= listed
