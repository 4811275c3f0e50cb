"""An hour of a simulated house, second by second: what control does shows on the meter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from borne.domain.decision import Mode
from borne.domain.site import ConnectorLimits, Style
from borne.simulate.car import Car
from borne.simulate.house import HOUR, House
from borne.simulate.load import Load
from borne.simulate.meter import Meter
from borne.simulate.station import Physics, Station
from borne.simulate.sun import Regime, Sun

from .house import SITE, Governed, claim

Control = Callable[[float, float, float, "Plant"], float]
"""Told the second, W and VA of the grid: the A for the car."""


@dataclass(slots=True)
class Plant:
    """A house with one car; its meter is late, its charger tells every ten seconds."""

    sun: Sun
    house: House
    start: float
    delay: float = 2.0
    follows_in: float = 2.0
    station: Station = field(init=False)
    meter: Meter[tuple[float, float]] = field(init=False)
    read: tuple[float, float] = (0.0, 0.0)
    """The A that the charger told, and when."""
    offered: float = 0.0
    starts: int = 0
    orders: int = 0
    captured: float = 0.0
    possible: float = 0.0
    imported: float = 0.0
    longest_above: int = 0

    def __post_init__(self) -> None:
        self.station = Station(Physics(follows_in=self.follows_in, most=32, step=1))
        self.station.plug(Car(most=32, battery=80, soc=30))
        self.station.released = True
        self.meter = Meter(self.delay, period=2)

    def run(self, control: Control, seconds: int = HOUR) -> Plant:
        above = 0
        for second in range(seconds):
            self.station.limit = self.offered
            self.station.advance(1)
            shown = self.meter.step(second, self._measure(second))
            if second % 10 == 9:
                self.read = (max(self.station.current), second)
            if shown is not None:
                self._order(control(second, *shown, self))
            above = above + 1 if self._grid(second).volt_amperes > 9000 else 0
            if self._grid(second).watts <= 0:
                above = 0
            self.longest_above = max(self.longest_above, above)
            self._count(second)
        return self

    def _order(self, amps: float) -> None:
        assert amps == 0 or amps >= 6
        self.starts += amps > 0 and self.offered == 0
        self.orders += amps != self.offered
        self.offered = amps

    def _grid(self, second: float) -> Load:
        now = self.start + second
        return self.house.load(now) + self.station.load + Load(-self.sun.power(now))

    def _measure(self, second: float) -> tuple[float, float]:
        grid = self._grid(second)
        return grid.watts, grid.volt_amperes if grid.watts > 0 else 0.0

    def _count(self, second: float) -> None:
        now = self.start + second
        spare = max(0.0, self.sun.power(now) - self.house.load(now).watts)
        self.captured += min(spare, self.station.power) / 3.6e6
        self.imported += max(0.0, self.station.power - spare) / 3.6e6
        self.possible += min(spare, 32 * 230.0) / 3.6e6 if spare >= 6 * 230 else 0.0


def governed(mode: Mode, style: Style = Style.BALANCED) -> Control:
    home = Governed(SITE)
    limits = ConnectorLimits()

    def control(second: float, watts: float, apparent: float, plant: Plant) -> float:
        amps, read = plant.read
        car = claim(mode, amps=amps, read=read, limits=limits, style=style)
        return home.round(second, car, heard=second, grid=watts, linky=apparent)

    return control


def naive(_second: float, watts: float, _apparent: float, plant: Plant) -> float:
    """What is spare at each sample, from the same readings."""
    amps = int((plant.station.power - watts) / 230)
    return float(min(32, amps)) if amps >= 6 else 0.0


def a_broken_noon(seed: int) -> Plant:
    sun = Sun(seed, peak_w=6000, regime=Regime.BROKEN)
    return Plant(sun, House(seed), start=11.5 * HOUR)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_broken_clouds_are_followed_better_than_sample_by_sample(seed: int) -> None:
    plain = a_broken_noon(seed).run(naive)
    ours = a_broken_noon(seed).run(governed(Mode.SURPLUS))
    assert ours.captured > plain.captured
    assert ours.captured > 0.75 * ours.possible
    assert ours.starts <= 3 < plain.starts
    assert ours.orders < plain.orders
    assert ours.imported < 0.8


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_strict_style_imports_less_and_the_sunny_one_captures_more(seed: int) -> None:
    strict, most = (
        a_broken_noon(seed).run(governed(Mode.SURPLUS, style))
        for style in (Style.STRICT, Style.MOST)
    )
    assert strict.imported < most.imported
    assert strict.captured < most.captured


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("delay", [1.0, 4.0])
def test_at_dinner_the_contract_is_kept_but_for_the_meters_delay(seed: int, delay: float) -> None:
    dark = Sun(seed, peak_w=0, regime=Regime.CLEAR)
    house = House(seed)
    dinner = Plant(dark, house, start=18.8 * HOUR, delay=delay).run(governed(Mode.MAX))
    seen = delay + dinner.meter.period
    follows = dinner.follows_in + 1
    second_load = 3  # may come while the first is on its way
    assert dinner.longest_above <= seen + follows + second_load
    assert dinner.station.register > 2000
