"""The orders of one connection: one call in flight, the rest waiting by urgency, then by age."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from borne.domain.commands import (
    ClearLimits,
    Order,
    Prepare,
    SetFallback,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Unlock,
)
from borne.domain.upkeep_orders import ReadListVersion, SendList
from borne.ocpp.wire import Ask, Program


class Urgency(IntEnum):
    """Orders of one urgency keep their order among themselves."""

    CURRENT = 0
    """What moves current or the cable; never reordered, for a limit must not outrun a clear."""
    WISH = 1
    SETUP = 2


class Ending(StrEnum):
    """How a call of Borne has ended."""

    ANSWERED = "a"
    LATE = "l"
    LOST = "x"


_MOST_LANDED: Final = 32
_MOVES_CURRENT: Final = (SetLimit, SetFallback, ClearLimits, StartRemotely, StopRemotely, Unlock)


def urgency_of(order: Order) -> Urgency:
    if isinstance(order, _MOVES_CURRENT):
        return Urgency.CURRENT
    by_itself = isinstance(order, SendList | ReadListVersion) and order.wish is None
    return Urgency.SETUP if by_itself or isinstance(order, Prepare) else Urgency.WISH


@dataclass(slots=True)
class Job:
    """An order on its way through its calls."""

    order: Order
    urgency: Urgency
    number: int
    program: Program | None = None
    ask: Ask | None = None
    """The call to be made next; None before the first."""

    def __lt__(self, other: Job) -> bool:
        return (self.urgency, self.number) < (other.urgency, other.number)


@dataclass(frozen=True, slots=True)
class Flight:
    """The call that waits for its answer."""

    id: str
    job: Job
    program: Program
    action: str
    due: datetime


@dataclass(slots=True)
class Line:
    """`flight` is the call in flight; the ids of calls begin with `head` and end with a number."""

    head: str
    flight: Flight | None = None
    waiting: list[Job] = field(default_factory=list)
    _landed: int = 0
    """How many calls have ended."""
    _endings: str = ""
    """Of the last ones, a letter each."""
    _count: int = 0

    def add(self, order: Order) -> Job | None:
        """Queue an order; return the one whose place it takes, if any."""
        older = self._superseded(order)
        if older is not None:
            self.waiting.remove(older)
            heapq.heapify(self.waiting)
        self._count += 1
        heapq.heappush(self.waiting, Job(order, urgency_of(order), self._count))
        return older

    def again(self, job: Job) -> None:
        """Put a job back for its next call; it keeps its place."""
        heapq.heappush(self.waiting, job)

    def pop(self) -> Job | None:
        return heapq.heappop(self.waiting) if self.waiting and self.flight is None else None

    def land(self, ending: Ending) -> Flight | None:
        """End the flight; return it."""
        flight, self.flight = self.flight, None
        if flight is not None:
            self._landed += 1
            self._endings = (self._endings + ending)[-_MOST_LANDED:]
        return flight

    @property
    def next_id(self) -> str:
        """The id of the next call."""
        return f"{self.head}{self._landed + 1}"

    def ending_of(self, id_: str) -> Ending | None:
        """How the call of that id ended, if it was one of the last."""
        first = self._landed + 1 - len(self._endings)
        ids = (f"{self.head}{number}" for number in range(first, self._landed + 1))
        found = (ending for one, ending in zip(ids, self._endings, strict=True) if one == id_)
        return next(map(Ending, found), None)

    def drain(self) -> Iterator[Job]:
        """Take all jobs out, the one in flight first."""
        flight = self.land(Ending.LOST)
        if flight is not None:
            yield flight.job
        while self.waiting:
            yield heapq.heappop(self.waiting)

    def _superseded(self, order: Order) -> Job | None:
        """The waiting job that `order` makes pointless."""
        for job in self.waiting:
            same_limit = (
                isinstance(order, SetLimit)
                and isinstance(job.order, SetLimit)
                and job.order.connector == order.connector
            )
            if same_limit or (isinstance(order, Prepare) and isinstance(job.order, Prepare)):
                return job
        return None
