"""Power over a time whose length nobody knows yet: so many means, over steps that grow with it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

MOST: Final = 720
"""Steps: as many as a curve of a replay."""
_FIRST: Final = 10.0
"""s of a step at the beginning."""


class _Step:
    """What came together in one step: W times s, and the s of which something is known."""

    __slots__ = ("seconds", "spare", "was", "would")

    def __init__(self) -> None:
        self.seconds = self.was = self.would = self.spare = 0.0

    def add(self, other: _Step) -> None:
        self.seconds += other.seconds
        self.was += other.was
        self.would += other.would
        self.spare += other.spare


class Trail:
    """What was drawn, what would have been, and what the sun had to spare; W."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.step = _FIRST
        self._steps: list[_Step] = []

    def add(self, at: datetime, seconds: float, was: float, would: float, spare: float) -> None:
        """So many W in the s that end at that instant."""
        place = int(max(0.0, (at - self.start).total_seconds() - seconds) / self.step)
        while place >= MOST:
            self._widen()
            place //= 2
        while len(self._steps) <= place:
            self._steps.append(_Step())
        step = self._steps[place]
        step.seconds += seconds
        step.was += was * seconds
        step.would += would * seconds
        step.spare += spare * seconds

    def _widen(self) -> None:
        """Steps twice as long, each of two."""
        self.step *= 2
        for index in range(0, len(self._steps) - 1, 2):
            self._steps[index].add(self._steps[index + 1])
        self._steps = self._steps[::2]

    @property
    def was(self) -> list[float | None]:
        """Means of the steps; None where nothing is known."""
        return [one.was / one.seconds if one.seconds else None for one in self._steps]

    @property
    def would(self) -> list[float | None]:
        return [one.would / one.seconds if one.seconds else None for one in self._steps]

    @property
    def spare(self) -> list[float | None]:
        return [one.spare / one.seconds if one.seconds else None for one in self._steps]
