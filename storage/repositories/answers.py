"""Answers and their revisions; the value is sealed under the key of whoever answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.assumptions import VerdictId
from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.policy.share import Share
from dialogs.talk.definition import Records
from storage.repositories.base import Repository
from storage.statements import in_batches
from storage.tables import answers, inserting, reads, verdicts

_NEWEST_REVISION = select(func.max(answers.c.revision)).where(
    answers.c.organisation == bindparam("organisation"),
    answers.c.session == bindparam("session"),
    answers.c.question == bindparam("question"),
)


class Answers(Repository):
    """What people answered; an answer whose words are gone keeps its place and has the empty value."""

    def add(self, answer: Answer) -> None:
        """Keep one revision; IntegrityError if that revision is taken."""
        value = self._seal(answer.organisation, answer.person, json.dumps(answer.value, ensure_ascii=False))
        self._insert(
            answers,
            organisation=answer.organisation,
            id=answer.id,
            person=answer.person,
            session=answer.session,
            dialogue=answer.dialogue,
            question=answer.question,
            records=answer.records,
            revision=answer.revision,
            value=None if answer.withdrawn else value,
            share=answer.share,
            at=answer.at,
            withdrawn=answer.withdrawn,
            subject=answer.subject,
        )

    def get(self, organisation: OrganisationId, answer: AnswerId) -> Answer | None:
        """Return the answer, or None."""
        row = self._row(answers, organisation=organisation, id=answer)
        return None if row is None else self._answer(row)

    def of_person(
        self,
        organisation: OrganisationId,
        person: PersonId,
        *,
        current_only: bool = True,
        only: Collection[str] = (),
    ) -> list[Answer]:
        """Return a person's answers, oldest first: those that stand, or with `current_only=False` every revision.

        With `only` there are those alone that record one of these.
        """
        if current_only or only:
            recording = (answers.c.records.in_(only),) if only else ()
            return self._found(
                self._of(organisation, answers.c.person == person, *recording), current_only=current_only
            )
        rows = self._rows(answers, organisation=organisation, person=person)
        return [self._answer(row) for row in sorted(rows, key=lambda row: (row.at, row.number))]

    def newest_of_person(
        self, organisation: OrganisationId, person: PersonId, *, but: Collection[str], after: str = "", most: int
    ) -> list[Answer]:
        """Return at most `most` of what stands of a person, newest first, from the one after the answer `after` on.

        What records one of `but` is left out.
        """
        whose = (answers.c.organisation == organisation, answers.c.person == person)
        query = select(answers).where(*whose, *standing(), answers.c.records.not_in(but))
        before = select(answers.c.at, answers.c.number).where(*whose, answers.c.id == after)
        if after and (last := self._connection.execute(before).first()):
            same = and_(answers.c.at == last.at, answers.c.number < last.number)
            query = query.where(or_(answers.c.at < last.at, same))
        ordered = query.order_by(answers.c.at.desc(), answers.c.number.desc()).limit(most)
        return [self._answer(row) for row in self._all_of("person", ordered)]

    def revisions(self, organisation: OrganisationId, talks: Iterable[SessionId]) -> list[Answer]:
        """Return every revision of the answers of these talks that was not taken back, oldest first."""
        kept = answers.c.withdrawn.is_(False)
        return [
            one
            for batch in in_batches(talks)
            for one in self._found(self._of(organisation, answers.c.session.in_(batch), kept), current_only=False)
        ]

    def of_session(
        self, organisation: OrganisationId, session: SessionId, *, current_only: bool = True
    ) -> list[Answer]:
        """Return the answers of one talk, oldest first: those that stand, or with `current_only=False` all of them."""
        return self._found(self._of(organisation, answers.c.session == session), current_only=current_only)

    def some(self, organisation: OrganisationId, ids: Iterable[AnswerId]) -> list[Answer]:
        """Return those of these answers that are there, oldest first."""
        return [
            one
            for batch in in_batches(ids)
            for one in self._found(self._of(organisation, answers.c.id.in_(batch)), current_only=False)
        ]

    def shares(
        self, organisation: OrganisationId, sessions: Iterable[SessionId], records: Collection[str]
    ) -> dict[SessionId, dict[str, Share]]:
        """Return per talk how far what stands of it may travel, by what it records; no words are opened."""
        found: dict[SessionId, dict[str, Share]] = defaultdict(dict)
        for batch in in_batches(sessions):
            mine = (
                answers.c.organisation == organisation,
                answers.c.session.in_(batch),
                answers.c.records.in_(records),
            )
            query = select(answers.c.session, answers.c.records, answers.c.share).where(*mine, *standing())
            for row in self._all(query.order_by(answers.c.at, answers.c.number)):
                found[SessionId(row.session)][row.records] = Share(row.share)
        return found

    def of_people(
        self, organisation: OrganisationId, people: Iterable[PersonId], only: Collection[str]
    ) -> list[Answer]:
        """Return what stands of these people and records one of these, oldest first of each batch of people."""
        return [
            one
            for batch in in_batches(people)
            for one in self._found(
                self._of(organisation, answers.c.person.in_(batch), answers.c.records.in_(only)), current_only=True
            )
        ]

    def latest(self, organisation: OrganisationId, person: PersonId, records: str) -> Answer | None:
        """Return the newest standing answer of this person that records this, or None."""
        query = self._of(organisation, answers.c.person == person, answers.c.records == records)
        found = self._found(query, current_only=True)
        return found[-1] if found else None

    def between(
        self,
        organisation: OrganisationId,
        after: datetime,
        until: datetime,
        records: str | Collection[str] | None = None,
    ) -> list[Answer]:
        """Return the standing answers whose revision lies in after < at <= until, oldest first."""
        query = self._of(organisation, answers.c.at > after, answers.c.at <= until)
        if records is not None:
            query = query.where(answers.c.records.in_([records] if isinstance(records, str) else records))
        return self._found(query, current_only=True)

    def next_revision(self, organisation: OrganisationId, session: SessionId, question: QuestionId) -> int:
        """Return the number of the next revision of an answer, counting from 1."""
        mine = {"organisation": organisation, "session": session, "question": question}
        return (self._connection.scalar(_NEWEST_REVISION, mine) or 0) + 1

    def withdraw(
        self,
        organisation: OrganisationId,
        session: SessionId,
        question: QuestionId,
        at: datetime,  # noqa: ARG002 - when it was taken back is nobody's business; kept for the callers' sake
    ) -> int:
        """Take back every revision of an answer and erase the words; return how many there were."""
        mine = (answers.c.session == session, answers.c.question == question, answers.c.withdrawn.is_(False))
        change = update(answers).where(answers.c.organisation == organisation, *mine)
        return self._connection.execute(change.values(withdrawn=True, value=None)).rowcount

    def set_share(self, organisation: OrganisationId, answer: AnswerId, share: Share) -> None:
        """Let one revision travel as far as `share`."""
        here = (answers.c.organisation == organisation, answers.c.id == answer)
        self._connection.execute(update(answers).where(*here).values(share=share))

    def _of(self, organisation: OrganisationId, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(answers).where(answers.c.organisation == organisation, *conditions)

    def _found(self, query: Select[Any], *, current_only: bool) -> list[Answer]:
        if current_only:
            query = query.where(*standing())
        return [self._answer(row) for row in self._all_of("person", query.order_by(answers.c.at, answers.c.number))]

    def _answer(self, row: Row[Any]) -> Answer:
        value = self._open(row.organisation, row.person, row.value)
        return Answer(
            id=AnswerId(row.id),
            organisation=OrganisationId(row.organisation),
            person=PersonId(row.person),
            session=SessionId(row.session),
            dialogue=row.dialogue,
            question=QuestionId(row.question),
            records=row.records,
            revision=row.revision,
            value="" if value is None else json.loads(value),
            share=Share(row.share),
            at=row.at,
            withdrawn=row.withdrawn,
            subject=row.subject,
        )


def standing() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return, within a question about answers, that an answer was not taken back and has no newer revision."""
    newer = answers.alias("newer")
    same = tuple_(newer.c.organisation, newer.c.session, newer.c.question) == tuple_(
        answers.c.organisation, answers.c.session, answers.c.question
    )
    overtaken = select(newer.c.number).where(same, newer.c.revision > answers.c.revision).exists()
    return ~overtaken, answers.c.withdrawn.is_(False)


