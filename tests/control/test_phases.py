"""Phases: when another number is worth it, and that a change is made without current."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.decision import Mode
from borne.domain.phasing import Phases, Phasing, Stage

from .house import NOON, at
from .phased import LIMITS, QUICK, SITE, STEP, Garage


def test_with_too_little_sun_for_three_phases_one_is_used_after_a_pause() -> None:
    garage = Garage()
    garage.lasts(60, 2000)
    assert garage.amps == 0
    garage.lasts(120, 2000)
    assert (garage.phasing.stage, garage.phasing.told, garage.contactor) == (Stage.STEADY, 1, 1)
    garage.lasts(120, 2000)
    assert garage.amps == pytest.approx(8, abs=1)


def test_with_enough_sun_three_phases_are_used_again() -> None:
    garage = Garage()
    garage.lasts(300, 2000)
    setting = garage.lasts(900, 7000)
    assert garage.told[-1][1] == 3
    assert setting.current == pytest.approx(10, abs=1)
    assert garage.loaded == 0


def test_a_cloud_changes_nothing() -> None:
    garage = Garage()
    garage.lasts(300, 7000)
    assert garage.phasing.told is None
    garage.lasts(25, 1500)
    garage.lasts(600, 7000)
    assert garage.told == []


def test_why_it_pauses_is_said_in_a_sentence() -> None:
    garage = Garage()
    garage.lasts(300, 7000)
    garage.step(7000, Mode.MAX, Phases.ONE)
    assert garage.home.why() == "Rule: pauses to change from three phases to one"
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.why.say("fr") == "passe à une phase"
    while garage.phasing.stage is not Stage.PROVING:
        garage.step(7000, Mode.MAX, Phases.ONE)
    assert "held back by the change to one phase until it is seen" in garage.home.why()


def test_a_rule_that_says_how_many_waits_for_no_sun() -> None:
    garage = Garage()
    garage.lasts(60, 0, mode=Mode.MAX, phases=None)
    assert garage.amps == 16
    garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert garage.contactor == 1
    garage.lasts(60, 0, mode=Mode.MAX, phases=None)
    assert garage.contactor == 1, "it must cool down first"
    garage.lasts(400, 0, mode=Mode.MAX, phases=None)
    assert garage.contactor == 3


@pytest.mark.parametrize(
    ("mode", "amount", "wanted"),
    [
        (Mode.MAX, None, None),
        (Mode.MIN, None, 1),
        (Mode.AMOUNT, 3000.0, 1),
        (Mode.AMOUNT, 6000.0, None),
    ],
)
def test_one_or_three_goes_by_the_power(
    mode: Mode, amount: float | None, wanted: int | None
) -> None:
    garage = Garage()
    for _ in range(40):
        said = garage.claim(mode, Phases.EITHER)
        said = replace(said, choice=replace(said.choice, power=amount))
        garage.seconds += STEP
        garage.home.round(garage.seconds, said, heard=garage.seconds, grid=garage.watts)
        setting = garage.home.settings["garage/1"]
        garage.phasing = setting.phasing
        garage._obey(setting)
    assert garage.phasing.told == wanted


def test_a_car_with_one_phase_is_never_paused_for_another_number() -> None:
    garage = Garage(car=1)
    garage.lasts(600, 7000)
    assert garage.amps >= 6
    garage.lasts(900, 2000)
    garage.lasts(900, 7000)
    assert garage.told == []


def test_a_charger_that_does_not_follow_is_found_out_at_the_least_and_left_alone() -> None:
    garage = Garage(obeys=False)
    garage.lasts(300, 7000)
    most = 0.0
    for _ in range(60):
        setting = garage.step(7000, Mode.MAX, Phases.ONE)
        if garage.phasing.stage is Stage.PROVING:
            most = max(most, setting.current)
    assert most == 6
    assert garage.phasing.unable
    assert garage.phasing.number is None
    garage.switching = None  # as the engine tells of one that is unable
    setting = garage.lasts(900, 7000, mode=Mode.MAX, phases=Phases.ONE)
    assert (setting.current, len(garage.told)) == (16, 1)


def test_the_day_has_only_so_many_changes() -> None:
    garage = Garage()
    for turn in range(12):
        garage.lasts(450, 0, mode=Mode.MAX, phases=(Phases.ONE, Phases.THREE)[turn % 2])
    assert len(garage.told) == QUICK.per_day
    garage.step(0, Mode.MAX, Phases.ONE)
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.at == NOON.replace(hour=0) + timedelta(days=1)


def test_a_car_that_does_not_stop_is_given_up_for_a_while() -> None:
    garage = Garage(lags=200)
    garage.queue = [(16.0, 3)] * 200
    garage.amps = 16
    garage.lasts(330, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert garage.phasing.stage is Stage.STEADY
    assert (garage.told, garage.phasing.changes) == ([], 1)


def test_a_reading_that_is_wrong_now_and_then_changes_nothing() -> None:
    garage = Garage()
    garage.lasts(300, 0, mode=Mode.MAX, phases=Phases.ONE)
    for _ in range(20):
        garage.contactor = 3
        garage.step(0, Mode.MAX, Phases.ONE)
        garage.contactor = 1
        garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert (len(garage.told), garage.phasing.told) == (1, 1)


def test_a_charger_that_goes_back_by_itself_is_believed_and_waits_for_the_next_change() -> None:
    garage = Garage()
    garage.lasts(300, 0, mode=Mode.MAX, phases=Phases.ONE)
    garage.obeys, garage.contactor = False, 3
    garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert (garage.phasing.stage, garage.phasing.told) == (Stage.STEADY, 3)
    assert garage.phasing.changes == 2


def test_nothing_is_changed_where_nobody_knows_that_it_is_borne() -> None:
    garage = Garage(switching=None)
    garage.lasts(900, 2000)
    garage.lasts(300, 2000, mode=Mode.MAX, phases=Phases.ONE)
    assert (garage.phasing, garage.told) == (Phasing(), [])


Weather = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1000.0, 1800.0, 3000.0, 4500.0, 6000.0, 12000.0]),
        st.sampled_from([Mode.SURPLUS, Mode.MIN_SURPLUS, Mode.MAX, Mode.MIN, Mode.OFF]),
        st.sampled_from([None, *Phases]),
        st.integers(1, 80),
    ),
    min_size=1,
    max_size=20,
)


@pytest.mark.slow
@given(
    weather=Weather,
    car=st.sampled_from([1, 3]),
    obeys=st.booleans(),
    lags=st.integers(1, 12),
    contract=st.sampled_from([None, 9000.0, 12000.0]),
)
@settings(max_examples=40)
def test_whatever_comes_no_phase_is_changed_under_current_nor_too_often(
    weather: list[tuple[float, Mode, Phases | None, int]],
    car: int,
    obeys: bool,  # noqa: FBT001 - drawn
    lags: int,
    contract: float | None,
) -> None:
    garage = Garage(replace(SITE, contract=contract), car=car, obeys=obeys, lags=lags)
    for sun, mode, phases, steps in weather:
        for _ in range(steps):
            flowed, told = garage.amps, len(garage.told)
            setting = garage.step(sun, mode, phases)
            stage = setting.phasing.stage
            assert setting.current == 0 or setting.current >= LIMITS.least
            assert setting.current <= LIMITS.most
            if stage in {Stage.PAUSING, Stage.CHANGING}:
                assert setting.current == 0
            if stage is Stage.PROVING:
                assert setting.current <= LIMITS.least
            if len(garage.told) > told:
                assert flowed == 0
            if garage.phasing.unable:
                garage.switching = None
    assert garage.loaded == 0
    times = [0.0 - QUICK.cool_down, *(when for when, _ in garage.told)]
    assert all(later - one >= QUICK.cool_down for one, later in pairwise(times))
    assert len(garage.told) <= QUICK.per_day * (1 + (at(garage.seconds).date() > NOON.date()))
