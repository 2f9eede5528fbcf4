"""The web channel's own messages: what stands in each conversation, and what of it was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update

from dialogs.messages import Body, OutboxId
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Direction, Line, LineId
from storage.statements import in_batches
from storage.tables import lines
from storage.vault import Keyring


class Lines(Repository):
    """The lines of every conversation; what is available here is sent, what was opened is reached."""

    def __init__(self, connection: Connection, words: Keyring, ids: Callable[[], str]) -> None:
        """Name new lines with `ids`."""
        super().__init__(connection, words)
        self._ids = ids

    def put(
        self,
        *,
        organisation: OrganisationId,
        conversation: str,
        direction: Direction,
        owner: PersonId | None,
        outbox: OutboxId | None,
        body: Body | str,
        at: datetime,
        thread: LineId | None = None,
        replaces: LineId | None = None,
    ) -> LineId:
        """Add a line and return its id; the line that the same outbox message made before is returned as it is.

        Sealed under `owner`, or under the organisation when None; each quote under its own speaker.
        """
        if outbox is not None and (known := self.of_outbox(organisation, outbox)):
            return known
        line = LineId(self._ids())
        added = self._insert_once(
            lines,
            organisation=organisation,
            id=line,
            conversation=conversation,
            direction=direction,
            owner=owner,
            outbox=outbox,
            body=self._seal_body(organisation, owner, body),
            at=at,
            thread=thread,
            replaces=replaces and self._first(organisation, replaces),
        )
        return line if added or outbox is None else self.of_outbox(organisation, outbox) or line

    def of_outbox(self, organisation: OrganisationId, outbox: OutboxId) -> LineId | None:
        """Return the line that this outbox message made, or None."""
        row = self._row(lines, organisation=organisation, outbox=outbox)
        return None if row is None else LineId(row.id)

    def of(self, organisation: OrganisationId, conversation: str, limit: int) -> list[Line]:
        """Return the newest `limit` lines, oldest first; a replaced line keeps its place and has its newest body."""
        mine = (lines.c.organisation == organisation, lines.c.conversation == conversation)
        query = select(lines).where(*mine, lines.c.replaces.is_(None)).order_by(lines.c.number.desc()).limit(limit)
        rows = list(self._all(query))[::-1]
        replaced = lines.c.replaces.in_([row.id for row in rows])
        newest = self._all(select(lines).where(*mine, replaced).order_by(lines.c.number))
        shown = {row.replaces: row for row in newest}
        return [self._line(row, shown.get(row.id, row)) for row in rows]

    def count(self, organisation: OrganisationId, conversation: str) -> int:
        """Return how many lines a conversation has."""
        mine = (lines.c.organisation == organisation, lines.c.conversation == conversation)
        return self._connection.scalar(select(func.count()).select_from(lines).where(*mine)) or 0

    def newest(self, organisation: OrganisationId, conversation: str) -> LineId | None:
        """Return the last line of a conversation, also one that takes the place of another; or None."""
        mine = (lines.c.organisation == organisation, lines.c.conversation == conversation)
        row = self._one(select(lines.c.id).where(*mine).order_by(lines.c.number.desc()))
        return None if row is None else LineId(row.id)

    def opened(self, organisation: OrganisationId, conversation: str, at: datetime, shown: LineId | None = None) -> int:
        """Note that what was told up to the line `shown`, or everything, was seen; return how many lines were new."""
        unseen = (lines.c.direction == "out", *unopened(organisation, conversation, shown))
        return self._connection.execute(update(lines).where(*unseen).values(opened_at=at)).rowcount

    def latest_opened(self, organisation: OrganisationId, conversation: str) -> datetime | None:
        """Return when something told in the conversation was last seen for the first time, or None."""
        mine = (lines.c.organisation == organisation, lines.c.conversation == conversation)
        row = self._one(select(func.max(lines.c.opened_at).label("at")).where(*mine))
        return None if row is None else row.at

    def opened_after(
        self, organisation: OrganisationId, conversations: Iterable[str], after: datetime
    ) -> dict[str, datetime]:
        """Return per conversation when something in it was last seen for the first time, if that was after `after`."""
        found: dict[str, datetime] = {}
        for batch in in_batches(conversations):
            mine = (lines.c.organisation == organisation, lines.c.conversation.in_(batch), lines.c.opened_at > after)
            query = select(lines.c.conversation, func.max(lines.c.opened_at).label("at")).where(*mine)
            found |= {row.conversation: row.at for row in self._all(query.group_by(lines.c.conversation))}
        return found

    def blank(self, organisation: OrganisationId, line: LineId) -> None:
        """Take the words of a line away, and of whatever replaced it."""
        first = self._first(organisation, line)
        here = (lines.c.organisation == organisation, or_(lines.c.id == first, lines.c.replaces == first))
        self._connection.execute(update(lines).where(*here).values(body=None))

    def _first(self, organisation: OrganisationId, line: LineId) -> LineId:
        """Return the line that this one replaced, or itself: a replacement always names the first of its row."""
        here = (lines.c.organisation == organisation, lines.c.id == line)
        row = self._one(select(lines.c.replaces).where(*here))
        return line if row is None or row.replaces is None else LineId(row.replaces)

    def _line(self, place: Row[Any], shown: Row[Any]) -> Line:
        return Line(
            id=LineId(place.id),
            direction=place.direction,
            owner=None if place.owner is None else PersonId(place.owner),
            body=self._open_body(shown.organisation, shown.owner, shown.body),
            at=place.at,
            opened_at=shown.opened_at,
            thread=None if place.thread is None else LineId(place.thread),
            outbox=None if shown.outbox is None else OutboxId(shown.outbox),
        )


def unopened(organisation: OrganisationId, conversation: str, shown: LineId | None) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the lines of a conversation that nobody saw yet, up to the line `shown` or all."""
    here = (lines.c.organisation == organisation, lines.c.conversation == conversation, lines.c.opened_at.is_(None))
    if shown is None:
        return here
    last = lines.alias("last")
    theirs = (last.c.organisation == organisation, last.c.conversation == conversation, last.c.id == shown)
    return (*here, lines.c.number <= select(last.c.number).where(*theirs).scalar_subquery())
