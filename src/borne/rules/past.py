"""What an input was: its time-weighted average, and whether it has changed lately.

A past is a row of facts, oldest first; each is in force until the next, the last until now. What
is unknown, no number, or older than its input may be, counts for nothing; an average of which less
than half of the time is known is unknown.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from borne.domain.fact import Fact, Value

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=24)
MOST_FACTS: Final = 240
"""How many facts a past holds at most: those that come closer together count as one."""
CORNERS: Final = 32
"""How far a crossing is searched for ahead; new facts will have come by then."""
_LEAST_KNOWN: Final = 0.5
_TICK: Final = timedelta(milliseconds=1)

Span: TypeAlias = tuple[float, float, float]
"""From and to, in s from now, and the number in between."""


class Curve:
    """The average of a sliding window, now and for as long as nothing new is heard; s from now."""

    def __init__(self, spans: Sequence[Span], window: float, horizon: float = math.inf) -> None:
        self.window = window
        self.horizon = horizon
        """Where the last span ends for no other reason than that it must end somewhere."""
        self.edges: list[float] = []
        self.known: list[float] = []
        """For each edge: how much was known before it, in s."""
        self.total: list[float] = []
        """For each edge: the integral before it."""
        known = total = 0.0
        for start, end, value in spans:
            self._edge(start, known, total)
            known += end - start
            total += (end - start) * value
            self._edge(end, known, total)

    def at(self, when: float) -> float | None:
        """Return the average of the window that ends then; None where too little is known."""
        late, early = self._before(when), self._before(when - self.window)
        known = late[0] - early[0]
        if known < _LEAST_KNOWN * self.window or known <= 0:
            return None
        return (late[1] - early[1]) / known

    def corners(self) -> Iterator[float]:
        """Return the instants ahead at which a span enters or leaves the window, in order."""
        edges = {edge + ahead for edge in self.edges for ahead in (0.0, self.window)}
        yield from sorted(edge for edge in edges if 0 < edge < self.horizon)

    def crosses(self, threshold: float) -> float | None:
        """Return when it next comes to, leaves or passes a threshold, or becomes (un)known.

        Between two corners it changes in one direction, so that the instant is found by halving.
        Where the corners looked at end before that, their last one; None: never.
        """
        before, side = 0.0, self._side(0.0, threshold)
        for number, corner in enumerate(self.corners()):
            if self._side(corner, threshold) != side:
                return self._first_other(before, corner, threshold)
            if number == CORNERS:
                return corner
            before = corner
        return None

    def _edge(self, at: float, known: float, total: float) -> None:
        self.edges.append(at)
        self.known.append(known)
        self.total.append(total)

    def _before(self, when: float) -> tuple[float, float]:
        """How much was known before an instant, and its integral."""
        index = bisect_right(self.edges, when)
        if index == 0:
            return 0.0, 0.0
        if index == len(self.edges):
            return self.known[-1], self.total[-1]
        start, end = self.edges[index - 1], self.edges[index]
        share = (when - start) / (end - start) if end > start else 0.0
        known, total = self.known[index - 1], self.total[index - 1]
        return (
            known + share * (self.known[index] - known),
            total + share * (self.total[index] - total),
        )

    def _side(self, at: float, threshold: float) -> int | None:
        """Below, at or above the threshold; None where it is unknown."""
        value = self.at(at)
        return None if value is None else (value > threshold) - (value < threshold)

    def _first_other(self, start: float, end: float, threshold: float) -> float:
        side = self._side(start, threshold)
        while end - start > _TICK.total_seconds():
            middle = (start + end) / 2
            if self._side(middle, threshold) == side:
                start = middle
            else:
                end = middle
        return end


def curve(
    facts: Sequence[Fact], now: datetime, max_age: timedelta | None, window: timedelta
) -> Curve:
    """Return the average of the last `window`, as it goes on while nothing new is heard."""
    here, seconds = now.astimezone(UTC), window.total_seconds()
    spans: list[Span] = []
    for index, fact in enumerate(facts):
        start = min((fact.at - here).total_seconds(), 0.0)
        following = facts[index + 1].at if index + 1 < len(facts) else None
        end = 2 * seconds if following is None else min((following - here).total_seconds(), 0.0)
        if max_age is not None:
            end = min(end, start + max_age.total_seconds())
        value = fact.value
        if end > start and isinstance(value, float | int) and not isinstance(value, bool):
            spans.append((start, end, float(value)))
    return Curve(spans, seconds, math.inf if max_age is not None else 2 * seconds)


def changed(facts: Sequence[Fact], now: datetime, window: timedelta) -> bool | None:
    """Whether the value has changed within `window`; None where it is not known for so long."""
    at = changed_at(facts)
    if not facts or facts[-1].value is None:
        return None
    here = now.astimezone(UTC)
    if at is not None and here - at < window:
        return True
    return False if here - facts[0].at >= window else None


def changed_at(facts: Sequence[Fact]) -> datetime | None:
    """Return when the value was last another one; what is unknown in between does not count."""
    later: Value | None = None
    changed_then: datetime | None = None
    for fact in reversed(facts):
        if fact.value is None:
            continue
        if later is not None and fact.value != later:
            return changed_then
        later, changed_then = fact.value, fact.at
    return None


def added(past: Sequence[Fact], fact: Fact, window: timedelta) -> tuple[Fact, ...]:
    """Return the past with one more fact, without what no window reaches any more."""
    if past and fact.at < past[-1].at:
        return tuple(past)
    kept = list(past)
    if len(kept) > 1 and fact.value is not None and _close(kept[-2], kept[-1], window):
        kept.pop()
        fact = Fact(fact.value, past[-1].at)
    kept.append(fact)
    start = fact.at - window
    while len(kept) > 1 and kept[1].at <= start:
        kept.pop(0)
    return tuple(kept)


def _close(one: Fact, other: Fact, window: timedelta) -> bool:
    return other.at - one.at < window / MOST_FACTS
