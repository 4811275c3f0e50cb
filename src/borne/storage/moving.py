"""Moves a whole ledger from one database into an empty other one, and looks whether all came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import Table, bindparam, tuple_

from borne.domain.say import Text
from borne.storage import errors
from borne.storage.copying import Progress, as_written, copy, rows_of
from borne.storage.database import Connection, Database
from borne.storage.kinds import named
from borne.storage.rows import Row
from borne.storage.sqlite import SqliteFile, examine
from borne.storage.tables import METADATA

_NOT_EMPTY: Final = Text(
    "{name} is not empty: a ledger is only copied into an empty database",
    "{name} n’est pas vide : un registre ne se copie que dans une base vide",
)
_NO_LEDGER: Final = Text("there is no ledger at {name}", "il n’y a pas de registre à {name}")
_DIFFERS: Final = Text(
    "the copy of {table} differs from what was copied, and is not kept: tell us of it",
    "la copie de {table} diffère de l’original et n’est pas gardée : signalez-le-nous",
)
_AT_ONCE: Final = 2_000
_SAME: Final = Text("both are the same database", "les deux sont la même base")


class CannotMove(errors.StorageError):
    """The ledger stays where it is."""


class NotEmpty(CannotMove):
    """There is a ledger already where one should come."""


def move(source: Path | str, target: Path | str, progress: Progress) -> int:
    """Copy every row, all of them or none, and compare both; how many rows.

    Raises StorageError. The source is left as it is, but for its layout.
    """
    origin, goal = named(source), named(target)
    if origin.place == goal.place:
        raise CannotMove(_SAME())
    if isinstance(origin, SqliteFile):
        if not origin.path.is_file():
            raise CannotMove(_NO_LEDGER(name=str(origin)))
        examine(origin.path)
    with origin.told(), goal.told(), _held(origin), _held(goal) as own:
        engine = origin.engine(read_only=True)
        try:
            with engine.begin() as ledger:
                return _copied(ledger, own, goal, progress)
        finally:
            engine.dispose()


@contextmanager
def _held(database: Database) -> Iterator[Connection]:
    """In today's layout, and nobody else's meanwhile."""
    database.make_ready()
    connection = database.connect()
    try:
        yield connection
    finally:
        connection.close()


def _copied(
    ledger: sqlalchemy.Connection, own: Connection, goal: Database, progress: Progress
) -> int:
    """All of it, compared before it counts."""
    own.execute(goal.begin)
    for table in METADATA.sorted_tables:
        if own.execute(f"SELECT 1 FROM {table.name} LIMIT 1").fetchone():  # noqa: S608  our own names
            raise NotEmpty(_NOT_EMPTY(name=str(goal)))
    count = 0
    for table in METADATA.sorted_tables:
        count += copy(ledger, own, goal.wording, table, progress=progress)
        copied = chain.from_iterable(rows_of(ledger, table))
        if _digest(copied) != _digest(_written(own, goal, table)):
            raise CannotMove(_DIFFERS(table=table.name))
    own.execute("COMMIT")
    return count


def _written(own: Connection, goal: Database, table: Table) -> Iterator[Row]:
    """What the open transaction has made, in the order of the keys, a few rows in memory."""
    key = [column.name for column in table.primary_key]
    at = [list(table.columns).index(column) for column in table.primary_key]
    every = as_written(table)
    after = every.where(tuple_(*table.primary_key) > tuple_(*map(bindparam, key)))
    first, following = (
        f"{one.compile(dialect=goal.wording.dialect)} LIMIT {_AT_ONCE}" for one in (every, after)
    )
    rows = own.execute(first).fetchall()
    while rows:
        yield from rows
        rows = own.execute(following, [rows[-1][index] for index in at]).fetchall()


def _digest(rows: Iterable[Row]) -> tuple[int, int]:
    """The same for the same rows, in whatever order: each kind sorts texts in its own way."""
    count = total = 0
    for row in rows:
        cells = [int(cell) if isinstance(cell, bool) else cell for cell in row]
        found = hashlib.blake2b(repr(cells).encode(errors="surrogatepass"), digest_size=16)
        total += int.from_bytes(found.digest())
        count += 1
    return count, total % 2**128
