"""PostgreSQL: a server that may be away, and comes back."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final, LiteralString, cast

import psycopg
import sqlalchemy
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from borne.domain.say import Sentence
from borne.storage import database, errors, migrate
from borne.storage.refusals import reason
from borne.storage.statements import Wording

_LOG: Final = logging.getLogger(__name__)

_DEFAULTS: Final = {
    "port": "5432",
    "connect_timeout": "3",
    "gssencmode": "disable",
    "client_encoding": "UTF8",
    # A network that has died is noticed within half a minute.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
_SETTINGS: Final = (
    "SET lock_timeout = '5s'; "
    "SET idle_in_transaction_session_timeout = '60s'; "
    # So the server, too, lets go of somebody who has vanished, and of the lock.
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; "
)
_WRITES: Final = (
    _SETTINGS + "SET statement_timeout = '20s'; "
    "DO $$ BEGIN IF current_setting('synchronous_commit') = 'off' "
    "THEN SET synchronous_commit = 'on'; END IF; END $$"
)
_READS: Final = (
    _SETTINGS + "SET statement_timeout = '30s'; "
    "SET default_transaction_read_only = on; "
    "SET default_transaction_isolation = 'repeatable read'"
)
_ALONE: Final = "SELECT pg_try_advisory_lock(112014, hashtext(coalesce(current_schema(), '')))"
"""For as long as the connection lives: what writes holds it, so nobody writes without it."""
_HOLDER: Final = """
SELECT pg_terminate_backend(activity.pid)
FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
WHERE locks.locktype = 'advisory' AND locks.classid = 112014
  AND locks.objid = (hashtext(coalesce(current_schema(), ''))::bigint & 4294967295)::oid
  AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND activity.application_name = %s AND activity.pid <> pg_backend_pid()
