"""The week as it was posted, and what was said under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from dialogs.messages import OutboxId
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import DigestItem, Reply
from storage.tables import digest_items, digests, replies


class Digests(Repository):
    """One digest per organisation and ISO week, written as `2026-W47`."""

    def begin(self, organisation: OrganisationId, week: str, at: datetime) -> bool:
        """Claim the week; return False if its digest was made before."""
        return self._insert_once(digests, organisation=organisation, week=week, at=at)

    def get(self, organisation: OrganisationId, week: str) -> datetime | None:
        """Return when the week's digest was made, or None if it was not."""
        row = self._one(select(digests.c.at).where(digests.c.organisation == organisation, digests.c.week == week))
        return None if row is None else row.at

    def all(self, organisation: OrganisationId) -> dict[str, datetime]:
        """Return every week with a digest and when that was made, newest first."""
        query = select(digests).where(digests.c.organisation == organisation).order_by(digests.c.week.desc())
        return {row.week: row.at for row in self._all(query)}

    def add_items(self, organisation: OrganisationId, week: str, items: Iterable[DigestItem]) -> None:
        """Note the items of the digest: phrase keys, values and references, no words of anybody."""
        rows = [{"organisation": organisation, "week": week, **asdict(item)} for item in items]
        self._insert_all(digest_items, rows)

    def items(self, organisation: OrganisationId, week: str) -> list[DigestItem]:
        """Return the items of the week's digest, in order."""
        mine = (digest_items.c.organisation == organisation, digest_items.c.week == week)
        rows = self._all(select(digest_items).where(*mine).order_by(digest_items.c.ordinal))
        return [
            DigestItem(ordinal=row.ordinal, outbox=OutboxId(row.outbox), kind=row.kind, lines=row.lines) for row in rows
        ]

    def find_item(self, organisation: OrganisationId, outbox_id: OutboxId) -> tuple[str, DigestItem] | None:
        """Return the week and the item that this message is, or None if it is no item of a digest."""
        mine = (digest_items.c.organisation == organisation, digest_items.c.outbox == outbox_id)
        row = self._one(select(digest_items).where(*mine))
        if row is None:
            return None
        return row.week, DigestItem(ordinal=row.ordinal, outbox=outbox_id, kind=row.kind, lines=row.lines)


class Replies(Repository):
    """What was said under the items of a digest; sealed under whoever said it."""

    def add(
        self,
        organisation: OrganisationId,
        reply: str,
        week: str,
        item: OutboxId,
        author: PersonId,
        words: str,
        at: datetime,
        kind: str = "reply",
    ) -> None:
        """Keep a reply under an item of the week's digest, or with another `kind` what somebody did with the item."""
        sealed = self._seal(organisation, author, words)
        row = {"week": week, "item": item, "author": author, "words": sealed, "at": at, "kind": kind}
        self._insert(replies, organisation=organisation, id=reply, **row)

    def get(self, organisation: OrganisationId, reply: str) -> Reply | None:
        """Return one reply, or None."""
        row = self._row(replies, organisation=organisation, id=reply)
        return None if row is None else self._reply(row)

    def change(self, organisation: OrganisationId, reply: str, author: PersonId, words: str | None) -> None:
        """Give the author's reply other words, or with None take them away."""
        sealed = None if words is None else self._seal(organisation, author, words)
        self._change(replies, {"organisation": organisation, "id": reply, "author": author}, words=sealed)

    def move(self, organisation: OrganisationId, reply: str, item: OutboxId) -> None:
        """Let a reply belong to another item of the same week."""
        self._change(replies, {"organisation": organisation, "id": reply}, item=item)

    def of_item(self, organisation: OrganisationId, item: OutboxId) -> list[Reply]:
        """Return what was said under one item, oldest first."""
        return self._found(organisation, replies.c.item == item)

    def of_author(self, organisation: OrganisationId, author: PersonId) -> list[Reply]:
        """Return what this person said under items, oldest first."""
        return self._found(organisation, replies.c.author == author)

    def of_week(self, organisation: OrganisationId, week: str) -> list[Reply]:
        """Return what was said under the week's digest, oldest first."""
        return self._found(organisation, replies.c.week == week)

    def _found(self, organisation: OrganisationId, condition: ColumnElement[bool]) -> list[Reply]:
        query = select(replies).where(replies.c.organisation == organisation, condition)
        return [self._reply(row) for row in self._all(query.order_by(replies.c.number))]

    def _reply(self, row: Row[Any]) -> Reply:
        return Reply(
            id=row.id,
            week=row.week,
            item=OutboxId(row.item),
            author=PersonId(row.author),
            words=self._open(row.organisation, row.author, row.words),
            at=row.at,
            kind=row.kind,
        )
