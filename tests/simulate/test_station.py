"""A socket's physics: dead time, ramp, steps, and a register that tells the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.simulate.car import NOTHING, Car
from borne.simulate.make import LEGRAND
from borne.simulate.station import Physics, Station


def charging(
    limit: float = 16.0, physics: Physics | None = None, car: Car | None = None
) -> Station:
    station = Station(physics or Physics(), limit=limit, released=True)
    station.plug(car or Car(most=32))
    return station


@given(
    limits=st.lists(st.sampled_from([0.0, 5.9, 6.0, 7.3, 10.0, 16.0, 32.0, 99.0]), min_size=1),
    dt=st.sampled_from([0.1, 0.5, 1.0, 2.5]),
)
def test_the_register_is_the_integral_of_the_power(limits: list[float], dt: float) -> None:
    station = charging(physics=Physics(dead_time=1))
    total = 0.0
    for limit in limits:
        station.limit = limit
        for _ in range(5):
            before = station.register
            piece = min(dt, 1.0)
            station.advance(piece)
            total += station.power * piece / 3600
            assert station.register >= before
            assert all(amps == 0 or 6 <= amps <= station.pilot for amps in station.current)
    assert station.register == pytest.approx(total)


def test_nothing_flows_in_the_dead_time_then_the_current_rises() -> None:
    station = charging(32, Physics(dead_time=5, ramp=3, follows_in=1))
    seen = []
    for _ in range(20):
        station.advance(1)
        seen.append(station.current[0])
    assert seen[:5] == [0.0] * 5
    first = next(index for index, amps in enumerate(seen) if amps)
    assert 5 <= first <= 7
    rises = [later - sooner for sooner, later in zip(seen[first:], seen[first + 1 :], strict=False)]
    assert all(0 <= rise <= 3 + 1e-9 for rise in rises)
    assert seen[-1] == 32


def test_a_green_up_takes_some_twenty_seconds_to_sixteen_amps() -> None:
    station = charging(16, LEGRAND.physics)
    seconds = 0
    while station.current[0] < 16:
        station.advance(1)
        seconds += 1
    assert 15 <= seconds <= 25


def test_a_lower_limit_is_followed_at_once_after_the_chargers_own_delay() -> None:
    station = charging(32, Physics(follows_in=1))
    station.advance(60)
    station.limit = 8
    station.advance(2)
    assert station.current[0] == 8


def test_limits_are_rounded_down_to_the_chargers_steps() -> None:
    station = charging(13.9, Physics(step=1))
    station.advance(60)
    assert station.pilot == station.current[0] == 13


def test_a_limit_below_six_amps_is_a_pause() -> None:
    station = charging(5.9)
    station.advance(60)
    assert (station.pilot, station.current, station.register) == (0.0, NOTHING, 0.0)


def test_nothing_flows_without_permission_or_without_a_car() -> None:
    station = charging(16)
    station.released = False
    station.advance(60)
    assert station.register == 0
    station.released = True
    assert station.unplug() is not None
    station.advance(60)
    assert station.register == 0


def test_a_socket_takes_one_plug() -> None:
    station = charging()
    with pytest.raises(ValueError, match="unplug it first"):
        station.plug(Car())


def test_the_volt_amperes_are_voltage_times_current() -> None:
    station = charging(6)
    station.advance(30)
    assert station.load.volt_amperes == pytest.approx(6 * 230)
    assert station.load.watts < 6 * 230


def test_a_sleeping_car_wakes_after_a_pause() -> None:
    station = charging(16, car=Car(asleep=True))
    station.advance(60)
    assert station.register == 0
    station.limit = 0
    station.advance(5)
    station.limit = 16
    station.advance(60)
    assert station.current[0] == 16
