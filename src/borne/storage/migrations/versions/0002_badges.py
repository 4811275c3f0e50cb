"""Badges expire, have a last place, and what was allowed once outlives a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tags", sa.Column("expires", sa.Text(), nullable=True))
    op.add_column("tags", sa.Column("at_once", sa.Integer(), nullable=True))
    op.add_column("tags", sa.Column("last_charger", sa.Text(), nullable=True))
    op.add_column("tags", sa.Column("last_connector", sa.Integer(), nullable=True))
    op.add_column("tags", sa.Column("last_answer", sa.Text(), nullable=True))
    op.create_table(
        "allowed_once",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("folded", name="pk_allowed_once"),
    )
