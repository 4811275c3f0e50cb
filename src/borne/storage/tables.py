"""The tables. Times are µs since 1970 in UTC: exact, sorted, and the same on every database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

CHARGERS: Final = Table(
    "chargers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger),
    Column("name", Text),
    Column("adopted", Boolean, nullable=False),
    Column("ignored", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("vendor", Text),
    Column("model", Text),
    Column("serial", Text),
    Column("firmware", Text),
    Column("protocol", Text, nullable=False),
    Column("connectors", JSON, nullable=False),
    Column("choices", JSON),
    Column("care", JSON),
    Column("manner", JSON),
    Column("security", JSON),
)

CONNECTORS: Final = Table(
    "connectors",
    METADATA,
    Column("charger", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("mode", Text),
    Column("mode_until", BigInteger),
    Column("boost", Boolean, nullable=False),
    Column("boost_until", BigInteger),
    Column("boost_energy", Double),
    Column("max_current", Double),
    Column("held", Boolean, nullable=False),
    Column("operative", Boolean, nullable=False),
    Column("phasing", JSON),
)

TAGS: Final = Table(
    "tags",
    METADATA,
    Column("folded", Text, primary_key=True),
    Column("tag", Text, nullable=False),
    Column("name", Text),
    Column("person", Text),
    Column("group", Text),
    Column("vehicle", Text),
    Column("blocked", Boolean, nullable=False),
    Column("last_seen", BigInteger),
    Column("expires", Text),
    Column("at_once", Integer),
    Column("last_charger", Text),
    Column("last_connector", Integer),
    Column("last_answer", Text),
)

ALLOWED_ONCE: Final = Table(
    "allowed_once",
    METADATA,
    Column("folded", Text, primary_key=True),
    Column("tag", Text, nullable=False),
)

UNKNOWN_TAGS: Final = Table(
    "unknown_tags",
    METADATA,
    Column("folded", Text, primary_key=True),
    Column("tag", Text, nullable=False),
    Column("charger", Text, nullable=False),
    Column("connector", Integer),
    Column("at", BigInteger, nullable=False),
    Column("answer", Text, nullable=False),
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("charger", Text, nullable=False),
    Column("connector", Integer, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("tag", Text),
    Column("person", Text),
    Column("ended", BigInteger),
    Column("stop_reason", Text),
    Column("energy_before", Double, nullable=False),
    Column("transactions", Integer, nullable=False),
    Column("charging_before", Double, nullable=False),
    Index(None, "started"),
)

TRANSACTIONS: Final = Table(
    "transactions",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("session", BigInteger, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("charger", Text, nullable=False),
    Column("connector", Integer, nullable=False),
    Column("tag", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("meter_start", Double, nullable=False),
    Column("register", Double, nullable=False),
    Column("energy", Double, nullable=False),
    Column("ended", BigInteger),
    Column("meter_stop", Double),
    Column("reason", Text),
    Index(None, "session"),
)

# One tree by connector and time serves every question, so that a sample costs one insert in it.
SAMPLES: Final = Table(
    "samples",
    METADATA,
    Column("charger", Text, primary_key=True),
    Column("connector", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("register", Double, nullable=False),
    Column("total", Double, nullable=False),
    Column("session", BigInteger),
    Column("transaction", BigInteger),
    Column("session_energy", Double),
    Column("transaction_energy", Double),
    Column("power", Double),
    Column("current", Double),
    Column("asked", Double),
    Column("soc", Double),
    Column("voltage", Double),
    sqlite_with_rowid=False,
)

PORTIONS: Final = Table(
    "portions",
    METADATA,
    Column("session", BigInteger, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("charger", Text, nullable=False),
    Column("connector", Integer, nullable=False),
    Column("tag", Text),
    Column("energy", Double, nullable=False),
    Column("cost", Double, nullable=False),
    Column("unpriced", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("solar", Double, nullable=False, server_default="0"),
    Column("metered", Double, nullable=False, server_default="0"),
    Index(None, "day"),
)
"""`day` is a date of the site's zone, as 2026-06-07."""

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("charger", Text, primary_key=True),
    Column("connector", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("session", BigInteger),
    Column("rule", Text),
    Column("mode", Text, nullable=False),
    Column("charge", Boolean, nullable=False),
    Column("current", Double, nullable=False),
    Column("phases", Integer, nullable=False),
    Column("why", JSON, nullable=False),
    Column("next", JSON),
    Column("limits", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
    sqlite_with_rowid=False,
)

RECORDINGS: Final = Table(
    "recordings",
    METADATA,
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("end", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What the days can be replayed from, some minutes a row."""

COUNTERS: Final = Table(
    "counters",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The highest session and transaction numbers ever given, forgotten ones included."""
