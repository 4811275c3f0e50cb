"""What the days can be replayed from: read in order, some minutes at a time, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import func, select

from borne.engine.ports import Extent
from borne.engine.segment import unpack
from borne.storage import tables
from borne.storage.database import Connection
from borne.storage.kinds import named
from borne.storage.rows import from_micros, to_micros
from borne.storage.statements import Wording

MOST_BYTES: Final = 64_000_000
"""That is some forty chargers for 30 days; a home takes a few MB."""
_CHUNK: Final = 500
_LENGTH: Final = 3_600_000_000
"""µs that a segment lasts at the most."""
_SHORT: Final = 120_000_000
"""µs in which Borne was only started again."""


def extent(connection: sqlalchemy.Connection) -> Extent | None:
    """From when to when there are recordings, and the bytes that they take."""
    table = tables.RECORDINGS.c
    found = connection.execute(
        select(func.min(table.start), func.max(table.end), func.sum(func.length(table.data)))
    ).one()
    if found[0] is None:
        return None
    return Extent(from_micros(found[0]), from_micros(found[1]), int(found[2]))


def absences(
    connection: sqlalchemy.Connection, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """When Borne did not run, as far as [start, end) is touched, oldest first.

    It was there until something changed or was decided for the last time.
    """
    table = tables.RECORDINGS.c
    before = select(func.max(table.start)).where(table.start < to_micros(start))
    after = select(func.min(table.start)).where(table.start >= to_micros(end))
    rows = connection.execute(
        select(table.start, table.end)
        .where(table.start >= func.coalesce(before.scalar_subquery(), 0))
        .where(table.start <= func.coalesce(after.scalar_subquery(), to_micros(end)))
        .order_by(table.start)
    ).all()
    return [
        (from_micros(gone), from_micros(back))
        for (_, left), (back, _) in pairwise(rows)
        if back - left > _SHORT and _begins_anew(connection, back)
        if back - (gone := max(left, _last_decided(connection, back))) > _SHORT
    ]


def _begins_anew(connection: sqlalchemy.Connection, start: int) -> bool:
    table = tables.RECORDINGS.c
    data = connection.execute(select(table.data).where(table.start == start)).scalar_one()
    segment = unpack(data)
    return segment is not None and segment.anew


def _last_decided(connection: sqlalchemy.Connection, before: int) -> int:
    at = tables.DECISIONS.c.at
    return connection.execute(select(func.max(at)).where(at < before)).scalar() or 0


def prune(connection: Connection, wording: Wording, before: int, most: int) -> int:
    """Delete what began before that µs, and the oldest beyond so many bytes; how many rows."""
    old = wording.worded("DELETE FROM recordings WHERE start < ?")
    removed: int = connection.execute(old, (before,)).rowcount
    held = 0
    for start, size in connection.execute(
        "SELECT start, length(data) FROM recordings ORDER BY start DESC"
    ):
        held += size
        if held > most:
            older = wording.worded("DELETE FROM recordings WHERE start <= ?")
            beyond: int = connection.execute(older, (start,)).rowcount
            return removed + beyond
    return removed


def segments(where: Path | str, start: datetime, end: datetime) -> Iterator[bytes]:
    """The packed segments that touch [start, end), the oldest first; a few at a time in memory."""
    low, high = to_micros(start) - _LENGTH, to_micros(end)
    table = tables.RECORDINGS.c
    touching = (
        select(table.start, table.data)
        .where(table.start < high, table.end >= to_micros(start))
        .order_by(table.start)
        .limit(_CHUNK)
    )
    engine = named(where).engine(read_only=True)
    try:
        while True:
            with engine.begin() as connection:
                rows = connection.execute(touching.where(table.start > low)).all()
            yield from (data for _, data in rows)
            if len(rows) < _CHUNK:
                return
            low = rows[-1].start
    finally:
        engine.dispose()
