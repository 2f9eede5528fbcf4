"""The tables. Whatever a person said is in a sealed column; every key begins with the organisation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Moment, Number, Plain

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _number() -> Column[int]:
    """Return the order of arrival, which is the primary key of everything that is read in order."""
    return Column("number", Number, primary_key=True, autoincrement=True)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Plain, nullable=null)


def _texts(*names: str) -> list[Column[str]]:
    return [_text(name) for name in names]


def _sealed(name: str) -> Column[str]:
    """Return a column of sealed words, NULL once they are withdrawn or erased."""
    return Column(name, Plain, nullable=True, info={"sealed": True})


def _moment(name: str, *, null: bool = False) -> Column[Any]:
    return Column(name, Moment, nullable=null)


def _count(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=False)


def inserting(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that knows `on_conflict_...` in the language of this database."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


# --- who --------------------------------------------------------------------------------------------------------------

keys = Table(
    "keys",
    metadata,
    *_texts("organisation", "owner"),
    _text("wrapped", null=True),  # NULL: erased for good
    PrimaryKeyConstraint("organisation", "owner"),
)
organisations = Table(
    "organisations",
    metadata,
    *_texts("id", "name", "centre_name", "language", "timezone"),
    _count("digest_weekday"),
    _text("digest_at"),
    _count("retention_months"),
    PrimaryKeyConstraint("id"),
)
settings = Table(
    "settings",
    metadata,
    *_texts("organisation", "key", "value"),
    PrimaryKeyConstraint("organisation", "key"),
)
teams = Table(
    "teams", metadata, _text("organisation"), _text("id"), _text("name"), PrimaryKeyConstraint("organisation", "id")
)
people = Table(
    "people",
    metadata,
    *_texts("organisation", "id"),
    _sealed("name"),
    _text("role"),
    _text("team", null=True),
    _text("professional", null=True),
    *_texts("language", "timezone", "consent"),
    _flag("centre_may_read"),
    _flag("between"),
    _text("cadence"),  # JSON
    _text("quiet"),  # JSON
    Column("paused_until", Date, nullable=True),
    _flag("erased"),
    PrimaryKeyConstraint("organisation", "id"),
    Index(None, "organisation", "professional"),
)
identities = Table(
    "identities",
    metadata,
    _number(),
    *_texts("channel", "account", "user", "organisation", "person"),
    UniqueConstraint("channel", "account", "user"),  # the account is the platform's own organisation
    Index(None, "organisation", "person"),
)
links = Table(
    "links",
    metadata,
    *_texts("hash", "organisation", "person"),
    _moment("created"),
    _moment("expires"),
    _flag("revoked"),
    PrimaryKeyConstraint("hash"),
    Index(None, "organisation", "person"),
)

accounts = Table(
    "accounts",  # a workspace or tenant that was connected, with the tokens to speak there
    metadata,
    *_texts("channel", "account", "organisation", "name"),
    _sealed("secret"),
    _moment("lease", null=True),
    _flag("removed"),
    _moment("at"),
    PrimaryKeyConstraint("channel", "account"),
    Index(None, "organisation", "channel"),
)
conversations = Table(
    "conversations",  # the platform's own address of somebody, or of a shared channel
    metadata,
    *_texts("channel", "account", "user", "organisation", "external", "service_url"),
    _flag("personal"),
    PrimaryKeyConstraint("channel", "account", "user"),
    Index(None, "organisation"),
)
routes = Table(
    "routes",  # the ways to reach a person, the best first; `trouble` says why one does not work
    metadata,
    *_texts("organisation", "person", "channel", "account", "conversation"),
    _count("rank"),
    _text("trouble"),
    PrimaryKeyConstraint("organisation", "person", "channel", "account", "conversation"),
)

# --- the conversation -------------------------------------------------------------------------------------------------

definitions = Table("definitions", metadata, _text("hash"), _text("json"), PrimaryKeyConstraint("hash"))
sessions = Table(
    "sessions",
    metadata,
    _number(),
    *_texts("organisation", "id", "person", "dialogue", "status"),
    _moment("asked_at", null=True),
    _text("subject"),
    _flag("reminded"),
    _count("version"),
    _sealed("blob"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "person", "status"),
)
answers = Table(
    "answers",
    metadata,
    _number(),
    *_texts("organisation", "id", "person", "session", "dialogue", "question", "records"),
    _count("revision"),
    _sealed("value"),
    _text("share"),
    _moment("at"),
    _flag("withdrawn"),
    _text("subject"),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "session", "question", "revision"),
    Index(None, "organisation", "at"),
    Index(None, "organisation", "person", "records"),
)
reads = Table(
    "reads",
    metadata,
    *_texts("organisation", "answer", "reader"),
    _moment("at"),
    PrimaryKeyConstraint("organisation", "answer", "reader"),
)
inbox = Table(
    "inbox",
    metadata,
    _number(),
    *_texts("organisation", "event_key", "message_key"),
    _text("owner"),  # the person, or the organisation while nobody knows who it is
    _moment("at"),
    _sealed("raw"),
    *_texts("state", "note"),
    UniqueConstraint("organisation", "event_key"),
    UniqueConstraint("organisation", "message_key"),
    Index(None, "organisation", "owner"),
    Index(None, "organisation", "state"),
)
given = Table(
    "given",  # what came of a message: the answer, reply or assumption it gave; editing the message changes that
    metadata,
    *_texts("organisation", "message", "person", "kind", "ref"),
    PrimaryKeyConstraint("organisation", "message", "kind", "ref"),
    Index(None, "organisation", "person"),
)
outbox = Table(
    "outbox",
    metadata,
    _number(),
    *_texts("organisation", "id", "channel", "account", "conversation"),
    _text("person", null=True),
    _text("purpose"),
    _sealed("body"),
    _text("cause"),
    _count("ordinal"),
    _moment("at"),
    _moment("not_before", null=True),
    _text("thread_of", null=True),
    _text("replaces", null=True),
    _text("subject"),
    _moment("expires", null=True),
    *_texts("state", "reason"),
    _count("attempt"),
    _count("fence"),
    _moment("lease", null=True),
    _text("external_id", null=True),
    _moment("marked_at", null=True),
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
    *_texts("organisation", "outbox"),
    _count("ordinal"),
    *_texts("speaker", "source_kind", "source_id"),
    PrimaryKeyConstraint("organisation", "outbox", "ordinal"),
    Index(None, "organisation", "source_kind", "source_id"),
)
lines = Table(
    "lines",
    metadata,
    _number(),
    *_texts("organisation", "id", "conversation", "direction"),
    _text("owner", null=True),
    _text("outbox", null=True),
    _sealed("body"),
    _moment("at"),
    _moment("opened_at", null=True),
    _text("thread", null=True),
    _text("replaces", null=True),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "outbox"),
    Index(None, "organisation", "conversation", "number"),
    Index(None, "organisation", "replaces"),
)

# --- time -------------------------------------------------------------------------------------------------------------

due = Table(
    "due",
    metadata,
    _number(),
    *_texts("organisation", "key", "kind"),
    _moment("at"),
    _text("person", null=True),
    _text("ref"),
    UniqueConstraint("organisation", "key"),
    Index(None, "at", "number"),
    Index(None, "organisation", "person"),
)
contacts = Table(
    "contacts",
    metadata,
    *_texts("organisation", "person"),
    Column("local_date", Date, nullable=False),
    _text("cause"),
    PrimaryKeyConstraint("organisation", "person", "local_date"),
)
occasions = Table(
    "occasions",
    metadata,
    _number(),
    *_texts("organisation", "person", "dialogue"),
    Column("local_date", Date, nullable=False),
    *_texts("slot", "outcome", "reason"),
    _moment("at"),
    _text("session", null=True),
    UniqueConstraint("organisation", "person", "dialogue", "local_date", "slot"),
    Index(None, "organisation", "at"),
)

# --- evidence ---------------------------------------------------------------------------------------------------------

assumptions = Table(
    "assumptions",
    metadata,
    _number(),
    *_texts("organisation", "id", "author"),
    _text("team", null=True),
    _text("about"),
    _text("subject", null=True),
    _sealed("text"),
    _sealed("wrong_if"),
    _moment("at"),
    _flag("withdrawn"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "subject"),
    Index(None, "organisation", "author"),
)
verdicts = Table(
    "verdicts",
    metadata,
    _number(),
    *_texts("organisation", "id", "assumption", "client"),
    _count("revision"),
    _text("says"),
    _sealed("words"),
    _moment("at"),
    _flag("withdrawn"),
    _text("session"),
    UniqueConstraint("organisation", "id"),
    UniqueConstraint("organisation", "assumption", "client", "revision"),
    Index(None, "organisation", "at"),
    Index(None, "organisation", "client"),
    Index(None, "organisation", "session"),
)
reports = Table(
    "reports",
    metadata,
    _number(),
    *_texts("organisation", "id", "client", "author"),
    _sealed("words"),
    _moment("at"),
    _text("confirmation", null=True),
    _moment("settled_at", null=True),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "client"),
    Index(None, "organisation", "author"),
)
offers = Table(
    "offers",
    metadata,
    _number(),
    *_texts("organisation", "id", "team", "author"),
    _text("client", null=True),
    _sealed("text"),
    _moment("at"),
    _flag("closed"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "team"),
)

# --- the week ---------------------------------------------------------------------------------------------------------

digests = Table(
    "digests",
    metadata,
    *_texts("organisation", "week"),
    _moment("at"),
    PrimaryKeyConstraint("organisation", "week"),
)
digest_items = Table(
    "digest_items",
    metadata,
    *_texts("organisation", "week"),
    _count("ordinal"),
    *_texts("outbox", "kind"),
    _text("lines"),  # JSON: phrase keys, values and references, no words
    PrimaryKeyConstraint("organisation", "week", "ordinal"),
)
replies = Table(
    "replies",
    metadata,
    _number(),
    *_texts("organisation", "id", "week", "item", "author", "kind"),
    _sealed("words"),
    _moment("at"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "week"),
    Index(None, "organisation", "item"),
)
