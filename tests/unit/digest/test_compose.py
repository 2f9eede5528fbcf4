from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.digest.compose import MOST_WORDS, ItemKind, Line, Words, compose
from dialogs.digest.week import (
    Helps,
    LearnedOfClient,
    LearnedOfGroup,
    Need,
    WeekEvidence,
)
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, Says, Status, VerdictId
from dialogs.people import PersonId
from dialogs.policy.thresholds import AtLeast
from dialogs.source import FromAnswer, FromAssumption, FromVerdict, Source
from tests.unit.digest.weeks import (
    JOOST,
    NOBODY,
    covered,
    lines,
    people,
    quote,
    quoted,
    talent,
    told,
    voices,
    wish,
)

WEEK = "2026-W47"
ANNA = PersonId("anna")


def assumption(ident: str) -> FromAssumption:
    """Return where the words of an assumption of Joost are kept."""
    return FromAssumption(id=AssumptionId(ident), speaker=JOOST)


def learned(ident: str, *, shared: bool, status: Status = Status.REFUTED, client: PersonId = ANNA) -> LearnedOfClient:
    """Return one assumption about one client that turned out otherwise."""
    words = quote(client, f"words-{ident}", shared=shared)
    return LearnedOfClient(
        assumption=assumption(ident), client=client, status=status, shared=shared, informed=True, words=words
    )


def group(ident: str, **said: int) -> LearnedOfGroup:
    """Return one assumption about a group with so many clients per verdict."""
    return LearnedOfGroup(
        assumption=assumption(ident), said={Says(says): people(n, says) for says, n in said.items()}, informed=True
    )


NEED = Need(team="Noord", source=FromAnswer(id=AnswerId("need-1"), speaker=JOOST))
FULL = WeekEvidence(
    coverage=covered(answered=12, refused=5, not_reached=1, still_open=3),
    voices=voices(Helps.YES, 11) + voices(Helps.NO, 3, shared=1),
    learned=(learned("a1", shared=True), group("g1", so=6, different=7)),
    told=(wish("anna", "w1", shared=True), talent("piet", "t1", shared=True)),
    needs=(NEED,),
)


def test_the_blocks_stand_in_their_order() -> None:
    """What was learned comes first, then the one question, what was told, silence, and what teams need."""
    kinds = [item.kind for item in compose(WEEK, FULL).items]
    assert list(dict.fromkeys(kinds)) == list(ItemKind)


def test_a_full_week_tells_exactly_this() -> None:
    """The numbers are rounded down, the shared words are there, and the parts that must stay out stay out."""
    digest = compose(WEEK, FULL)
    assert told(digest) == {
        "digest.learned_so.n": 5,
        "digest.learned_partly.n": 0,
        "digest.learned_different.n": 5,
        "digest.helps_yes.n": 10,
        "digest.helps_partly.n": 0,
        "digest.helps_no.n": 0,
        "digest.silence_asked.n": 20,
        "digest.silence_answered.n": 10,
        "digest.silence_refused.n": 5,
        "digest.silence_not_reached.n": 0,
    }
    assert quoted(digest) == ["a1", "words-a1", "g1", "why-no-0", "t1", "w1", "need-1"]


def test_an_absent_block_leaves_no_trace() -> None:
    """A week with only a need has one item and its silence is left out when too few were asked."""
    digest = compose(WEEK, WeekEvidence(coverage=covered(answered=2), needs=(NEED,)))
    assert [item.kind for item in digest.items] == [ItemKind.NEEDS]
    assert digest.items[0].lines[1:] == (
        Line(key="digest.need", values={"team": "Noord"}),
        Words(source=NEED.source),
    )


def test_a_quiet_week_is_one_line() -> None:
    """When there is nothing to tell, the head is one line with rounded numbers and nothing hangs under it."""
    digest = compose(WEEK, WeekEvidence(coverage=covered(answered=7, refused=1, still_open=6)))
    assert digest.items == ()
    assert digest.head == (
        Line(
            key="digest.quiet",
            values={"week": WEEK, "asked": AtLeast(10), "answered": AtLeast(5), "open": AtLeast(5)},
        ),
    )


