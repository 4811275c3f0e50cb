"""Which database an option names."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from borne.storage.database import Database
from borne.storage.sqlite import SqliteFile, path_of

SCHEMES: Final = ("postgresql", "postgres")
"""How the address of a PostgreSQL begins."""


def is_server(where: Path | str) -> bool:
    """Whether that names a PostgreSQL."""
    return isinstance(where, str) and where.partition("://")[0] in SCHEMES


def named(where: Path | str) -> Database:
    """The database of a path or an URL. Raises StorageUnavailable for other kinds.

    What speaks to PostgreSQL is loaded only where one is named.
    """
    if isinstance(where, Path) or not is_server(where):
        return SqliteFile(path_of(where))
    from borne.storage.postgres import PostgresServer  # noqa: PLC0415  few have a server

    return PostgresServer(where)
