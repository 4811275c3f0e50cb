"""A kind of database: all in which SQLite and PostgreSQL differ. What the store and the writer see.

Tables, migrations and questions are the same for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Engine

from borne.domain.say import Sentence
from borne.storage.statements import Wording

SENSELESS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What goes wrong before a row ever comes to a database: no other one would take it."""


class Connection(Protocol):
    """What the writer needs of a driver's connection: as those of sqlite3 and psycopg are."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Any:  # noqa: ANN401  each driver has its own cursor
        """Run one statement; the cursor with what it brings."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


class Database(Protocol):
    """One database. Its name, `str(database)`, has no secret in it."""

    place: str
    """What tells it from other databases; without a secret too, and not for people."""
    wording: Wording
    begin: str
    """Begins a transaction that writes."""
    raises: tuple[type[Exception], ...]
    """What the driver raises when the database refuses."""

    def make_ready(self) -> Path | None:
        """Make sure that it is there, whole, and in today's layout; where a broken one was put.

        Raises StorageError.
        """
        ...

    def connect(self) -> Connection:
        """A connection that commits durably and begins no transaction by itself."""
        ...

    def engine(self, *, read_only: bool = False) -> Engine:
        """An engine; what it runs is one transaction, layout changes included."""
        ...

    def keep_copy(self, revision: str) -> Path | None:
        """Keep what is in it before its layout changes, if that is Borne's to do."""
        ...

    def in_transaction(self, connection: Connection) -> bool:
        """Whether a transaction is open."""
        ...

    def senseless(self, error: Exception) -> bool:
        """Whether a row is wrong, not the database."""
        ...

    def keeps_connection(self, error: Exception) -> bool:
        """Whether the connection is good for another try."""
        ...

    def refusal(self, error: Exception | None) -> Sentence:
        """Why nothing is stored, and what a person can do; None: there is no answer."""
        ...

    def told(self) -> AbstractContextManager[None]:
        """Turns what the driver raises into Borne's errors."""
        ...

    def checkpoint(self, connection: Connection) -> None:
        """Bring all into the one file, where the database is a file."""
        ...

    def hang_up(self, connection: Connection) -> None:
        """End whatever another thread waits for on this connection."""
        ...
