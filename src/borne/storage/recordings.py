"""What the days can be replayed from: read in order, some minutes at a time, and forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from borne.engine.ports import Extent
from borne.storage import database, tables
from borne.storage.rows import from_micros, to_micros

MOST_BYTES: Final = 64_000_000
"""That is some forty chargers for 30 days; a home takes a few MB."""
_CHUNK: Final = 500
_LENGTH: Final = 3_600_000_000
"""µs that a segment lasts at the most."""


def extent(connection: Connection) -> Extent | None:
    """From when to when there are recordings, and the bytes that they take."""
    table = tables.RECORDINGS.c
    found = connection.execute(
        select(func.min(table.start), func.max(table.end), func.sum(func.length(table.data)))
    ).one()
    if found[0] is None:
        return None
    return Extent(from_micros(found[0]), from_micros(found[1]), int(found[2]))


def prune(connection: sqlite3.Connection, before: int, most: int) -> int:
    """Delete what began before that µs, and the oldest beyond so many bytes; how many rows."""
    removed = connection.execute("DELETE FROM recordings WHERE start < ?", (before,)).rowcount
    held = 0
    for start, size in connection.execute(
        "SELECT start, length(data) FROM recordings ORDER BY start DESC"
    ):
        held += size
        if held > most:
            older = "DELETE FROM recordings WHERE start <= ?"
            return removed + connection.execute(older, (start,)).rowcount
    return removed


def segments(path: Path, start: datetime, end: datetime) -> Iterator[bytes]:
    """The packed segments that touch [start, end), the oldest first; a few at a time in memory."""
    low, high = to_micros(start) - _LENGTH, to_micros(end)
    sql = (
        'SELECT start, data FROM recordings WHERE start > ? AND start < ? AND "end" >= ? '
        "ORDER BY start LIMIT ?"
    )
    with closing(database.connect(path, read_only=True)) as connection:
        while True:
            rows = connection.execute(sql, (low, high, to_micros(start), _CHUNK)).fetchall()
            yield from (data for _, data in rows)
            if len(rows) < _CHUNK:
                return
            low = rows[-1][0]
