"""How often a line must be used so that it holds: learned from the silences after which it ended.

A pace tightens when the connection ends again and again after about the same silence, to well
below it, and then waits for new drops before it judges again: it cannot swing. It relaxes by
small steps after quiet weeks, and never back to the silence that was seen to end the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

MOST_DROPS: Final = 20
_WITHIN: Final = timedelta(days=14)
_ENOUGH: Final = 3
"""Drops after the same silence that make a pattern, if they are half of all."""
_SHORTEST: Final = 8.0
"""s below which nothing was silent: the line broke in the middle of something."""
_TIGHTEN: Final = 0.6
_RELAX: Final = 1.25
_HIGHEST: Final = 0.8
"""The part of the silence that a pace never exceeds again."""
_QUIET: Final = timedelta(days=7)


class Drop(Struct, frozen=True):
    """An end of a connection that nobody wanted; None: how long it was silent cannot be told. s."""

    at: datetime
    reason: str
    quiet: float | None = None
    """Without a byte either way."""
    mute: float | None = None
    """Without a message of OCPP either way."""


class Bounds(Struct, frozen=True):
    """Within what a pace moves, and where it begins; s."""

    least: int
    usual: int
    most: int


PING: Final = Bounds(10, 30, 300)
"""Borne's own WebSocket pings."""


def heartbeat_bounds(usual: int) -> Bounds:
    """Heartbeats of the charger."""
    return Bounds(min(20, usual), usual, 86_400)


class Pace(Struct, frozen=True):
    """One interval. `every` None: the usual one; `fixed`: a person's own, whatever is seen. s."""

    every: int | None = None
    silence: float | None = None
    """After which the line was seen to end."""
    changed: datetime | None = None
    fixed: int | None = None

    def seconds(self, bounds: Bounds) -> int:
        """What holds."""
        if self.fixed is not None:
            return self.fixed
        return bounds.usual if self.every is None else self.every


def recurring(silences: Sequence[float]) -> float | None:
    """The shortest of the silences that are about the same, if most drops came after one."""
    for shortest in sorted(silences):
        if shortest < _SHORTEST:
            continue
        alike = [one for one in silences if shortest <= one <= shortest * 1.2 + 2]
        if len(alike) >= _ENOUGH and 2 * len(alike) >= len(silences):
            return shortest
    return None


def judged(
    pace: Pace, silences: Iterable[tuple[datetime, float | None]], bounds: Bounds, now: datetime
) -> Pace:
    """The pace after one more drop; what was seen before its last change counts no more."""
    since = max(now - _WITHIN, pace.changed or now - _WITHIN)
    silence = recurring([long for at, long in silences if long is not None and at > since])
    if silence is None:
        return pace
    every = max(bounds.least, int(silence * _TIGHTEN))
    present = bounds.usual if pace.every is None else pace.every
    if every >= present:
        return pace
    return replace(pace, every=every, silence=silence, changed=now)


def rest_due(pace: Pace, last_drop: datetime | None, bounds: Bounds) -> datetime | None:
    """When the pace may relax by a step, if nothing happens; None: it is as it should be."""
    if pace.every is None or pace.changed is None or pace.every >= _highest(pace, bounds):
        return None
    return max(pace.changed, last_drop or pace.changed) + _QUIET


def rested(pace: Pace, last_drop: datetime | None, bounds: Bounds, now: datetime) -> Pace:
    """The pace after a quiet week: a step nearer to the usual one."""
    due = rest_due(pace, last_drop, bounds)
    if due is None or pace.every is None or due > now:
        return pace
    wider = max(pace.every + 1, int(pace.every * _RELAX))
    every = min(wider, _highest(pace, bounds))
    return replace(pace, every=None if every >= bounds.usual else every, changed=now)


def _highest(pace: Pace, bounds: Bounds) -> int:
    if pace.silence is None:
        return bounds.usual
    return max(bounds.least, min(bounds.usual, int(pace.silence * _HIGHEST)))
