"""An attacker who knows the rules tries every possible week to show that some hidden group is somebody.

A world is a tuple of sizes, one per part of a whole. The attacker sees what is published, keeps every world that fits
and looks at every union of parts. A hidden group is found when in each of those worlds it has one to four members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import combinations, product

from dialogs.digest.compose import Digest, compose
from dialogs.digest.series import numbers, trend
from dialogs.digest.week import Helps, LearnedOfGroup, Need, WeekEvidence
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, Says
from dialogs.policy.thresholds import floor
from dialogs.rhythm.weeks import IsoWeek
from dialogs.source import FromAnswer, FromAssumption
from tests.unit.digest.weeks import JOOST, NOBODY, covered, people, voices

World = tuple[int, ...]
Publish = Callable[[World], object]
FEW = frozenset(range(1, 5))


def found(worlds: Iterable[World], publish: Publish, hidden: Iterable[int]) -> tuple[str, World] | None:
    """Return the first publication that pins a union of the hidden parts to one to four members, with that union."""
    fitting: dict[str, list[World]] = {}
    for world in worlds:
        fitting.setdefault(repr(publish(world)), []).append(world)
    parts = tuple(hidden)
    unions = [union for size in range(1, len(parts) + 1) for union in combinations(parts, size)]
    for seen, possible in fitting.items():
        for union in unions:
            if {sum(world[part] for part in union) for world in possible} <= FEW:
                return seen, union
    return None


def wholes(parts: int, most: int) -> Iterator[World]:
    """Return every division of at most `most` people into so many parts."""
    if parts == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in wholes(parts - 1, most - first):
            yield (first, *rest)


# --- silence: answered, refused, not reached, still open --------------------------------------------------------------

SILENCE = tuple(wholes(4, 19))
NEED = Need(team="Noord", source=FromAnswer(id=AnswerId("need"), speaker=JOOST))


def busy(world: World) -> object:
    """Publish the digest of a week in which there is something to tell."""
    answered, refused, not_reached, still_open = world
    coverage = covered(answered=answered, refused=refused, not_reached=not_reached, still_open=still_open)
    return compose("2026-W47", WeekEvidence(coverage=coverage, needs=(NEED,)))


def quiet(world: World) -> object:
    """Publish the digest of a week in which there is nothing to tell."""
    answered, refused, not_reached, still_open = world
    coverage = covered(answered=answered, refused=refused, not_reached=not_reached, still_open=still_open)
    return compose("2026-W47", WeekEvidence(coverage=coverage))


def test_silence_shows_nobody() -> None:
    """No division of up to nineteen people lets a reader show that a part, or any union of parts, is somebody."""
    assert found(SILENCE, busy, range(4)) is None


def test_a_quiet_week_shows_nobody() -> None:
    """The one line of a quiet week gives nobody away either."""
    assert found(SILENCE, quiet, range(4)) is None


def test_the_attacker_is_no_fool() -> None:
    """With exact numbers the same attacker finds somebody, and with rounded numbers of all parts too."""
    assert found(wholes(4, 9), lambda world: (sum(world), world[0]), range(4)) is not None
    assert found(SILENCE, lambda world: (floor(sum(world)), *map(floor, world)), range(4)) is not None


def test_leaving_out_small_numbers_alone_is_not_enough() -> None:
    """Exact numbers of which only the small ones are left out can be subtracted from their total."""
    assert (
        found(wholes(4, 14), lambda world: (sum(world), *(n if n >= 5 else None for n in world)), range(4)) is not None
    )


# --- two weeks in a row -----------------------------------------------------------------------------------------------

TWICE = tuple(wholes(4, 14))
"""The same people asked in two weeks: answered both times, first only, second only, never."""


def both_weeks(world: World) -> object:
    """Publish the digests of two weeks in which the same people were asked."""
    always, first, second, never = world
    return busy((always + first, 0, 0, second + never)), busy((always + second, 0, 0, first + never))


def test_two_weeks_in_a_row_show_nobody() -> None:
    """Comparing two digests, even knowing that the same people were asked, shows no one who changed."""
    assert found(TWICE, both_weeks, range(4)) is None


def test_a_running_total_would_show_somebody() -> None:
    """A rounded running total next to the rounded weeks lets the same attacker find somebody."""

    def running(world: World) -> object:
        return floor(world[0]), floor(world[1]), floor(world[0] + world[1])

    assert found(product(range(10), repeat=2), running, range(2)) is not None


# --- the one question: yes, partly, no, unknown -----------------------------------------------------------------------


def helps(world: World) -> object:
    """Publish a week of the one question without any shared words."""
    everything = tuple(voice for says, n in zip(Helps, world, strict=True) for voice in voices(says, n))
    return compose("2026-W47", WeekEvidence(coverage=covered(answered=sum(world)), voices=everything))


def test_the_one_question_shows_nobody() -> None:
    """No answers of up to fourteen people, who are also in the silence of that week, give somebody away."""
    assert found(wholes(4, 14), helps, range(4)) is None


def helps_with_words(world: World) -> object:
    """Publish a week of the one question: yes shared, yes kept back, no shared, no kept back."""
    yes_shared, yes_hidden, no_shared, no_hidden = world
    everything = voices(Helps.YES, yes_shared + yes_hidden, shared=yes_shared)
    everything += voices(Helps.NO, no_shared + no_hidden, shared=no_shared)
    return compose("2026-W47", WeekEvidence(coverage=NOBODY, voices=everything))


def test_shared_words_do_not_uncover_those_who_kept_theirs() -> None:
    """Taking the words one can read off the numbers does not show that somebody else said the same."""
    worlds = ((*yes, *no) for yes, no in product(wholes(2, 9), wholes(2, 4)))
    assert found(worlds, helps_with_words, (1, 3)) is None


# --- the picture of the one question, over the weeks ------------------------------------------------------------------

THIS, NEXT = IsoWeek(year=2026, week=47), IsoWeek(year=2026, week=48)


@cache
def helps_week(world: World) -> Digest:
    """Return the digest of a week in which so many clients said yes, partly, no and that they do not know."""
    everything = tuple(voice for says, n in zip(Helps, world, strict=True) for voice in voices(says, n))
    return compose(str(THIS), WeekEvidence(coverage=covered(answered=sum(world)), voices=everything))


def picture(*weeks: World) -> object:
    """Return the picture of weeks that follow each other, as the digest of the last one shows it."""
    names = (THIS, NEXT, NEXT.following)[: len(weeks)]
    told = {
        name: numbers(line for item in helps_week(world).items for line in item.lines)
        for name, world in zip(names, weeks, strict=True)
    }
    return trend(told, names[-1])


def test_a_picture_says_no_more_than_the_words_did() -> None:
    """Weeks whose digests say the same have the same picture: it follows from the words, whatever was answered."""
    worlds = tuple(product((0, 4, 5, 9), (0, 5, 9), (4, 5), (0, 5)))
    words = {world: repr(helps_week(world)) for world in worlds}
    drawn: dict[tuple[str, str], set[str]] = {}
    for first, second in product(worlds, repeat=2):
        drawn.setdefault((words[first], words[second]), set()).add(repr(picture(first, second)))
    assert len(set().union(*drawn.values())) > 40
    assert all(len(pictures) == 1 for pictures in drawn.values())


def twice(world: World) -> tuple[World, World]:
    """Return two weeks of the same people.

    They say yes twice; yes, then no; yes, then that they do not know; no, then yes; first that they do not know, then
    yes; and twice that they do not know.
    """
    always, to_no, to_unsure, from_no, from_unsure, unsure = world
    first = (always + to_no + to_unsure, 0, from_no, from_unsure + unsure)
    return first, (always + from_no + from_unsure, 0, to_no, to_unsure + unsure)


def test_a_picture_shows_nobody_who_changed() -> None:
    """With all words and the picture at hand, and the same people in both weeks, nobody's change can be shown."""

    def publish(world: World) -> object:
        first, second = twice(world)
        return helps_week(first), helps_week(second), picture(first, second)

    assert found(wholes(6, 14), publish, range(6)) is None


