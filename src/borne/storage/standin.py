"""A small file beside a ledger that is at a server: what a start needs when the server is away.

It holds chargers, badges, counters, the last sessions, and one sample of each connector; not the
curves and the decisions. Chargers are let in by it, and what happens meanwhile is owed to the
server until that has all of it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import ColumnElement, func, or_, select

from borne.storage.copying import copy
from borne.storage.database import Connection
from borne.storage.restore import last_samples
from borne.storage.sqlite import SqliteFile
from borne.storage.statements import Wording, delete_sql, upsert_sql
from borne.storage.tables import (
    ALLOWED_ONCE,
    CHARGERS,
    CONNECTORS,
    COUNTERS,
    PORTIONS,
    SAMPLES,
    SESSIONS,
    TAGS,
    TRANSACTIONS,
    UNKNOWN_TAGS,
)

_WHOLE: Final = (CHARGERS, CONNECTORS, TAGS, ALLOWED_ONCE, UNKNOWN_TAGS)
_BOOKED: Final = (SESSIONS, TRANSACTIONS, PORTIONS, SAMPLES)
"""What is referred to before what refers to it."""
_RECENT: Final = 60 * 86_400_000_000
"""µs. Quotas and chargers that tell things again look back less far."""
_NUMBERS: Final = ("session", "transaction")
_FILLED: Final = "filled"
_OWED: Final = "owed"
_STALE: Final = (
    "DELETE FROM samples AS old WHERE EXISTS (SELECT 1 FROM samples AS new WHERE "
    "new.charger = old.charger AND new.connector = old.connector AND new.at > old.at "
    "AND new.total >= old.total)"
)


class StandIn:
    """The file, looked at and filled from any thread, while nobody else writes to it."""

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path)

    def make_ready(self) -> None:
        """Make the file; a broken one is set aside and is worth nothing. Raises StorageError."""
        self.file.make_ready()

    @property
    def filled(self) -> bool:
        """Whether it has ever been told what the server knows."""
        return self._mark(_FILLED)

    @property
    def owes(self) -> bool:
        """Whether it holds what the server may not have."""
        return self._mark(_OWED)

    def _mark(self, name: str) -> bool:
        with closing(self.file.connect()) as own:
            found = own.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
        return bool(found and found[0])

    def fill(self, server: sqlalchemy.Connection) -> None:
        """Take over what the server knows; all that stood here goes, but for the numbers."""
        wording = self.file.wording
        recent = _recent(server)
        with closing(self.file.connect()) as own:
            numbers = _numbers(own)
            own.execute(self.file.begin)
            for table in reversed((*_WHOLE, *_BOOKED, COUNTERS)):
                own.execute(f"DELETE FROM {table.name}")  # noqa: S608  our own names
            for table in _WHOLE:
                copy(server, own, wording, table)
            copy(server, own, wording, SESSIONS, recent)
            of_these = select(SESSIONS.c.id).where(recent)
            for table in (TRANSACTIONS, PORTIONS):
                copy(server, own, wording, table, table.c.session.in_(of_these))
            for row in last_samples(server):
                own.execute(upsert_sql(wording, SAMPLES, 1), tuple(row))
            for name, value in server.execute(select(COUNTERS)):
                numbers[name] = max(value, numbers.get(name, 0))
            for counter in ({**numbers, _FILLED: 1}).items():
                own.execute(upsert_sql(wording, COUNTERS, 1), counter)
            own.execute("COMMIT")

    def pay(self, server: Connection, wording: Wording) -> None:
        """Give the server what it may not have, all of it or nothing."""
        if not self.owes:
            return
        engine = self.file.engine(read_only=True)
        try:
            with engine.begin() as own:
                server.execute("BEGIN")
                for table in _WHOLE:
                    server.execute(f"DELETE FROM {table.name}")  # noqa: S608  our own names
                    copy(own, server, wording, table)
                known = set(own.scalars(select(SESSIONS.c.id)))
                opened = server.execute("SELECT id FROM sessions WHERE ended IS NULL").fetchall()
                for (number,) in opened:
                    if number not in known:  # it was forgotten meanwhile
                        server.execute(delete_sql(wording, SESSIONS), (number,))
                for table in _BOOKED:
                    copy(own, server, wording, table)
                numbers = dict(server.execute("SELECT name, value FROM counters").fetchall())
                for name, value in own.execute(select(COUNTERS)):
                    if name in _NUMBERS and value > numbers.get(name, 0):
                        server.execute(upsert_sql(wording, COUNTERS, 1), (name, value))
                server.execute("COMMIT")
        finally:
            engine.dispose()


def mark_owed(own: Connection, *, owed: bool) -> None:
    """Note whether the server may lack something, for the next start."""
    own.execute(upsert_sql(SqliteFile.wording, COUNTERS, 1), (_OWED, int(owed)))


def thin(own: Connection) -> None:
    """Forget all samples but the last of each connector."""
    own.execute(_STALE)


def _numbers(own: Connection) -> dict[str, int]:
    found = own.execute("SELECT name, value FROM counters").fetchall()
    return {name: value for name, value in found if name in _NUMBERS}


def _recent(server: sqlalchemy.Connection) -> ColumnElement[bool]:
    last = server.scalar(select(func.max(SESSIONS.c.started))) or 0
    return or_(SESSIONS.c.ended.is_(None), SESSIONS.c.started >= last - _RECENT)
