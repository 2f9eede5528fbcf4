"""A real consultation of 126 people, through the product's own doors, against a count of the files made apart."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.texts import Texts
from dialogs.messages import Note, Purpose, Quote
from dialogs.policy.thresholds import AtLeast
from storage.outgoing import OutboxState
from tests.acceptance import recount
from tests.acceptance.recount import Consultation, Figures, Week
from tests.acceptance.voices import (
    LANGUAGE,
    PROFESSIONAL,
    PROFESSIONAL_NAME,
    Posted,
    Replayed,
    client,
    name_of,
    replay,
)

FOLDER = Path(__file__).parents[1] / "data" / "bg2050"
QUIET_WEEKS = 1
LONG_ENOUGH = 20
"""From so many characters on, a statement is nobody else's by chance."""


@pytest.fixture(scope="module")
def consultation() -> Consultation:
    """Give the consultation as its files hold it."""
    return recount.read(FOLDER)


@pytest.fixture(scope="module")
def weeks(consultation: Consultation) -> list[Week]:
    """Give its weeks, and one in which nobody said anything."""
    return recount.weeks(consultation, quiet=QUIET_WEEKS)


@pytest.fixture(scope="module")
def replayed(consultation: Consultation, weeks: list[Week], tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Give what the product made of it."""
    database = tmp_path_factory.mktemp("voices") / "samenspraak.db"
    return replay(consultation, [week.until for week in weeks], database)


def test_the_consultation_is_the_one_that_was_held(consultation: Consultation) -> None:
    """126 people, 371 statements, and 30 assumptions on which everybody but their author voted, some of them again."""
    assert (len(consultation.voters), len(consultation.statements), len(consultation.assumed)) == (126, 371, 30)
    assert len(consultation.sharing) == len(consultation.voters) // 3
    pairs = Counter((vote.statement, vote.voter) for vote in consultation.votes)
    assert len(pairs) < len(consultation.votes) < len(consultation.assumed) * len(consultation.voters)
    authors = {statement.id: statement.author for statement in consultation.statements}
    assert not [vote for vote in consultation.votes if authors[vote.statement] == vote.voter]


def test_every_verdict_is_kept_week_by_week(replayed: Replayed, weeks: list[Week]) -> None:
    """Per statement as many clients said so, different or unknown as the files have, that week and by the end of it."""
    for week in weeks:
        assert replayed.kept[week.until].said == week.said, week.name
        assert replayed.kept[week.until].standing == week.standing, week.name


def test_a_verdict_given_again_is_a_revision(replayed: Replayed, weeks: list[Week]) -> None:
    """Every vote is kept, and a client who votes again still counts once."""
    for week in weeks:
        assert replayed.kept[week.until].given == week.given, week.name
    assert any(week.given[one] > said.total() for week in weeks for one, said in week.standing.items())


def test_every_wish_is_kept_in_the_words_it_was_told_in(replayed: Replayed, weeks: list[Week]) -> None:
    """Each statement is a wish of the client who wrote it, in the week they wrote it, to the letter."""
    for week in weeks:
        assert replayed.kept[week.until].told == week.told, week.name


def test_nothing_is_sent_to_a_client_who_did_not_begin(replayed: Replayed) -> None:
    """Whatever a client got was the answer to a message of their own: nobody was asked, reminded or told news."""
    for voter, sent in replayed.sent.items():
        assert sent
        assert {one.purpose for one in sent} == {Purpose.REPLY}
        assert {one.state for one in sent} == {OutboxState.SENT}
        assert all(one.cause.startswith(f"in:{client(voter)}/") for one in sent)
    assert not replayed.asked - {PROFESSIONAL}


def test_every_week_is_posted_at_its_hour_as_one_thread(
    consultation: Consultation, replayed: Replayed, weeks: list[Week]
) -> None:
    """Friday at four in Amsterdam the centre gets one head with its items under it, and nothing at any other time."""
    assert [one.at for one in replayed.posted if one.thread is None] == [week.until for week in weeks]
    for week, (head, *items) in _by_week(replayed, weeks):
        assert {item.thread for item in items} <= {head.id}, week.name
        assert bool(items) is not recount.figures(week, consultation.sharing).is_quiet


def test_a_digest_shows_what_may_be_shown_and_nothing_else(
    consultation: Consultation, replayed: Replayed, weeks: list[Week]
) -> None:
    """Figures are those of the recount, words those of clients who said yes, and there is not a sentence more."""
    texts = Texts.load()
    for week, (head, *items) in _by_week(replayed, weeks):
        figures = recount.figures(week, consultation.sharing)
        shown: dict[str, list[Note]] = {}
        for item in items:
            shown.setdefault(item.note.title, []).append(item.note)
        learned = shown.pop(texts.phrase(LANGUAGE, "digest.learned_head"), [])
        assert sorted(map(_plain, learned)) == sorted(_learned(texts, figures, replayed)), week.name
        told = shown.pop(texts.phrase(LANGUAGE, "digest.told_head"), [])
        assert _sentences(told) == _told(texts, figures), week.name
        assert Counter(quote.words for quote in _quotes(told)) == figures.quoted, week.name
        assert {quote.speaker for quote in _quotes(told)} <= {client(voter) for voter in consultation.sharing}
        assert shown == {}, week.name
        fewer = AtLeast(0)
        quiet = texts.phrase(LANGUAGE, "digest.quiet", week=week.name, asked=fewer, answered=fewer, open=fewer)
        assert (_plain(head.note) == (quiet,)) is figures.is_quiet, week.name


def test_only_rounded_numbers_of_five_and_more_are_told(replayed: Replayed, weeks: list[Week]) -> None:
    """Every number in our own sentences is a multiple of five; only the head has others: the week and its days."""
    for week, (head, *items) in _by_week(replayed, weeks):
        ours = _numbers(items)
        assert ours or not items
        assert all(number >= 5 and number % 5 == 0 for number in ours), week.name
        days = {number for end in (week.after, week.until) for number in (end.day, end.year)}
        assert _numbers([head]) <= {week.until.isocalendar().week, *days, 5}, week.name


def test_no_digest_names_anybody(consultation: Consultation, replayed: Replayed) -> None:
    """No part of a name and no id of a client or of the professional stands anywhere in a digest."""
    people = [(client(voter), *name_of(voter).split()) for voter in consultation.voters]
    people.append((PROFESSIONAL, *PROFESSIONAL_NAME.split()))
    everything = "\n".join(text for one in replayed.posted for text in _all(one.note))
    assert everything
    assert [part for parts in people for part in parts if part in everything] == []


def test_words_of_a_client_who_said_no_stay_with_the_team(consultation: Consultation, replayed: Replayed) -> None:
    """What somebody wrote who did not let the centre read along stands in no digest.

    Unless a professional wrote the same as an assumption of their own: that is the professional's sentence.
    """
    assumptions = set(replayed.sentences.values())
    read = "\n".join(text for one in replayed.posted for text in _all(one.note) if text not in assumptions)
    allowed = [one.words for one in consultation.statements if one.author in consultation.sharing]
    kept_back = {
        one.words
        for one in consultation.statements
        if one.author not in consultation.sharing
        and len(one.words) >= LONG_ENOUGH
        and not any(one.words in words for words in allowed)
    }
    assert kept_back
    assert [words for words in kept_back if words in read] == []


def test_two_digests_in_a_row_do_not_give_a_small_group_away(
    consultation: Consultation, replayed: Replayed, weeks: list[Week]
) -> None:
    """Whoever subtracts one line from another, or one week from the next, cannot show that one to four are there.

    No difference between two told numbers is one to four; and the same two digests would come of a consultation in
    which every group too small to be told has nobody in it. Nor is a number a running total: some go down.
    """
    emptied = recount.weeks(recount.emptied(consultation), quiet=QUIET_WEEKS)
    assert [week.said for week in emptied] != [week.said for week in weeks]
    figures = [recount.figures(week, consultation.sharing) for week in weeks]
    assert figures == [recount.figures(week, consultation.sharing) for week in emptied]
    told = [_numbers(items) for _, (_, *items) in _by_week(replayed, weeks)]
    assert any(told)
    for before, after in pairwise(told):
        assert not {abs(one - other) for one in after for other in before | after} & {1, 2, 3, 4}
    both = [
        (one.learned[statement], two.learned[statement])
        for one, two in pairwise(figures)
        for statement in one.learned.keys() & two.learned.keys()
    ]
    assert any(later < earlier for before, after in both for earlier, later in zip(before, after, strict=True))


def test_the_recount_knows_nothing_of_the_product() -> None:
    """A witness that shares code with the accused is no witness."""
    tree = ast.parse(Path(recount.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {name.split(".")[0] for name in imported} & {"dialogs", "bot", "storage", "adapters", "tests"}


def _by_week(replayed: Replayed, weeks: list[Week]) -> Iterator[tuple[Week, list[Posted]]]:
    for week in weeks:
        yield week, [one for one in replayed.posted if one.at == week.until]


def _learned(texts: Texts, figures: Figures, replayed: Replayed) -> Iterator[tuple[str, ...]]:
    """Yield what must be said of each statement, word for word."""
    for statement, counts in figures.learned.items():
        lines = [
            texts.phrase(LANGUAGE, f"digest.learned_{says}", n=AtLeast(n))
            for says, n in zip(recount.SHOWN, counts, strict=True)
        ]
        yield texts.phrase(LANGUAGE, "digest.learned_head"), replayed.sentences[statement], *lines


def _told(texts: Texts, figures: Figures) -> set[str]:
    count = {texts.phrase(LANGUAGE, "digest.told_wish", n=AtLeast(figures.wishes))} if figures.wishes else set()
    return count | ({texts.phrase(LANGUAGE, "digest.told_wish_words")} if figures.quoted else set())


def _sentences(notes: list[Note]) -> set[str]:
    return {block for note in notes for block in note.blocks if isinstance(block, str)}


def _quotes(notes: list[Note]) -> list[Quote]:
    return [block for note in notes for block in note.blocks if isinstance(block, Quote)]


def _plain(note: Note) -> tuple[str, ...]:
    return tuple(_all(note))


def _all(note: Note) -> Iterator[str]:
    yield note.title
    for block in note.blocks:
        yield block if isinstance(block, str) else block.words or ""


def _numbers(posted: list[Posted]) -> set[int]:
    """Return every number in what the product itself says."""
    return {number for one in posted for text in _ours(one.note) for number in recount.numbers_in(text)}


def _ours(note: Note) -> Iterator[str]:
    """Yield what the product itself says, without anybody's words."""
    yield note.title
    yield from (block for block in note.blocks if isinstance(block, str))
