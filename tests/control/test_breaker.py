"""The breaker behind the contract: Enedis's own table, and what must never open."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.control.breaker import CURVES, Heat, bears, breaker_now, seconds_left, share_of, warmed
from borne.domain.decision import Mode
from borne.domain.site import Breaker, Site
from borne.simulate.breaker import Linky

from .house import NOON, SITE, Governed, at, claim

LINKY = CURVES[Breaker.LINKY]


def steady(times: float) -> Heat:
    """A breaker under that many times its contract (1 VA) since long ago."""
    return Heat(NOON, times, times**2)


@pytest.mark.parametrize(
    ("before", "load", "seconds"),
    [
        (0.0, 1.4, 247),
        (0.0, 2.5, 40),
        (0.8, 1.5, 132),
        (1.0, 1.4, 158),
        (1.0, 2.0, 33),
        (1.2, 1.6, 32),
        (1.2, 2.5, 7),
    ],
)
def test_the_table_of_enedis(before: float, load: float, seconds: float) -> None:
    heat = replace(steady(before), apparent=load)
    assert seconds_left(heat, LINKY, 1.0, NOON) == pytest.approx(seconds, abs=1.5)


def test_up_to_one_and_three_tenths_it_never_opens() -> None:
    assert seconds_left(replace(steady(0), apparent=1.3), LINKY, 1.0, NOON) is None
    assert seconds_left(steady(1.31), LINKY, 1.0, NOON) == 0


def test_it_goes_second_by_second_as_the_meter_does() -> None:
    ours, theirs = Heat(NOON, 0.0), Linky(9000)
    for second, load in enumerate([7000] * 60 + [12_000] * 100, start=1):
        ours = warmed(ours, LINKY, load, None, at(second))
        theirs.second(load)
    assert share_of(ours, LINKY, 9000) == pytest.approx(theirs.peak, abs=0.01)


def test_a_reading_that_comes_late_is_taken_at_its_worst() -> None:
    heat = warmed(steady(0.5), LINKY, 1.5, None, at(60))
    assert heat.filtered > warmed(steady(0.5), LINKY, 0.5, None, at(60)).filtered
    assert heat.filtered == pytest.approx(1.5**2 + (0.5**2 - 1.5**2) * 0.992**60)
    assert warmed(heat, LINKY, 9.0, None, at(60)) is heat


def test_the_largest_step_of_the_house_is_remembered_for_a_while() -> None:
    heat = warmed(warmed(None, LINKY, 1.0, 1.0, at(0)), LINKY, 3.0, 3.0, at(2))
    assert heat.step == 2.0
    assert warmed(heat, LINKY, 3.0, 3.0, at(3602)).step == pytest.approx(1.0)
    assert warmed(heat, LINKY, 9.0, None, at(4)).step == pytest.approx(2.0, abs=0.01)


@given(
    warm=st.floats(0, 1.25),
    step=st.floats(0, 1.5),
    period=st.floats(1, 120),
    curve=st.sampled_from(sorted(CURVES, key=str)),
)
def test_what_it_bears_it_bears_for_as_long_as_it_takes(
    warm: float, step: float, period: float, curve: Breaker
) -> None:
    """At the load that is allowed, the largest step comes and nothing opens before we follow."""
    warm = min(warm, CURVES[curve].opens - 0.05)
    heat = Heat(NOON, warm, warm**2, period=period, step=step)
    most = bears(heat, CURVES[curve], 1.0, 3.0)
    if most + step <= 0:
        return
    stepped = replace(heat, apparent=(most + step) * 0.999)
    left = seconds_left(stepped, CURVES[curve], 1.0, NOON)
    assert left is None or left >= period + 3.0 - 0.01


def test_a_miniature_breaker_opens_at_once_at_three_or_five_times() -> None:
    assert seconds_left(replace(steady(0), apparent=3.1), CURVES[Breaker.B], 1.0, NOON) == 0
    left = seconds_left(replace(steady(0), apparent=3.1), CURVES[Breaker.C], 1.0, NOON)
    assert left is not None
    assert left > 0


def test_the_fullest_phase_is_shown() -> None:
    site = Site(contract=9000, breaker=Breaker.LINKY, phases=3)
    heats = {0: Heat(NOON, 1000, 1e6), 1: Heat(NOON, 6000, 9e6), 2: Heat(NOON, 0, 0)}
    left, share = breaker_now(site, heats, NOON)
    assert left == pytest.approx(seconds_left(heats[1], LINKY, 3000, NOON))
    assert share == pytest.approx(3000 / 3900)
    assert breaker_now(Site(contract=9000), heats, NOON) == (None, None)


@pytest.mark.parametrize("period", [2, 10, 60])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_never_opens_whatever_the_house_does_and_however_slow_its_meter(
    seed: int, period: int
) -> None:
    """Two hours of full power on 6 kVA beside a house whose oven comes and goes."""
    wild, meter = random.Random(seed), Linky(6000)  # noqa: S311 - seeded
    home = Governed(replace(SITE, contract=6000, breaker=Breaker.LINKY))
    offered, drawn, house, read = 0.0, 0.0, 400.0, 0.0
    for second in range(7200):
        if second % 45 == 0:
            house = wild.choice([300.0, 600.0, 2500.0, 3800.0, 5000.0])
        drawn = offered if second % 3 == 0 else drawn
        meter.second(house + drawn * 230)
        if second % 10 == 9:
            read = second
        if second % period == 0:
            car = claim(Mode.MAX, amps=drawn, read=read)
            offered = home.round(second, car, heard=second, linky=house + drawn * 230, grid=1.0)
    assert meter.trips == 0


def test_figures_of_a_quiet_house_have_no_end() -> None:
    heat = warmed(None, LINKY, 500, 500, NOON)
    assert seconds_left(heat, LINKY, 9000, NOON + timedelta(seconds=9)) is None
