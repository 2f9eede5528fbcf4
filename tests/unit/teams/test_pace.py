"""Nobody is spoken to faster than Teams allows, and nobody waits longer than they must."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.pace import CONVERSATION, LONGEST_WAIT, TENANT, Limits, Pace


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def keeps(times: list[float], limits: Limits) -> bool:
    """Tell whether no window holds more than it may."""
    return all(
        later - earlier >= seconds
        for most, seconds in limits
        for earlier, later in zip(times, times[most:], strict=False)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.05, 0.4, 1.0, 7.0])), max_size=300))
def test_no_window_ever_holds_too_many(asked: list[tuple[str, float]]) -> None:
    """Whoever asks when, in no window of any conversation or of the tenant go more messages than may."""
    watch = Watch()
    pace = Pace(monotonic=watch)
    went: dict[str, list[float]] = {}
    for conversation, wait in asked:
        watch.seconds += wait
        may, seconds = pace.turn("t", conversation)
        if may:
            assert 0 <= seconds <= LONGEST_WAIT
            went.setdefault(conversation, []).append(watch.seconds + seconds)
        else:
            assert seconds > LONGEST_WAIT
    assert all(keeps(sorted(times), CONVERSATION) for times in went.values())
    assert keeps(sorted(time for times in went.values() for time in times), TENANT)


def test_the_hour_is_kept_too() -> None:
    """Over two hours of asking all the time, no hour holds more than 1,800 messages, and hardly fewer."""
    watch = Watch()
    pace = Pace(monotonic=watch)
    went: list[float] = []
    while watch.seconds < 1_000 + 7_300:
        may, seconds = pace.turn("t", "c")
        watch.seconds += seconds
        if may:
            went.append(watch.seconds)
    assert keeps(went, CONVERSATION)
    assert len(went) >= 3_600
    assert pace.remembered() < 2_000


def test_who_was_told_to_come_back_then_gets_a_turn() -> None:
    """The wait that is told is enough, and the shortest there is."""
    watch = Watch()
    pace = Pace(monotonic=watch)
    while (turn := pace.turn("t", "c"))[0]:
        pass
    watch.seconds += turn[1] - LONGEST_WAIT - 0.01
    assert not pace.turn("t", "c")[0]
    watch.seconds += 0.02
    assert pace.turn("t", "c")[0]


def test_one_conversation_does_not_hold_up_another() -> None:
    """A conversation that has used up its turns leaves those of others alone."""
    pace = Pace(monotonic=Watch())
    while pace.turn("t", "busy")[0]:
        pass
    assert pace.turn("t", "quiet") == (True, 0.0)
    assert pace.turn("other", "elsewhere") == (True, 0.0)


def test_a_tenant_as_a_whole_has_its_pace() -> None:
    """Forty people at once get thirty messages in the first second and the rest in the next."""
    pace = Pace(monotonic=Watch())
    waits = [pace.turn("t", f"c{number}") for number in range(40)]
    assert [may for may, _ in waits] == [True] * 40
    assert [wait for _, wait in waits[:30]] == [0.0] * 30
    assert all(wait > 1.0 for _, wait in waits[30:])


def test_teams_may_ask_for_patience() -> None:
    """While a conversation is held nobody may speak there, and afterwards everything is as before."""
    watch = Watch()
    pace = Pace(monotonic=watch)
    pace.hold("c", 20)
    assert pace.turn("t", "c") == (False, 20.0)
    assert pace.turn("t", "d")[0]
    watch.seconds += 20
    assert pace.turn("t", "c")[0]


def test_what_is_remembered_is_bounded() -> None:
    """A hundred thousand conversations leave no more behind than the newest ones."""
    watch = Watch()
    pace = Pace(monotonic=watch, most=500)
    chance = random.Random(1)
    for number in range(100_000):
        watch.seconds += 0.04
        pace.turn("t", f"c{number if number % 3 else chance.randrange(50)}")
    assert pace.remembered() <= 500 * 8 + 3_000
