from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.evidence.assumptions import (
    About,
    Assumption,
    AssumptionId,
    Says,
    Status,
    Verdict,
    VerdictId,
    standing,
    status,
    strength,
)
from dialogs.messages import SessionId
from dialogs.people import OrganisationId, PersonId, TeamId

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOME = OrganisationId("o")
GROUP = Assumption(
    id=AssumptionId("a"),
    organisation=HOME,
    author=PersonId("joost"),
    team=TeamId("noord"),
    about=About.DEMAND,
    subject=None,
    text="Je wilt hulp in de ochtend.",
    at=START,
)


def verdict(client: str, says: Says, *, revision: int = 1, withdrawn: bool = False, of: str = "a") -> Verdict:
    """Return one revision of what a client says."""
    return Verdict(
        id=VerdictId(f"{of}-{client}-{revision}"),
        organisation=HOME,
        assumption=AssumptionId(of),
        client=PersonId(client),
        revision=revision,
        says=says,
        words="liever om tien uur",
        at=START + timedelta(days=revision),
        withdrawn=withdrawn,
        session=SessionId("s"),
    )


def said(**times: int) -> list[Verdict]:
    """Return verdicts of so many different clients each."""
    return [verdict(f"{says}-{n}", Says(says)) for says, count in times.items() for n in range(count)]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], Status.OPEN),
        (said(unknown=3), Status.OPEN),
        (said(not_mine=1), Status.NOT_CONCERNED),
        (said(not_mine=1, unknown=4), Status.NOT_CONCERNED),
        (said(so=1), Status.CONFIRMED),
        (said(partly=1), Status.NUANCED),
        (said(different=1), Status.REFUTED),
        (said(so=1, not_mine=5, unknown=5), Status.CONFIRMED),
        (said(so=1, different=1), Status.NUANCED),
        (said(so=2, different=1), Status.CONFIRMED),
        (said(so=2, partly=2), Status.NUANCED),
        (said(so=1, partly=1, different=3), Status.REFUTED),
        (said(so=2, partly=1, different=3), Status.NUANCED),
    ],
)
def test_the_status_follows_from_the_verdicts(verdicts: list[Verdict], expected: Status) -> None:
    """More than half of the judgements settles it; half is not more than half; no judgement leaves it open."""
    assert status(GROUP, verdicts) is expected


def test_only_the_newest_word_of_a_client_stands() -> None:
    """Who changes their mind is heard once, and who withdraws is not heard at all."""
    verdicts = [verdict("anna", Says.SO), verdict("anna", Says.DIFFERENT, revision=2)]
    assert {one.says for one in standing(verdicts).values()} == {Says.DIFFERENT}
    assert status(GROUP, [*verdicts, verdict("anna", Says.DIFFERENT, revision=3, withdrawn=True)]) is Status.OPEN


def test_nobody_else_settles_what_is_about_one_client() -> None:
    """An assumption about Anna is settled by Anna, and by no verdict of another or about another thing."""
    about_anna = replace(GROUP, subject=PersonId("anna"))
    others = [verdict("piet", Says.SO), verdict("anna", Says.SO, of="b")]
    assert status(about_anna, others) is Status.OPEN
    assert status(about_anna, [*others, verdict("anna", Says.DIFFERENT)]) is Status.REFUTED


def test_what_is_withdrawn_has_no_worth() -> None:
    """A withdrawn assumption is withdrawn, whatever was said of it."""
    assert status(replace(GROUP, withdrawn=True), said(so=9)) is Status.WITHDRAWN


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(Says), st.booleans()), max_size=12), st.randoms())
def test_the_order_of_verdicts_does_not_matter(drawn: list[tuple[str, Says, bool]], random: Random) -> None:
    """The same verdicts give the same status and strength in every order."""
    verdicts = [verdict(client, says, revision=n, withdrawn=gone) for n, (client, says, gone) in enumerate(drawn)]
    shuffled = list(verdicts)
    random.shuffle(shuffled)
    later = START + timedelta(days=90)
    assert status(GROUP, shuffled) is status(GROUP, verdicts)
    assert strength(GROUP, shuffled, asked=frozenset(), now=later) == strength(
        GROUP, verdicts, asked=frozenset(), now=later
    )


def test_strength_is_counts_and_age() -> None:
    """Two of nine clients judged, the newest verdict is so old: that is all there is to say."""
    asked = frozenset(PersonId(f"c{n}") for n in range(6)) | {one.client for one in said(so=1, partly=1, unknown=1)}
    measured = strength(GROUP, said(so=1, partly=1, unknown=1), asked=asked, now=START + timedelta(days=43))
    assert (measured.judged, measured.asked, measured.age) == (2, 9, timedelta(days=42))
    assert measured.counts == {Says.SO: 1, Says.PARTLY: 1, Says.DIFFERENT: 0, Says.NOT_MINE: 0, Says.UNKNOWN: 1}


def test_without_verdicts_there_is_no_age() -> None:
    """Nothing said is no evidence, rather than old evidence."""
    assert strength(GROUP, [], asked=frozenset(), now=START).age is None


def test_nothing_carries_a_status_that_could_be_set() -> None:
    """Neither an assumption nor a verdict has a field for a status."""
    assert not {"status"} & (set(Assumption.__slots__) | set(Verdict.__slots__))


def test_words_are_not_in_a_repr() -> None:
    """What was assumed and what was said cannot slip into a log."""
    assert "ochtend" not in repr(GROUP)
    assert "tien uur" not in repr(verdict("anna", Says.PARTLY))
