"""Chat platforms: connected accounts, addresses, ways to reach people, and what came of a message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def _texts(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def upgrade() -> None:
    """Make the tables of the chat platforms; everybody who is known is reached as before."""
    op.create_table(
        "accounts",
        *_texts("channel", "account", "organisation", "name"),
        *_texts("secret", null=True),
        sa.Column("lease", _MOMENT, nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name="pk_accounts"),
    )
    op.create_index("ix_accounts_organisation_channel", "accounts", ["organisation", "channel"])
    op.create_table(
        "conversations",
        *_texts("channel", "account", "user", "organisation", "external", "service_url"),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "user", name="pk_conversations"),
    )
    op.create_index("ix_conversations_organisation", "conversations", ["organisation"])
    op.create_table(
        "routes",
        *_texts("organisation", "person", "channel", "account", "conversation"),
        sa.Column("rank", sa.Integer(), nullable=False),
        *_texts("trouble"),
        sa.PrimaryKeyConstraint("organisation", "person", "channel", "account", "conversation", name="pk_routes"),
    )
    identities, routes = (
        sa.table(name, *(sa.column(column) for column in columns))
        for name, columns in (
            ("identities", ("organisation", "person", "channel", "account", "user")),
            ("routes", ("organisation", "person", "channel", "account", "conversation", "rank", "trouble")),
        )
    )
    known = sa.select(
        *(identities.c[name] for name in ("organisation", "person", "channel", "account", "user")),
        sa.literal(_LAST),
        sa.literal(""),
    )
    op.execute(routes.insert().from_select([column.name for column in routes.c], known))
    op.create_table(
        "given",
        *_texts("organisation", "message", "person", "kind", "ref"),
        sa.PrimaryKeyConstraint("organisation", "message", "kind", "ref", name="pk_given"),
    )
    op.create_index("ix_given_organisation_person", "given", ["organisation", "person"])
    with op.batch_alter_table("replies") as replies:
        replies.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="reply"))
    with op.batch_alter_table("replies") as replies:
        replies.alter_column("kind", server_default=None)


_LAST = 9


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("replies") as replies:
        replies.drop_column("kind")
    for table in ("given", "routes", "conversations", "accounts"):
        op.drop_table(table)