"""
"""Ends our own connection of before, which the server has not noticed to be dead."""

_TRIES: Final = 10
_DIALECT: Final = PGDialect(paramstyle="format")  # type: ignore[no-untyped-call]  # it has no types
WORDING: Final = Wording(_DIALECT, postgresql.insert, "%s")


class _Line(psycopg.Connection[Any]):
    """A connection whose end lets go of the lock at once, not when the server notices."""

    def close(self) -> None:
        """Unlock, and close."""
        if not self.closed and self.info.transaction_status == TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                self.execute("SELECT pg_advisory_unlock_all()")
        super().close()


class PostgresServer:
    """A ledger at a server; see `database.Database`.

    Whoever writes holds a lock of the server for as long as it is connected, so that two Bornes
    never write at once; the layout is looked at once after the start, whenever that succeeds.
    """

    wording = WORDING
    begin = "BEGIN"
    raises: tuple[type[Exception], ...] = (psycopg.Error,)

    def __init__(self, url: str) -> None:
        try:
            given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except psycopg.Error:  # its text has the address in it, with the password
            raise errors.StorageUnavailable(errors.WRONG_ADDRESS()) from None
        self._name = f"{given.get('host', 'localhost')}/{given.get('dbname', 'borne')}"
        told = _DEFAULTS | given
        self.place = "\n".join(told.get(name, "") for name in ("host", "port", "dbname", "options"))
        self.first: Callable[[database.Connection, Wording], None] = lambda _connection, _wording: (
            None
        )
        """What is done as soon as it is reached for the first time."""
        self._application = f"borne {secrets.token_hex(4)}"
        own = {"application_name": self._application}
        self._conninfo = make_conninfo("", **(told | own))
        self._ready = False
        self._spare: database.Connection | None = None

    def __str__(self) -> str:
        return self._name

    def make_ready(self) -> None:
        """See that it is there, ours alone, and in today's layout. Raises StorageError.

        The connection waits for the first `connect`, so that the lock is never let go.
        """
        with self.told():
            self._spare = self.connect()

    def connect(self) -> database.Connection:
        """A connection that holds the lock, commits durably, and begins no transaction itself.

        Raises StorageUnavailable, SchemaTooNew, psycopg.Error.
        """
        if (spare := self._spare) is not None:
            self._spare = None
            return spare
        connection = self._opened(_WRITES)
        own = cast("database.Connection", connection)
        try:
            self._be_alone(connection)
            if not self._ready:
                self._migrate()
                self.first(own, self.wording)
                self._ready = True
        except BaseException:
            connection.close()
            raise
        return own

    def _opened(self, settings: LiteralString) -> psycopg.Connection[Any]:
        connection = _Line.connect(self._conninfo, autocommit=True)
        try:
            connection.execute(settings)
        except BaseException:
            connection.close()
            raise
        return connection

    def _be_alone(self, connection: psycopg.Connection[Any]) -> None:
        """Take the lock; a connection that has just been closed may hold it for a moment more."""
        for _ in range(_TRIES):
            if _first(connection.execute(_ALONE)):
                return
            connection.execute(_HOLDER, (self._application,))
            connection.execute("SELECT pg_sleep(0.2)")
        raise errors.AnotherBorne(errors.ANOTHER_BORNE(name=str(self)))

    def _migrate(self) -> None:
        engine = self.engine()
        try:
            migrate.upgrade(engine, self)
        except DBAPIError as error:
            raise cast("psycopg.Error", error.orig) from error
        finally:
            engine.dispose()

    def engine(self, *, read_only: bool = False) -> Engine:
        """An engine over one connection that is looked at before it is used."""
        settings = _READS if read_only else _WRITES

        def opened() -> psycopg.Connection[Any]:
            connection = self._opened(settings)
            connection.autocommit = False
            return connection

        return create_engine(
            "postgresql+psycopg://",
            creator=opened,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
        )

    def keep_copy(self, revision: str) -> None:
        """Nothing: the server's owner backs it up, and a change happens wholly or not at all."""
        _LOG.info("The database %s gets a new layout after %s", self, revision)

    def in_transaction(self, connection: database.Connection) -> bool:
        """Whether a transaction is open, or failed."""
        status = cast("psycopg.Connection[Any]", connection).info.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def senseless(self, error: Exception) -> bool:
        """Whether a row is wrong, not the server."""
        if isinstance(error, psycopg.ProgrammingError):
            return error.sqlstate is None  # no SQL was sent: a value has no form there
        return isinstance(error, (psycopg.DataError, psycopg.IntegrityError, *database.SENSELESS))

    def keeps_connection(self, error: Exception) -> bool:
        """Whether the connection is good for another try: a server that is full still answers."""
        state = error.sqlstate if isinstance(error, psycopg.Error) else None
        return state is not None and state[:2] in ("53", "55") and state != "53300"

    def refusal(self, error: Exception | None) -> Sentence:
        """Why nothing is stored, and what a person can do."""
        if isinstance(error, errors.StorageError):
            return errors.SERVER_NOT_WRITTEN(reason=error.sentence)
        return errors.SERVER_NOT_WRITTEN(reason=reason(self._name, error))

    def told(self) -> AbstractContextManager[None]:
        """Turns what the driver raises into Borne's errors."""
        return _told(self._name)

    def checkpoint(self, connection: database.Connection) -> None:
        """Nothing: the server's owner backs it up."""

    def hang_up(self, connection: database.Connection) -> None:
        """End what another thread waits for: it finds the line cut."""
        with suppress(psycopg.Error, OSError):
            line = os.dup(cast("psycopg.Connection[Any]", connection).fileno())
            with socket.socket(fileno=line) as cut:
                cut.shutdown(socket.SHUT_RDWR)


def _first(cursor: psycopg.Cursor[Any]) -> object:
    row = cursor.fetchone()
    return None if row is None else row[0]


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise errors.StorageUnavailable(reason(name, error.orig)) from error
    except psycopg.Error as error:
        raise errors.StorageUnavailable(reason(name, error)) from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise errors.StorageUnavailable(reason(name, error)) from error
