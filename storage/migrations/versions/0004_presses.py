"""What was pressed and counted, so that a second press makes nothing twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table of keys; forms and buttons from before carry none and are taken as they were."""
    op.create_table(
        "presses",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("organisation", "person", "key")),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("about", "reply")),
        sa.PrimaryKeyConstraint("organisation", "person", "key", name="pk_presses"),
    )
    op.create_index("ix_presses_organisation_until", "presses", ["organisation", "until"])


def downgrade() -> None:
    """Forget which keys counted."""
    op.drop_table("presses")
