"""What is said and sent: sessions, answers, what came in, what goes out."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

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

definitions = Table("definitions", metadata, text_column("hash"), text_column("json"), PrimaryKeyConstraint("hash"))
sessions = Table(
    "sessions",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "person", "dialogue", "status"),
    moment_column("asked_at", null=True),
    text_column("subject"),
    flag_column("reminded"),
    count_column("version"),
    sealed_column("blob"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "person", "status"),
)
answers = Table(
    "answers",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "person", "session", "dialogue", "question", "records"),
    count_column("revision"),
    sealed_column("value"),
    text_column("share"),
    moment_column("at"),
    flag_column("withdrawn"),
    text_column("subject"),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "session", "question", "revision"),
    Index(None, "organisation", "at"),
    Index(None, "organisation", "person", "records"),
)
reads = Table(
    "reads",
    metadata,
    *text_columns("organisation", "answer", "reader"),
    moment_column("at"),
    PrimaryKeyConstraint("organisation", "answer", "reader"),
)
inbox = Table(
    "inbox",
    metadata,
    number_column(),
    *text_columns("organisation", "event_key", "message_key"),
    text_column("owner"),  # the person, or the organisation while nobody knows who it is
    moment_column("at"),
    sealed_column("raw"),
    *text_columns("state", "note"),
    UniqueConstraint("organisation", "event_key"),
    UniqueConstraint("organisation", "message_key"),
    Index(None, "organisation", "owner"),
    Index(None, "organisation", "state"),
)
presses = Table(
    "presses",  # the forms and buttons that counted, by a digest of their key, and what the first press was answered
    metadata,
    *text_columns("organisation", "person", "key"),
    moment_column("until"),
    sealed_column("about"),
    sealed_column("reply"),
    PrimaryKeyConstraint("organisation", "person", "key"),
    Index(None, "organisation", "until"),
)
given = Table(
    "given",  # what came of a message: the answer, reply or assumption it gave; editing the message changes that
    metadata,
    *text_columns("organisation", "message", "person", "kind", "ref"),
    PrimaryKeyConstraint("organisation", "message", "kind", "ref"),
    Index(None, "organisation", "person"),
)
outbox = Table(
    "outbox",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "channel", "account", "conversation"),
    text_column("person", null=True),
    text_column("purpose"),
    sealed_column("body"),
    text_column("cause"),
    count_column("ordinal"),
    moment_column("at"),
    moment_column("not_before", null=True),
    text_column("thread_of", null=True),
    text_column("replaces", null=True),
    text_column("subject"),
    moment_column("expires", null=True),
    *text_columns("state", "reason"),
    count_column("attempt"),
    count_column("fence"),
    moment_column("lease", null=True),
    text_column("external_id", null=True),
    moment_column("marked_at", null=True),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "cause", "ordinal"),
    Index(None, "state", "not_before"),
    Index(None, "organisation", "conversation", "state", "number"),
    Index(None, "organisation", "person"),
    Index(None, "organisation", "subject"),
    Index(None, "organisation", "external_id"),
    Index(None, "id"),
)
quotes = Table(
    "quotes",
    metadata,
    *text_columns("organisation", "outbox"),
    count_column("ordinal"),
    *text_columns("speaker", "source_kind", "source_id"),
    PrimaryKeyConstraint("organisation", "outbox", "ordinal"),
    Index(None, "organisation", "source_kind", "source_id"),
)
lines = Table(
    "lines",
    metadata,
    number_column(),
    *text_columns("organisation", "id", "conversation", "direction"),
    text_column("owner", null=True),
    text_column("outbox", null=True),
    sealed_column("body"),
    moment_column("at"),
    moment_column("opened_at", null=True),
    text_column("thread", null=True),
    text_column("replaces", null=True),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "outbox"),
    Index(None, "organisation", "conversation", "number"),
    Index(None, "organisation", "replaces"),
)
