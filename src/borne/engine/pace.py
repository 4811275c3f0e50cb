"""How closely a work may follow itself: seldom enough to take a share of the time only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from math import inf
from typing import Final, TypeVar

T = TypeVar("T")

TURN: Final = 0.004
"""s that a work that takes long is done at a time: then answers and pages have their turn."""


class Pace:
    """Measures a work, and says when it may be done again, and when it has lasted long enough.

    What is short may follow at once or nearly so; what is long, because much has come, waits a
    little, and takes all that comes until then together. `share` is the part of the time that the
    work may take, 1: all of it; `longest` the s that it waits at the most; `turn` the s after which
    others have their turn. Who goes on with the work before it may be done again does more of the
    same, and the wait is for both.
    """

    def __init__(self, share: float = 1.0, longest: float = 0.1, turn: float = inf) -> None:
        self._rest = 1 / share - 1
        self._longest = longest
        self._turn = turn
        self._began = 0.0
        self._worked = 0.0
        self._next = 0.0

    def wait(self) -> float:
        """s until the work may be done again; 0: now."""
        return max(0.0, self._next - time.perf_counter())

    @property
    def is_long(self) -> bool:
        """Whether it is time for others to have their turn."""
        return time.perf_counter() - self._began >= self._turn

    def __enter__(self) -> None:
        self._began = time.perf_counter()
        if self._began >= self._next:
            self._worked = 0.0

    def __exit__(self, *_: object) -> None:
        ended = time.perf_counter()
        self._worked += ended - self._began
        self._next = ended + min(self._worked * self._rest, self._longest)


async def in_turns(steps: Iterable[T]) -> T | None:
    """Take all the steps of a work, and let others have their turn in between; its last result."""
    last, until = None, time.perf_counter() + TURN
    for step in steps:
        last = step
        if time.perf_counter() >= until:
            await asyncio.sleep(0)
            until = time.perf_counter() + TURN
    return last
