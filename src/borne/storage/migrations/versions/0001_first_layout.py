"""The first layout: chargers, badges, sessions, samples and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chargers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=False),
        sa.Column("ignored", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("firmware", sa.Text(), nullable=True),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("connectors", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chargers"),
    )
    op.create_table(
        "connectors",
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("mode_until", sa.BigInteger(), nullable=True),
        sa.Column("boost", sa.Boolean(), nullable=False),
        sa.Column("boost_until", sa.BigInteger(), nullable=True),
        sa.Column("boost_energy", sa.Double(), nullable=True),
        sa.Column("max_current", sa.Double(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("operative", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("charger", "number", name="pk_connectors"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "decisions",
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("connector", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("charge", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Double(), nullable=False),
        sa.Column("phases", sa.Integer(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("next", sa.JSON(), nullable=True),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("charger", "connector", "at", name="pk_decisions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "samples",
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("connector", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("register", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("session", sa.BigInteger(), nullable=True),
        sa.Column("transaction", sa.BigInteger(), nullable=True),
        sa.Column("session_energy", sa.Double(), nullable=True),
        sa.Column("transaction_energy", sa.Double(), nullable=True),
        sa.Column("power", sa.Double(), nullable=True),
        sa.Column("current", sa.Double(), nullable=True),
        sa.Column("asked", sa.Double(), nullable=True),
        sa.Column("soc", sa.Double(), nullable=True),
        sa.Column("voltage", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("charger", "connector", "at", name="pk_samples"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("connector", sa.Integer(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("energy_before", sa.Double(), nullable=False),
        sa.Column("transactions", sa.Integer(), nullable=False),
        sa.Column("charging_before", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_started", "sessions", ["started"], unique=False)
    op.create_table(
        "tags",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("group", sa.Text(), nullable=True),
        sa.Column("vehicle", sa.Text(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("folded", name="pk_tags"),
    )
    op.create_table(
        "unknown_tags",
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("connector", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("folded", name="pk_unknown_tags"),
    )
    op.create_table(
        "transactions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("session", sa.BigInteger(), nullable=False),
        sa.Column("charger", sa.Text(), nullable=False),
        sa.Column("connector", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("meter_start", sa.Double(), nullable=False),
        sa.Column("register", sa.Double(), nullable=False),
        sa.Column("energy", sa.Double(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("meter_stop", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session"],
            ["sessions.id"],
            name="fk_transactions_session_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transactions"),
    )
    op.create_index("ix_transactions_session", "transactions", ["session"], unique=False)
