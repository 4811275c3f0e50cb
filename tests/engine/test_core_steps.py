"""A decision for many, step by step: whatever comes between, nobody is forgotten or told twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.commands import Command, SetLimit
from borne.domain.decision import Mode
from borne.domain.life import Status
from borne.domain.wishes import SetMode
from borne.engine import core as core_module

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay, hears, reading_of

CARS = "abcdef"
ALL_TOGETHER = """
site: {phases: 1, contract: %(kVA)s kVA, voltage: 230 V}
rules:
  - {name: First, charger: %(first)s, charge: max, priority: 5}
  - {name: Rest, charge: max}
"""
EACH = "rules: [{name: Always, charge: %s A}]"


def street(rules: str, cars: str = CARS) -> tuple[CorePlay, dict[str, Wire]]:
    """Chargers whose cars charge."""
    play, wires = CorePlay(rules), {car: Wire(car) for car in cars}
    for wire in wires.values():
        play.plug_in(wire)
    play.forget()
    return play, wires


def limits(commands: Sequence[Command]) -> list[tuple[str, float]]:
    return [(one.charger, one.current) for one in commands if isinstance(one, SetLimit)]


def later(play: CorePlay, wires: dict[str, Wire], seconds: float = 400) -> None:
    """Let so much time pass that no limit waits for one that was sent before."""
    for wire in wires.values():
        wire.after(seconds)
    now = next(iter(wires.values())).now
    play.skip(next(iter(wires.values())).woke())
    while play.core.decide(now):
        pass


def upto_a_limit(steps: Iterator[Sequence[Command]]) -> list[tuple[str, float]]:
    """What is told until the first has been told a limit."""
    told: list[tuple[str, float]] = []
    while not told:
        told += limits(next(steps))
    return told


def test_who_gets_less_is_told_before_who_gets_more() -> None:
    play, wires = street(ALL_TOGETHER % {"kVA": 12, "first": "a"})
    later(play, wires)
    for first in "fa":
        later(play, wires)
        before = {car: play.decision(car).current for car in CARS}
        play.core.use_rules(reading_of(ALL_TOGETHER % {"kVA": 12, "first": first}))
        told = limits(play.core.decide(wires["a"].now))
        rises = [amps > before[car] for car, amps in told]
        assert True in rises
        assert False in rises
        assert rises == sorted(rises), f"less comes first: {told}"


@settings(max_examples=10, deadline=None)
@given(
    powers=st.lists(st.sampled_from([3, 6, 9, 12, 24, 36]), min_size=2, max_size=4),
    firsts=st.lists(st.sampled_from(CARS), min_size=4, max_size=4),
)
def test_at_no_step_all_have_more_than_before_or_after(powers: list[int], firsts: str) -> None:
    play, wires = street(ALL_TOGETHER % {"kVA": 9, "first": "a"})
    for power, first in zip(powers, firsts, strict=False):
        later(play, wires)
        had = {car: play.decision(car).current for car in CARS}
        most = max(sum(had.values()), power * 1000 / 230)
        play.core.use_rules(reading_of(ALL_TOGETHER % {"kVA": power, "first": first}))
        for step in play.core.deciding(wires["a"].now):
            had |= dict(limits(step))
            assert sum(had.values()) <= most + 1e-6
        assert sum(had.values()) * 230 <= power * 1000 + 1e-6


def test_what_changes_between_two_steps_is_told_nothing_and_decided_for_again() -> None:
    play, wires = street(EACH % 8)
    later(play, wires)
    play.core.use_rules(reading_of(EACH % 16))
    steps = play.core.deciding(wires["a"].now)
    told = upto_a_limit(steps)
    assert told == [("a", 16.0)]

    play.core.handle(wires["b"].status(Status.AVAILABLE))
    play.core.handle(wires["c"].wishes(SetMode(Mode.OFF), charger="c", connector=1))
    play.core.handle(wires["d"].disconnected())
    play.core.handle(wires["e"].metered(1100, (8.0,)))
    told = limits([command for step in steps for command in step])
    assert told == [("e", 16.0), ("f", 16.0)], "a reading alone changes nothing"

    assert dict(limits(play.core.decide(wires["a"].now)))["c"] == 0.0
    again = Wire("d", wires["d"].now, connection=2)
    events = again.connected(), again.booted(), again.ready()
    commands = [one for event in events for one in play._take(event)]
    assert dict(limits(commands))["d"] == 16.0


def test_other_rules_between_two_steps_hold_for_all() -> None:
    play, wires = street(EACH % 8)
    later(play, wires)
    play.core.use_rules(reading_of(EACH % 16))
    steps = play.core.deciding(wires["a"].now)
    assert upto_a_limit(steps) == [("a", 16.0)]
    play.core.use_rules(reading_of(EACH % 6))
    assert not limits([command for step in steps for command in step])
    assert limits(play.core.decide(wires["a"].now)) == [(car, 6.0) for car in CARS]


def test_a_meter_heard_between_two_steps_leaves_the_others_what_they_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(core_module, "AT_ONCE", 2)
    rules = """
        site: {phases: 1, contract: 36 kVA, meter: grid}
        inputs: {grid: sensor.grid}
        rules: [{name: Always, charge: %s A}]
    """
    play, wires = street(rules % 8)
    for _ in range(4):
        later(play, wires, 60)
        play.skip(
            *(one.metered(1100, (play.decision(one.charger).current,)) for one in wires.values())
        )
        play.skip(hears(wires["a"].now, grid=12_000.0))
    assert {play.decision(car).current for car in CARS} == {8.0}
    play.core.use_rules(reading_of(rules % 10))
    steps = play.core.deciding(wires["a"].now)
    told = upto_a_limit(steps)
    play.core.handle(hears(wires["a"].now, grid=40_000.0))
    told += limits([command for step in steps for command in step])
    assert told == [("a", 10.0), ("b", 10.0)], "so many have their turn, however much is heard"
    assert {play.decision(car).current for car in "cdef"} == {8.0}
    told = limits(play.core.decide(wires["a"].now))
    assert {car for car, _ in told} == set(CARS)
    assert all(amps < 8 for car, amps in told)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_in_the_end_it_is_the_same_as_if_nothing_had_come_between(data: st.DataObject) -> None:
    """Readings come at any step: each is told once, in the same order, and what it would be told
    if they had come after."""
    once, wires = street(EACH % 8)
    later(once, wires)
    parted, others = street(EACH % 8)
    later(parted, others)
    now = wires["a"].now
    for play in (once, parted):
        play.core.use_rules(reading_of(EACH % 16))
    whole = limits(once.core.decide(now))
    told: list[tuple[str, float]] = []
    for step in parted.core.deciding(now):
        told += limits(step)
        car = data.draw(st.sampled_from([*CARS, ""]))
        if car:
            parted.core.handle(others[car].metered(1100, (8.0,)))
    assert told == whole
    assert not limits(parted.core.decide(now))


def test_what_all_have_together_holds_whenever_one_of_them_comes() -> None:
    """Decided for alone, the last car would be given what the first one has."""
    play = CorePlay("""
        site: {phases: 1}
        limits: [{name: Garage, total: 32 A}]
        rules: [{name: All, charge: max}]
    """)
    first, second = Wire("a"), Wire("b")
    play.plug_in(first)
    play.skip(first.after(10).metered(1100, (31.0,)))
    second.now = first.now
    play.plug_in(second)
    for _ in range(10):
        assert play.decision("a").current + play.decision("b").current <= 32
        first.after(60)
        second.now = first.now
        for wire in (first, second):
            amps = play.decision(wire.charger).current
            play.skip(wire.metered(1200, (amps,)))
    assert min(play.decision("a").current, play.decision("b").current) >= 6
