"""What a car draws of what it is offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.simulate.car import NOTHING, Car


@given(
    offered=st.floats(0, 64),
    least=st.floats(6, 10),
    room=st.floats(0, 26),
    soc=st.floats(0, 100),
    phases=st.sampled_from([1, 2, 3]),
)
def test_a_car_draws_nothing_or_between_its_least_and_the_offer(
    offered: float, least: float, room: float, soc: float, phases: int
) -> None:
    car = Car(least=least, most=least + room, soc=soc, phases=phases)
    drawn = car.draw(offered, 230, 1)
    assert drawn[phases:] == (0.0,) * (3 - phases)
    assert all(amps == 0 or least <= amps <= min(offered, car.most) for amps in drawn)


def test_the_battery_takes_what_is_drawn_less_the_losses() -> None:
    car = Car(most=16, battery=50, soc=40, efficiency=0.9, power_factor=1.0)
    car.draw(16, 230, 3600)
    assert car.soc == pytest.approx(40 + 100 * 16 * 230 * 0.9 / 50_000)


def test_three_phases_fill_it_three_times_as_fast() -> None:
    one, three = Car(phases=1), Car(phases=3)
    one.draw(16, 230, 600)
    three.draw(16, 230, 600)
    assert three.soc - 40 == pytest.approx(3 * (one.soc - 40))


def test_a_full_car_takes_nothing() -> None:
    car = Car(soc=80, full_at=80)
    assert car.draw(16, 230, 1) == NOTHING
    assert not car.wants


def test_it_slows_down_towards_the_end() -> None:
    car = Car(most=16, soc=95, taper_from=95)
    before = car.wish(32)
    car.soc = 98
    assert 6 <= car.wish(32) < before == 16


def test_below_eight_amps_its_power_factor_is_poor() -> None:
    car = Car()
    assert car.power_factor_at(6) < car.power_factor_at(7) < car.power_factor_at(8)
    assert car.power_factor_at(16) == car.power_factor


def test_a_car_asleep_wakes_when_the_offer_is_taken_away_and_given_again() -> None:
    car = Car(asleep=True)
    car.notice(16)
    assert car.draw(16, 230, 1) == NOTHING
    car.notice(0)
    car.notice(16)
    assert car.draw(16, 230, 1)[0] == 16
