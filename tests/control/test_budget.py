"""Limits for several together, each phase by itself, and the mean of a quarter of an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.control.claim import Claim
from borne.control.demand import Demand, allowed, counted
from borne.domain.decision import Cap, Mode
from borne.domain.site import ConnectorLimits, DemandWindow, Meter, Site

from .house import NOON, WHY, Governed, at, claim

TOGETHER = Cap("Cable", WHY, amps=32, total=True)
THREE = Site(
    phases=3,
    contract=18_000,  # 26 A on each phase
    meter=Meter(signed="grid"),
    per_phase=("r", "s", "t"),
)


def given_to(home: Governed) -> dict[str, float]:
    return {id_: one.current for id_, one in home.settings.items()}


def pair(first: Claim, second: Claim, *, priority: int | None = None) -> tuple[Claim, Claim]:
    choice = replace(second.choice, priority=priority)
    return first, replace(second, id="garage/2", choice=choice)


def test_two_that_share_have_no_more_than_the_whole() -> None:
    home = Governed(Site())
    both = pair(claim(caps=(TOGETHER,)), claim(caps=(TOGETHER,)))
    home.round(0, *both)
    assert given_to(home) == {"garage/1": 16, "garage/2": 16}
    assert "Cable" in [one.name for one in home.settings["garage/1"].limits]


def test_the_rule_with_priority_is_served_first() -> None:
    home = Governed(Site())
    home.round(0, *pair(claim(caps=(TOGETHER,)), claim(caps=(TOGETHER,)), priority=5))
    assert given_to(home) == {"garage/1": 6, "garage/2": 26}


def test_who_does_not_fit_waits() -> None:
    home = Governed(Site())
    small = Cap("Cable", WHY, amps=10, total=True)
    home.round(0, *pair(claim(caps=(small,)), claim(caps=(small,))))
    assert given_to(home) == {"garage/1": 10, "garage/2": 0}


def test_a_total_in_watts() -> None:
    home = Governed(Site(phases=3))
    power = Cap("Roof", WHY, below=11_040, total=True)
    home.round(0, *pair(claim(caps=(power,), phases=3), claim(caps=(power,), phases=1)))
    assert given_to(home) == {"garage/1": 10, "garage/2": 18}


def test_cars_on_other_phases_do_not_share() -> None:
    home = Governed(Site(phases=3))
    wired = ConnectorLimits(wiring="STR")
    home.round(0, *pair(claim(caps=(TOGETHER,)), claim(caps=(TOGETHER,), limits=wired)))
    assert given_to(home) == {"garage/1": 32, "garage/2": 32}


def test_an_overloaded_phase_does_not_stop_a_car_on_another() -> None:
    home = Governed(THREE)
    wired = ConnectorLimits(wiring="STR")
    both = pair(claim(amps=0), claim(amps=0, limits=wired))
    home.round(0, *both, r=5900.0, s=0.0, t=0.0, grid=5900.0)
    assert given_to(home) == {"garage/1": 0, "garage/2": 26}
    assert "phase 1 of the contract" in home.why()


def test_a_phase_that_nobody_measures_is_as_good_as_no_meter() -> None:
    home = Governed(THREE)
    home.round(0, claim(amps=0), r=0.0, s=None, t=0.0)
    assert home.settings["garage/1"].current == 8
    assert "s has been unknown" in home.why()


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=2),
    st.lists(st.floats(0, 9000), min_size=3, max_size=3),
    st.lists(st.sampled_from(["RST", "STR", "TRS"]), min_size=2, max_size=2),
    st.lists(st.sampled_from([1, 3]), min_size=2, max_size=2),
)
def test_no_phase_is_ever_given_more_than_it_has(
    drawn: list[int], house: list[float], wirings: list[str], phases: list[int]
) -> None:
    home = Governed(THREE)
    cars = [
        claim(
            id_=f"garage/{number}",
            amps=amps,
            phases=count,
            limits=ConnectorLimits(wiring=wiring),
        )
        for number, (amps, wiring, count) in enumerate(
            zip(drawn, wirings, phases, strict=True), start=1
        )
    ]
    loads = list(house)
    for car in cars:
        for letter in car.limits.wiring[: car.draw.phases]:
            loads["RST".index(letter)] += car.draw.amps * 230
    home.round(0, *cars, r=loads[0], s=loads[1], t=loads[2], grid=sum(loads))
    for phase, own in enumerate(house):
        ordered = sum(
            home.settings[car.id].current
            for car in cars
            if "RST"[phase] in car.limits.wiring[: car.draw.phases]
        )
        assert ordered == 0 or own + ordered * 230 <= 6000 + 1e-6
        assert all(not 0 < one.current < 6 for one in home.settings.values())


WINDOW = DemandWindow(900, 9000)


def watched(*readings: tuple[float, float]) -> Demand:
    """A window from noon on, read at these seconds."""
    demand = counted(None, WINDOW, readings[0][1], at(readings[0][0]))
    for second, grid in readings[1:]:
        demand = counted(demand, WINDOW, grid, at(second))
    return demand


def test_what_was_not_drawn_may_be_caught_up_within_the_window() -> None:
    demand = watched((0, 3000), (300, 3000))
    assert allowed(demand, WINDOW, at(300)) == pytest.approx(12_000)
    assert allowed(demand, WINDOW, at(600)) == pytest.approx(21_000)


def test_what_was_drawn_too_much_is_made_up_for() -> None:
    assert allowed(watched((0, 12_000), (450, 12_000)), WINDOW, at(450)) == pytest.approx(6000)


def test_a_window_that_nobody_watched_counts_as_full_so_far() -> None:
    assert allowed(watched((450, 0)), WINDOW, at(450)) == pytest.approx(9000)


def test_each_window_begins_anew() -> None:
    demand = watched((0, 12_000), (899, 12_000), (901, 0))
    assert demand.start == at(900)
    assert allowed(demand, WINDOW, at(902)) > 8900
    assert allowed(watched((0, 12_000)), WINDOW, at(1000)) == 9000


def test_sun_that_is_sold_does_not_count() -> None:
    assert watched((0, -5000), (300, -5000)).energy == 0


def test_the_car_keeps_the_mean() -> None:
    home = Governed(Site(meter=Meter(signed="grid"), demand=WINDOW))
    amps, house, total = 0.0, 4000.0, 0.0
    for second in range(1800):
        if second == 900:
            assert total / 900 <= 9000 * 1.01
            total = 0.0
        grid = house + amps * 230
        total += grid
        if second % 5 == 0:
            car = claim(Mode.MAX, amps=amps, read=second)
            amps = home.round(second, car, heard=second, grid=grid)
    assert total / 900 <= 9000 * 1.01
    assert total / 900 > 8000


def test_windows_are_laid_by_the_clock() -> None:
    late: datetime = NOON + timedelta(minutes=7)
    assert counted(None, WINDOW, 0, late).start == NOON
