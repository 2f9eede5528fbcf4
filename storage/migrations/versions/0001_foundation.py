"""Foundation: people, conversations, rhythm, evidence and the week."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_TABLES = (
    "keys",
    "organisations",
    "settings",
    "teams",
    "people",
    "identities",
    "links",
    "definitions",
    "sessions",
    "answers",
    "reads",
    "inbox",
    "outbox",
    "quotes",
    "lines",
    "due",
    "contacts",
    "occasions",
    "assumptions",
    "verdicts",
    "reports",
    "offers",
    "digests",
    "digest_items",
    "replies",
)


def _number() -> sa.Column[int]:
    return sa.Column("number", _NUMBER, autoincrement=True)


def _columns(kind: sa.types.TypeEngine[Any], *names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "keys",
        *_columns(sa.Text(), "organisation", "owner"),
        *_columns(sa.Text(), "wrapped", null=True),
        sa.PrimaryKeyConstraint("organisation", "owner", name="pk_keys"),
    )
    op.create_table(
        "organisations",
        *_columns(sa.Text(), "id", "name", "centre_name", "language", "timezone"),
        *_columns(sa.Integer(), "digest_weekday"),
        *_columns(sa.Text(), "digest_at"),
        *_columns(sa.Integer(), "retention_months"),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_table(
        "settings",
        *_columns(sa.Text(), "organisation", "key", "value"),
        sa.PrimaryKeyConstraint("organisation", "key", name="pk_settings"),
    )
    op.create_table(
        "teams",
        *_columns(sa.Text(), "organisation", "id", "name"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_teams"),
    )
    op.create_table(
        "people",
        *_columns(sa.Text(), "organisation", "id"),
        *_columns(sa.Text(), "name", null=True),
        *_columns(sa.Text(), "role"),
        *_columns(sa.Text(), "team", "professional", null=True),
        *_columns(sa.Text(), "language", "timezone", "consent"),
        *_columns(sa.Boolean(), "centre_may_read", "between"),
        *_columns(sa.Text(), "cadence", "quiet"),
        *_columns(sa.Date(), "paused_until", null=True),
        *_columns(sa.Boolean(), "erased"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_people"),
    )
    op.create_index("ix_people_organisation_professional", "people", ["organisation", "professional"])
    op.create_table(
        "identities",
        _number(),
        *_columns(sa.Text(), "channel", "account", "user", "organisation", "person"),
        sa.PrimaryKeyConstraint("number", name="pk_identities"),
        sa.UniqueConstraint("channel", "account", "user", name="uq_identities_channel_account_user"),
    )
    op.create_index("ix_identities_organisation_person", "identities", ["organisation", "person"])
    op.create_table(
        "links",
        *_columns(sa.Text(), "hash", "organisation", "person"),
        *_columns(_MOMENT, "created", "expires"),
        *_columns(sa.Boolean(), "revoked"),
        sa.PrimaryKeyConstraint("hash", name="pk_links"),
    )
    op.create_index("ix_links_organisation_person", "links", ["organisation", "person"])
    op.create_table(
        "definitions",
        *_columns(sa.Text(), "hash", "json"),
        sa.PrimaryKeyConstraint("hash", name="pk_definitions"),
    )
    op.create_table(
        "sessions",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "person", "dialogue", "status"),
        *_columns(_MOMENT, "asked_at", null=True),
        *_columns(sa.Text(), "subject"),
        *_columns(sa.Boolean(), "reminded"),
        *_columns(sa.Integer(), "version"),
        *_columns(sa.Text(), "blob", null=True),
        sa.PrimaryKeyConstraint("number", name="pk_sessions"),
        sa.UniqueConstraint("organisation", "id", name="uq_sessions_organisation_id"),
    )
    op.create_index("ix_sessions_organisation_person_status", "sessions", ["organisation", "person", "status"])
    op.create_table(
        "answers",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "person", "session", "dialogue", "question", "records"),
        *_columns(sa.Integer(), "revision"),
        *_columns(sa.Text(), "value", null=True),
        *_columns(sa.Text(), "share"),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Boolean(), "withdrawn"),
        *_columns(sa.Text(), "subject"),
        sa.PrimaryKeyConstraint("number", name="pk_answers"),
        sa.UniqueConstraint(
            "organisation", "session", "question", "revision", name="uq_answers_organisation_session_question_revision"
        ),
        sa.UniqueConstraint("organisation", "id", name="uq_answers_organisation_id"),
    )
    op.create_index("ix_answers_organisation_at", "answers", ["organisation", "at"])
    op.create_index("ix_answers_organisation_person_records", "answers", ["organisation", "person", "records"])
    op.create_table(
        "reads",
        *_columns(sa.Text(), "organisation", "answer", "reader"),
        *_columns(_MOMENT, "at"),
        sa.PrimaryKeyConstraint("organisation", "answer", "reader", name="pk_reads"),
    )
    op.create_table(
        "inbox",
        _number(),
        *_columns(sa.Text(), "organisation", "event_key", "message_key", "owner"),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Text(), "raw", null=True),
        *_columns(sa.Text(), "state", "note"),
        sa.PrimaryKeyConstraint("number", name="pk_inbox"),
        sa.UniqueConstraint("organisation", "message_key", name="uq_inbox_organisation_message_key"),
        sa.UniqueConstraint("organisation", "event_key", name="uq_inbox_organisation_event_key"),
    )
    op.create_index("ix_inbox_organisation_owner", "inbox", ["organisation", "owner"])
    op.create_index("ix_inbox_organisation_state", "inbox", ["organisation", "state"])
    op.create_table(
        "outbox",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "channel", "account", "conversation"),
        *_columns(sa.Text(), "person", null=True),
        *_columns(sa.Text(), "purpose"),
        *_columns(sa.Text(), "body", null=True),
        *_columns(sa.Text(), "cause"),
        *_columns(sa.Integer(), "ordinal"),
        *_columns(_MOMENT, "at"),
        *_columns(_MOMENT, "not_before", null=True),
        *_columns(sa.Text(), "thread_of", "replaces", null=True),
        *_columns(sa.Text(), "subject"),
        *_columns(_MOMENT, "expires", null=True),
        *_columns(sa.Text(), "state", "reason"),
        *_columns(sa.Integer(), "attempt", "fence"),
        *_columns(_MOMENT, "lease", null=True),
        *_columns(sa.Text(), "external_id", null=True),
        *_columns(_MOMENT, "marked_at", null=True),
        sa.PrimaryKeyConstraint("number", name="pk_outbox"),
        sa.UniqueConstraint("organisation", "id", name="uq_outbox_organisation_id"),
        sa.UniqueConstraint("organisation", "cause", "ordinal", name="uq_outbox_organisation_cause_ordinal"),
    )
    op.create_index("ix_outbox_id", "outbox", ["id"])
    op.create_index(
        "ix_outbox_organisation_conversation_state_number",
        "outbox",
        ["organisation", "conversation", "state", "number"],
    )
    op.create_index("ix_outbox_organisation_external_id", "outbox", ["organisation", "external_id"])
    op.create_index("ix_outbox_organisation_person", "outbox", ["organisation", "person"])
    op.create_index("ix_outbox_organisation_subject", "outbox", ["organisation", "subject"])
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])
    op.create_table(
        "quotes",
        *_columns(sa.Text(), "organisation", "outbox"),
        *_columns(sa.Integer(), "ordinal"),
        *_columns(sa.Text(), "speaker", "source_kind", "source_id"),
        sa.PrimaryKeyConstraint("organisation", "outbox", "ordinal", name="pk_quotes"),
    )
    op.create_index(
        "ix_quotes_organisation_source_kind_source_id", "quotes", ["organisation", "source_kind", "source_id"]
    )
    op.create_table(
        "lines",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "conversation", "direction"),
        *_columns(sa.Text(), "owner", "outbox", "body", null=True),
        *_columns(_MOMENT, "at"),
        *_columns(_MOMENT, "opened_at", null=True),
        *_columns(sa.Text(), "thread", "replaces", null=True),
        sa.PrimaryKeyConstraint("number", name="pk_lines"),
        sa.UniqueConstraint("organisation", "id", name="uq_lines_organisation_id"),
        sa.UniqueConstraint("organisation", "outbox", name="uq_lines_organisation_outbox"),
    )
    op.create_index("ix_lines_organisation_conversation_number", "lines", ["organisation", "conversation", "number"])
    op.create_index("ix_lines_organisation_replaces", "lines", ["organisation", "replaces"])
    op.create_table(
        "due",
        _number(),
        *_columns(sa.Text(), "organisation", "key", "kind"),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Text(), "person", null=True),
        *_columns(sa.Text(), "ref"),
        sa.PrimaryKeyConstraint("number", name="pk_due"),
        sa.UniqueConstraint("organisation", "key", name="uq_due_organisation_key"),
    )
    op.create_index("ix_due_at_number", "due", ["at", "number"])
    op.create_index("ix_due_organisation_person", "due", ["organisation", "person"])
    op.create_table(
        "contacts",
        *_columns(sa.Text(), "organisation", "person"),
        *_columns(sa.Date(), "local_date"),
        *_columns(sa.Text(), "cause"),
        sa.PrimaryKeyConstraint("organisation", "person", "local_date", name="pk_contacts"),
    )
    op.create_table(
        "occasions",
        _number(),
        *_columns(sa.Text(), "organisation", "person", "dialogue"),
        *_columns(sa.Date(), "local_date"),
        *_columns(sa.Text(), "slot", "outcome", "reason"),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Text(), "session", null=True),
        sa.PrimaryKeyConstraint("number", name="pk_occasions"),
        sa.UniqueConstraint(
            "organisation",
            "person",
            "dialogue",
            "local_date",
            "slot",
            name="uq_occasions_organisation_person_dialogue_local_date_slot",
        ),
    )
    op.create_index("ix_occasions_organisation_at", "occasions", ["organisation", "at"])
    op.create_table(
        "assumptions",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "author"),
        *_columns(sa.Text(), "team", null=True),
        *_columns(sa.Text(), "about"),
        *_columns(sa.Text(), "subject", "text", "wrong_if", null=True),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Boolean(), "withdrawn"),
        sa.PrimaryKeyConstraint("number", name="pk_assumptions"),
        sa.UniqueConstraint("organisation", "id", name="uq_assumptions_organisation_id"),
    )
    op.create_index("ix_assumptions_organisation_author", "assumptions", ["organisation", "author"])
    op.create_index("ix_assumptions_organisation_subject", "assumptions", ["organisation", "subject"])
    op.create_table(
        "verdicts",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "assumption", "client"),
        *_columns(sa.Integer(), "revision"),
        *_columns(sa.Text(), "says"),
        *_columns(sa.Text(), "words", null=True),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Boolean(), "withdrawn"),
        *_columns(sa.Text(), "session"),
        sa.PrimaryKeyConstraint("number", name="pk_verdicts"),
        sa.UniqueConstraint(
            "organisation",
            "assumption",
            "client",
            "revision",
            name="uq_verdicts_organisation_assumption_client_revision",
        ),
        sa.UniqueConstraint("organisation", "id", name="uq_verdicts_organisation_id"),
    )
    op.create_index("ix_verdicts_organisation_at", "verdicts", ["organisation", "at"])
    op.create_index("ix_verdicts_organisation_client", "verdicts", ["organisation", "client"])
    op.create_index("ix_verdicts_organisation_session", "verdicts", ["organisation", "session"])
    op.create_table(
        "reports",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "client", "author"),
        *_columns(sa.Text(), "words", null=True),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Text(), "confirmation", null=True),
        *_columns(_MOMENT, "settled_at", null=True),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
        sa.UniqueConstraint("organisation", "id", name="uq_reports_organisation_id"),
    )
    op.create_index("ix_reports_organisation_author", "reports", ["organisation", "author"])
    op.create_index("ix_reports_organisation_client", "reports", ["organisation", "client"])
    op.create_table(
        "offers",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "team", "author"),
        *_columns(sa.Text(), "client", "text", null=True),
        *_columns(_MOMENT, "at"),
        *_columns(sa.Boolean(), "closed"),
        sa.PrimaryKeyConstraint("number", name="pk_offers"),
        sa.UniqueConstraint("organisation", "id", name="uq_offers_organisation_id"),
    )
    op.create_index("ix_offers_organisation_team", "offers", ["organisation", "team"])
    op.create_table(
        "digests",
        *_columns(sa.Text(), "organisation", "week"),
        *_columns(_MOMENT, "at"),
        sa.PrimaryKeyConstraint("organisation", "week", name="pk_digests"),
    )
    op.create_table(
        "digest_items",
        *_columns(sa.Text(), "organisation", "week"),
        *_columns(sa.Integer(), "ordinal"),
        *_columns(sa.Text(), "outbox", "kind", "lines"),
        sa.PrimaryKeyConstraint("organisation", "week", "ordinal", name="pk_digest_items"),
    )
    op.create_table(
        "replies",
        _number(),
        *_columns(sa.Text(), "organisation", "id", "week", "item", "author"),
        *_columns(sa.Text(), "words", null=True),
        *_columns(_MOMENT, "at"),
        sa.PrimaryKeyConstraint("number", name="pk_replies"),
        sa.UniqueConstraint("organisation", "id", name="uq_replies_organisation_id"),
    )
    op.create_index("ix_replies_organisation_item", "replies", ["organisation", "item"])
    op.create_index("ix_replies_organisation_week", "replies", ["organisation", "week"])


def downgrade() -> None:
    """Drop every table."""
    for table in _TABLES:
        op.drop_table(table)
