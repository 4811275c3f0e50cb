"""What was learned of a charger's line, its list of badges, and how it is dealt with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chargers", sa.Column("care", sa.JSON(), nullable=True))
