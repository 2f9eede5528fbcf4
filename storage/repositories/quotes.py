"""Which message quotes whose words, so that the quote can be taken away when the words are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from dialogs.messages import OutboxId
from dialogs.people import OrganisationId
from dialogs.source import Source, key, read
from storage.repositories.base import Repository
from storage.repositories.lines import unopened
from storage.rows import LineId
from storage.tables import lines, quotes

_KEY = (quotes.c.source_kind, quotes.c.source_id, quotes.c.speaker)


class Quotes(Repository):
    """The trace from a source to the messages that quote it."""

    def add_all(self, organisation: OrganisationId, quoted: Iterable[tuple[OutboxId, int, Source]]) -> None:
        """Note what messages quote: message, which of its quotes, and the source."""
        names = ("outbox", "ordinal", "source_kind", "source_id", "speaker")
        rows = [
            {"organisation": organisation, **dict(zip(names, (message, at, *key(source)), strict=True))}
            for message, at, source in quoted
        ]
        self._insert_all(quotes, rows)

    def unopened(self, organisation: OrganisationId, conversation: str, shown: LineId | None = None) -> list[Source]:
        """Return the sources quoted in what somebody has not opened yet, up to the line `shown` or all."""
        unseen = select(lines.c.outbox).where(*unopened(organisation, conversation, shown))
        here = (quotes.c.organisation == organisation, quotes.c.outbox.in_(unseen))
        rows = self._all(select(*_KEY).where(*here).distinct())
        return [read(row) for row in rows]

    def position(self, organisation: OrganisationId, outbox_id: OutboxId, source: Source) -> int | None:
        """Return which of the quotes of a message comes from this source, or None."""
        its = (quotes.c.source_kind == source.kind, quotes.c.source_id == source.id)
        query = select(quotes.c.ordinal).where(quotes.c.organisation == organisation, *its)
        row = self._one(query.where(quotes.c.outbox == outbox_id))
        return None if row is None else row.ordinal

    def of_message(self, organisation: OrganisationId, outbox_id: OutboxId) -> list[Source]:
        """Return the sources quoted in one message."""
        query = select(*_KEY).where(quotes.c.organisation == organisation)
        rows = self._all(query.where(quotes.c.outbox == outbox_id).order_by(quotes.c.ordinal))
        return [read(row) for row in rows]

    def of_source(self, organisation: OrganisationId, source: Source) -> list[OutboxId]:
        """Return the messages that quote this source."""
        its = (quotes.c.source_kind == source.kind, quotes.c.source_id == source.id)
        query = select(quotes.c.outbox).where(quotes.c.organisation == organisation, *its).distinct()
        return [OutboxId(row.outbox) for row in self._all(query.order_by(quotes.c.outbox))]