class Reads(Repository):
    """Who has seen which answer, and when first; however many were seen, it is noted in a few statements."""

    def mark(self, organisation: OrganisationId, ids: Iterable[AnswerId], reader: PersonId, at: datetime) -> None:
        """Note that `reader` saw these answers; of each only the first time is kept."""
        for batch in in_batches(ids):
            self._mark(organisation, reader, at, answers.c.id.in_(batch))

    def mark_verdicts(
        self, organisation: OrganisationId, ids: Iterable[VerdictId], reader: PersonId, at: datetime
    ) -> None:
        """Note the same of the standing answers in which these verdicts were given."""
        for batch in in_batches(ids):
            mine = (verdicts.c.organisation == organisation, verdicts.c.id.in_(batch))
            given = answers.c.session.in_(select(verdicts.c.session).where(*mine))
            of_verdict = answers.c.records.in_([Records.VERDICT, Records.VERDICT_WORDS])
            self._mark(organisation, reader, at, given, of_verdict, *standing())

    def mark_shared(
        self,
        organisation: OrganisationId,
        owners: Iterable[PersonId],
        shares: Collection[Share],
        reader: PersonId,
        at: datetime,
        *,
        until: datetime,
        but: Collection[str],
    ) -> None:
        """Note the same of all that these people said `until` then and share so far, `but` what records those."""
        for batch in in_batches(owners):
            theirs = (answers.c.person.in_(batch), answers.c.share.in_(shares), answers.c.records.not_in(but))
            said = answers.c.at <= until
            self._mark(organisation, reader, at, *theirs, said, *standing())

    def _mark(
        self, organisation: OrganisationId, reader: PersonId, at: datetime, *conditions: ColumnElement[bool]
    ) -> None:
        noted = select(reads.c.at).where(
            reads.c.organisation == organisation, reads.c.answer == answers.c.id, reads.c.reader == reader
        )
        row = (answers.c.organisation, answers.c.id, literal(reader), literal(at, reads.c.at.type))
        seen = select(*row).where(answers.c.organisation == organisation, *conditions, ~noted.exists())
        statement = inserting(self._connection.dialect.name, reads)
        columns = ["organisation", "answer", "reader", "at"]
        self._connection.execute(statement.from_select(columns, seen).on_conflict_do_nothing())

    def of_answers(
        self, organisation: OrganisationId, ids: Iterable[AnswerId]
    ) -> Mapping[AnswerId, list[tuple[PersonId, datetime]]]:
        """Return per answer who saw it and when, first reader first; an answer nobody saw has an empty list."""
        found: dict[AnswerId, list[tuple[PersonId, datetime]]] = {answer: [] for answer in ids}
        mine = (reads.c.organisation == organisation, reads.c.answer.in_(found))
        for row in self._all(select(reads).where(*mine).order_by(reads.c.at, reads.c.reader)):
            found[AnswerId(row.answer)].append((PersonId(row.reader), row.at))
        return found
