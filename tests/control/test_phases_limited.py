"""Phases: one is used where the limits leave nothing on three, and none gets more than is left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.decision import Mode
from borne.domain.phasing import Phasing, Stage
from borne.domain.site import Breaker

from .phased import GUARDED, QUICK, STEP, Garage

LINKY = replace(GUARDED, breaker=Breaker.LINKY)


def test_full_power_goes_on_one_phase_where_the_contract_leaves_none_on_three() -> None:
    garage = Garage(GUARDED)
    garage.lasts(300, 0, mode=Mode.MAX)
    assert (garage.amps, garage.used) == (16, 3)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(10, 0, mode=Mode.MAX)
    assert garage.amps == 0
    assert "phase 2 of the contract" in garage.home.why()
    garage.lasts(20, 0, mode=Mode.MAX)
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.why.say("en") == "changes to one phase"
    garage.lasts(300, 0, mode=Mode.MAX)
    assert (garage.phasing.stage, garage.phasing.told, garage.amps) == (Stage.PROVING, 1, 0), (
        "until it was seen to change once, it is held to what three phases would have"
    )
    assert garage.home.why() == (
        "Rule: paused, until phase 2 of the contract (12\N{NO-BREAK SPACE}kVA) leaves room to try "
        "one phase"
    )
    garage.house = (2.0, 11.0, 2.0)
    garage.lasts(60, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(120, 0, mode=Mode.MAX)
    assert (garage.phasing.stage, garage.phasing.told, garage.amps) == (Stage.STEADY, 1, 15)


def test_the_first_change_is_tried_at_once_where_the_breaker_bears_that_it_is_not_made() -> None:
    garage = Garage(LINKY)
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(180, 0, mode=Mode.MAX)
    assert (garage.phasing.stage, garage.phasing.told, garage.amps) == (Stage.STEADY, 1, 15)
    assert garage.phasing.followed
    lazy = Garage(LINKY, obeys=False)
    lazy.lasts(300, 0, mode=Mode.MAX)
    lazy.house = (2.0, 14.0, 2.0)
    above = 0
    for _ in range(180):
        lazy.step(0, Mode.MAX)
        above += lazy.drawn[1] > 12_000 / 3 / 230
    assert lazy.phasing.unable
    assert lazy.amps == 0
    assert above * STEP <= 60, "the meter shows it, and it is paused"


def test_a_charger_that_was_seen_to_change_is_believed_the_next_time() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(180, 0, mode=Mode.MAX)
    assert (garage.phasing.told, garage.amps) == (1, 15)
    assert garage.loaded == 0


def test_all_phases_are_taken_again_once_the_contract_has_left_them_for_a_while() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(600, 0, mode=Mode.MAX)
    garage.house = (2.0, 2.0, 2.0)
    garage.lasts(QUICK.up_after - STEP, 0, mode=Mode.MAX)
    assert garage.phasing.told == 1
    garage.lasts(180, 0, mode=Mode.MAX)
    assert (garage.phasing.told, garage.amps, garage.used) == (3, 15, 3)


def test_a_kettle_changes_no_phases() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    for _ in range(10):
        garage.house = (2.0, 14.0, 2.0)
        garage.lasts(QUICK.down_after - STEP, 0, mode=Mode.MAX)
        garage.house = (2.0, 2.0, 2.0)
        garage.lasts(60, 0, mode=Mode.MAX)
    assert garage.told == []


def test_one_phase_that_is_full_as_well_is_not_changed_to() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (14.0, 14.0, 2.0)
    garage.lasts(600, 0, mode=Mode.MAX)
    assert (garage.told, garage.amps) == ([], 0)


def test_the_sun_takes_one_phase_where_the_contract_leaves_none_on_three() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True), house=(2.0, 14.0, 2.0))
    garage.lasts(400, 7000)
    assert (garage.phasing.told, garage.amps) == (1, 15)
    night = Garage(GUARDED, phasing=Phasing(followed=True), house=(2.0, 14.0, 2.0))
    night.lasts(400, 0)
    assert night.told == [], "what the sun does not give needs no other number"


LOADS = st.sampled_from([0.0, 5.0, 10.0, 11.5, 14.0, 17.0])


@given(
    house=st.lists(
        st.tuples(
            LOADS, LOADS, LOADS, st.sampled_from([Mode.MAX, Mode.SURPLUS]), st.integers(1, 60)
        ),
        min_size=1,
        max_size=15,
    ),
    car=st.sampled_from([1, 3]),
    obeys=st.booleans(),
    lags=st.integers(1, 12),
)
@settings(max_examples=20)
def test_whatever_the_house_draws_no_phase_is_given_more_than_the_contract_leaves(
    house: list[tuple[float, float, float, Mode, int]],
    car: int,
    obeys: bool,  # noqa: FBT001 - drawn
    lags: int,
) -> None:
    garage = Garage(GUARDED, car=car, obeys=obeys, lags=lags)
    given_before = 0.0
    for one, two, three, mode, steps in house:
        garage.house = (one, two, three)
        for _ in range(steps):
            setting = garage.step(9000, mode)
            told = (setting.phasing.told or 3) if obeys else 3
            if setting.current > given_before:
                fullest = max(garage.house[: min(car, told)])
                assert fullest + setting.current <= 12_000 / 3 / 230 + 0.01
            given_before = setting.current
            if garage.phasing.unable:
                garage.switching = None
    assert garage.loaded == 0


@given(
    house=st.lists(st.tuples(LOADS, LOADS, LOADS, st.integers(1, 60)), min_size=1, max_size=15),
    obeys=st.booleans(),
    lags=st.integers(1, 3),
)
@settings(max_examples=20)
def test_whether_a_first_change_is_made_or_not_the_breaker_holds(
    house: list[tuple[float, float, float, int]],
    obeys: bool,  # noqa: FBT001 - drawn
    lags: int,
) -> None:
    garage = Garage(LINKY, obeys=obeys, lags=lags)
    warmth = [0.0] * 3
    for one, two, three, steps in house:
        garage.house = (one, two, three)
        for _ in range(steps):
            garage.step(9000, Mode.MAX)
            for _ in range(STEP):
                drawn = [(amps * 230) ** 2 for amps in garage.drawn]
                warmth = [0.008 * x + 0.992 * y for x, y in zip(drawn, warmth, strict=True)]
            assert max(warmth) < (1.3 * 4000) ** 2
            if garage.phasing.unable:
                garage.switching = None
