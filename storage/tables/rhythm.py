"""What must happen when: due rows, contacts and occasions."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from storage.tables.base import metadata, moment_column, number_column, text_column, text_columns

due = Table(
    "due",
    metadata,
    number_column(),
    *text_columns("organisation", "key", "kind"),
    moment_column("at"),
    text_column("person", null=True),
    text_column("ref"),
    UniqueConstraint("organisation", "key"),
    Index(None, "at", "number"),
    Index(None, "organisation", "person"),
)
contacts = Table(
    "contacts",
    metadata,
    *text_columns("organisation", "person"),
    Column("local_date", Date, nullable=False),
    text_column("cause"),
    PrimaryKeyConstraint("organisation", "person", "local_date"),
)
occasions = Table(
    "occasions",
    metadata,
    number_column(),
    *text_columns("organisation", "person", "dialogue"),
    Column("local_date", Date, nullable=False),
    *text_columns("slot", "outcome", "reason"),
    moment_column("at"),
    text_column("session", null=True),
    UniqueConstraint("organisation", "person", "dialogue", "local_date", "slot"),
    Index(None, "organisation", "at"),
)
