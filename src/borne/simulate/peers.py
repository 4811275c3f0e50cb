"""How others follow the sun, written from what they publish; to compare ourselves with.

None of their code is used. What each does is described, with its source, in reference/surplus.md
of the design (3.1 and 3.2). One car on one phase; W and A.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from borne.domain.fact import Value
from borne.simulate.day import CarSeen, GridSeen

VOLTS: Final = 230.0
LEAST: Final = 6.0
MOST: Final = 32.0


@dataclass(slots=True)
class Sight:
    """What was seen last, and whether the grid meter has just been read."""

    second: int = 0
    grid: float = 0.0
    current: float = 0.0
    offered: float = 0.0
    fresh: bool = False

    @property
    def spare(self) -> float:
        """A that the car could draw without import."""
        return self.current - self.grid / VOLTS


class Peer(Protocol):
    """One way to follow the sun."""

    def amps(self, sight: Sight) -> float:
        """What is offered from this second on; 0 pauses."""
        ...


@dataclass(slots=True)
class Played:
    """A peer as the controller of a day with one car."""

    peer: Peer
    connector: str = "charger/1"
    _sight: Sight = field(default_factory=Sight)
    _known: bool = False

    def second(
        self,
        second: int,
        grid: GridSeen | None,
        cars: Mapping[str, CarSeen],
        others: Mapping[str, Value | None],  # noqa: ARG002 - it looks at nothing else
    ) -> Mapping[str, float]:
        """Show it the second; answer what it offers."""
        sight = self._sight
        sight.second, sight.fresh = second, grid is not None
        if grid is not None:
            sight.grid, self._known = grid.watts, True
        car = cars.get(self.connector)
        if car is not None:
            sight.current = max(car.current)
        if not self._known:
            return {}
        offered = self.peer.amps(sight)
        sight.offered = offered = 0.0 if offered <= 0 else min(MOST, max(LEAST, offered))
        return {self.connector: offered}


@dataclass(slots=True)
class Naive:
    """Whatever is spare at each sample, without any delay."""

    def amps(self, sight: Sight) -> float:
        if not sight.fresh:
            return sight.offered
        amps = math.floor(sight.spare)
        return float(amps) if amps >= LEAST else 0.0


@dataclass(slots=True)
class _Patience:
    """Waits until something has held for a time."""

    _since: int | None = None

    def held(self, holds: bool, seconds: int, now: int) -> bool:  # noqa: FBT001 - what it is about
        """Whether it has held at every look for so long; then the time begins anew."""
        if not holds:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        if now - self._since < seconds:
            return False
        self._since = None
        return True


@dataclass(slots=True)
class Evcc:
    """Every so often: at once up and down, on and off after a time in which it always held."""

    every: int = 30
    keeps_on: bool = False
    """min+pv: never off."""
    _next: int = 0
    _patience: _Patience = field(default_factory=_Patience)

    def amps(self, sight: Sight) -> float:
        if sight.second < self._next:
            return sight.offered
        self._next = sight.second + self.every
        draws = min(sight.current + 2, sight.offered)
        target = math.trunc(max(0.0, draws - sight.grid / VOLTS) * 10) / 10
        if self.keeps_on:
            return max(LEAST, target)
        enough = target >= LEAST
        if sight.offered == 0:
            return target if self._patience.held(enough, 60, sight.second) else 0.0
        if self._patience.held(not enough, 180, sight.second):
            return 0.0
        return max(LEAST, target)


@dataclass(slots=True)
class OpenEvse:
    """Whole amps as they are; on and off by a filter that rises in 20 s and falls in 600 s."""

    reserve: float = 100.0
    _smooth: float = 0.0
    _seen: int | None = None
    _on_since: int | None = None

    def amps(self, sight: Sight) -> float:
        if not sight.fresh:
            return sight.offered
        spare = sight.spare - self.reserve / VOLTS
        passed = sight.second - self._seen if self._seen is not None else 0
        self._seen = sight.second
        tau = 20.0 if spare > self._smooth else 600.0
        self._smooth += (spare - self._smooth) * (1 - math.exp(-passed / tau))
        if self._on_since is None:
            if self._smooth < LEAST + 0.5:
                return 0.0
            self._on_since = sight.second
        elif self._smooth <= LEAST and sight.second - self._on_since >= 600:
            self._on_since = None
            return 0.0
        return max(LEAST, float(math.floor(spare)))


@dataclass(slots=True)
class OpenWb:
    """Every 10 s: nothing between 0 and 230 W of import, else by 5 A at most."""

    every: int = 10
    _next: int = 0
    _patience: _Patience = field(default_factory=_Patience)

    def amps(self, sight: Sight) -> float:
        if sight.second < self._next:
            return sight.offered
        self._next = sight.second + self.every
        if sight.offered == 0:
            return LEAST if self._patience.held(sight.grid <= -1500, 30, sight.second) else 0.0
        at_least = sight.offered <= LEAST and sight.grid > 0
        if self._patience.held(at_least, 60, sight.second):
            return 0.0
        if 0 <= sight.grid <= 230:
            return sight.offered
        error = (-sight.grid if sight.grid < 0 else 230 - sight.grid) / VOLTS
        drawn = sight.current if sight.current > 0 else sight.offered
        return max(LEAST, drawn + max(-5.0, min(5.0, error)))


@dataclass(slots=True)
class SmartEvse:
    """A tenth of an amp up or down at each sample; off after ten minutes of import at 6 A."""

    _on_since: int | None = None
    _low_since: int | None = None

    def amps(self, sight: Sight) -> float:
        if not sight.fresh:
            return sight.offered
        imported, now = sight.grid / VOLTS, sight.second
        if self._on_since is None:
            if imported > -4:
                return 0.0
            self._on_since, self._low_since = now, None
            return LEAST
        if now - self._on_since < 40:
            return LEAST
        amps = max(LEAST, sight.offered + self._change(imported))
        if amps > LEAST or imported <= 0:
            self._low_since = None
        elif self._low_since is None:
            self._low_since = now
        elif now - self._low_since >= 600:
            self._on_since = None
            return 0.0
        return round(amps, 1)

    @staticmethod
    def _change(imported: float) -> float:
        if imported < -1:
            return 0.5
        if imported < -0.3:
            return 0.1
        if imported <= 0.3:
            return 0.0
        if imported > 2:
            return -imported / 2
        return -0.5 if imported > 1 else -0.1


PEERS: Final[dict[str, Callable[[], Peer]]] = {
    "naive": Naive,
    "evcc, 30 s": Evcc,
    "evcc, 10 s": lambda: Evcc(every=10),
    "evcc min+pv": lambda: Evcc(keeps_on=True),
    "OpenEVSE": OpenEvse,
    "openWB": OpenWb,
    "SmartEVSE": SmartEvse,
}
