"""What a day is like without the cars: the sun, the house, and whatever else the rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from borne.domain.fact import Value
from borne.simulate.house import HOUR, House, OffPeak
from borne.simulate.load import Load
from borne.simulate.sun import Sun

PRICE = 0.25
OFF_PEAK_PRICE = 0.16


class Surroundings(Protocol):
    """A day by its seconds."""

    def load(self, second: int) -> Load:
        """W and var that the house takes from the grid, the sun taken off."""
        ...

    def solar(self, second: int) -> float:
        """W of the sun."""
        ...

    def price(self, second: int) -> float:
        """Of a kWh from the grid."""
        ...

    def lost(self, second: int) -> frozenset[str]:
        """The names of the inputs of the site that are unavailable."""
        ...

    def others(self, second: int) -> Mapping[str, Value | None]:
        """What has changed of the other inputs, by name."""
        ...


@dataclass(slots=True)
class Generated:
    """A generated day; what has been worked out is kept, for whoever runs it again."""

    sun: Sun
    house: House
    off_peak: OffPeak = field(default_factory=OffPeak)
    _loads: dict[int, Load] = field(default_factory=dict)

    def load(self, second: int) -> Load:
        """W and var that the house takes from the grid, the sun taken off."""
        known = self._loads.get(second)
        if known is None:
            house = self.house.load(second)
            known = Load(house.watts - self.sun.power(second), house.reactive)
            self._loads[second] = known
        return known

    def solar(self, second: int) -> float:
        """W of the sun."""
        return self.sun.power(second)

    def price(self, second: int) -> float:
        """Of a kWh from the grid."""
        return OFF_PEAK_PRICE if self.off_peak.holds_at(second % (24 * HOUR)) else PRICE

    def lost(self, second: int) -> frozenset[str]:  # noqa: ARG002 - nothing ever is
        """Nothing is unavailable."""
        return frozenset()

    def others(self, second: int) -> Mapping[str, Value | None]:  # noqa: ARG002 - nothing else
        """Nothing else is known."""
        return {}
