"""Who there is: organisations, teams, people, the keys of their words, and the ways to reach them."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, PrimaryKeyConstraint, Table, UniqueConstraint

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

keys = Table(
    "keys",
    metadata,
    *text_columns("organisation", "owner"),
    text_column("wrapped", null=True),  # NULL: erased for good
    PrimaryKeyConstraint("organisation", "owner"),
)
erasures = Table(
    "erasures",  # who was erased when; `wal` and `reused` say how far PostgreSQL's log must come before it is clean
    metadata,
    *text_columns("organisation", "person"),
    moment_column("at"),
    text_column("wal", null=True),
    text_column("reused", null=True),
    flag_column("clean"),
    PrimaryKeyConstraint("organisation", "person"),
)
organisations = Table(
    "organisations",
    metadata,
    *text_columns("id", "name", "centre_name", "language", "timezone"),
    count_column("digest_weekday"),
    text_column("digest_at"),
    count_column("retention_months"),
    text_column("country"),
    text_column("named", null=True),
    text_column("fallback", null=True),
    PrimaryKeyConstraint("id"),
)
settings = Table(
    "settings",
    metadata,
    *text_columns("organisation", "key", "value"),
    PrimaryKeyConstraint("organisation", "key"),
)
teams = Table(
    "teams",
    metadata,
    text_column("organisation"),
    text_column("id"),
    text_column("name"),
    PrimaryKeyConstraint("organisation", "id"),
)
people = Table(
    "people",
    metadata,
    *text_columns("organisation", "id"),
    sealed_column("name"),
    text_column("role"),
    text_column("team", null=True),
    text_column("professional", null=True),
    *text_columns("language", "timezone", "consent"),
    flag_column("centre_may_read"),
    flag_column("between"),
    text_column("cadence"),  # JSON
    text_column("quiet"),  # JSON
    Column("paused_until", Date, nullable=True),
    flag_column("erased"),
    text_column("named", null=True),
    flag_column("silent"),
    PrimaryKeyConstraint("organisation", "id"),
    Index(None, "organisation", "professional"),
)
identities = Table(
    "identities",
    metadata,
    number_column(),
    *text_columns("channel", "account", "user", "organisation", "person"),
    UniqueConstraint("channel", "account", "user"),  # the account is the platform's own organisation
    Index(None, "organisation", "person"),
)
links = Table(
    "links",
    metadata,
    *text_columns("hash", "organisation", "person"),
    text_column("maker", null=True),  # NULL: whoever runs this, or nobody knows any more
    moment_column("created"),
    moment_column("expires"),
    flag_column("revoked"),
    PrimaryKeyConstraint("hash"),
    Index(None, "organisation", "person"),
)
openings = Table(
    "openings",  # the browsers in which a link was opened, by the hash of their cookie
    metadata,
    *text_columns("organisation", "link", "browser", "person"),
    moment_column("at"),
    PrimaryKeyConstraint("organisation", "link", "browser"),
    Index(None, "organisation", "person"),
    Index(None, "organisation", "browser"),
)

accounts = Table(
    "accounts",  # a workspace or tenant that was connected, with the tokens to speak there
    metadata,
    *text_columns("channel", "account", "organisation", "name"),
    sealed_column("secret"),
    moment_column("lease", null=True),
    flag_column("removed"),
    moment_column("at"),
    PrimaryKeyConstraint("channel", "account"),
    Index(None, "organisation", "channel"),
)
conversations = Table(
    "conversations",  # the platform's own address of somebody, or of a shared channel
    metadata,
    *text_columns("channel", "account", "user", "organisation", "external", "service_url"),
    flag_column("personal"),
    PrimaryKeyConstraint("channel", "account", "user"),
    Index(None, "organisation"),
)
routes = Table(
    "routes",  # the ways to reach a person, the best first; `trouble` says why one does not work, `heard` when it did
    metadata,
    *text_columns("organisation", "person", "channel", "account", "conversation"),
    count_column("rank"),
    text_column("trouble"),
    moment_column("heard", null=True),
    PrimaryKeyConstraint("organisation", "person", "channel", "account", "conversation"),
)
