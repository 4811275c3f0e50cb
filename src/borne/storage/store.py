"""The store: what must outlive the process, and what the panel asks of the past."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final, TypeVar

import sqlalchemy

from borne.domain.ledger import (
    DecisionDetail,
    DecisionLine,
    HourCount,
    SessionDetail,
    SessionSummary,
    Totals,
)
from borne.domain.records import Record
from borne.domain.say import Sentence
from borne.domain.state import State
from borne.engine.ports import Extent
from borne.storage import decisions, errors, hours, reading, recordings, restore
from borne.storage.database import Connection, Database
from borne.storage.kinds import named
from borne.storage.reading import Question
from borne.storage.rows import to_micros
from borne.storage.statements import Wording
from borne.storage.writer import Writer

_LOG: Final = logging.getLogger(__name__)

SET_ASIDE_CODE: Final = "storage_set_aside"
_PRUNE_CHUNK: Final = 2_000
_PRUNE: Final = (
    "DELETE FROM decisions WHERE (charger, connector, at) IN "
    "(SELECT charger, connector, at FROM decisions WHERE at < ? LIMIT ?)"
)

OnTrouble = Callable[[str, str, Sentence], None]
OnRecovered = Callable[[str], None]
T = TypeVar("T")


class Store:
    """A database with one writing thread and one reading thread; see `writer.Writer`.

    `save` never raises and never blocks; reading never waits for writing.
    """

    def __init__(
        self, database: Database, aside: Path | None = None, refusal: Sentence | None = None
    ) -> None:
        self._database = database
        self._refusals: tuple[type[Exception], ...] = (errors.StorageError, *database.raises)
        self._troubles: dict[str, tuple[str, Sentence]] = {}
        self._on_trouble: OnTrouble | None = None
        self._on_recovered: OnRecovered | None = None
        self._reader = ThreadPoolExecutor(1, "borne-ledger")
        self._read_engine = database.engine(read_only=True)
        self._writer = Writer(database, self, refusal)
        if aside is not None:
            self.on_trouble(SET_ASIDE_CODE, "warning", errors.SET_ASIDE(aside=str(aside)))

    @classmethod
    async def open(cls, where: Path | str) -> Store:
        """Open the database, new or not, in today's layout.

        A broken file is set aside, and a new one begun. Raises StorageUnavailable, SchemaTooNew.
        """
        database = named(where)
        aside = await asyncio.get_running_loop().run_in_executor(None, database.make_ready)
        store = cls(database, aside)
        await store.take()
        return store

    async def take(self) -> None:
        """Let the writer have the database from now on, to the exclusion of others."""
        await self._writer.call(lambda _: None)

    def report_to(self, on_trouble: OnTrouble, on_recovered: OnRecovered) -> None:
        """Tell of troubles from now on, those that stand already first; called in the loop."""
        self._on_trouble, self._on_recovered = on_trouble, on_recovered
        for code, (severity, message) in self._troubles.items():
            on_trouble(code, severity, message)

    def on_trouble(self, code: str, severity: str, message: Sentence) -> None:
        """The writer has met a trouble."""
        self._troubles[code] = severity, message
        if self._on_trouble is not None:
            self._on_trouble(code, severity, message)

    def on_recovered(self, code: str) -> None:
        """The writer's trouble is over."""
        self._troubles.pop(code, None)
        if self._on_recovered is not None:
            self._on_recovered(code)

    def save(self, records: Sequence[Record]) -> asyncio.Future[None]:
        """Write the records; done when they are on disk, or within 5 s. See `StorePort.save`."""
        return self._writer.save(records)

    async def load(self) -> State:
        """The state as it stands on disk. Raises StorageError."""
        return await self._read(restore.load)

    async def sessions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
        limit: int | None = 500,
    ) -> list[SessionSummary]:
        """The sessions that started in [start, end), newest first; `limit` None: all."""
        question = Question(start, end, charger, tag)
        return await self._read(lambda it: reading.sessions(it, question, limit))

    async def totals(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
    ) -> Totals:
        """How many sessions that are, and their energy, without a limit."""
        question = Question(start, end, charger, tag)
        return await self._read(lambda it: reading.totals(it, question))

    async def hours(
        self, charger: str, connector: int, since: datetime | None, zone: tzinfo
    ) -> list[HourCount]:
        """What a connector had counted at the end of each hour, from `since` on."""
        return await self._read(lambda it: hours.hours(it, charger, connector, since, zone))

    async def session(self, number: int) -> SessionDetail | None:
        """One session with its curve and its decisions."""
        return await self._read(lambda it: reading.session(it, number))

    async def decisions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        connector: int | None = None,
        limit: int = 500,
    ) -> list[DecisionLine]:
        """The decisions of [start, end), newest first: of all connectors, or of some."""
        return await self._read(
            lambda it: decisions.decisions(it, start, end, charger, connector, limit)
        )

    async def decision(self, charger: str, connector: int, at: datetime) -> DecisionDetail | None:
        """The decision that held at that instant, with its trace; None: none is kept."""
        return await self._read(lambda it: decisions.decision(it, charger, connector, at))

    async def prune(self, before: datetime) -> int:
        """Forget decisions that are older; return how many. Other writes go on in between."""
        removed, chunk, wording = 0, _PRUNE_CHUNK, self._database.wording
        while chunk == _PRUNE_CHUNK:
            try:
                chunk = await self._writer.call(lambda it: _prune(it, wording, to_micros(before)))
            except self._refusals as error:
                _LOG.warning("Old decisions stay for now: %s", error)
                break
            removed += chunk
        return removed

    async def forget_recordings(self, before: datetime) -> int:
        """Forget what was recorded earlier, and the oldest of what takes too much room."""
        wording = self._database.wording
        try:
            return await self._writer.call(
                lambda it: recordings.prune(it, wording, to_micros(before), recordings.MOST_BYTES)
            )
        except self._refusals as error:
            _LOG.warning("Old recordings stay for now: %s", error)
            return 0

    async def recorded(self) -> Extent | None:
        """From when to when there are recordings, and how much room they take."""
        return await self._read(recordings.extent)

    async def absences(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """When Borne did not run, as far as [start, end) is touched; oldest first."""
        return await self._read(lambda it: recordings.absences(it, start, end))

    async def checkpoint(self) -> None:
        """Bring all into the one file, as before a backup."""
        try:
            await self._writer.call(self._database.checkpoint)
        except self._refusals as error:
            _LOG.warning("The database's journal stays for now: %s", error)

    async def close(self) -> None:
        """Write what waits, and let go of the file."""
        await self._writer.close()
        self._reader.shutdown()
        self._read_engine.dispose()

    async def _read(self, question: Callable[[sqlalchemy.Connection], T]) -> T:
        def ask() -> T:
            with self._database.told(), self._read_engine.begin() as connection:
                return question(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reader, ask)


def _prune(connection: Connection, wording: Wording, before: int) -> int:
    removed: int = connection.execute(wording.worded(_PRUNE), (before, _PRUNE_CHUNK)).rowcount
    return removed
