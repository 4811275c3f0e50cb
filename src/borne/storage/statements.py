"""The SQL of the writer, made by SQLAlchemy once and kept.

Many rows go in one statement rather than in an executemany: sqlite3 gives the interpreter's lock
back at each step, and a busy event loop takes up to 5 ms to return it. One statement, one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

from sqlalchemy import Dialect, Table, bindparam, delete

from borne.storage.rows import Cell, Row

_CHUNKS: Final = (64, 16, 4, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How a kind of database wants its SQL."""

    dialect: Dialect
    insert: Callable[[Table], Any]
    """SQLAlchemy's INSERT with what happens on a conflict."""
    marker: str
    """Stands for a value."""

    def worded(self, sql: str) -> str:
        """SQL with a question mark for each value, as this kind wants it."""
        return sql.replace("?", self.marker)


@cache
def upsert_sql(wording: Wording, table: Table, rows: int) -> str:
    """The SQL that writes so many rows, each over the one that has its key."""
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.columns]
    insert = wording.insert(table).values(dict.fromkeys(names))
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    sql = str(
        insert.on_conflict_do_update(index_elements=keys, set_=rest).compile(
            dialect=wording.dialect
        )
    )
    start, _, rest_of_it = sql.partition("VALUES ")
    one, conflict, end = rest_of_it.partition(" ON CONFLICT")
    return f"{start}VALUES {', '.join([one] * rows)}{conflict}{end}"


@cache
def delete_sql(wording: Wording, table: Table) -> str:
    """The SQL that removes the row of a key."""
    keys = [column == bindparam(column.name) for column in table.primary_key]
    return str(delete(table).where(*keys).compile(dialect=wording.dialect))


def upserts(
    wording: Wording, table: Table, rows: Sequence[Row]
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Statements that write the rows, in few steps."""
    start = 0
    for size in _CHUNKS:
        while len(rows) - start >= size:
            chunk = rows[start : start + size]
            yield upsert_sql(wording, table, size), tuple(chain.from_iterable(chunk))
            start += size
