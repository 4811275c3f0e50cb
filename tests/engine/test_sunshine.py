"""What a session got of the sun: of what it charged, the part that the grid did not give."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.site import Figures
from borne.domain.tariff import Portion, solar_share_of
from borne.engine.sunshine import Sunshine

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay, hears

MAX = """
site: {meter: grid}
inputs: {grid: {entity: sensor.grid, max_age: 10 min}}
rules:
  - {name: Otherwise, charge: max}
"""
DRAWN = 16 * 230.0


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def charging(grid: float | None) -> tuple[CorePlay, Wire]:
    """A car that draws 16 A, as its first reading has just told."""
    play, wire = CorePlay(MAX), Wire(now=NOON)
    play.skip(hears(NOON, grid=grid))
    play.plug_in(wire)
    reads(play, wire, 0, 1000)
    return play, wire


def reads(play: CorePlay, wire: Wire, seconds: float, register: float) -> None:
    wire.now = later(seconds)
    play.skip(wire.metered(register, (16.0,)))


def booked(play: CorePlay) -> Portion:
    ((portion,),) = play.core.state.portions.values()
    return portion


@pytest.mark.parametrize(
    ("grid", "share"), [(-500.0, 1), (0.0, 1), (DRAWN / 4, 0.75), (DRAWN, 0), (9000.0, 0)]
)
def test_what_the_grid_does_not_give_is_the_sun(grid: float, share: float) -> None:
    play, wire = charging(grid)
    reads(play, wire, 60, 1060)
    portion = booked(play)
    assert [portion.solar, portion.metered] == pytest.approx([share * 60, 60])
    assert solar_share_of(portion.solar, portion.metered) == pytest.approx(share)


def test_a_cloud_between_two_readings_counts_for_as_long_as_it_lasts() -> None:
    play, wire = charging(0.0)
    play.skip(hears(later(45), grid=DRAWN))
    reads(play, wire, 60, 1060)
    assert booked(play).solar == pytest.approx(45)


def test_while_the_meter_is_silent_nobody_knows() -> None:
    play, wire = charging(0.0)
    reads(play, wire, 60, 1060)
    play.skip(hears(later(60), grid=None))
    reads(play, wire, 120, 1120)
    portion = booked(play)
    assert [portion.energy, portion.solar, portion.metered] == pytest.approx([120, 60, 60])


def test_a_pause_dilutes_nothing() -> None:
    sunshine = Sunshine()
    sunshine.note(Figures(grid=0.0, cars=1000.0), NOON)
    sunshine.origin(1, NOON)
    sunshine.note(Figures(grid=500.0, cars=0.0), later(30))
    sunshine.note(Figures(grid=0.0, cars=1000.0), later(3600))
    assert sunshine.origin(1, later(3660)).solar == pytest.approx(1)


def test_readings_that_come_in_one_burst_share_what_the_burst_covers() -> None:
    play, wire = charging(DRAWN / 2)
    for place in range(1, 5):
        reads(play, wire, 240, 1000 + 60 * place)
    portion = booked(play)
    assert [portion.solar, portion.metered] == pytest.approx([120, 240])


def test_without_a_meter_there_is_no_share() -> None:
    play, wire = CorePlay("rules:\n  - {name: Otherwise, charge: max}\n"), Wire(now=NOON)
    play.plug_in(wire)
    reads(play, wire, 60, 1060)
    portion = booked(play)
    assert (portion.solar, portion.metered) == (0, 0)
    assert solar_share_of(portion.solar, portion.metered) is None


NUMBERS = st.none() | st.floats(-1e6, 1e6)
STEPS = st.lists(st.tuples(st.floats(-5, 600), NUMBERS, st.floats(-10, 1e5), st.booleans()))


@given(STEPS)
def test_a_share_is_a_share_whatever_meter_and_clock_say(
    steps: list[tuple[float, float | None, float, bool]],
) -> None:
    sunshine, now = Sunshine(), NOON
    for passed, grid, cars, asked in steps:
        now += timedelta(seconds=passed)
        if asked:
            origin = sunshine.origin(1, now)
            assert -1e-9 <= origin.solar <= origin.known + 1e-9 <= 1 + 2e-9
        sunshine.note(Figures(grid=grid, cars=cars), now)
