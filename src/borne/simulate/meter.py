"""What a meter shows of a value: only now and then, and late."""

from __future__ import annotations

import math
from collections import deque
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Meter(Generic[Value]):
    """Takes a sample each `period` seconds and shows it `delay` seconds later.

    Feed it the true value with `step`, in order of time; it answers with the value that it
    begins to show at this moment, or None where nothing new is shown.
    """

    def __init__(self, delay: float = 0.0, period: float = 1.0) -> None:
        if delay < 0 or period <= 0:
            raise ValueError("A meter needs a delay of 0 s or more and a period above 0 s.")
        self.delay = delay
        self.period = period
        self.shown: Value | None = None
        self._next_sample = -math.inf
        self._on_the_way: deque[tuple[float, Value]] = deque()

    def step(self, now: float, true: Value) -> Value | None:
        """Take the true value at `now` (s); the newest value that becomes visible, if any."""
        if now >= self._next_sample:
            self._on_the_way.append((now + self.delay, true))
            self._next_sample = (math.floor(now / self.period) + 1) * self.period
        fresh: Value | None = None
        while self._on_the_way and self._on_the_way[0][0] <= now:
            fresh = self._on_the_way.popleft()[1]
        if fresh is not None:
            self.shown = fresh
        return fresh
