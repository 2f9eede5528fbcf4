"""Who made a personal link, in which browsers it was opened, and when somebody last wrote to us by a way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them; who answered before was reached then, by the way that is tried first."""
    with op.batch_alter_table("links") as links:
        links.add_column(sa.Column("maker", sa.Text(), nullable=True))
    op.create_table(
        "openings",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "link", "browser", name="pk_openings"),
    )
    op.create_index("ix_openings_organisation_person", "openings", ["organisation", "person"])
    op.create_index("ix_openings_organisation_browser", "openings", ["organisation", "browser"])
    with op.batch_alter_table("routes") as ways:
        ways.add_column(sa.Column("heard", _MOMENT, nullable=True))
    routes, answers = (
        sa.table(name, *(sa.column(column) for column in columns))
        for name, columns in (
            ("routes", ("organisation", "person", "channel", "rank", "heard")),
            ("answers", ("organisation", "person", "at")),
        )
    )
    theirs = (answers.c.organisation == routes.c.organisation, answers.c.person == routes.c.person)
    latest = sa.select(sa.func.max(answers.c.at)).where(*theirs).scalar_subquery()
    others = routes.alias("others")
    same = (others.c.organisation == routes.c.organisation, others.c.person == routes.c.person)
    first = sa.select(sa.func.min(others.c.rank)).where(*same).scalar_subquery()
    op.execute(routes.update().where(routes.c.rank == first).values(heard=latest))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("routes") as routes:
        routes.drop_column("heard")
    op.drop_table("openings")
    with op.batch_alter_table("links") as links:
        links.drop_column("maker")
