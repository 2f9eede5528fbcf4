"""How fast is spoken: never faster than Slack bears, hardly slower, and whoever is waiting for an answer goes first."""

from __future__ import annotations

import heapq
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.conversations import KnownConversation
from adapters.slack.pace import CHANNEL_BURST, PER_MINUTE, TIERS, WORKSPACE_BURST, Pace, Urgency
from dialogs.messages import Purpose, Sent, TryLater
from tests.standins.slack_truth import TEAM, Truth, channel, person
from tests.standins.slack_workspace import TO_ANNA, TO_CENTRE, message, note, workspace

ARRIVALS = st.lists(
    st.tuples(st.floats(0, 3), st.sampled_from("abc"), st.sampled_from(list(Urgency))), min_size=1, max_size=300
)


def let_through(arrivals: list[tuple[float, str, Urgency]], pace: Pace) -> list[tuple[float, str]]:
    """Return when what was let through goes out, and where to."""
    now, gone = 0.0, []
    for after, where, urgency in arrivals:
        now += after
        wait = pace.reserve("T", where, now, urgency)
        assert wait >= 0
        if wait <= urgency.value:
            gone.append((now + wait, where))
    return sorted(gone)


@given(ARRIVALS, st.sampled_from([30.0, PER_MINUTE, 600.0]))
@settings(max_examples=150, deadline=None)
def test_no_window_holds_more_than_slack_bears(arrivals: list[tuple[float, str, Urgency]], per_minute: float) -> None:
    """In any stretch of time a workspace and each channel get their rate and one small burst, and no more."""
    gone = let_through(arrivals, Pace(per_minute=per_minute))
    lanes = [([at for at, _ in gone], per_minute / 60, WORKSPACE_BURST)]
    lanes += [([at for at, one in gone if one == where], 1.0, CHANNEL_BURST) for where in "abc"]
    for moments, rate, burst in lanes:
        for first, begin in enumerate(moments):
            for last in range(first, len(moments)):
                assert last - first + 1 <= burst + rate * (moments[last] - begin) + 1e-6


@pytest.mark.parametrize("per_minute", [60.0, PER_MINUTE, 525.0])
def test_a_storm_goes_out_about_as_fast_as_it_may(per_minute: float) -> None:
    """Two thousand questions take at most a twentieth longer than the limit says, and each is tried a few times."""
    pace, waiting = Pace(per_minute=per_minute), [(0.0, number) for number in range(2000)]
    tries, last = 0, 0.0
    while waiting:
        now, number = heapq.heappop(waiting)
        tries += 1
        wait = pace.reserve("T", f"D{number}", now, Urgency.SCHEDULED)
        if wait > Urgency.SCHEDULED.value:
            heapq.heappush(waiting, (now + wait, number))
        else:
            last = max(last, now + wait)
    assert last <= 1.05 * 2000 / (per_minute / 60)
    assert tries <= 3 * 2000


def test_an_answer_does_not_wait_for_a_storm() -> None:
    """While thousands of questions go out, what is said to somebody who is looking waits no longer than it may."""
    pace, now = Pace(), 0.0
    for number in range(3000):
        pace.reserve("T", f"D{number}", now, Urgency.SCHEDULED)
        if number % 50 == 0:
            assert pace.reserve("T", f"R{number}", now, Urgency.REPLY) <= Urgency.REPLY.value
        now += 0.05


def test_each_that_is_put_off_gets_a_moment_of_its_own() -> None:
    """Those who are told to come back are not told to come back together."""
    pace = Pace()
    waits = [pace.reserve("T", f"D{number}", 0.0, Urgency.SCHEDULED) for number in range(500)]
    later = sorted(wait for wait in waits if wait > Urgency.SCHEDULED.value)
    assert len(later) > 400
    assert all(after - before >= 60 / PER_MINUTE - 1e-9 for before, after in pairwise(later))


