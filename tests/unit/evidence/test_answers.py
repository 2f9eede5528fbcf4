from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.evidence.answers import Answer, AnswerId, AnswerStatus, current, profile, status
from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.policy.share import Share

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
ANNA, JOOST = PersonId("anna"), PersonId("joost")


def answer(
    records: str,
    value: str,
    *,
    week: int,
    revision: int = 1,
    day: int = 0,
    withdrawn: bool = False,
    subject: str = "",
) -> Answer:
    """Return an answer of Anna in the talk of that week, `day` days after it."""
    return Answer(
        id=AnswerId(f"{records}-{week}-{revision}"),
        organisation=OrganisationId("o"),
        person=ANNA,
        session=SessionId(f"talk-{week}"),
        dialogue="talents-and-wishes",
        question=QuestionId(records),
        records=records,
        revision=revision,
        value=value,
        share=Share.TEAM,
        at=START + timedelta(weeks=week, days=day),
        withdrawn=withdrawn,
        subject=subject,
    )


def wishes(*answers: Answer) -> list[str]:
    """Return the wishes in the profile of these answers."""
    return [told.words for told in profile(answers).wishes]


def test_the_latest_revision_counts() -> None:
    """Of one answer only the newest revision is current, in whatever order they come."""
    first, second = answer("wish", "koken", week=1), answer("wish", "bakken", week=1, revision=2, day=3)
    assert current([second, first]) == (second,)


def test_what_is_withdrawn_does_not_bring_back_the_past() -> None:
    """A withdrawn answer is gone, also the revisions before it."""
    assert current([answer("wish", "koken", week=1), answer("wish", "", week=1, revision=2, withdrawn=True)]) == ()


@given(st.permutations([answer("wish", f"wens {n}", week=n % 3, revision=1 + n // 3) for n in range(9)]))
def test_the_order_of_arrival_does_not_matter(answers: list[Answer]) -> None:
    """Current answers are the same in every order, oldest first."""
    assert [one.value for one in current(answers)] == ["wens 6", "wens 7", "wens 8"]


def test_an_answer_is_seen_when_somebody_else_reads_this_revision() -> None:
    """Reading one's own answer, or an earlier revision of it, is not being seen."""
    one = answer("wish", "bakken", week=1, revision=2)
    before, after = one.at - timedelta(hours=1), one.at + timedelta(hours=1)
    assert status(one, []) is AnswerStatus.RECEIVED
    assert status(one, [(ANNA, after), (JOOST, before)]) is AnswerStatus.RECEIVED
    assert status(one, [(JOOST, before), (JOOST, after)]) is AnswerStatus.SEEN


def test_a_profile_has_talents_and_wishes_newest_first() -> None:
    """A profile holds what was told of talents and wishes, with date and revision, and nothing else."""
    told = profile(
        [
            answer("talent", "zingen", week=1),
            answer("wish", "koken", week=1),
            answer("wish", "naar zee", week=3),
            answer("talent", "piano", week=2, revision=2, day=1),
            answer("why", "daarom", week=2),
        ]
    )
    assert [one.words for one in told.talents] == ["piano", "zingen"]
    assert [one.words for one in told.wishes] == ["naar zee", "koken"]
    assert (told.talents[0].revision, told.talents[0].at) == (2, START + timedelta(weeks=2, days=1))


def test_a_wish_that_is_over_is_left_out() -> None:
    """`Over` ends the newest wish of an earlier talk, and not the new wish told in the same talk."""
    old, older = answer("wish", "koken", week=2), answer("wish", "zee", week=1)
    over, new = answer("still", "over", week=3), answer("wish", "fietsen", week=3)
    assert wishes(older, old, over, new) == ["fietsen", "zee"]


def test_over_twice_ends_two_wishes() -> None:
    """The second `over` is about the wish that was then the newest one left."""
    told = [answer("wish", "zee", week=1), answer("wish", "koken", week=2)]
    assert wishes(*told, answer("still", "over", week=3), answer("still", "over", week=4)) == []


def test_same_and_different_leave_a_wish_standing() -> None:
    """Only `over` ends a wish."""
    told = answer("wish", "zee", week=1)
    assert wishes(told, answer("still", "same", week=2), answer("still", "different", week=3)) == ["zee"]


def test_over_taken_back_brings_the_wish_back() -> None:
    """Who changes or withdraws `over` has the wish again."""
    told, over = answer("wish", "zee", week=1), answer("still", "over", week=2)
    assert wishes(told, over, answer("still", "same", week=2, revision=2)) == ["zee"]
    assert wishes(told, over, answer("still", "", week=2, revision=2, withdrawn=True)) == ["zee"]


def test_over_ends_the_very_wish_it_names() -> None:
    """When the answer says which wish it is about, that one ends, also after a newer revision of it."""
    told = [answer("wish", "zee", week=1), answer("wish", "meer", week=1, revision=2), answer("wish", "koken", week=2)]
    assert wishes(*told, answer("still", "over", week=3, subject="wish-1-1")) == ["koken"]


def test_a_changed_wish_keeps_its_place_in_time() -> None:
    """A wish changed after a later `over` was first told before it, and stays ended."""
    told, changed = answer("wish", "zee", week=1), answer("wish", "strand", week=1, revision=2, day=30)
    assert wishes(told, answer("still", "over", week=2), changed) == []


def test_words_are_not_in_a_repr() -> None:
    """What somebody said cannot slip into a log by printing an answer or a profile."""
    one = answer("wish", "naar zee", week=1)
    assert "naar zee" not in repr(one) + repr(profile([one]))
