"""What was said about clients and by them: assumptions, verdicts, reports, offers."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from storage.tables.base import (
    count_column,
    flag_column,
    metadata,
    moment_column,
    number_column,
    sealed_column,
    text_column,
    text_columns,
)

assumptions = Table(
    "assumptions",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "author"),
    text_column("team", null=True),
    text_column("about"),
    text_column("subject", null=True),
    sealed_column("text"),
    sealed_column("wrong_if"),
    moment_column("at"),
    flag_column("withdrawn"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "subject"),
    Index(None, "organisation", "author"),
)
verdicts = Table(
    "verdicts",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "assumption", "client"),
    count_column("revision"),
    text_column("says"),
    sealed_column("words"),
    moment_column("at"),
    flag_column("withdrawn"),
    text_column("session"),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "assumption", "client", "revision"),
    Index(None, "organisation", "at"),
    Index(None, "organisation", "client"),
    Index(None, "organisation", "session"),
)
reports = Table(
    "reports",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "client", "author"),
    sealed_column("words"),
    moment_column("at"),
    text_column("confirmation", null=True),
    moment_column("settled_at", null=True),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "client"),
    Index(None, "organisation", "author"),
)
offers = Table(
    "offers",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "team", "author"),
    text_column("client", null=True),
    sealed_column("text"),
    moment_column("at"),
    flag_column("closed"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "team"),
)
