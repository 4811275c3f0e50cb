"""What must hold whatever the rules want, the meter says and the cars do."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.control.claim import Claim
from borne.domain.decision import Cap, Mode, NextChange
from borne.domain.site import ConnectorLimits, Meter, Site, Style

from .house import SITE, WHY, Governed, at, claim


def test_the_modes_without_limits() -> None:
    home = Governed(Site())
    assert home.round(0, claim(Mode.OFF)) == 0
    assert home.round(0, claim(Mode.WAIT)) == 0
    assert home.round(0, claim(Mode.MIN)) == 6
    assert home.round(0, claim(Mode.MAX)) == 32
    assert home.round(0, claim(Mode.AMOUNT, current=10)) == 10
    assert home.round(0, claim(Mode.AMOUNT, power=3700)) == 16
    assert home.round(0, claim(Mode.AMOUNT, power=11_000, phases=3)) == 15


def test_an_amount_below_the_least_pauses_and_says_why() -> None:
    home = Governed(Site())
    assert home.round(0, claim(Mode.AMOUNT, current=4)) == 0
    assert home.why() == "Rule: paused, since a car takes no less than 6\N{NO-BREAK SPACE}A"


def test_a_least_between_two_steps_is_reached() -> None:
    limits = ConnectorLimits(least=6.5, most=16, step=1)
    assert Governed(Site()).round(0, claim(Mode.MIN, limits=limits)) == 6.5


def test_the_lowest_limit_wins_and_is_named() -> None:
    home = Governed(Site())
    caps = (Cap("Dinner", WHY, amps=12), Cap("Heater", WHY, amps=14))
    assert home.round(0, claim(caps=caps, current=20)) == 12
    assert [limit.name for limit in home.settings["garage/1"].limits if limit.binding] == ["Dinner"]


def test_a_limit_without_its_input_gives_the_safe_current() -> None:
    home = Governed(Site(safe_current=7))
    assert home.round(0, claim(caps=(Cap("Dinner", WHY, below=7000, missing=("linky",)),))) == 7
    assert home.round(0, claim(caps=(Cap("Heater", WHY, amps=16, missing=("heater",)),))) == 7


def test_a_rules_own_most_is_said_by_its_current_alone() -> None:
    home = Governed(Site())
    assert home.round(0, claim(current=16)) == 16
    assert home.why() == "Rule: 16\N{NO-BREAK SPACE}A"


def test_a_ceiling_of_nothing_pauses() -> None:
    home = Governed(Site())
    assert home.round(0, claim(caps=(Cap("Set by hand", WHY, amps=0),))) == 0
    assert home.why() == "Rule: paused, held back by because"


def test_the_rules_next_change_is_told() -> None:
    change = NextChange(at(600), WHY)
    one = claim()
    home = Governed(Site())
    home.round(0, replace(one, choice=replace(one.choice, next=change)))
    assert home.settings["garage/1"].next == change


MODES = st.sampled_from(Mode)
CAPS = st.lists(
    st.one_of(
        st.builds(Cap, name=st.just("fixed"), why=st.just(WHY), amps=st.floats(0, 40)),
        st.builds(
            Cap,
            name=st.just("keep"),
            why=st.just(WHY),
            reading=st.one_of(st.none(), st.floats(-8000, 12_000)),
            below=st.floats(1000, 9000),
            missing=st.sampled_from([(), ("linky",)]),
        ),
    ),
    max_size=2,
).map(tuple)
LIMITS = st.builds(
    ConnectorLimits,
    least=st.sampled_from([6.0, 8.0, 6.5]),
    most=st.sampled_from([10.0, 16.0, 32.0]),
    step=st.sampled_from([0.1, 1.0, 2.0]),
    priority=st.integers(0, 1),
)


@st.composite
def cars(draw: st.DrawFn, seconds: float) -> list[Claim]:
    return [
        claim(
            draw(MODES),
            id_=f"c/{number}",
            amps=draw(st.sampled_from([0.0, 6.0, 9.7, 16.0, 32.0])),
            read=draw(st.one_of(st.none(), st.floats(max(0.0, seconds - 60), seconds))),
            active=draw(st.booleans()),
            phases=draw(st.sampled_from([1, 3])),
            current=draw(st.one_of(st.none(), st.floats(4, 40))),
            power=draw(st.one_of(st.none(), st.floats(0, 20_000))),
            caps=draw(CAPS),
            limits=draw(LIMITS),
            style=draw(st.sampled_from(Style)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


SITES = st.sampled_from(
    [
        SITE,
        Site(),
        Site(contract=9000),
        Site(contract=6000, meter=Meter("grid")),
        Site(phases=3, contract=12_000, meter=Meter("grid"), apparent="linky"),
        Site(meter=Meter("grid")),
    ]
)
METER = st.one_of(st.none(), st.floats(-9000, 15_000))


@pytest.mark.slow
@given(SITES, st.data())
def test_what_always_holds(site: Site, data: st.DataObject) -> None:
    home = Governed(site)
    seconds = 0.0
    for _ in range(5):
        seconds += data.draw(st.sampled_from([1.0, 5.0, 31.0, 400.0]))
        claims = data.draw(cars(seconds))
        grid, linky = data.draw(METER), data.draw(METER)
        home.round(seconds, *claims, grid=grid, linky=None if linky is None else abs(linky))
        for one in claims:
            setting = home.settings[one.id]
            assert setting.current == 0 or setting.current >= one.limits.least
            assert setting.current <= _ceiling(site, one) + 1e-6
            assert setting.why.say("en")
            assert setting.why.say("fr")
            assert setting.next is None or setting.next.at > at(seconds) - timedelta(seconds=1)
            if home.memory.blind_since is not None:
                assert setting.current <= site.safe_current


def _ceiling(site: Site, one: Claim) -> float:
    ceilings = [one.limits.most]
    if one.choice.mode in (Mode.OFF, Mode.WAIT):
        return 0.0
    if one.choice.current is not None:
        ceilings.append(one.choice.current)
    if one.choice.mode is Mode.MIN:
        ceilings.append(one.limits.least)
    for cap in one.choice.caps:
        if cap.missing or (cap.amps is None and cap.reading is None):
            ceilings.append(site.safe_current)
        if cap.amps is not None:
            ceilings.append(cap.amps)
    return min(ceilings)


@given(st.data(), st.floats(0, 15_000))
def test_with_fresh_readings_what_is_given_fits_the_contract(
    data: st.DataObject, linky: float
) -> None:
    claims = [replace(one, draw=replace(one.draw, read_at=at(0))) for one in data.draw(cars(0.0))]
    home = Governed()
    home.round(0, *claims, grid=linky, linky=linky)
    units = {one.id: 230.0 * one.draw.phases for one in claims}
    given_ = sum(home.settings[one.id].current * units[one.id] for one in claims)
    drawn = sum(one.draw.amps * units[one.id] for one in claims if one.draw.active)
    assert given_ <= max(0.0, 9000 - (linky or min(0.0, linky)) + drawn) + 1e-6


@given(st.data(), st.floats(0, 15_000))
def test_an_unknown_meter_never_gives_more_than_a_known_one_with_room(
    data: st.DataObject, linky: float
) -> None:
    claims = data.draw(cars(0.0))
    known, unknown = Governed(), Governed()
    for home in (known, unknown):
        home.round(0, *claims, grid=linky, linky=linky)
    known.round(10, *claims, grid=-9000.0, linky=0.0)
    unknown.round(10, *claims)
    for one in claims:
        assert unknown.settings[one.id].current <= known.settings[one.id].current


@pytest.mark.parametrize("mode", [Mode.MAX, Mode.SURPLUS])
def test_a_meter_that_is_lost_takes_and_never_gives(mode: Mode) -> None:
    home = Governed()
    before = home.round(0, claim(mode, amps=0), grid=-2500.0, linky=0.0)
    after = home.round(10, claim(mode, amps=before, read=9))
    assert after < before


@pytest.mark.parametrize("mode", [Mode.MAX, Mode.SURPLUS, Mode.MIN_SURPLUS])
def test_twice_as_many_cars_cost_twice_the_work_and_no_step_is_long(mode: Mode) -> None:
    few, many = work(mode, 60), work(mode, 120)
    assert sum(many) < 2.5 * sum(few)
    assert len(many) > 3 * 120
    assert max(many) < sum(many) / 3


def work(mode: Mode, cars: int) -> list[int]:
    """Calls of functions at each step of a round in which all of them have the sun."""
    home = Governed(Site(contract=cars * 9000, meter=Meter(signed="grid")))
    claims = [claim(mode, id_=f"{number}/1", amps=6) for number in range(cars)]
    home.round(0, *claims, grid=-7000.0 * cars)
    counts = [0]

    def count(_frame: object, event: str, _arg: object) -> None:
        counts[-1] += event == "call"

    steps = home.steps(600, *claims, grid=-7000.0 * cars)
    sys.setprofile(count)
    try:
        while next(steps, None) is not None:
            counts.append(0)
    finally:
        sys.setprofile(None)
    return counts
