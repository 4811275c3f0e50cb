"""What waits for the disk: the newest record of each key, by table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from borne.domain.records import ForgetSession, Record, SaveSession, SaveTransaction
from borne.storage import tables
from borne.storage.rows import KINDS, Key

MOST: Final = 50_000
"""How many recordings, samples and decisions are kept when the disk refuses."""

_EXPENDABLE: Final = (tables.RECORDINGS.name, tables.SAMPLES.name, tables.DECISIONS.name)
_ORDER: Final = (
    *(one.name for one in tables.METADATA.sorted_tables if one.name not in _EXPENDABLE),
    *_EXPENDABLE,
)
"""What is referred to before what refers to it: a session before its transactions."""


class Backlog:
    """Records that are not on disk yet.

    Each record is a whole row, so the last of a key says all that the earlier ones said.
    Recordings, samples, then decisions are dropped beyond `most`, oldest first; nothing else is.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._tables: dict[str, dict[Key, Record]] = {}
        self._expendable = 0
        self.dropped = 0
        self.highest: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._tables)

    def __len__(self) -> int:
        return sum(map(len, self._tables.values()))

    def __iter__(self) -> Iterator[tuple[str, dict[Key, Record]]]:
        """Each table with its records, in an order that keeps references whole."""
        for name in _ORDER:
            if name in self._tables:
                yield name, self._tables[name]

    def add(self, records: Iterable[Record]) -> None:
        """Put records behind those that wait already."""
        for record in records:
            kind = KINDS[type(record)]
            name = kind.table.name
            waiting = self._tables.setdefault(name, {})
            before = len(waiting)
            waiting[kind.key(record)] = record
            if name in _EXPENDABLE:
                self._expendable += len(waiting) - before
            else:
                self._note(record)
        if self._expendable > self._most:
            self._drop()

    def absorb(self, newer: Backlog) -> None:
        """Put all of a newer backlog behind this one."""
        for _, waiting in newer:
            self.add(waiting.values())
        self.dropped += newer.dropped

    def _note(self, record: Record) -> None:
        if isinstance(record, SaveSession):
            name, number = "session", record.session.id
        elif isinstance(record, ForgetSession):
            name, number = "session", record.id
        elif isinstance(record, SaveTransaction):
            name, number = "transaction", record.transaction.id
        else:
            return
        self.highest[name] = max(number, self.highest.get(name, 0))

    def _drop(self) -> None:
        for name in _EXPENDABLE:
            waiting = self._tables.get(name, {})
            while waiting and self._expendable > self._most:
                del waiting[next(iter(waiting))]
                self._expendable -= 1
                self.dropped += 1
