"""What a charge point's profiles leave on its connectors, and what its make gives of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from borne.simulate.profiles import Profile, Supply

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint
    from borne.simulate.connector import Connector


class Allowed:
    """A per phase at each connector of `point`, now."""

    def __init__(self, point: ChargePoint) -> None:
        self._point = point

    def told(self, place: Connector) -> float:
        """What the profiles leave."""
        point = self._point
        sharing = sum(each.transaction is not None for each in point.connectors.values())
        return point.profiles.limit(
            place.number,
            point.clock.time,
            self._supply,
            _since(place),
            sharing,
            self._heeds(place),
        )

    def given(self, place: Connector) -> float:
        """What it gives of that."""
        return self._point.make.ways.given(self.told(place))

    def phases(self, place: Connector) -> int:
        """How many phases the profiles leave; 0: all."""
        point, ways = self._point, self._point.make.ways
        told = point.profiles.phases(place.number, point.clock.time, _since(place), ways.follows)
        return 0 if ways.keeps_phases or told is None else told

    def composite(self, connector: int, duration: int) -> list[tuple[int, float]]:
        """From when (s) which current is left, for so many s."""
        point = self._point
        since = _since(point.connectors.get(connector))
        return point.profiles.composite(connector, point.clock.time, duration, self._supply, since)

    @property
    def _supply(self) -> Supply:
        physics = self._point.make.physics
        return Supply(self._point.voltage, physics.phases, physics.most)

    def _heeds(self, place: Connector) -> Callable[[Profile], bool]:
        ways, running = self._point.make.ways, place.transaction
        if ways.deaf_after_badge and running is not None and running.by_badge:
            return lambda _: False
        return ways.follows


def _since(place: Connector | None) -> datetime | None:
    return place.transaction.started if place is not None and place.transaction else None
