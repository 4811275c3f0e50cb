"""A ledger at a server that may be away: when Borne starts, and at any time after."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from borne.domain.records import Record, SaveDecision, SaveRecording, SaveSample
from borne.domain.say import Sentence
from borne.domain.state import State
from borne.storage import errors, restore
from borne.storage.moving import NotEmpty, move
from borne.storage.postgres import PostgresServer
from borne.storage.standin import StandIn, mark_owed, thin
from borne.storage.store import Store
from borne.storage.writer import NOT_WRITTEN_CODE, Writer

_LOG: Final = logging.getLogger(__name__)

AHEAD: Final = 10_000
"""Numbers that may have been given since the file beside was last told of them."""
_SAMPLED: Final = 60.0
"""s between two samples of a connector that the file beside is told of."""
_ANOTHER_FOR: Final = 30.0
"""s after which a server has noticed that the Borne of before is dead."""
_LOOK_AGAIN: Final = 2.0
_MARKED_WITHIN: Final = 0.5
"""s. A charger gets its answer though the file beside is slow."""


class _Silent:
    """The file beside has no troubles of its own: they are in the log."""

    def on_trouble(self, code: str, severity: str, message: Sentence) -> None:
        """Nothing a person must know while the server has all."""

    def on_recovered(self, code: str) -> None:
        """Likewise."""


class ServerStore(Store):
    """A store at a PostgreSQL, with a file beside that lets Borne start without it.

    Every record but curves and decisions goes to both; a charger is answered when both have it, or
    when the file has it and the server cannot.
    """

    def __init__(self, server: PostgresServer, standin: StandIn, away: Sentence | None) -> None:
        super().__init__(server, refusal=away)
        self._standin = standin
        self._away = away
        self._mirror = Writer(standin.file, _Silent())
        self._marked: asyncio.Future[None] | None = None
        self._sampled: dict[tuple[str, int], float] = {}
        self._latest: dict[tuple[str, int], SaveSample] = {}
        if away is not None:
            self._mark(owed=True)
            self.on_trouble(NOT_WRITTEN_CODE, "error", away)

    @classmethod
    async def beside(cls, url: str, folder: Path) -> ServerStore:
        """Open the ledger of that URL, with a file in `folder`.

        Raises AnotherBorne, SchemaTooNew, and StorageUnavailable where the server has never been
        reached: then it is the URL that a person must look at.
        """
        server = PostgresServer(url)
        mark = hashlib.sha256(server.place.encode()).hexdigest()[:8]
        standin = StandIn(folder / f"borne-away-{mark}.db")
        server.first = standin.pay
        run = asyncio.get_running_loop().run_in_executor
        await run(None, standin.make_ready)
        away = None
        try:
            if not await run(None, lambda: standin.filled):
                await run(None, _bring, folder / "borne.db", url)
            await _patiently(lambda: run(None, server.make_ready))
        except errors.StorageUnavailable as error:
            if not await run(None, lambda: standin.filled):
                raise
            away = errors.SERVER_NOT_WRITTEN(reason=error.sentence)
            _LOG.error("%s", away)
        store = cls(server, standin, away)
        if away is None:
            await store.take()
        return store

    async def load(self) -> State:
        """The state as it stands at the server; where that is away, in the file beside."""
        state, ahead = await self._standing_in(), AHEAD
        if self._away is None:
            try:
                state = await super().load()
                await self._read(self._standin.fill)
                ahead = 0
            except errors.StorageUnavailable:
                if not await asyncio.to_thread(lambda: self._standin.filled):
                    raise
                self._mark(owed=True)
        kept = await self._standing_in()
        return replace(
            state,
            next_session=max(state.next_session, kept.next_session) + ahead,
            next_transaction=max(state.next_transaction, kept.next_transaction) + ahead,
        )

    async def _standing_in(self) -> State:
        engine = self._standin.file.engine(read_only=True)

        def read() -> State:
            with engine.begin() as connection:
                return restore.load(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(None, read)
        finally:
            engine.dispose()

    def save(self, records: Sequence[Record]) -> asyncio.Future[None]:
        """Write the records; done when they are safe, or within 5 s."""
        saved = super().save(records)
        kept = [record for record in records if self._is_kept(record)]
        if not kept:
            return saved
        return asyncio.ensure_future(self._both(saved, self._mirror.save(kept)))

    async def _both(self, saved: asyncio.Future[None], kept: asyncio.Future[None]) -> None:
        await saved
        await kept
        if self._marked is not None and not self._marked.done():
            await asyncio.wait([self._marked], timeout=_MARKED_WITHIN)

    def _is_kept(self, record: Record) -> bool:
        if isinstance(record, SaveSample):
            return self._is_due(record)
        return not isinstance(record, (SaveDecision, SaveRecording))

    def _is_due(self, sample: SaveSample) -> bool:
        """Whether the connector has told nothing for a while; what waits is written at the end."""
        key, now = (sample.charger, sample.connector), asyncio.get_running_loop().time()
        if now - self._sampled.get(key, -_SAMPLED) < _SAMPLED:
            self._latest[key] = sample
            return False
        self._sampled[key] = now
        self._latest.pop(key, None)
        return True

    def on_trouble(self, code: str, severity: str, message: Sentence) -> None:
        """The writer has met a trouble: the next start must know."""
        super().on_trouble(code, severity, message)
        if code == NOT_WRITTEN_CODE:
            self._mark(owed=True)

    def on_recovered(self, code: str) -> None:
        """The server has all."""
        super().on_recovered(code)
        if code == NOT_WRITTEN_CODE:
            self._mark(owed=False)

    def _mark(self, *, owed: bool) -> None:
        noted = self._mirror.call(lambda own: mark_owed(own, owed=owed))
        self._marked = asyncio.ensure_future(_logged(noted))

    async def prune(self, before: datetime) -> int:
        """Forget decisions that are older; return how many."""
        await _logged(self._mirror.call(thin))
        return await super().prune(before)

    async def close(self) -> None:
        """Write what waits, and let go of the server and the file."""
        await super().close()
        self._mirror.save(list(self._latest.values()))
        if self._marked is not None:
            await self._marked
        await self._mirror.close()


def _tell(table: str, done: int, every: int) -> None:
    if done == every:
        _LOG.info("The ledger's %s are copied: %d", table, done)


def _bring(file: Path, url: str) -> None:
    """Take along what SQLite held before, so that no number is given again."""
    if not file.exists():
        return
    try:
        count = move(file, url, _tell)
    except NotEmpty:
        _LOG.info("%s stays as it is: the PostgreSQL has a ledger already", file)
    else:
        _LOG.info("%d rows of %s are now in the PostgreSQL; the file stays as it is", count, file)


async def _logged(work: Awaitable[object]) -> None:
    try:
        await work
    except (errors.StorageError, sqlite3.Error) as error:
        _LOG.warning("The file that stands in for the server is not written: %s", error)


async def _patiently(reach: Callable[[], asyncio.Future[None]]) -> None:
    """Reach the server, though it may take what is left of the Borne of before for another."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _ANOTHER_FOR
    while True:
        try:
            await reach()
        except errors.AnotherBorne:
            if loop.time() > until:
                raise
            await asyncio.sleep(_LOOK_AGAIN)
        else:
            return
