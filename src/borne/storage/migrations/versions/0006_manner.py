"""A charger keeps what it has shown of how it is to be limited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chargers", sa.Column("manner", sa.JSON(), nullable=True))
