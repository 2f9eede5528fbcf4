"""Where words come from has one key, and a key means one thing."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.people import PersonId
from dialogs.source import FromAnswer, FromAssumption, FromReply, FromVerdict, Source, key, read

ANNA = PersonId("anna")
EVERY: dict[tuple[str, str, str], Source] = {
    ("answer", "a", "anna"): FromAnswer(id=AnswerId("a"), speaker=ANNA),
    ("verdict", "v", "anna"): FromVerdict(id=VerdictId("v"), speaker=ANNA),
    ("assumption", "a", "anna"): FromAssumption(id=AssumptionId("a"), speaker=ANNA),
    ("reply", "r", "anna"): FromReply(id="r", speaker=ANNA),
}


def test_a_key_never_changes() -> None:
    """What was kept by an earlier version means the same today: this is every key there is."""
    assert {kept: read(kept) for kept in EVERY} == EVERY
    assert [key(source) for source in EVERY.values()] == list(EVERY)
    assert {type(source) for source in EVERY.values()} == set(get_args(Source))


@pytest.mark.parametrize("kind", get_args(Source))
@given(data=st.data())
def test_a_key_reads_as_what_it_was_made_of(kind: type[Source], data: st.DataObject) -> None:
    """Whatever the ids are, a source is read as what was kept."""
    source = data.draw(st.from_type(kind))
    assert read(key(source)) == source


def test_what_is_no_source_is_not_taken_for_one() -> None:
    """A kind that is not there is an error, not words of nobody."""
    with pytest.raises(ValueError, match="dream"):
        read(("dream", "d", "anna"))
