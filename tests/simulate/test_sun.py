"""A generated day of sun: repeatable, bounded, and of the kind that was asked for."""

from itertools import pairwise

import pytest

from borne.simulate.sun import DAY, Array, Regime, Sun, clear_sky_power


def energy(sun: Sun) -> float:
    """kWh of a day, from every tenth second."""
    return sum(sun.power(second) for second in range(0, DAY, 10)) / 360_000


@pytest.mark.parametrize("regime", list(Regime))
def test_a_seed_gives_the_same_day_again(regime: Regime) -> None:
    once, again = Sun(3, 6000, regime=regime), Sun(3, 6000, regime=regime)
    assert [once.power(s) for s in range(30_000, 50_000, 97)] == [
        again.power(s) for s in range(30_000, 50_000, 97)
    ]


def test_the_order_of_asking_does_not_matter() -> None:
    forwards, backwards = Sun(5, 6000), Sun(5, 6000)
    seconds = range(36_000, 43_200, 60)
    assert [forwards.power(s) for s in seconds] == [backwards.power(s) for s in reversed(seconds)][
        ::-1
    ]


def test_seeds_differ() -> None:
    assert energy(Sun(1, 6000, regime="broken")) != energy(Sun(2, 6000, regime="broken"))


@pytest.mark.parametrize("regime", list(Regime))
def test_power_stays_between_nothing_and_the_rated_peak(regime: Regime) -> None:
    sun = Sun(11, 6000, regime=regime)
    assert all(0 <= sun.power(second) <= 6000 for second in range(0, DAY, 7))


def test_nights_are_dark_and_noon_is_not() -> None:
    sun = Sun(1, 6000, regime="clear")
    assert sun.power(0) == sun.power(3 * 3600) == sun.power(23 * 3600) == 0
    assert sun.power(12 * 3600) > 4000


@pytest.mark.slow
def test_each_sky_gives_less_than_the_clearer_one() -> None:
    days = [energy(Sun(4, 6000, regime=sky)) for sky in ("clear", "scattered", "broken")]
    days.append(energy(Sun(4, 6000, regime="overcast")))
    assert days == sorted(days, reverse=True)
    assert days[-1] < days[0] / 3


def test_broken_clouds_are_rougher_than_a_clear_sky() -> None:
    def worst_minute(regime: str) -> float:
        sun = Sun(9, 6000, regime=regime)
        noon = range(39_600, 50_400, 60)
        return max(abs(sun.power(s + 60) - sun.power(s)) for s in noon)

    assert worst_minute("broken") > 10 * worst_minute("clear")


def test_the_sun_of_winter_is_weaker_and_the_clock_hour_of_noon_moves_it() -> None:
    array = Array(6000, latitude=46)
    summer, winter = clear_sky_power(array, 172, 43_200), clear_sky_power(array, 355, 43_200)
    assert winter < summer
    shifted = Array(6000, latitude=46, noon_hour=14)
    assert clear_sky_power(shifted, 172, 50_400) == pytest.approx(summer)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("regime", "often", "rarely"),
    [("clear", 0.06, 0.24), ("broken", 0.38, 0.53), ("scattered", 0.34, 0.53)],
)
def test_clouds_pass_as_fast_as_they_were_measured_to(
    regime: str, often: float, rarely: float
) -> None:
    """The design's reference, surplus.md 3.6: changes of means of a minute, p95 and p99."""
    changes = []
    for seed in range(201, 206):
        sun = Sun(seed, 6000, regime=regime)
        top = clear_sky_power(sun.array, sun.day_of_year, 12 * 3600)
        minutes = [
            sum(sun.power(start + second) for second in range(0, 60, 4)) / 15 / top
            for start in range(7 * 3600, 17 * 3600, 60)
        ]
        changes += [abs(after - before) for before, after in pairwise(minutes)]
    changes.sort()
    assert changes[int(0.95 * len(changes))] == pytest.approx(often, abs=0.05)
    assert changes[int(0.99 * len(changes))] == pytest.approx(rarely, abs=0.06)
