"""The outbox: what is to be said is written with its cause, and handed out one at a time per conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)

from dialogs.messages import Ambiguous, Body, Note, OutboxId, Place, Purpose, Refused, SendResult, Sent, TryLater
from dialogs.people import OrganisationId, PersonId
from dialogs.source import FromAnswer, FromVerdict, Source
from dialogs.source import read as read_source
from dialogs.subject import Subject, key, read
from dialogs.talk.definition import Records
from storage.outgoing import Claimed, OutboxState, Outgoing, SealedRow
from storage.repositories.base import Repository
from storage.repositories.lines import unopened
from storage.rows import LineId
from storage.statements import in_batches
from storage.tables import answers, lines, outbox, quotes, reads, verdicts

_UNFINISHED = [state for state in OutboxState if state.is_unfinished]
_WAITING = [OutboxState.PLANNED, OutboxState.AMBIGUOUS]
_NEVER_CAME = [OutboxState.PLANNED, OutboxState.REFUSED, OutboxState.PARKED]


class Outbox(Repository):
    """Everything that was or is to be sent. Business time is in the message; leases and `not_before` are wall time."""

    def put(self, outgoing: Outgoing) -> bool:
        """Keep a message; return False if its cause and ordinal are taken. Raise OwnerErased for an erased reader."""
        return self._insert_once(outbox, **self.sealed(outgoing))

    def sealed(self, outgoing: Outgoing) -> SealedRow:
        """Return a message as it is kept, to be put later; writes nothing as long as everybody quoted has a key."""
        body = None
        if outgoing.body is not None:
            body = self._seal_body(outgoing.organisation, outgoing.to.person, outgoing.body)
        return {
            "organisation": outgoing.organisation,
            "id": outgoing.id,
            "channel": outgoing.to.channel,
            "account": outgoing.to.account,
            "conversation": outgoing.to.conversation,
            "person": outgoing.to.person,
            "purpose": outgoing.purpose,
            "body": body,
            "cause": outgoing.cause,
            "ordinal": outgoing.ordinal,
            "at": outgoing.at,
            "not_before": outgoing.not_before,
            "thread_of": outgoing.thread_of,
            "replaces": outgoing.replaces,
            "subject": key(outgoing.subject),
            "expires": outgoing.expires,
            "state": OutboxState.PLANNED,
            "reason": "",
            "attempt": 0,
            "fence": 0,
        }

    def put_sealed(self, rows: Sequence[SealedRow]) -> None:
        """Keep many messages in one statement; IntegrityError if a cause and ordinal are taken."""
        self._insert_all(outbox, rows)

    def claim(self, wall_now: datetime, limit: int, lease: timedelta) -> list[Claimed]:
        """Take at most `limit` messages until `wall_now + lease`, at most one per conversation.

        Only the oldest unfinished message of a conversation is ever handed out, but what is urgent goes before anything
        that is not, and besides it. A child goes only after its parent was sent; a child of a parent that will never be
        sent is parked here. What nobody marked before its lease ran out comes back as ambiguous.
        """
        claimed: list[Claimed] = []
        while len(claimed) < limit:
            rows = self._claimable(wall_now, limit - len(claimed))
            ours = [row for row in rows if self._parents_sent(row)]
            kept = {row.number for row in ours}
            orphans = [row for row in rows if row.number not in kept]
            self._set(orphans, state=OutboxState.PARKED, reason="parent", marked_at=wall_now)
            taken = {"state": OutboxState.SENDING, "lease": wall_now + lease}
            self._set(ours, **taken, attempt=outbox.c.attempt + 1, fence=outbox.c.fence + 1)
            claimed += [self._claimed(row) for row in ours]
            if not orphans:  # what a parked child held up may go now
                break
        return claimed

    def mark(
        self, outgoing: OutboxId, fence: int, result: SendResult, wall_now: datetime, retry_at: datetime | None
    ) -> bool:
        """Write down what became of a send; return False, changing nothing, if somebody else claimed it since.

        `retry_at` is when it is tried, or looked up, again after TryLater or Ambiguous. An ambiguous message that could
        not be looked up is to be marked Ambiguous again: TryLater would have it sent anew without looking.
        """
        values: dict[str, object]
        match result:
            case Sent():
                values = {"state": OutboxState.SENT, "external_id": result.external_id, "reason": ""}
            case TryLater():
                values = {"state": OutboxState.PLANNED, "not_before": retry_at, "reason": result.reason}
            case Ambiguous():
                values = {"state": OutboxState.AMBIGUOUS, "not_before": retry_at, "reason": result.reason}
            case Refused():
                values = {"state": OutboxState.REFUSED, "reason": result.reason}
            case _:
                assert_never(result)
        ours = {"id": outgoing, "fence": fence, "state": OutboxState.SENDING}
        marked = self._change(outbox, ours, lease=None, marked_at=wall_now, **values) == 1
        if marked and isinstance(result, TryLater | Ambiguous) and not result.counts:
            patient = update(outbox).where(outbox.c.id == outgoing).values(attempt=outbox.c.attempt - 1)
            self._connection.execute(patient)
        return marked

    def cancel(self, organisation: OrganisationId, person: PersonId, purposes: Collection[Purpose]) -> int:
        """Cancel what still waits to be sent to this person for these purposes; return how many."""
        return self._cancel(organisation, outbox.c.person == person, outbox.c.purpose.in_(list(purposes)))

    def cancel_subject(self, organisation: OrganisationId, subject: Subject) -> int:
        """Cancel what still waits to be sent about this subject; return how many."""
        return self._cancel(organisation, outbox.c.subject == key(subject))

    def rewrite(self, organisation: OrganisationId, outgoing: OutboxId, body: Body) -> bool:
        """Give a message that still waits another body; return False, changing nothing, once it may have been sent."""
        mine = (outbox.c.organisation == organisation, outbox.c.id == outgoing, outbox.c.state == OutboxState.PLANNED)
        row = self._one(select(outbox.c.person).where(*mine))
        if row is None:
            return False
        sealed = self._seal_body(organisation, row.person, body)
        return self._connection.execute(update(outbox).where(*mine).values(body=sealed)).rowcount == 1

    def amend(self, organisation: OrganisationId, outgoing: OutboxId, body: Body) -> None:
        """Keep another body of a message, whatever became of it: words that were taken back are kept nowhere."""
        mine = (outbox.c.organisation == organisation, outbox.c.id == outgoing)
        row = self._one(select(outbox.c.person).where(*mine))
        if row is not None:
            sealed = self._seal_body(organisation, row.person, body)
            self._connection.execute(update(outbox).where(*mine).values(body=sealed))

    def again(self, organisation: OrganisationId, outgoing: Collection[OutboxId], place: Place) -> int:
        """Let those of these messages that never came be sent after all, to this place; return how many."""
        mine = (outbox.c.organisation == organisation, outbox.c.id.in_(outgoing), outbox.c.state.in_(_NEVER_CAME))
        where = {"channel": place.channel, "account": place.account, "conversation": place.conversation}
        anew = {"state": OutboxState.PLANNED, "reason": "", "attempt": 0, "not_before": None}
        return self._connection.execute(update(outbox).where(*mine).values(**anew, **where)).rowcount

    def blank(self, organisation: OrganisationId, outgoing: OutboxId) -> None:
        """Keep no body of a message that needs none any more."""
        self._change(outbox, {"organisation": organisation, "id": outgoing}, body=None)

    def get(self, organisation: OrganisationId, outgoing: OutboxId) -> Outgoing | None:
        """Return the message with what became of it, or None."""
        row = self._row(outbox, organisation=organisation, id=outgoing)
        return None if row is None else self._outgoing(row)

    def external_of(self, organisation: OrganisationId, outgoing: OutboxId) -> str | None:
        """Return the platform's id of a message that was sent, or None."""
        mine = (outbox.c.organisation == organisation, outbox.c.id == outgoing)
        row = self._one(select(outbox.c.external_id).where(*mine))
        return None if row is None else row.external_id

    def find_external(
        self, organisation: OrganisationId, channel: str, account: str, conversation: str, external_id: str
    ) -> OutboxId | None:
        """Return our id of the message that the platform knows by `external_id`, or None."""
        mine = (outbox.c.organisation == organisation, outbox.c.external_id == external_id)
        place = (outbox.c.channel == channel, outbox.c.account == account, outbox.c.conversation == conversation)
        row = self._one(select(outbox.c.id).where(*mine, *place))
        return None if row is None else OutboxId(row.id)

    def latest_of_subject(
        self, organisation: OrganisationId, subject: Subject, person: PersonId | None = None
    ) -> OutboxId | None:
        """Return the newest message about this subject, or to `person` alone, sent or still to be sent; or None."""
        mine = [outbox.c.organisation == organisation, outbox.c.subject == key(subject)]
        if person is not None:
            mine.append(outbox.c.person == person)
        alive = outbox.c.state.in_([*_UNFINISHED, OutboxState.SENT])
        row = self._one(select(outbox.c.id).where(*mine, alive).order_by(outbox.c.number.desc()))
        return None if row is None else OutboxId(row.id)

    def of_subject(self, organisation: OrganisationId, subject: Subject, limit: int = 20) -> list[Outgoing]:
        """Return the newest messages about this subject, the newest first."""
        mine = (outbox.c.organisation == organisation, outbox.c.subject == key(subject))
        query = select(outbox).where(*mine).order_by(outbox.c.number.desc()).limit(limit)
        return [self._outgoing(row) for row in self._all(query)]

    def pushed(self, organisation: OrganisationId, subject: Subject) -> list[Outgoing]:
        """Return the messages about this subject that stand where people are pushed, or may stand there any moment."""
        mine = (outbox.c.organisation == organisation, outbox.c.subject == key(subject), outbox.c.channel != "web")
        there = (outbox.c.state.in_([OutboxState.SENT, OutboxState.SENDING]), outbox.c.replaces.is_(None))
        return [self._outgoing(row) for row in self._all(select(outbox).where(*mine, *there).order_by(outbox.c.number))]

    def latest_delivered(self, organisation: OrganisationId, person: PersonId) -> datetime | None:
        """Return the business time of the newest message that was put before this person where they are pushed."""
        mine = (outbox.c.organisation == organisation, outbox.c.person == person)
        pushed = (outbox.c.state == OutboxState.SENT, outbox.c.channel != "web")
        row = self._one(select(func.max(outbox.c.at).label("at")).where(*mine, *pushed))
        return None if row is None else row.at

    def delivered_after(
        self, organisation: OrganisationId, people: Iterable[PersonId], after: datetime
    ) -> dict[PersonId, datetime]:
        """Return the same for many people, of each whose newest one is of after `after`."""
        found: dict[PersonId, datetime] = {}
        for batch in in_batches(people):
            mine = (outbox.c.organisation == organisation, outbox.c.person.in_(batch), outbox.c.at > after)
            pushed = (outbox.c.state == OutboxState.SENT, outbox.c.channel != "web")
            query = select(outbox.c.person, func.max(outbox.c.at).label("at")).where(*mine, *pushed)
            found |= {PersonId(row.person): row.at for row in self._all(query.group_by(outbox.c.person))}
        return found

    def sent_of_subjects(self, organisation: OrganisationId, subjects: Iterable[Subject]) -> set[Subject]:
        """Return about which of these subjects the newest message, sent or still to be sent, was sent."""
        newest: dict[str, str] = {}
        for batch in in_batches(map(key, subjects)):
            mine = (outbox.c.organisation == organisation, outbox.c.subject.in_(batch))
            alive = outbox.c.state.in_([*_UNFINISHED, OutboxState.SENT])
            query = select(outbox.c.subject, outbox.c.state).where(*mine, alive).order_by(outbox.c.number)
            newest |= {row.subject: row.state for row in self._all(query)}
        return {read(kept) for kept, state in newest.items() if state == OutboxState.SENT}

    def pushed_unseen(self, organisation: OrganisationId, person: PersonId) -> list[Source]:
        """Return the sources of words that were pushed to this person and are not noted as seen by them."""
        mine = (outbox.c.organisation == organisation, outbox.c.person == person)
        pushed = (outbox.c.state == OutboxState.SENT, outbox.c.channel != "web")
        here = (quotes.c.organisation == organisation, quotes.c.outbox == outbox.c.id)
        unseen = (answers.c.organisation == organisation, ~_seen_by(person).exists())
        answer = (quotes.c.source_kind == FromAnswer.kind, answers.c.id == quotes.c.source_id)
        verdict = (
            *(quotes.c.source_kind == FromVerdict.kind, verdicts.c.id == quotes.c.source_id),
            *(verdicts.c.organisation == organisation, verdicts.c.session == answers.c.session),
            answers.c.records.in_([Records.VERDICT, Records.VERDICT_WORDS]),
        )
        found = select(quotes.c.source_kind, quotes.c.source_id, quotes.c.speaker).where(*mine, *pushed, *here, *unseen)
        rows = [*self._all(found.where(*answer).distinct()), *self._all(found.where(*verdict).distinct())]
        return [read_source(row) for row in rows]

    def unopened_subjects(
        self, organisation: OrganisationId, conversation: str, shown: LineId | None = None
    ) -> list[Subject]:
        """Return what the messages are about that somebody has not opened yet, up to the line `shown` or all."""
        unseen = select(lines.c.outbox).where(*unopened(organisation, conversation, shown))
        here = (outbox.c.organisation == organisation, outbox.c.id.in_(unseen))
        return [read(row.subject) for row in self._all(select(outbox.c.subject).where(*here).distinct())]

    def of_person(self, organisation: OrganisationId, person: PersonId) -> list[Outgoing]:
        """Return every message to this person, oldest first."""
        mine = (outbox.c.organisation == organisation, outbox.c.person == person)
        return [self._outgoing(row) for row in self._all(select(outbox).where(*mine).order_by(outbox.c.number))]

    def next_at(self, wall_now: datetime) -> datetime | None:
        """Return the next moment (wall time) for which a message waits, or None if none does."""
        waits = (_few(self._connection.dialect.name, outbox.c.state.in_(_WAITING)), outbox.c.not_before > wall_now)
        row = self._one(select(outbox.c.not_before).where(*waits).order_by(outbox.c.not_before))
        return None if row is None else row.not_before

    def pending(self, organisation: OrganisationId) -> int:
        """Return how many messages are neither sent nor given up."""
        return self._count(outbox.c.organisation == organisation, outbox.c.state.in_(_UNFINISHED))

    def waiting(self, organisation: OrganisationId, conversation: str, wall_now: datetime) -> int:
        """Return how many unfinished messages of a conversation need not wait for a later moment."""
        mine = (outbox.c.organisation == organisation, outbox.c.conversation == conversation)
        return self._count(*mine, outbox.c.state.in_(_UNFINISHED), _now_or_never(outbox.c.not_before, wall_now))

    def _claimable(self, wall_now: datetime, limit: int) -> list[Row[Any]]:
        most = {"now": wall_now, "most": limit}
        return list(self._connection.execute(_claimable_rows(self._connection.dialect.name), most).all())

    def _parents_sent(self, row: Row[Any]) -> bool:
        parents = [OutboxId(parent) for parent in (row.thread_of, row.replaces) if parent is not None]
        return all(self.external_of(OrganisationId(row.organisation), parent) is not None for parent in parents)

    def _claimed(self, row: Row[Any]) -> Claimed:
        organisation = OrganisationId(row.organisation)
        outgoing = self._outgoing(row)
        return Claimed(
            outgoing=outgoing,
            linked=self._linked(organisation, outgoing.body),
            attempt=row.attempt + 1,
            fence=row.fence + 1,
            external_thread=self.external_of(organisation, row.thread_of) if row.thread_of else None,
            external_replaces=self.external_of(organisation, row.replaces) if row.replaces else None,
            ambiguous=row.state != OutboxState.PLANNED,
        )

    def _linked(self, organisation: OrganisationId, body: Body | None) -> tuple[Place, str] | None:
        if not isinstance(body, Note) or body.link is None:
            return None
        meant = self._row(outbox, organisation=organisation, id=body.link.to)
        return None if meant is None or meant.external_id is None else (_place(meant), meant.external_id)

    def _outgoing(self, row: Row[Any]) -> Outgoing:
        body = self._open_body(row.organisation, row.person, row.body)
        return Outgoing(
            id=OutboxId(row.id),
            organisation=OrganisationId(row.organisation),
            to=_place(row),
            purpose=Purpose(row.purpose),
            body=None if isinstance(body, str) else body,
            cause=row.cause,
            ordinal=row.ordinal,
            at=row.at,
            not_before=row.not_before,
            thread_of=None if row.thread_of is None else OutboxId(row.thread_of),
            replaces=None if row.replaces is None else OutboxId(row.replaces),
            subject=read(row.subject),
            expires=row.expires,
            state=OutboxState(row.state),
            reason=row.reason,
        )

    def _cancel(self, organisation: OrganisationId, *conditions: ColumnElement[bool]) -> int:
        mine = (outbox.c.organisation == organisation, outbox.c.state.in_(_WAITING))
        change = update(outbox).where(*mine, *conditions).values(state=OutboxState.CANCELLED)
        return self._connection.execute(change).rowcount

    def _set(self, rows: Collection[Row[Any]], **values: object) -> None:
        if rows:
            numbers = [row.number for row in rows]
            self._connection.execute(update(outbox).where(outbox.c.number.in_(numbers)).values(**values))

    def _count(self, *conditions: ColumnElement[bool]) -> int:
        return self._connection.scalar(select(func.count()).select_from(outbox).where(*conditions)) or 0


