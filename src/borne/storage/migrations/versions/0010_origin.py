"""A portion tells how much of it did not come from the grid; of older ones nobody knows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("solar", "metered"):
        op.add_column("portions", sa.Column(name, sa.Double(), nullable=False, server_default="0"))
