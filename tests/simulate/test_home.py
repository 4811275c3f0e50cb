"""A simulated home, as its meter shows it."""

import pytest

from borne.simulate.home import (
    APPARENT,
    BATTERY,
    GRID,
    HOUSE,
    SOLAR,
    TEMPO,
    WATER_HEATER,
    HomeBattery,
    Readings,
    SimulatedHome,
)
from borne.simulate.house import House
from borne.simulate.load import Load
from borne.simulate.meter import Meter
from borne.simulate.sun import Sun


def home(cars: Load, start: str = "12:00", speed: float = 1.0, soc: float = 100.0) -> SimulatedHome:
    return SimulatedHome(
        Sun(1, 6000, regime="clear"),
        House(1),
        Meter[Readings](delay=0, period=1),
        lambda: cars,
        speed,
        start,
        battery=HomeBattery(soc=soc),
    )


def test_all_readings_are_there_in_their_kinds() -> None:
    shown = home(Load()).step(1)
    kinds = {name: type(value) for name, value in shown.items()}
    assert kinds == {
        GRID: float,
        SOLAR: float,
        APPARENT: float,
        HOUSE: float,
        BATTERY: float,
        TEMPO: str,
        WATER_HEATER: bool,
    }


def number(shown: Readings, name: str) -> float:
    value = shown[name]
    assert isinstance(value, float)
    return value


@pytest.mark.parametrize("watts", [0.0, 3000.0, 7000.0])
def test_the_grid_gives_what_the_sun_does_not(watts: float) -> None:
    shown = home(Load(watts)).step(1)
    grid = number(shown, HOUSE) + watts - number(shown, SOLAR)
    assert number(shown, GRID) == pytest.approx(grid, abs=0.3)
    assert (number(shown, APPARENT) > 0) == (number(shown, GRID) > 0)


def test_a_poor_power_factor_shows_in_the_apparent_power() -> None:
    shown = home(Load(3000, 2000), start="01:00", soc=20).step(1)
    assert number(shown, APPARENT) > number(shown, GRID) + 200


def test_the_battery_takes_surplus_but_never_feeds_the_car() -> None:
    sunny = home(Load(), soc=50)
    before = sunny.battery.soc
    sunny.step(60)
    assert sunny.battery.soc > before
    cloudy = HomeBattery(soc=50)
    with_car, without = home(Load(7000)), home(Load())
    with_car.battery = cloudy
    with_car.step(60)
    without.step(60)
    assert cloudy.soc == 50


def test_at_night_the_battery_helps_the_house_down_to_its_least() -> None:
    night = home(Load(), start="03:00", soc=20.2, speed=60)
    for _ in range(60):
        night.step(1)
    assert night.battery.soc == pytest.approx(20, abs=0.3)


def test_time_goes_faster_with_speed_and_the_meter_shows_it_in_time() -> None:
    fast = home(Load(), speed=60)
    fast.step(30)
    assert fast.time_of_day == "12:30"
    assert fast.next_delay == 0.2
    assert home(Load()).next_delay == 1.0


def test_between_readings_there_is_nothing_new() -> None:
    slow = home(Load())
    slow.meter = Meter[Readings](delay=0, period=10)
    assert slow.step(1)
    assert slow.step(1) == {}
