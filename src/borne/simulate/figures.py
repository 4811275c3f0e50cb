"""What a day of charging was worth: the figures by which ways to charge are compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from borne.simulate.breaker import Linky

_KWH: Final = 3_600_000.0
SHORT: Final = 300
"""s: a run that is shorter does more harm than good."""
FEED_IN: Final = 0.04
"""What a kWh of sun would have brought at the meter."""


class Figures(Struct, frozen=True):
    """kWh, shares from 0 to 1; `cost` in the unit of the prices."""

    surplus_captured: float
    """Of what the car could have taken of the sun that the house left."""
    car_energy: float
    solar_energy: float
    grid_energy: float
    """Imported for charging."""
    solar_share: float
    starts: int
    phase_changes: int
    short_runs: int
    setpoints_per_hour: float
    seconds_above_contract: int
    """While a car draws."""
    longest_above_contract: int
    linky_peak: float
    """1.0 trips."""
    trips: int
    orders_below_minimum: int
    missed_energy: float
    """What was missing at the deadlines; the controller knows them."""
    cost: float


@dataclass(slots=True)
class Tally:
    """Counts second by second."""

    contract: float
    least: float = 6.0
    captured: float = 0.0
    possible: float = 0.0
    car: float = 0.0
    cost: float = 0.0
    starts: int = 0
    phase_changes: int = 0
    short: int = 0
    setpoints: int = 0
    below: int = 0
    above: int = 0
    longest: int = 0
    seconds: int = 0
    linky: Linky = field(init=False)
    _run: int = 0
    _running: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.linky = Linky(self.contract)

    def ordered(self, connector: str, before: float, amps: float) -> None:
        """A connector is told something else."""
        self.setpoints += 1
        self.below += 0 < amps < self.least
        if before == 0 < amps:
            self.starts += 1
            self._running[connector] = self.seconds
        elif amps == 0 < before:
            self.short += self.seconds - self._running.pop(connector, -SHORT) < SHORT

    def second(
        self, *, spare: float, car: float, most: float, apparent: float, price: float
    ) -> None:
        """One more second: W to spare without the cars, W they draw and could draw, VA, price."""
        self.seconds += 1
        solar = min(max(0.0, spare), car)
        self.captured += solar
        self.possible += min(max(0.0, spare), most)
        self.car += car
        self.cost += ((car - solar) * price + solar * FEED_IN) / _KWH
        self.linky.second(apparent)
        self._run = self._run + 1 if car > 0 and apparent > self.contract else 0
        self.above += self._run > 0
        self.longest = max(self.longest, self._run)

    def figures(self) -> Figures:
        """What it came to."""
        return Figures(
            surplus_captured=_share(self.captured, self.possible),
            car_energy=round(self.car / _KWH, 3),
            solar_energy=round(self.captured / _KWH, 3),
            grid_energy=round((self.car - self.captured) / _KWH, 3),
            solar_share=_share(self.captured, self.car),
            starts=self.starts,
            phase_changes=self.phase_changes,
            short_runs=self.short,
            setpoints_per_hour=round(self.setpoints * 3600 / max(1, self.seconds), 1),
            seconds_above_contract=self.above,
            longest_above_contract=self.longest,
            linky_peak=round(self.linky.peak, 3),
            trips=self.linky.trips,
            orders_below_minimum=self.below,
            missed_energy=0.0,
            cost=round(self.cost, 3),
        )


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole > 0 else 0.0
