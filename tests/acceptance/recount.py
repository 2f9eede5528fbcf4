"""A consultation counted a second time, straight from its files, to hold the product against.

It imports nothing of the product and is given no more than the folder with the files.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
FRIDAY = 4
HOUR = 16
MOST_VOTED = 30
SAYS = {"1": "so", "-1": "different", "0": "unknown"}
"""What a vote comes to: a pass is "I don't know", which is what the consultation's own button said: pass or unsure."""
SHOWN = ("so", "partly", "different")

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody wrote."""

    id: int
    author: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What somebody says of somebody else's statement."""

    statement: int
    voter: int
    at: datetime
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """Everything that is replayed, in the order of time; `sharing` are the voters who let the centre read along."""

    voters: tuple[int, ...]
    sharing: frozenset[int]
    statements: tuple[Statement, ...]
    votes: tuple[Vote, ...]
    assumed: frozenset[int]

    @property
    def acts(self) -> list[Statement | Vote]:
        """Return what people did, in the order of time; at the same moment a statement comes first."""
        return sorted([*self.statements, *self.votes], key=lambda act: act.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What happened after `after` and not later than `until`, and what stands by then.

    `said` and `standing` count people per statement and verdict: by what they said last in this week, and by what they
    said last at all. `given` counts every verdict so far, `told` the wishes of this week by (voter, words).
    """

    name: str
    after: datetime
    until: datetime
    said: Mapping[int, Counter[str]]
    standing: Mapping[int, Counter[str]]
    given: Mapping[int, int]
    told: Counter[tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the centre may be told of a week; every number is rounded down to a multiple of five.

    `learned` holds per statement the figures of `SHOWN`; `quoted` the words of those who said yes.
    """

    learned: Mapping[int, tuple[int, ...]]
    wishes: int
    quoted: Counter[str]

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not (self.learned or self.wishes or self.quoted)


def read(folder: Path) -> Consultation:
    """Return the consultation in these files: votes on the 30 most-voted statements, save those on one's own."""
    comments, votes = list(_rows(folder / "comments.csv")), list(_rows(folder / "votes.csv"))
    statements = [
        Statement(
            id=int(row["comment-id"]),
            author=int(row["author-id"]),
            at=_moment(row["timestamp"]),
            words=unicodedata.normalize("NFC", row["comment-body"]).strip(),
        )
        for row in comments
    ]
    authors = {statement.id: statement.author for statement in statements}
    voters = sorted({int(row["voter-id"]) for row in votes} | set(authors.values()))
    turnout = Counter(int(row["comment-id"]) for row in votes)
    ranked = sorted(turnout, key=lambda statement: (-turnout[statement], statement))
    assumed = frozenset(ranked[:MOST_VOTED])
    counted = [
        Vote(
            statement=int(row["comment-id"]),
            voter=int(row["voter-id"]),
            at=_moment(row["timestamp"]),
            says=SAYS[row["vote"]],
        )
        for row in votes
        if int(row["comment-id"]) in assumed and authors[int(row["comment-id"])] != int(row["voter-id"])
    ]
    return Consultation(
        voters=tuple(voters),
        sharing=frozenset(voters[2::3]),
        statements=tuple(sorted(statements, key=lambda one: one.at)),
        votes=tuple(sorted(counted, key=lambda one: one.at)),
        assumed=assumed,
    )


def weeks(consultation: Consultation, *, quiet: int = 0) -> list[Week]:
    """Return the weeks, from Friday afternoon to Friday afternoon in Amsterdam, and `quiet` more at the end."""
    acts = consultation.acts
    ends = [_friday_from(acts[0].at)]
    while ends[-1] < acts[-1].at:
        ends.append(_friday_from(ends[-1] + timedelta(days=1)))
    for _ in range(quiet):
        ends.append(_friday_from(ends[-1] + timedelta(days=1)))
    return [_week(consultation, until) for until in ends]


def _friday_from(moment: datetime) -> datetime:
    """Return the first Friday, four in the afternoon in Amsterdam, that is not before `moment`."""
    local = moment.astimezone(ZONE)
    day = local.date() + timedelta(days=(FRIDAY - local.weekday()) % 7)
    friday = datetime(day.year, day.month, day.day, HOUR, tzinfo=ZONE)
    return (friday if friday >= local else friday + timedelta(days=7)).astimezone(UTC)


def _week(consultation: Consultation, until: datetime) -> Week:
    local = until.astimezone(ZONE)
    year, number, _ = local.isocalendar()
    after = (local - timedelta(days=7)).astimezone(UTC)
    ever = [vote for vote in consultation.votes if vote.at <= until]
    return Week(
        name=f"{year}-W{number:02}",
        after=after,
        until=until,
        said=_last_said(vote for vote in ever if vote.at > after),
        standing=_last_said(ever),
        given=Counter(vote.statement for vote in ever),
        told=Counter((one.author, one.words) for one in consultation.statements if after < one.at <= until),
    )


def figures(week: Week, sharing: frozenset[int]) -> Figures:
    """Return what the centre may be told: a statement if at least five clients said "partly" or "different" of it."""
    told = {statement: tuple(floor(said[says]) for says in SHOWN) for statement, said in week.said.items()}
    return Figures(
        learned={statement: counts for statement, counts in told.items() if any(counts[1:])},
        wishes=floor(len({author for author, _ in week.told})),
        quoted=Counter(words for author, words in week.told.elements() if author in sharing),
    )


def emptied(consultation: Consultation) -> Consultation:
    """Return the same consultation without anybody in the groups that are too small to be told.

    Whoever said with fewer than four others that week that it is so, or different, says here that they do not know.
    """
    every = weeks(consultation)

    def softened(vote: Vote) -> Vote:
        week = next(one for one in every if vote.at <= one.until)
        return vote if floor(week.said[vote.statement][vote.says]) else replace(vote, says="unknown")

    return replace(consultation, votes=tuple(softened(vote) for vote in consultation.votes))


def numbers_in(text: str) -> list[int]:
    """Return every number in an English text, in figures or in words."""
    found = []
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?|\d+", text.lower()):
        tens, _, ones = word.partition("-")
        if word.isdigit():
            found.append(int(word))
        elif word in _NUMBERS:
            found.append(_NUMBERS[word])
        elif tens in _NUMBERS and ones in _NUMBERS:
            found.append(_NUMBERS[tens] + _NUMBERS[ones])
    return found


def floor(people: int) -> int:
    """Return the number rounded down to a multiple of five."""
    return people - people % 5


def _last_said(votes: Iterable[Vote]) -> Mapping[int, Counter[str]]:
    last = {(vote.statement, vote.voter): vote.says for vote in votes}
    counts: dict[int, Counter[str]] = {}
    for (statement, _), says in last.items():
        counts.setdefault(statement, Counter())[says] += 1
    return counts


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _moment(milliseconds: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))
