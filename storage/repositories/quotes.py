"""Which message quotes whose words, so that the quote can be taken away when the words are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from dialogs.messages import OutboxId
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.repositories.lines import unopened
from storage.rows import LineId
from storage.tables import lines, quotes


class Quotes(Repository):
    """The trace from a source (kind and id) to the messages that quote it."""

    def add_all(self, organisation: OrganisationId, quoted: Iterable[tuple[OutboxId, int, PersonId, str, str]]) -> None:
        """Note what messages quote: message, which of its quotes, speaker, and the kind and id of the source."""
        names = ("outbox", "ordinal", "speaker", "source_kind", "source_id")
        rows = [{"organisation": organisation, **dict(zip(names, one, strict=True))} for one in quoted]
        self._insert_all(quotes, rows)

    def unopened(
        self, organisation: OrganisationId, conversation: str, shown: LineId | None = None
    ) -> list[tuple[str, str]]:
        """Return the sources (kind, id) quoted in what somebody has not opened yet, up to the line `shown` or all."""
        unseen = select(lines.c.outbox).where(*unopened(organisation, conversation, shown))
        here = (quotes.c.organisation == organisation, quotes.c.outbox.in_(unseen))
        rows = self._all(select(quotes.c.source_kind, quotes.c.source_id).where(*here).distinct())
        return [(row.source_kind, row.source_id) for row in rows]

    def position(
        self, organisation: OrganisationId, outbox_id: OutboxId, source_kind: str, source_id: str
    ) -> int | None:
        """Return which of the quotes of a message comes from this source, or None."""
        source = (quotes.c.source_kind == source_kind, quotes.c.source_id == source_id)
        query = select(quotes.c.ordinal).where(quotes.c.organisation == organisation, *source)
        row = self._one(query.where(quotes.c.outbox == outbox_id))
        return None if row is None else row.ordinal

    def of_message(self, organisation: OrganisationId, outbox_id: OutboxId) -> list[tuple[str, str]]:
        """Return the sources (kind, id) quoted in one message."""
        query = select(quotes.c.source_kind, quotes.c.source_id).where(quotes.c.organisation == organisation)
        rows = self._all(query.where(quotes.c.outbox == outbox_id).order_by(quotes.c.ordinal))
        return [(row.source_kind, row.source_id) for row in rows]

    def of_source(self, organisation: OrganisationId, source_kind: str, source_id: str) -> list[OutboxId]:
        """Return the messages that quote this source."""
        source = (quotes.c.source_kind == source_kind, quotes.c.source_id == source_id)
        query = select(quotes.c.outbox).where(quotes.c.organisation == organisation, *source).distinct()
        return [OutboxId(row.outbox) for row in self._all(query.order_by(quotes.c.outbox))]
