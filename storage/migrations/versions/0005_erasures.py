"""When somebody was erased and whether their key is off the disk; clients point at nobody who was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; of whoever was erased before, the day is not known."""
    op.create_table(
        "erasures",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wal", sa.Text(), nullable=True),
        sa.Column("reused", sa.Text(), nullable=True),
        sa.Column("clean", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "person", name="pk_erasures"),
    )
    people = sa.table("people", *(sa.column(name) for name in ("organisation", "id", "professional", "erased")))
    gone = people.alias("gone")
    theirs = (gone.c.organisation == people.c.organisation, gone.c.id == people.c.professional)
    left = sa.exists().where(*theirs, gone.c.erased.is_(sa.true()))
    op.execute(people.update().where(left).values(professional=None))


def downgrade() -> None:
    """Drop it."""
    op.drop_table("erasures")
