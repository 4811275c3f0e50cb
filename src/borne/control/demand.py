"""The mean power over each window of the clock, as some tariffs bill it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from borne.domain.site import DemandWindow

_LAST: Final = 60.0
"""s before a window ends in which nothing more is caught up."""


class Demand(Struct, frozen=True):
    """What has been imported in the window that runs; Wh, W."""

    start: datetime
    at: datetime
    energy: float
    grid: float


def counted(demand: Demand | None, window: DemandWindow, grid: float, at: datetime) -> Demand:
    """Take a reading of the grid in; a window that nobody watched counts as used to the full."""
    start = _start(window, at)
    load = max(0.0, grid)
    if demand is None or at < demand.at:
        gone = (at - start).total_seconds()
        return Demand(start, at, window.below * gone / 3600, load)
    if start > demand.start:
        return Demand(start, at, load * (at - start).total_seconds() / 3600, load)
    passed = (at - demand.at).total_seconds()
    return Demand(start, at, demand.energy + max(demand.grid, load) * passed / 3600, load)


def allowed(demand: Demand, window: DemandWindow, now: datetime) -> float:
    """W that may be imported until the window ends, so that its mean stays below."""
    if _start(window, now) > demand.start:
        return window.below
    left = window.seconds - (now - demand.start).total_seconds()
    spare = window.below * window.seconds - demand.energy * 3600
    spare -= demand.grid * max(0.0, (now - demand.at).total_seconds())
    return spare / max(left, _LAST)


def _start(window: DemandWindow, at: datetime) -> datetime:
    """When the window began: windows are laid by the hour of UTC, and every zone's quarter is."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    gone = (at - midnight).total_seconds() // window.seconds * window.seconds
    return midnight + timedelta(seconds=gone)
