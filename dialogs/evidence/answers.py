"""What people answered: revisions, withdrawal, who saw it, and the talents and wishes that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.policy.share import Share

AnswerId = NewType("AnswerId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One revision of one answer.

    `dialogue` is the dialogue's id and `records` what the answer stands for (`wish`, `talent`, `helps` ...). Revisions
    of a question count from 1. `subject` is the id of the assumption, offer, report or earlier answer it is about, or
    empty. A withdrawn or erased answer keeps its place and has the empty value.
    """

    id: AnswerId
    organisation: OrganisationId
    person: PersonId
    session: SessionId
    dialogue: str
    question: QuestionId
    records: str
    revision: int
    value: str | int = field(repr=False)
    share: Share
    at: datetime
    withdrawn: bool = False
    subject: str = ""


class AnswerStatus(StrEnum):
    """How far an answer has come."""

    RECEIVED = "received"
    SEEN = "seen"


def current(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the latest revision per session and question, oldest first; what was withdrawn is left out."""
    latest: dict[tuple[SessionId, QuestionId], Answer] = {}
    for answer in answers:
        key = (answer.session, answer.question)
        if key not in latest or answer.revision > latest[key].revision:
            latest[key] = answer
    return tuple(sorted((one for one in latest.values() if not one.withdrawn), key=lambda one: (one.at, one.id)))


def status(answer: Answer, reads: Iterable[tuple[PersonId, datetime]]) -> AnswerStatus:
    """Return `seen` once somebody else than the speaker has read this revision; `reads` are (reader, moment)."""
    seen = any(reader != answer.person and at >= answer.at for reader, at in reads)
    return AnswerStatus.SEEN if seen else AnswerStatus.RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A talent or a wish in the client's own words; `at` is when these words were given, in this revision."""

    answer: AnswerId
    words: str = field(repr=False)
    at: datetime
    revision: int
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a client can do and would like, newest first."""

    talents: tuple[Told, ...]
    wishes: tuple[Told, ...]


def profile(answers: Iterable[Answer]) -> Profile:
    """Return the talents and wishes of one client from all their answers; a wish that is `over` is left out.

    A `still` answer is about the answer its subject names, and otherwise about the newest standing wish of an earlier
    talk. Give every revision rather than the current ones alone, so that a changed wish keeps its place in time.
    """
    everything = tuple(answers)
    first = {(one.session, one.question): one.at for one in sorted(everything, key=lambda one: -one.revision)}
    spoken = {one.id: (one.session, one.question) for one in everything}
    standing = current(everything)
    talents = [one for one in standing if one.records == "talent"]
    wishes = [one for one in standing if one.records == "wish"]

    def begun(one: Answer) -> datetime:
        return first[one.session, one.question]

    for still in sorted((one for one in standing if one.records == "still" and one.value == "over"), key=begun):
        if still.subject:
            over = spoken.get(AnswerId(still.subject))
            wishes = [one for one in wishes if (one.session, one.question) != over]
            continue
        earlier = [one for one in wishes if one.session != still.session and begun(one) <= begun(still)]
        if earlier:
            wishes.remove(max(earlier, key=begun))
    return Profile(talents=_newest_first(talents), wishes=_newest_first(wishes))


def _newest_first(answers: Iterable[Answer]) -> tuple[Told, ...]:
    return tuple(
        Told(answer=one.id, words=str(one.value), at=one.at, revision=one.revision, share=one.share)
        for one in sorted(answers, key=lambda one: (one.at, one.id), reverse=True)
    )
