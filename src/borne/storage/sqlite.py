"""SQLite: one file, opened, examined, set aside, copied, brought up to date."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from borne.domain.say import Sentence
from borne.storage import database, errors, migrate, restore
from borne.storage.statements import Wording

_LOG: Final = logging.getLogger(__name__)

_EXAMINE_FOR: Final = 5.0
"""s. A file that takes longer to check is taken to be whole."""
_KEEP_COPIES: Final = 2
_BUSY: Final = 2.0
"""s. Below the 5 s within which a charger gets its answer."""
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",  # else each commit of several statements makes a file for itself
)

WORDING: Final = Wording(sqlite.dialect(), sqlite.insert, "?")

# What is wrong with a row, not with the disk.
_SENSELESS: Final = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    *database.SENSELESS,
)
_REASONS: Final = {
    sqlite3.SQLITE_FULL: errors.DISK_FULL,
    sqlite3.SQLITE_READONLY: errors.DISK_READ_ONLY,
    sqlite3.SQLITE_BUSY: errors.DISK_LOCKED,
    sqlite3.SQLITE_LOCKED: errors.DISK_LOCKED,
    sqlite3.SQLITE_CORRUPT: errors.DISK_DAMAGED,
    sqlite3.SQLITE_NOTADB: errors.DISK_DAMAGED,
}
_SAME_CONNECTION: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class SqliteFile:
    """A ledger that is one file; see `database.Database`."""

    wording = WORDING
    begin = "BEGIN IMMEDIATE"
    raises: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path.resolve())

    def __str__(self) -> str:
        return str(self.path)

    def make_ready(self) -> Path | None:
        """Examine and migrate the file; return where a broken one was set aside."""
        prepare_folder(self.path)
        aside = None
        try:
            examine(self.path)
            self._migrate()
        except errors.DatabaseBroken as broken:
            aside = set_aside(self.path)
            _LOG.error("%s; it is now %s", broken, aside)  # a traceback adds nothing
            self._migrate()
        return aside

    def _migrate(self) -> None:
        """Bring the layout up to date, and see that all that a start needs can be read."""
        engine = self.engine()
        try:
            with self.told():
                copy = migrate.upgrade(engine, self)
                with engine.begin() as connection:
                    restore.load(connection)
        finally:
            engine.dispose()
        if copy is not None:
            _LOG.info("The database has a new layout; the old one is kept in %s", copy)

    def connect(self) -> sqlite3.Connection:
        """A connection that commits durably and begins no transaction by itself."""
        return connect(self.path)

    def engine(self, *, read_only: bool = False) -> Engine:
        """An engine; what it runs is one transaction, layout changes included."""
        return engine_for(self.path, read_only=read_only)

    def keep_copy(self, revision: str) -> Path:
        """Keep what is in it before its layout changes."""
        return keep_copy(self.path, revision)

    def in_transaction(self, connection: database.Connection) -> bool:
        """Whether a transaction is open."""
        return isinstance(connection, sqlite3.Connection) and connection.in_transaction

    def senseless(self, error: Exception) -> bool:
        """Whether a row is wrong, not the disk."""
        return isinstance(error, _SENSELESS)

    def keeps_connection(self, error: Exception) -> bool:
        """Whether the connection is good for another try."""
        return isinstance(error, sqlite3.Error) and primary_code(error) in _SAME_CONNECTION

    def refusal(self, error: Exception | None) -> Sentence:
        """Why nothing is stored, and what a person can do."""
        code = primary_code(error) if isinstance(error, sqlite3.Error) else None
        if error is None:
            reason = errors.DISK_SLOW()
        elif code in _REASONS:
            reason = _REASONS[code]()
        else:
            reason = errors.DISK_OTHER(code=str(error))
        return errors.NOT_WRITTEN(reason=reason)

    def told(self) -> AbstractContextManager[None]:
        """Turns what the driver raises into Borne's errors."""
        return damage_told(self.path)

    def checkpoint(self, connection: database.Connection) -> None:
        """Bring all into the one file."""
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def hang_up(self, connection: database.Connection) -> None:
        """Nothing: a disk is waited for."""