def test_an_empty_week_is_quiet_too() -> None:
    """A week in which nobody was asked is a quiet week, not a mistake."""
    assert [line.key for line in compose(WEEK, WeekEvidence(coverage=NOBODY)).head] == ["digest.quiet"]


def test_what_the_team_has_not_seen_is_not_told() -> None:
    """The team sees first what was learned; until then it is in no digest."""
    unseen = replace(learned("a1", shared=True), informed=False)
    unseen_group = replace(group("g1", different=9), informed=False)
    digest = compose(WEEK, WeekEvidence(coverage=NOBODY, learned=(unseen, unseen_group)))
    assert digest == compose(WEEK, WeekEvidence(coverage=NOBODY))


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.OPEN, Status.WITHDRAWN])
def test_only_what_turned_out_otherwise_was_learned(status: Status) -> None:
    """An assumption that is confirmed, open or withdrawn is not under learned."""
    digest = compose(WEEK, WeekEvidence(coverage=NOBODY, learned=(learned("a1", shared=True, status=status),)))
    assert digest.items == ()


def test_refuted_assumptions_come_first() -> None:
    """What was wrong stands above what was half right, and that above what was about somebody else."""
    statuses = [Status.NOT_CONCERNED, Status.NUANCED, Status.REFUTED]
    week = WeekEvidence(
        coverage=NOBODY,
        learned=tuple(learned(f"a{n}", shared=True, status=status) for n, status in enumerate(statuses)),
    )
    keys = [line.key for line in lines(compose(WEEK, week).items) if line.key != "digest.learned_head"]
    assert keys == ["digest.learned_one_different", "digest.learned_one_partly", "digest.learned_one_not_mine"]


def test_words_of_a_verdict_need_a_yes_of_their_own() -> None:
    """A client may share the verdict and keep the words."""
    one = replace(learned("a1", shared=True), words=quote(ANNA, "words-a1", shared=False))
    assert quoted(compose(WEEK, WeekEvidence(coverage=NOBODY, learned=(one,)))) == ["a1"]


def test_what_is_kept_back_is_told_as_a_number_of_clients() -> None:
    """Five clients make a number; five assumptions about one client do not."""
    five_clients = tuple(learned(f"a{n}", shared=False, client=PersonId(f"c{n}")) for n in range(5))
    one_client = tuple(learned(f"a{n}", shared=False) for n in range(5))
    digest = compose(WEEK, WeekEvidence(coverage=NOBODY, learned=five_clients))
    assert told(digest) == {"digest.learned_count.n": 5}
    assert quoted(digest) == []
    assert compose(WEEK, WeekEvidence(coverage=NOBODY, learned=one_client)).items == ()


def test_one_client_with_two_offers_is_one_person() -> None:
    """The one question counts people, not voices."""
    twice = tuple(replace(voice, offer=offer) for voice in voices(Helps.NO, 3) for offer in ("a", "b"))  # type: ignore[arg-type]
    assert compose(WEEK, WeekEvidence(coverage=NOBODY, voices=twice)).items == ()


def test_i_do_not_know_is_never_counted() -> None:
    """The part of the one question that stays out stays out, however many people say it."""
    digest = compose(WEEK, WeekEvidence(coverage=NOBODY, voices=voices(Helps.UNKNOWN, 30) + voices(Helps.YES, 5)))
    assert "digest.helps_unknown" not in {line.key for line in lines(digest.items)}


def test_many_words_make_more_items_and_none_is_lost() -> None:
    """However many words are shared, each is told once and no item grows beyond what can be read."""
    many = tuple(wish(f"c{n:03}", f"w{n:03}", shared=True) for n in range(MOST_WORDS * 3 + 1))
    digest = compose(WEEK, WeekEvidence(coverage=NOBODY, told=many))
    assert quoted(digest) == [one.words.source.id for one in many]
    assert all(sum(isinstance(line, Words) for line in item.lines) <= MOST_WORDS for item in digest.items)
    assert all(item.lines[0] == Line(key="digest.told_head") for item in digest.items)


