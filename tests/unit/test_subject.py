"""What a message is about has one key, and a key means one thing."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.messages import SessionId
from dialogs.people import PersonId
from dialogs.policy.alarm import AlarmId
from dialogs.rhythm.weeks import IsoWeek
from dialogs.subject import (
    AboutAlarm,
    AboutAssumption,
    AboutClient,
    AboutDigest,
    AboutLinks,
    AboutReply,
    AboutSession,
    AboutUndelivered,
    AboutVerdict,
    AboutVerdicts,
    AboutWelcome,
    Other,
    Plain,
    Subject,
    key,
    read,
)

st.register_type_strategy(IsoWeek, st.builds(IsoWeek.of, st.dates(min_value=date(1000, 1, 8))))

EVERY: dict[str, Subject] = {
    "": Plain.NOTHING,
    "closed": Plain.CLOSED,
    "export": Plain.EXPORT,
    "taken_away": Plain.TAKEN_AWAY,
    "session:s": AboutSession(SessionId("s")),
    "welcome:s": AboutWelcome(SessionId("s")),
    "assumption:a": AboutAssumption(AssumptionId("a")),
    "news:v": AboutVerdict(VerdictId("v")),
    "group-news:a:2026-11-30": AboutVerdicts(AssumptionId("a"), date(2026, 11, 30)),
    "client:anna": AboutClient(PersonId("anna")),
    "alarm:a": AboutAlarm(AlarmId("a")),
    "office:r": AboutReply("r"),
    "links:anna": AboutLinks(PersonId("anna")),
    "digest:2026-W49": AboutDigest(IsoWeek(year=2026, week=49)),
    "digest:2026-W49:slack:not_in_channel": AboutUndelivered(IsoWeek(year=2026, week=49), "slack", "not_in_channel"),
    "of:another:version": Other("of:another:version"),
}


def test_a_key_never_changes() -> None:
    """What was kept by an earlier version means the same today: this is every key there is."""
    assert {kept: read(kept) for kept in EVERY} == EVERY
    assert [key(about) for about in EVERY.values()] == list(EVERY)
    assert {type(about) for about in EVERY.values()} == set(get_args(Subject))


@pytest.mark.parametrize("kind", [one for one in get_args(Subject) if one is not Other])
@given(data=st.data())
def test_a_key_reads_as_what_it_was_made_of(kind: type[Subject], data: st.DataObject) -> None:
    """Whatever the ids are, no two things share a key."""
    about = data.draw(st.from_type(kind))
    if isinstance(about, AboutUndelivered):
        about = AboutUndelivered(about.week, data.draw(st.sampled_from(["slack", "teams", "web"])), about.reason)
    assert read(key(about)) == about


@given(st.one_of(st.text(), st.sampled_from(list(EVERY)).flatmap(lambda kept: st.text().map(lambda more: kept + more))))
def test_a_stored_key_stays_as_it_is(kept: str) -> None:
    """Whatever stands in a row can be read, and is kept again under the same key."""
    assert key(read(kept)) == kept