def _seen_by(person: PersonId) -> Select[Any]:
    """Return, within a question about answers, that this person has seen the answer."""
    noted = (reads.c.organisation == answers.c.organisation, reads.c.answer == answers.c.id)
    return select(reads.c.at).where(*noted, reads.c.reader == person)


def _place(row: Row[Any]) -> Place:
    person = None if row.person is None else PersonId(row.person)
    return Place(channel=row.channel, account=row.account, conversation=row.conversation, person=person)


@cache
def _claimable_rows(dialect: str) -> Select[Any]:
    """Return what may be handed out: at `now`, and so many rows as `most` says."""
    now = bindparam("now", type_=outbox.c.lease.type)
    earlier, parent = outbox.alias("earlier"), outbox.alias("parent")
    urgent, before = outbox.c.purpose == Purpose.URGENT, earlier.c.purpose == Purpose.URGENT
    goes_first = or_(and_(~urgent, before), and_(urgent == before, earlier.c.number < outbox.c.number))
    in_front = _same_conversation(earlier).where(earlier.c.state.in_(_UNFINISHED), goes_first)
    unsent = select(parent.c.number).where(
        parent.c.organisation == outbox.c.organisation,
        or_(parent.c.id == outbox.c.thread_of, parent.c.id == outbox.c.replaces),
        parent.c.state.in_(_UNFINISHED),
    )
    not_on_its_way = or_(outbox.c.state != OutboxState.SENDING, outbox.c.lease <= now)
    return (
        select(outbox)
        .where(
            _few(dialect, outbox.c.state.in_(_UNFINISHED)),
            not_on_its_way,
            _now_or_never(outbox.c.not_before, now),
            ~in_front.exists(),
            ~unsent.exists(),
        )
        .order_by(outbox.c.number)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


def _few(dialect: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell SQLite that few messages are so: most were sent, so that it takes every state for as common as that one."""
    return func.likelihood(condition, literal_column("0.0001")) if dialect == "sqlite" else condition


def _now_or_never(moment: ColumnElement[Any], now: datetime | ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(moment.is_(None), moment <= now)


def _same_conversation(other: FromClause) -> Select[Any]:
    return select(other.c.number).where(
        other.c.organisation == outbox.c.organisation,
        other.c.conversation == outbox.c.conversation,
        other.c.channel == outbox.c.channel,
        other.c.account == outbox.c.account,
    )
