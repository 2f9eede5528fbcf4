"""Who was in danger: what they wrote, and who was told of it, opened it and let the dialogue go on."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from storage.tables.base import metadata, moment_column, number_column, sealed_column, text_column, text_columns

alarms = Table(
    "alarms",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "person"),
    sealed_column("words"),
    moment_column("at"),
    moment_column("last_at"),
    moment_column("told_at"),
    text_column("told"),  # JSON
    text_column("seen_by", null=True),
    moment_column("seen_at", null=True),
    text_column("lifted_by", null=True),
    moment_column("lifted_at", null=True),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "person"),
)
