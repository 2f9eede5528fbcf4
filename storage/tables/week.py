"""The week for the centre: digests, their items, and replies."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import (
    count_column,
    metadata,
    moment_column,
    number_column,
    sealed_column,
    text_column,
    text_columns,
)

digests = Table(
    "digests",
    metadata,
    *text_columns("organisation", "week"),
    moment_column("at"),
    PrimaryKeyConstraint("organisation", "week"),
)
digest_items = Table(
    "digest_items",
    metadata,
    *text_columns("organisation", "week"),
    count_column("ordinal"),
    *text_columns("outbox", "kind"),
    text_column("lines"),  # JSON: phrase keys, values and references, no words
    PrimaryKeyConstraint("organisation", "week", "ordinal"),
)
replies = Table(
    "replies",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "week", "item", "author", "kind"),
    sealed_column("words"),
    moment_column("at"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "week"),
    Index(None, "organisation", "item"),
)
