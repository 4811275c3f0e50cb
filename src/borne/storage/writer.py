"""The thread that writes: many saves wait for one commit."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from sqlalchemy import Table

from borne.domain.records import Record
from borne.domain.say import Sentence
from borne.engine.pace import Pace
from borne.storage import errors, tables
from borne.storage.backlog import Backlog
from borne.storage.database import Connection, Database
from borne.storage.rows import KINDS, Cell, Key
from borne.storage.statements import delete_sql, upsert_sql, upserts

_LOG: Final = logging.getLogger(__name__)

NOT_WRITTEN_CODE: Final = "storage"
RECORD_REFUSED_CODE: Final = "storage_records"
_ANSWER_WITHIN: Final = 4.0
"""s. A save is done after so long, whatever the disk does."""
_CLOSE_WITHIN: Final = 8.0
"""s. After that a server that says nothing is no longer waited for."""
_LONGEST_PAUSE: Final = 60.0
_WRITING: Final = 0.1
"""The share of the time in which the thread writes, when much is to be written."""
_LONGEST_REST: Final = 0.01
"""s. An answer to a charger waits no longer for others that go with it to the disk."""

Statement: TypeAlias = "tuple[str, Sequence[Any]]"
T = TypeVar("T")


class Listener(Protocol):
    """Who hears of troubles; called in the event loop."""

    def on_trouble(self, code: str, severity: str, message: Sentence) -> None:
        """Something is wrong until `on_recovered` with its code."""
        ...

    def on_recovered(self, code: str) -> None:
        """The trouble of that code is over."""
        ...


class Writer:
    """One connection in one thread.

    A thread of our own rather than an asynchronous driver: such a driver crosses threads for
    every statement, this crosses twice for a whole group of saves. While one group is being
    written the next one gathers; so the busier it is, the fewer commits a record costs.
    """

    def __init__(
        self, database: Database, listener: Listener, refusal: Sentence | None = None
    ) -> None:
        """`refusal`: what is wrong with the database already, and has been told."""
        self._database = database
        self._refusals: tuple[type[Exception], ...] = (errors.StorageError, *database.raises)
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._ready = threading.Condition()
        # Shared, under the condition.
        self._incoming = Backlog()
        self._futures: list[asyncio.Future[None]] = []
        self._calls: deque[Callable[[], None]] = deque()
        self._closing = False
        # The thread's own.
        self._connection: Connection | None = None
        self._kept = Backlog()
        self._highest: dict[str, int] = {}
        self._pace = Pace(_WRITING, _LONGEST_REST)
        self._pause = 0.0
        self._retry_at = 0.0
        self._reason = refusal
        self.commits = 0
        # The loop's own.
        self._outstanding: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self._told = refusal
        self._thread = threading.Thread(target=self._run, name="borne-storage", daemon=True)
        self._thread.start()

    def save(self, records: Sequence[Record]) -> asyncio.Future[None]:
        """Queue the records; the future is done once they are on disk, or cannot be for now."""
        future = self._loop.create_future()
        if self._closing:
            _LOG.error("Storage is closed: %d records are lost", len(records))
            future.set_result(None)
            return future
        with self._ready:
            self._incoming.add(records)
            self._futures.append(future)
            if len(self._futures) == 1:
                self._ready.notify()
        self._outstanding.append((self._loop.time() + _ANSWER_WITHIN, future))
        if self._watch is None:
            self._watch = self._loop.call_later(_ANSWER_WITHIN, self._look)
        return future

    async def call(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in the thread between two commits. Raises what it raises."""
        if self._closing:
            raise errors.StoreClosed(errors.CLOSED())
        future: asyncio.Future[T] = self._loop.create_future()

        def run() -> None:
            try:
                result = work(self._connected())
            except Exception as error:  # noqa: BLE001  # it is the caller's
                self._in_loop(_fail, future, error)
            else:
                self._in_loop(_succeed, future, result)

        with self._ready:
            self._calls.append(run)
            self._ready.notify()
        return await future

    async def close(self) -> None:
        """Write what is left, and end the thread."""
        with self._ready:
            self._closing = True
            self._ready.notify()
        await self._loop.run_in_executor(None, self._thread.join, _CLOSE_WITHIN)
        if self._thread.is_alive() and (connection := self._connection) is not None:
            self._database.hang_up(connection)
        await self._loop.run_in_executor(None, self._thread.join)
        if self._watch is not None:
            self._watch.cancel()

    # In the thread.

    def _run(self) -> None:
        while True:
            self._await_work()
            futures, calls, closing = self._take()
            if self._kept and (closing or time.monotonic() >= self._retry_at):
                with self._pace:
                    self._write()
            self._in_loop(self._finish, futures, self._reason)
            for call in calls:
                call()
            if closing:
                break
        if self._kept:
            _LOG.error("Borne stops with %d records that could not be stored", len(self._kept))
        if self._connection is not None:
            self._let_go(self._connection)

    def _await_work(self) -> None:
        """Wait for something to do, then a little for more of it, if much is being written."""
        with self._ready:
            if not (self._futures or self._calls or self._closing):
                pause = max(0.0, self._retry_at - time.monotonic()) if self._kept else None
                self._ready.wait(pause)
        time.sleep(self._pace.wait())

    def _take(self) -> tuple[list[asyncio.Future[None]], list[Callable[[], None]], bool]:
        with self._ready:
            if self._kept:
                self._kept.absorb(self._incoming)
            else:
                self._kept = self._incoming
            self._incoming = Backlog()
            futures, self._futures = self._futures, []
            calls = list(self._calls)
            self._calls.clear()
            return futures, calls, self._closing

    def _write(self) -> None:
        try:
            self._commit_all()
        except self._refusals as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001  # the one thread that stores outlives any bug
            _LOG.exception("Storing failed")
            self._failed(error)
        else:
            if self._reason is not None:
                _LOG.warning("%s stores again", self._database)
            self._kept = Backlog()
            self._pause, self._retry_at, self._reason = 0.0, 0.0, None

    def _commit_all(self) -> None:
        connection = self._connected()
        try:
            statements = list(self._statements())
            if len(statements) == 1:
                connection.execute(*statements[0])
            else:
                connection.execute(self._database.begin)
                for sql, values in statements:
                    connection.execute(sql, values)
                connection.execute("COMMIT")
        except Exception as error:
            if not self._database.senseless(error):
                raise
            self._roll_back()
            self._commit_singly(connection)
        self.commits += 1
        self._highest |= self._risen()

    def _statements(self) -> Iterator[Statement]:
        wording = self._database.wording
        for name, records in self._kept:
            table = tables.METADATA.tables[name]
            rows: list[tuple[Cell, ...]] = []
            for key, record in records.items():
                row = KINDS[type(record)].row
                if row is None:
                    yield delete_sql(wording, table), key
                else:
                    rows.append(row(record))
            yield from upserts(wording, table, rows)
        for counter in self._risen().items():
            yield upsert_sql(wording, tables.COUNTERS, 1), counter

    def _risen(self) -> dict[str, int]:
        known = self._highest
        return {
            name: value
            for name, value in self._kept.highest.items()
            if known.get(name, 0) < value < 2**63
        }

    def _commit_singly(self, connection: Connection) -> None:
        """Write row by row, and leave out what no database would take."""
        refused = 0
        connection.execute(self._database.begin)
        for name, records in self._kept:
            table = tables.METADATA.tables[name]
            for key, record in records.items():
                try:
                    self._write_one(connection, table, key, record)
                except Exception as error:
                    if not self._database.senseless(error):
                        raise
                    connection.execute("ROLLBACK TO one")
                    refused += 1
                    _LOG.error("Not stored: %r (%s)", record, error)
        for counter in self._risen().items():
            connection.execute(upsert_sql(self._database.wording, tables.COUNTERS, 1), counter)
        connection.execute("COMMIT")
        if refused:
            message = errors.RECORD_REFUSED(count=refused)
            self._in_loop(self._listener.on_trouble, RECORD_REFUSED_CODE, "warning", message)

    def _write_one(self, connection: Connection, table: Table, key: Key, record: Record) -> None:
        row, wording = KINDS[type(record)].row, self._database.wording
        connection.execute("SAVEPOINT one")
        if row is None:
            connection.execute(delete_sql(wording, table), key)
        else:
            connection.execute(upsert_sql(wording, table, 1), row(record))
        connection.execute("RELEASE one")

    def _failed(self, error: Exception) -> None:
        self._roll_back()
        if self._connection is not None and not self._database.keeps_connection(error):
            self._let_go(self._connection)
            self._connection = None
        self._reason = self._database.refusal(error)
        self._pause = min(_LONGEST_PAUSE, self._pause * 2 or 1.0)
        self._retry_at = time.monotonic() + self._pause
        _LOG.error(
            "Not stored (%s): %d records wait, %d samples dropped; next try in %.0f s",
            error,
            len(self._kept),
            self._kept.dropped,
            self._pause,
        )

    def _roll_back(self) -> None:
        connection = self._connection
        if connection is not None and self._database.in_transaction(connection):
            with suppress(*self._database.raises):
                connection.execute("ROLLBACK")

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = self._database.connect()
            self._highest = dict(connection.execute("SELECT name, value FROM counters"))
            self._connection = connection
        return self._connection

    def _let_go(self, connection: Connection) -> None:
        with suppress(*self._database.raises):
            connection.close()

    def _in_loop(self, callback: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(callback, *arguments)

    # In the loop.

    def _finish(self, futures: list[asyncio.Future[None]], reason: Sentence | None) -> None:
        for future in futures:
            if not future.done():
                future.set_result(None)
        while self._outstanding and self._outstanding[0][1].done():
            self._outstanding.popleft()
        self._tell(reason)

    def _look(self) -> None:
        """Let those go who have waited too long."""
        now = self._loop.time()
        self._watch = None
        while self._outstanding:
            until, future = self._outstanding[0]
            if not future.done():
                if until > now:
                    self._watch = self._loop.call_later(until - now, self._look)
                    return
                future.set_result(None)
                self._tell(self._database.refusal(None))
            self._outstanding.popleft()

    def _tell(self, reason: Sentence | None) -> None:
        if reason == self._told:
            return
        self._told = reason
        if reason is None:
            self._listener.on_recovered(NOT_WRITTEN_CODE)
        else:
            self._listener.on_trouble(NOT_WRITTEN_CODE, "error", reason)


def _succeed(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[T], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
