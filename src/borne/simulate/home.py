"""A simulated home: sun, house, battery and cars on one grid connection, seen by its meter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from borne.simulate.load import Load

if TYPE_CHECKING:
    from borne.simulate.house import House
    from borne.simulate.meter import Meter
    from borne.simulate.sun import Sun

Reading = float | str | bool
Readings = dict[str, Reading]

GRID: Final = "sensor.demo_grid_power"
SOLAR: Final = "sensor.demo_solar_power"
APPARENT: Final = "sensor.demo_apparent_power"
HOUSE: Final = "sensor.demo_house_power"
BATTERY: Final = "sensor.demo_battery_soc"
TEMPO: Final = "sensor.demo_tempo"
WATER_HEATER: Final = "binary_sensor.demo_water_heater"
_DAY: Final = 86_400
_SUBSTEP: Final = 5.0


@dataclass(slots=True)
class HomeBattery:
    """A battery that takes solar surplus and gives to the house, never to a car. kWh, %, W."""

    capacity: float = 10.0
    soc: float = 86.0
    most_power: float = 700.0
    least_soc: float = 20.0

    def flow(self, surplus: float, dt: float) -> float:
        """W that it takes (negative: gives) over `dt` seconds of a surplus in W."""
        if (surplus > 0 and self.soc >= 100) or (surplus < 0 and self.soc <= self.least_soc):
            return 0.0
        power = max(-self.most_power, min(self.most_power, surplus))
        kwh = power * dt / 3_600_000
        self.soc = min(100.0, max(0.0, self.soc + 100 * kwh / self.capacity))
        return power


class SimulatedHome:
    """A home whose day begins at `start` and repeats; `speed` seconds of it pass in one.

    `chargers_draw` tells what the cars draw at this moment. Readings are by entity id: W (grid:
    positive is import), VA drawn from the grid, %, text, and whether the heater is on.
    """

    def __init__(
        self,
        sun: Sun,
        house: House,
        meter: Meter[Readings],
        chargers_draw: Callable[[], Load],
        speed: float = 1.0,
        start: str = "10:00",
        *,
        tempo: str = "Bleu",
        battery: HomeBattery | None = None,
    ) -> None:
        self.sun = sun
        self.house = house
        self.meter = meter
        self.chargers_draw = chargers_draw
        self.speed = speed
        self.tempo = tempo
        self.battery = battery or HomeBattery()
        hours, minutes = start.split(":")
        self._second = int(hours) * 3600.0 + int(minutes) * 60.0

    @property
    def time_of_day(self) -> str:
        """The home's own clock, as HH:MM."""
        minute = int(self._second % _DAY) // 60
        return f"{minute // 60:02d}:{minute % 60:02d}"

    @property
    def next_delay(self) -> float:
        """Real seconds after which to step again, so that no reading of the meter is late."""
        return min(5.0, max(0.2, self.meter.period / self.speed))

    def step(self, dt: float) -> Readings:
        """Let `dt` real seconds pass; what the meter shows anew, or nothing."""
        left = dt * self.speed
        fresh: Readings | None = None
        while left > 0:
            piece = min(left, _SUBSTEP)
            left -= piece
            self._second += piece
            shown = self.meter.step(self._second, self._measure(piece))
            fresh = shown if shown is not None else fresh
        return fresh or {}

    def _measure(self, dt: float) -> Readings:
        solar = self.sun.power(self._second)
        house, cars = self.house.load(self._second), self.chargers_draw()
        without_cars = solar - house.watts
        surplus = without_cars if without_cars < 0 else max(0.0, without_cars - cars.watts)
        battery = self.battery.flow(surplus, dt)
        grid = house + cars + Load(battery - solar)
        return {
            GRID: round(grid.watts, 1),
            SOLAR: round(solar, 1),
            APPARENT: round(grid.volt_amperes, 1) if grid.watts > 0 else 0.0,
            HOUSE: round(house.watts, 1),
            BATTERY: round(self.battery.soc, 1),
            TEMPO: self.tempo,
            WATER_HEATER: self.house.heats_water(self._second),
        }
