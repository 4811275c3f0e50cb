"""Rows from one ledger into another, of whatever kind the two are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import sqlalchemy
from sqlalchemy import JSON, ColumnElement, Select, Table, Text, cast, func, select

from borne.storage.database import Connection
from borne.storage.rows import Row
from borne.storage.statements import Wording, upserts

_AT_ONCE: Final = 2_000

Progress = Callable[[str, int, int], None]
"""Table, rows so far, rows in all."""


def rows_of(
    source: sqlalchemy.Connection, table: Table, *which: ColumnElement[bool]
) -> Iterator[list[Row]]:
    """The rows in the order of their keys, some at a time, as the writer writes them."""
    found = source.execution_options(yield_per=_AT_ONCE).execute(as_written(table).where(*which))
    for some in found.partitions():
        yield [tuple(row) for row in some]


def as_written(table: Table) -> Select[Any]:
    """All rows, each as the writer writes it: JSON as its text."""
    columns = (cast(one, Text) if isinstance(one.type, JSON) else one for one in table.columns)
    return select(*columns).order_by(*table.primary_key)


def copy(
    source: sqlalchemy.Connection,
    target: Connection,
    wording: Wording,
    table: Table,
    *which: ColumnElement[bool],
    progress: Progress = lambda _name, _done, _all: None,
) -> int:
    """Write the rows over those of the same keys; how many. The transaction is the caller's."""
    every = source.scalar(select(func.count()).select_from(table).where(*which)) or 0
    done = 0
    for rows in rows_of(source, table, *which):
        for sql, values in upserts(wording, table, rows):
            target.execute(sql, values)
        done += len(rows)
        progress(table.name, done, every)
    return done
