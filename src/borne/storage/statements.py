"""The SQL of the writer, made by SQLAlchemy once and kept.

Many rows go in one statement rather than in an executemany: sqlite3 gives the interpreter's lock
back at each step, and a busy event loop takes up to 5 ms to return it. One statement, one step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final

from sqlalchemy import Table, bindparam, delete
from sqlalchemy.dialects import sqlite

from borne.storage.rows import Cell, Row

_CHUNKS: Final = (64, 16, 4, 1)
_DIALECT: Final = sqlite.dialect()


@cache
def upsert_sql(table: Table, rows: int) -> str:
    """The SQL that writes so many rows, each over the one that has its key."""
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]
    insert = sqlite.insert(table).values(dict.fromkeys(names))
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    sql = str(insert.on_conflict_do_update(keys, set_=rest).compile(dialect=_DIALECT))
    one = f"({', '.join('?' * len(names))})"
    return sql.replace(one, ", ".join([one] * rows), 1)


@cache
def delete_sql(table: Table) -> str:
    """The SQL that removes the row of a key."""
    keys = [column == bindparam(column.name) for column in table.primary_key]
    return str(delete(table).where(*keys).compile(dialect=_DIALECT))


def upserts(table: Table, rows: Sequence[Row]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Statements that write the rows, in few steps."""
    start = 0
    for size in _CHUNKS:
        while len(rows) - start >= size:
            chunk = rows[start : start + size]
            yield upsert_sql(table, size), tuple(chain.from_iterable(chunk))
            start += size
