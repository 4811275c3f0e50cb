"""In which order what the core commands goes out: what is to be on disk first waits for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, get_args

from borne.domain.commands import Answer, Command, Order
from borne.domain.records import Record
from borne.domain.security_orders import WritePassword

_Addressed: TypeAlias = tuple[str | None, Command]
"""A command, and the charger that it goes to."""

ANSWERS: Final = frozenset(get_args(Answer))
ORDERS: Final = frozenset(get_args(Order))
RECORDS: Final = frozenset(get_args(Record))
_TO_CHARGERS: Final = ANSWERS | ORDERS


class Outbox:
    """Keeps the order: what confirms a record goes out after it is on disk, the rest after that.

    An order to a charger overtakes only where no answer to that charger waits: a limit for a
    transaction must not reach the charger before the answer that gave the transaction its id. A
    password waits for the disk too: Borne must know it again after a power cut.
    """

    def __init__(
        self,
        save: Callable[[Sequence[Record]], asyncio.Future[None]],
        deliver: Callable[[Command], None],
    ) -> None:
        self._save = save
        self._deliver = deliver
        self._waiting: deque[tuple[asyncio.Future[None] | None, list[_Addressed]]] = deque()
        self._chargers_waiting: dict[str, int] = {}

    def send(self, commands: Sequence[Command]) -> None:
        """Carry out commands, in their order."""
        records: list[Command] = []
        rest: list[_Addressed] = []
        answered: set[str | None] = set()
        for command in commands:
            kind = type(command)
            if kind in RECORDS:
                records.append(command)
                continue
            charger = _charger_of(command)
            rest.append((charger, command))
            if kind in ANSWERS:
                answered.add(charger)
        if not records:
            for each in rest:
                self._pass(each)
            return
        saved = self._save(records)  # type: ignore[arg-type] # sorted by type above
        late = []
        for each in rest:
            charger, command = each
            waits = charger in answered or isinstance(command, WritePassword)
            if type(command) in ORDERS and not waits:
                self._pass(each)  # an order confirms no record: it goes ahead of the disk
            else:
                late.append(each)
        self._wait_for(saved, late)

    def _pass(self, addressed: _Addressed) -> None:
        """Deliver now, or queue behind an answer to the same charger that still waits."""
        charger, command = addressed
        if charger is not None and charger in self._chargers_waiting:
            self._wait_for(None, [addressed])
        else:
            self._deliver(command)

    def _wait_for(self, saved: asyncio.Future[None] | None, commands: list[_Addressed]) -> None:
        for charger, _ in commands:
            if charger is not None:
                self._chargers_waiting[charger] = self._chargers_waiting.get(charger, 0) + 1
        self._waiting.append((saved, commands))
        if saved is not None:
            saved.add_done_callback(self._drain)

    def _drain(self, _saved: asyncio.Future[None]) -> None:
        """Deliver whatever no longer waits, from the head of the queue."""
        while self._waiting:
            saved, commands = self._waiting[0]
            if saved is not None and not saved.done():
                return
            self._waiting.popleft()
            for charger, command in commands:
                self._forget(charger)
                self._deliver(command)

    def _forget(self, charger: str | None) -> None:
        if charger is None:
            return
        left = self._chargers_waiting[charger] - 1
        if left:
            self._chargers_waiting[charger] = left
        else:
            del self._chargers_waiting[charger]


def _charger_of(command: Command) -> str | None:
    """The charger that an answer or an order is for."""
    if type(command) not in _TO_CHARGERS:
        return None
    charger: str | None = getattr(command, "charger", None)
    return charger