def test_an_exact_picture_would_show_somebody() -> None:
    """Were the bars as high as what was answered, the same attacker would find somebody."""
    assert found(wholes(6, 9), twice, range(6)) is not None


# --- an assumption about a group: so, partly, different, not about me -------------------------------------------------


def group(world: World) -> WeekEvidence:
    """Return a week in which a group judged one assumption."""
    says = (Says.SO, Says.PARTLY, Says.DIFFERENT, Says.NOT_MINE)
    source = FromAssumption(id=AssumptionId("a"), speaker=JOOST)
    said = {says: people(n, says) for says, n in zip(says, world, strict=True)}
    return WeekEvidence(coverage=NOBODY, learned=(LearnedOfGroup(assumption=source, said=said, informed=True),))


def test_an_assumption_of_a_group_shows_nobody() -> None:
    """No verdicts of a group give a single voice away, not by a number and not by the item being there or not."""
    worlds = product(range(10), range(10), range(10), range(3))
    assert found(worlds, lambda world: compose("2026-W47", group(world)), range(3)) is None


def test_telling_by_status_would_show_somebody() -> None:
    """Were the item there whenever fewer than half say so, the same attacker would find somebody."""

    def by_status(world: World) -> object:
        so, partly, different = world
        return tuple(map(floor, world)) if 2 * so <= so + partly + different else None

    assert found(product(range(10), repeat=3), by_status, range(3)) is not None
