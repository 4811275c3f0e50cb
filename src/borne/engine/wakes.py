"""The instants at which something can change by itself, one for each who waits."""

from __future__ import annotations

import heapq
from datetime import datetime


class Wakes:
    """By a key of whoever waits, when to look at it again.

    A heap beside the table: the soonest of thousands is known without looking at each. What was
    replaced stays in the heap until it comes up, or until most of the heap is such.
    """

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def note(self, key: str, at: datetime | None) -> None:
        """Wait until this instant instead of any before; None: no longer."""
        if at is None:
            self._at.pop(key, None)
        elif self._at.get(key) != at:
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))
            if len(self._heap) > 2 * len(self._at) + 64:
                self._heap = [(at, key) for key, at in self._at.items()]
                heapq.heapify(self._heap)

    def soonest(self) -> datetime | None:
        """The next instant; None: never."""
        while self._heap:
            at, key = self._heap[0]
            if self._at.get(key) == at:
                return at
            heapq.heappop(self._heap)
        return None

    def take(self, now: datetime) -> set[str]:
        """Whose instant has come; they wait no longer."""
        due: set[str] = set()
        while (at := self.soonest()) is not None and at <= now:
            _, key = heapq.heappop(self._heap)
            del self._at[key]
            due.add(key)
        return due