def path_of(where: Path | str) -> Path:
    """The file that a path or an SQLite URL names. Raises StorageUnavailable for other kinds."""
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    try:
        url = make_url(where)
    except ArgumentError:
        raise errors.StorageUnavailable(errors.UNKNOWN_KIND(kind="?")) from None
    kind = url.get_backend_name()
    if kind != "sqlite" or not url.database:
        raise errors.StorageUnavailable(errors.UNKNOWN_KIND(kind=kind))
    return Path(url.database)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection that commits durably (WAL, FULL) and begins no transaction by itself."""
    connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
    for pragma in (*_PRAGMAS, "PRAGMA query_only=ON") if read_only else _PRAGMAS:
        connection.execute(pragma)
    return connection


def engine_for(path: Path, *, read_only: bool = False) -> Engine:
    """An engine over such connections; what it runs is one transaction, layout changes included."""
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, read_only=read_only), poolclass=NullPool
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", open_transaction)
    return engine


def examine(path: Path) -> None:
    """Look whether the file is a whole database. Raises DatabaseBroken, StorageUnavailable."""
    if not path.exists():
        return
    until = time.monotonic() + _EXAMINE_FOR
    with damage_told(path), closing(sqlite3.connect(path, timeout=_BUSY)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return
            raise
    if found != "ok":
        raise errors.DatabaseBroken(path, found.splitlines()[-1])


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say about the file into Borne's errors."""
    try:
        yield
    except DBAPIError as error:
        raise _told(path, error.orig) from error
    except sqlite3.DatabaseError as error:
        raise _told(path, error) from error
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error


def _told(path: Path, error: BaseException | None) -> errors.StorageError:
    damage = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
    if isinstance(error, sqlite3.Error) and primary_code(error) in damage:
        return errors.DatabaseBroken(path, str(error))
    return _refused(path, str(error))


def primary_code(error: sqlite3.Error) -> int | None:
    """SQLite's error without its extension (SQLITE_IOERR_WRITE is an SQLITE_IOERR)."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def prepare_folder(path: Path) -> None:
    """Make the folder of the file, and see that it can be written. Raises StorageUnavailable."""
    probe = path.with_name(f"{path.name}.probe")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
        if path.exists():
            with path.open("r+b"):
                pass
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error


def set_aside(path: Path) -> Path:
    """Move a broken file and its journals out of the way; return where the file is now."""
    aside = _free(path.with_name(f"{path.name}.broken-{_stamp()}"))
    try:
        for suffix in ("-wal", "-shm", "-journal"):
            journal = path.with_name(path.name + suffix)
            if journal.exists():
                journal.rename(aside.with_name(aside.name + suffix))
        path.rename(aside)
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from error
    return aside


def keep_copy(path: Path, revision: str) -> Path:
    """Copy the database beside itself before it changes; the last two copies are kept."""
    copy = _free(path.with_name(f"{path.name}.before-{_stamp()}-{revision}"))
    try:
        with (
            closing(sqlite3.connect(path, timeout=_BUSY)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        sentence = errors.NO_ROOM_FOR_COPY(path=str(path), reason=str(error))
        raise errors.StorageUnavailable(sentence) from error
    for old in sorted(path.parent.glob(f"{path.name}.before-*"))[:-_KEEP_COPIES]:
        old.unlink(missing_ok=True)
    return copy


def _refused(path: Path, reason: str) -> errors.StorageUnavailable:
    return errors.StorageUnavailable(errors.FOLDER_REFUSES(path=str(path), reason=reason))


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _free(path: Path) -> Path:
    """That path, numbered if it is taken."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.name}-{number}"), number + 1
    return free
