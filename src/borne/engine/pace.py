"""How closely a work may follow itself: seldom enough to take a share of the time only."""

from __future__ import annotations

import time


class Pace:
    """Measures a work, and says when it may be done again.

    What is short may follow at once or nearly so; what is long, because much has come, waits a
    little, and takes all that comes until then together. `share` is the part of the time that the
    work may take, 1: all of it; `longest` the s that it waits at the most.
    """

    def __init__(self, share: float = 1.0, longest: float = 0.1) -> None:
        self._rest = 1 / share - 1
        self._longest = longest
        self._began = 0.0
        self._next = 0.0

    def wait(self) -> float:
        """s until the work may be done again; 0: now."""
        return max(0.0, self._next - time.perf_counter())

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        ended = time.perf_counter()
        self._next = ended + min((ended - self._began) * self._rest, self._longest)
