"""A house of one day: repeatable, plausible, its water heater in the off-peak hours alone."""

import pytest

from borne.simulate.house import DAY, HOUR, House, OffPeak


def test_a_seed_gives_the_same_day_again() -> None:
    once, again = House(3), House(3)
    assert all(once.load(s) == again.load(s) for s in range(0, DAY, 61))


def test_seeds_give_different_habits() -> None:
    one, other = House(1), House(2)
    assert any(one.load(s) != other.load(s) for s in range(0, DAY, 61))


@pytest.mark.slow
def test_the_day_of_a_family_is_of_the_usual_size() -> None:
    for seed in range(5):
        loads = [House(seed).load(s) for s in range(0, DAY, 60)]
        kwh = sum(load.watts for load in loads) / 60_000
        assert 8 < kwh < 30
        assert min(load.watts for load in loads) >= 100
        assert max(load.watts for load in loads) < 12_000
        assert all(load.volt_amperes >= load.watts for load in loads)


def test_the_water_heater_runs_in_off_peak_hours_only() -> None:
    off_peak = OffPeak(22.5 * HOUR, 30.5 * HOUR)
    house = House(1, off_peak=off_peak)
    heating = [s for s in range(0, DAY, 60) if house.heats_water(s)]
    assert heating
    assert all(off_peak.holds_at(s) for s in heating)
    assert any(s > 22 * HOUR for s in heating)
    assert any(s < 7 * HOUR for s in heating)


def test_the_water_heater_may_run_at_midday() -> None:
    house = House(1, off_peak=OffPeak(12.5 * HOUR, 15.5 * HOUR))
    assert house.heats_water(12.6 * HOUR)
    assert not house.heats_water(23 * HOUR)


def test_the_next_day_is_the_same_again() -> None:
    house = House(4)
    assert house.load(DAY + 40_000) == house.load(40_000)