# --- what is not shared has no influence ------------------------------------------------------------------------------


@st.composite
def weeks(draw: st.DrawFn) -> WeekEvidence:
    """Return any week, with ids that tell shared and unshared words apart."""
    flags = st.lists(st.booleans(), max_size=8)
    statuses = st.sampled_from(Status)
    return WeekEvidence(
        coverage=covered(answered=draw(st.integers(0, 12)), still_open=draw(st.integers(0, 12))),
        voices=tuple(
            voice for says in Helps for voice in voices(says, draw(st.integers(0, 12)), shared=draw(st.integers(0, 3)))
        ),
        learned=tuple(
            learned(f"a{n}", shared=shared, status=draw(statuses), client=PersonId(f"c{n}"))
            for n, shared in enumerate(draw(flags))
        ),
        told=tuple(
            make(f"c{n}", f"{make.__name__}-{n}", shared=shared)
            for make in (wish, talent)
            for n, shared in enumerate(draw(flags))
        ),
    )


def other_words(week: WeekEvidence) -> WeekEvidence:
    """Return the same week in which every word that was not shared is another word."""

    def source(old: Source) -> Source:
        return FromVerdict(id=VerdictId(f"other-{old.id}"), speaker=old.speaker)

    return replace(
        week,
        voices=tuple(
            voice
            if voice.why is None or voice.why.shared
            else replace(voice, why=replace(voice.why, source=source(voice.why.source)))
            for voice in week.voices
        ),
        learned=tuple(
            one if one.shared else replace(one, assumption=source(one.assumption), words=None)
            for one in week.learned
            if isinstance(one, LearnedOfClient)
        ),
        told=tuple(
            one if one.words.shared else replace(one, words=replace(one.words, source=source(one.words.source)))
            for one in week.told
        ),
    )


@given(weeks())
def test_words_that_are_not_shared_have_no_influence(week: WeekEvidence) -> None:
    """Two weeks that differ only in what was not shared give the same digest."""
    assert compose(WEEK, other_words(week)) == compose(WEEK, week)


@given(weeks())
def test_only_shared_words_are_told(week: WeekEvidence) -> None:
    """Every client's word in a digest is one that may be told, and it is told once."""
    allowed = [one.words.source.id for one in week.told if one.words.shared]
    allowed += [voice.why.source.id for voice in week.voices if voice.why is not None and voice.why.shared]
    for one in week.learned:
        if isinstance(one, LearnedOfClient) and one.shared and one.words is not None:
            allowed += [one.assumption.id, one.words.source.id]
    said = quoted(compose(WEEK, week))
    assert set(said) <= set(allowed)
    assert len(said) == len(set(said))


@given(weeks(), st.integers(0, 4))
def test_a_few_people_more_of_what_is_kept_back_change_nothing(week: WeekEvidence, few: int) -> None:
    """As long as the rounded number is the same, one unshared event more or less cannot be seen."""
    unshared = tuple(wish(f"extra-{n}", f"extra-{n}", shared=False) for n in range(few))
    alone = replace(week, told=())
    assert compose(WEEK, replace(alone, told=unshared)) == compose(WEEK, alone)


@given(weeks())
def test_nobody_is_named(week: WeekEvidence) -> None:
    """No sentence carries the id of a person; a speaker is only in the reference by which words are found."""
    digest = compose(WEEK, week)
    values = [value for line in (*digest.head, *lines(digest.items)) for value in line.values.values()]
    assert all(isinstance(value, AtLeast) or value == WEEK for value in values)


def test_the_order_in_which_facts_arrive_says_nothing() -> None:
    """Who spoke first cannot be read from the digest."""
    backwards = replace(FULL, voices=FULL.voices[::-1], learned=FULL.learned[::-1], told=FULL.told[::-1])
    assert compose(WEEK, backwards) == compose(WEEK, FULL)
