"""Whoever is in danger: whom to tell, in which country, and what was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table of alarms; organisations of before are in the Netherlands and have named nobody yet."""
    op.create_table(
        "alarms",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("organisation", "id", "person")),
        sa.Column("words", sa.Text(), nullable=True),
        *(sa.Column(name, _MOMENT, nullable=False) for name in ("at", "last_at", "told_at")),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("seen_at", _MOMENT, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_alarms"),
        sa.UniqueConstraint("organisation", "id", name="uq_alarms_organisation_id"),
    )
    op.create_index("ix_alarms_organisation_person", "alarms", ["organisation", "person"])
    with op.batch_alter_table("organisations") as organisations:
        organisations.add_column(sa.Column("country", sa.Text(), nullable=False, server_default="NL"))
        organisations.add_column(sa.Column("named", sa.Text(), nullable=True))
        organisations.add_column(sa.Column("fallback", sa.Text(), nullable=True))
    with op.batch_alter_table("organisations") as organisations:
        organisations.alter_column("country", server_default=None)
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("named", sa.Text(), nullable=True))
        people.add_column(sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("people") as people:
        people.alter_column("silent", server_default=None)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("people") as people:
        people.drop_column("silent")
        people.drop_column("named")
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_column("fallback")
        organisations.drop_column("named")
        organisations.drop_column("country")
    op.drop_table("alarms")
