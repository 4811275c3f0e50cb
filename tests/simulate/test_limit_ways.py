"""Chargers with little room for limits, or a clock of their own: the way that is found for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from borne.domain.commands import Announce
from borne.domain.failsafe import fail_safe
from borne.domain.following import Verdict
from borne.domain.site import Site
from borne.domain.way import Purpose, Way
from borne.domain.wishes import SetMaxCurrent
from borne.simulate.make import GENERIC
from borne.simulate.ways import Ways

from .garage import House


def limited(**ways: Any) -> House:
    """A car whose charger was told 9 A."""
    house = House("", {}, 5.0, make=replace(GENERIC, ways=Ways(**ways)))
    house.charge()
    house.run(60, step=1.0)
    house.wish(SetMaxCurrent(9))
    house.run(60, step=1.0)
    return house


def able(house: House) -> bool | None:
    return fail_safe(house.charger, house.connector, Site()).able


@pytest.mark.parametrize("periods", [1, 24])
def test_one_that_keeps_a_single_profile_is_limited_by_what_it_falls_back_to(periods: int) -> None:
    house = limited(most_profiles=1, most_periods=periods)
    assert house.amps == pytest.approx(9, abs=0.5)
    assert house.manner.way == Way(Purpose.EVERY_TRANSACTION, stack_level=0)
    assert len(house.point.profiles.profiles) == 1
    assert able(house) is (periods > 1), (
        "with one period its limit has no end, and its page says so"
    )
    house.hang_up()
    house.run(16 * 60, step=1.0)
    assert house.amps == pytest.approx(8 if periods > 1 else 9, abs=0.5)


@pytest.mark.parametrize("ahead", [7200.0, -7200.0, 1200.0, -1200.0])
def test_one_that_does_not_set_its_clock_is_told_in_its_own_time(ahead: float) -> None:
    house = limited(own_time=ahead)
    assert house.amps == pytest.approx(9, abs=0.5)
    assert house.manner.way == Way(ahead=ahead)
    assert str(house.manner.way).endswith(f"absolute, {ahead:+g} s")
    assert able(house)
    house.hang_up()
    house.run(14 * 60, step=1.0)
    assert house.amps == pytest.approx(9, abs=0.5)
    house.run(2 * 60, step=1.0)
    assert house.amps == pytest.approx(8, abs=0.5)


@pytest.mark.parametrize("ahead", [280.0, -280.0])
def test_a_clock_that_is_hardly_wrong_needs_no_other_way(ahead: float) -> None:
    house = limited(own_time=ahead)
    assert house.amps == pytest.approx(9, abs=0.5)
    assert not house.manner.failed


def test_one_that_refuses_every_way_is_told_of_once_with_what_was_tried() -> None:
    house = limited(refuses_limits=True)
    assert house.connector.following.verdict is Verdict.IGNORED
    tried = [str(one.way) for one in house.manner.failed]
    assert len(tried) == len(set(tried)) > 10
    faults = [
        one.data for one in house.said if isinstance(one, Announce) and one.event == "borne_fault"
    ]
    assert [(one["error"], one["tried"]) for one in faults] == [("limit ignored", tried)]
    trouble = house.core.state.troubles["ignored:garage/1"]
    assert f"tried {len(tried)} ways in vain (TxProfile, A, level 1" in trouble.message.say("en")
    assert "limit:garage/1" not in house.core.state.troubles, "it is told of once"
    house.point.make = replace(GENERIC, ways=Ways())
    house.run(120, step=1.0)
    assert house.amps == pytest.approx(9, abs=0.5)
    assert "ignored:garage/1" not in house.core.state.troubles
