"""A house of one family: what its appliances draw, in W and in VA, second by second.

Each appliance is one or more stretches of the day in which a load is on and off in turn: a
thermostat, a chopped hob, a washing drum. A seed gives the day's habits.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from borne.simulate.load import Load, load_of

DAY: Final = 86_400
HOUR: Final = 3600
_SLOT: Final = 900
_ALWAYS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A load between two seconds of the day: `on` seconds on, `off` seconds off, in turn."""

    name: str
    start: float
    end: float
    load: Load
    on: float = _ALWAYS
    off: float = 0.0

    def draws_at(self, second: float) -> bool:
        inside = self.start <= second < self.end
        return inside and (second - self.start) % (self.on + self.off) < self.on


@dataclass(frozen=True, slots=True)
class OffPeak:
    """Off-peak hours in seconds of the day; the end may lie beyond midnight."""

    start: float = 22.5 * HOUR
    end: float = 30.5 * HOUR

    def holds_at(self, second: float) -> bool:
        return self.start <= second < self.end or self.start <= second + DAY < self.end


class House:
    """What a house draws on one day; the same seed gives the same day.

    `load` gives the whole at a second of the day, `heats_water` whether the water heater is on.
    """

    def __init__(self, seed: int, *, off_peak: OffPeak | None = None) -> None:
        self.off_peak = off_peak or OffPeak()
        self._random = random.Random(seed)
        self.runs = tuple(
            piece
            for run in (*self._always(), *self._meals(), *self._machines(), *self._water())
            for piece in _within_a_day(run)
        )
        self._slots: dict[int, list[Run]] = {
            slot: [
                run
                for run in self.runs
                if run.start < (slot + 1) * _SLOT and run.end > slot * _SLOT
            ]
            for slot in range(DAY // _SLOT)
        }

    def load(self, second: float) -> Load:
        """The load of all appliances at a second of the day."""
        second %= DAY
        watts = reactive = 0.0
        for run in self._slots[int(second) // _SLOT]:
            if run.draws_at(second):
                watts += run.load.watts
                reactive += run.load.reactive
        return Load(watts, reactive)

    def heats_water(self, second: float) -> bool:
        second %= DAY
        return any(
            run.name == "water heater" and run.draws_at(second)
            for run in self._slots[int(second) // _SLOT]
        )

    def _around(self, hour: float, spread: float = 0.4) -> float:
        return self._random.gauss(hour, spread) * HOUR

    def _always(self) -> list[Run]:
        base = load_of(self._random.uniform(140, 260), 0.85)
        fridge = load_of(self._random.uniform(90, 140), 0.72)
        dusk = self._around(18.5)
        return [
            Run("base", 0, DAY, base),
            Run("fridge", self._random.uniform(0, 1800), DAY, fridge, on=840, off=1900),
            Run("evening", dusk, dusk + 4.5 * HOUR, load_of(self._random.uniform(120, 320), 0.9)),
        ]

    def _meals(self) -> list[Run]:
        runs = []
        for hour in (7.2, 10.1, 13.4, 16.3, 20.0):
            start = self._around(hour)
            boil = self._random.uniform(120, 220)
            runs.append(Run("kettle", start, start + boil, load_of(2150, 1.0)))
        for hour in (12.1, 19.1):
            start = self._around(hour)
            minutes = self._random.uniform(18, 40)
            runs.append(Run("hob", start, start + 180, load_of(1800, 0.99)))
            runs.append(
                Run("hob", start + 180, start + minutes * 60, load_of(1800, 0.99), on=7, off=9)
            )
        start = self._around(self._random.choice((11.6, 18.7)))
        runs.append(Run("oven", start, start + 480, load_of(2400, 1.0)))
        runs.append(Run("oven", start + 540, start + 2700, load_of(2400, 1.0), on=45, off=70))
        return runs

    def _machines(self) -> list[Run]:
        wash = self._around(10.4, 0.5)
        dish = self._around(14.0, 0.5)
        dry = wash + 4200
        return [
            Run("washing machine", wash, wash + 900, load_of(2050, 0.99)),
            Run("washing machine", wash + 900, wash + 3600, load_of(260, 0.6), on=12, off=6),
            Run("washing machine", wash + 3600, wash + 4000, load_of(480, 0.65)),
            Run("dryer", dry, dry + 3000, load_of(850, 0.88), on=300, off=40),
            Run("dishwasher", dish, dish + 840, load_of(1850, 0.99)),
            Run("dishwasher", dish + 840, dish + 3300, load_of(90, 0.7)),
            Run("dishwasher", dish + 3300, dish + 4200, load_of(1850, 0.99)),
        ]

    def _water(self) -> list[Run]:
        start = self.off_peak.start
        hours = self._random.uniform(2.0, 3.0)
        end = min(self.off_peak.end, start + hours * HOUR)
        return [Run("water heater", start, end, load_of(2000, 1.0))]


def _within_a_day(run: Run) -> list[Run]:
    """A run cut at midnight, its end put at the beginning of the same day."""
    if run.end <= DAY:
        return [run]
    return [
        Run(run.name, run.start, DAY, run.load, run.on, run.off),
        Run(run.name, 0, run.end - DAY, run.load, run.on, run.off),
    ]