def test_one_busy_workspace_does_not_slow_another() -> None:
    """What is said in one workspace costs another nothing."""
    pace = Pace()
    for number in range(1000):
        pace.reserve("T1", f"D{number}", 0.0, Urgency.SCHEDULED)
    assert pace.reserve("T2", "D1", 0.0, Urgency.SCHEDULED) == 0.0


def test_a_million_people_cost_no_memory() -> None:
    """What no longer says anything is dropped, and there is an end to what is remembered."""
    pace = Pace(per_minute=1e9, most=1000)
    for number in range(30_000):
        pace.reserve(f"T{number % 7}", f"D{number}", number * 0.0001)
    assert pace.remembered <= 1000
    pace.reserve("T", "D", 1e6)
    assert pace.remembered == 2


def test_a_rest_that_slack_asked_for_is_kept() -> None:
    """A method rests in that workspace for as long as Slack said, a shorter rest does not cut it off, others go on."""
    pace = Pace()
    pace.hold("T", "chat.postMessage", 40, 0.0)
    pace.hold("T", "chat.postMessage", 5, 0.0)
    assert pace.reserve("T", "D", 10.0) == 30.0
    assert pace.reserve("T2", "D", 10.0) == 0.0
    assert pace.reserve_method("T", "views.open", 10.0, 1.5) == 0.0
    assert pace.reserve("T", "D", 40.0) == 0.0


def test_what_is_called_in_bulk_keeps_to_its_tier() -> None:
    """A tier's worth of calls goes through in a minute, not twice that."""
    for method, per_minute in TIERS.items():
        pace, through = Pace(), 0
        for tenth in range(600):
            for _ in range(3):
                through += pace.reserve_method("T", method, tenth / 10, 0.0) == 0.0
        assert per_minute <= through <= per_minute * 1.5 + 1


# --- through the channel ----------------------------------------------------------------------------------------------


async def test_a_send_waits_a_moment_and_no_longer() -> None:
    """A short wait is waited for; a longer one brings the message back later and counts as no attempt."""
    people = {f"U{n}": person(f"U{n}") for n in range(60)}
    async with workspace(Truth(people=people), per_minute=60.0) as there:
        results = []
        for user in people:
            there.truth.channels[f"D{user}"] = channel(f"D{user}", user)
            known = KnownConversation(channel="slack", account=TEAM, user=user, id=f"D{user}")
            await there.conversations.keep(known)
            place = replace(TO_ANNA, conversation=user)
            before = there.time.slept
            results.append(await there.channel.send(message(note("een"), place, id=user, purpose=Purpose.ASK)))
            assert there.time.slept - before <= Urgency.SCHEDULED.value
        sent = [one for one in results if isinstance(one, Sent)]
        later = [one for one in results if isinstance(one, TryLater)]
        assert len(sent) == WORKSPACE_BURST
        assert {(one.reason, one.counts) for one in later} == {("paced", False)}
        moments = [one.after for one in later if one.after is not None]
        assert len(set(moments)) == len(later) == 50
        there.time.on(60)
        place = replace(TO_ANNA, conversation="U59")
        assert isinstance(await there.channel.send(message(note("een"), place, id="U59")), Sent)


async def test_a_thread_goes_out_in_a_rhythm_slack_bears() -> None:
    """Twenty items under one head go out a second apart, and no answer of Slack says that it was too fast."""
    async with workspace() as there:
        head = await there.channel.send(message(note("kop"), TO_CENTRE, purpose=Purpose.DIGEST))
        assert isinstance(head, Sent)
        for number in range(20):
            item = message(
                note(str(number)), TO_CENTRE, id=f"i{number}", thread_of=head.external_id, purpose=Purpose.DIGEST
            )
            while not isinstance(result := await there.channel.send(item), Sent):
                assert isinstance(result, TryLater)
                assert result.after is not None
                there.time.on(result.after.total_seconds())
        moments = [one["at"] for one in there.truth.lying("C0CENTRE")]
        assert moments[-1] - moments[0] == pytest.approx(20 - (CHANNEL_BURST - 1), abs=1)
