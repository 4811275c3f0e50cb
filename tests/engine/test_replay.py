"""A recorded day is played again under the same rules and under others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from borne.domain.events import FactsChanged
from borne.domain.fact import Fact, Span, Value
from borne.domain.life import Status
from borne.domain.state import State
from borne.engine.recorder import Recorder
from borne.engine.replay import Outcome, Replay
from borne.engine.segment import Segment, unpack
from borne.engine.timeline import Stays, moments

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import PARIS, CorePlay, hears, reading_of

SITE = """
site:
  meter: grid
  price: {peak: 0.25 EUR/kWh, off_peak: 0.15 EUR/kWh, off_peak_hours: [22:00-06:00]}
inputs: {grid: sensor.grid}
rules:
"""
MAX = SITE + "  - {name: Always, charge: 16 A}\n"
OFF = SITE + "  - {name: Never, charge: off}\n"
SUN = SITE + "  - {name: Sun, charge: surplus, style: strict}\n"
LATER = (
    SITE + "  - {name: Later, between: 14:30-22:00, charge: 16 A}\n  - {name: No, charge: off}\n"
)


class Recorded(CorePlay):
    """A play that is written down: an hour of a car at 16 A, with 2 kW of sun beside the house."""

    def __init__(self, rules: str = MAX) -> None:
        super().__init__(rules)
        self.recorder = Recorder()
        self.packed: list[bytes] = []

    def note(self, now: datetime) -> None:
        record = self.recorder.look(self.core.state, now)
        if record is not None:
            self.packed.append(record.packed())

    def segments(self) -> Iterator[Segment]:
        for data in self.packed:
            segment = unpack(data)
            assert segment is not None
            yield segment

    def replayed(self, rules: str, hours: float = 1.5) -> Outcome:
        end = NOON + timedelta(hours=hours)
        return Replay(reading_of(rules), PARIS, State(), NOON, end).run(self.segments)


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    play, wire, register = Recorded(), Wire(), 1000.0
    play.skip(hears(wire.now, grid=-2000.0))
    play.note(wire.now)
    wire.after(60)
    play.plug_in(wire, register)
    for _ in range(360):
        wire.after(10)
        register += 16 * 230 / 360
        play.skip(
            wire.metered(register, (16.0, 0.0, 0.0)), hears(wire.now, grid=-2000.0 + 16 * 230)
        )
        play.note(wire.now)
    play.skip(
        wire.stopped(1, register), wire.status(Status.AVAILABLE), hears(wire.now, grid=-2000.0)
    )
    play.note(wire.after(5).now)
    record = play.recorder.flush(wire.after(5).now)
    assert record is not None
    play.packed.append(record.packed())
    return play


def test_an_hour_takes_few_bytes(recorded: Recorded) -> None:
    assert sum(map(len, recorded.packed)) < 6000


def test_the_same_rules_do_the_same(recorded: Recorded) -> None:
    outcome = recorded.replayed(MAX)
    was, would = outcome.was[""], outcome.would[""]
    assert would.energy == pytest.approx(was.energy, rel=0.03)
    assert was.energy == pytest.approx(3.68, rel=0.02)
    assert (was.starts, would.starts) == (1, 1)
    assert was.solar == pytest.approx(2.0, rel=0.03)
    assert would.cost == pytest.approx(1.68 * 0.25, rel=0.05)
    assert outcome.changes == []
    assert outcome.priced
    assert outcome.measured
    assert outcome.unknown == []


def test_other_rules_would_have_done_otherwise(recorded: Recorded) -> None:
    never = recorded.replayed(OFF)
    assert never.would[""].energy == 0
    assert never.was[""].energy > 3
    (change, *rest) = never.changes
    assert not rest
    assert (change.connector, change.was.rule, change.would.rule) == ("garage/1", "Always", "Never")
    sunny = recorded.replayed(SUN).would[""]
    assert sunny.grid < 0.05
    assert 1.5 < sunny.solar < 2.0


def test_what_begins_in_a_quiet_time_begins_at_its_instant(recorded: Recorded) -> None:
    later = recorded.replayed(LATER)  # noon is 14:00 in Paris: half an hour of 16 A is left
    assert later.would[""].energy == pytest.approx(3.68 * 0.5, rel=0.06)


def test_the_curves_have_the_same_steps(recorded: Recorded) -> None:
    curve = recorded.replayed(OFF).curve
    assert curve.step == 60
    assert len(curve.was) == len(curve.would) == len(curve.spare) == 90
    assert curve.was[30] == pytest.approx(3680, rel=0.02)
    assert curve.would[30] == 0
    assert curve.spare[30] == pytest.approx(2000, rel=0.02)


def test_progress_goes_from_nothing_to_all(recorded: Recorded) -> None:
    told: list[float] = []
    end = NOON + timedelta(hours=1)
    Replay(reading_of(MAX), PARIS, State(), NOON, end).run(recorded.segments, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 50


def test_a_car_that_was_full_takes_no_more() -> None:
    play, wire = Recorded(), Wire()
    play.plug_in(wire, 1000.0)
    for minute in range(1, 31):
        wire.after(60)
        play.skip(wire.metered(1000.0 + minute * 60, (16.0, 0.0, 0.0)))
        play.note(wire.now)
    play.skip(wire.metered(2800.0, (0.0, 0.0, 0.0)), wire.status(Status.SUSPENDED_EV))
    play.note(wire.after(10).now)
    play.packed.append(play.recorder.flush(wire.after(3000).now).packed())  # type: ignore[union-attr] # there is something
    (stay,) = Stays.of(moments(play.segments())).by_connector["garage/1"]
    assert (stay.full, stay.phases) == (True, 1)
    assert play.replayed(MAX).would[""].energy == pytest.approx(1.8, abs=0.1)


def test_an_input_that_was_never_recorded_is_named(recorded: Recorded) -> None:
    rules = MAX.replace("inputs: {", "inputs: {tempo: sensor.tempo, ").replace(
        "rules:\n", 'rules:\n  - {name: Red, when: tempo == "Rouge", charge: off}\n'
    )
    assert recorded.replayed(rules).unknown == ["tempo"]


def test_a_time_in_which_borne_was_away_is_a_gap() -> None:
    recorder, packed = Recorder(), []
    for start in (0, 7200):
        for second in (0, 60, 400):
            facts = {"sensor.grid": Fact(_value(second), NOON + timedelta(seconds=start + second))}
            record = recorder.look(State(facts=facts), NOON + timedelta(seconds=start + second))
            packed += [record.packed()] if record else []
        recorder = Recorder()
    found = Stays.of(moments(filter(None, map(unpack, packed))))
    assert len(found.gaps) == 1
    assert found.gaps[0][1] - found.gaps[0][0] > 6000


def _value(second: int) -> Value:
    return float(second)


DYNAMIC = """
site:
  price: price
inputs: {price: {entity: sensor.price, unit: EUR/kWh}}
rules:
  - {name: Night, charge: {ready_by: 07:00, energy: 14 kWh}}
"""
HOURS = (0.31234, 0.28, 0.2799, 0.12345, 0.12346, 0.2, 0.11, 0.25, 0.19, 0.3, 0.05, 0.4, 0.3, 0.3)


def dynamic_night() -> tuple[Recorded, list[bool]]:
    """From 18:00 on in Paris a car is to have 14 kWh by 07:00 at the prices that are told."""
    play, wire, register, charged = (
        Recorded(DYNAMIC),
        Wire(now=NOON + timedelta(hours=4)),
        1000.0,
        [],
    )
    start = wire.now
    ahead = tuple(
        Span(start + timedelta(hours=hour), start + timedelta(hours=hour + 1), price)
        for hour, price in enumerate(HOURS)
    )
    for minute in range(13 * 60):
        price = HOURS[minute // 60]
        play.skip(FactsChanged(wire.now, {"sensor.price": price}, ahead={"sensor.price": ahead}))
        if minute == 1:
            play.plug_in(wire, register)
        if minute > 1:
            amps = play.decision().current
            register += amps * 230 / 60
            play.skip(wire.metered(register, (amps, 0.0, 0.0)))
            charged.append(amps > 0)
        play.note(wire.now)
        wire.after(60)
    record = play.recorder.flush(wire.now)
    play.packed += [record.packed()] if record else []
    return play, charged


@pytest.mark.slow
def test_a_plan_by_a_list_of_prices_is_made_again_as_it_was() -> None:
    play, charged = dynamic_night()
    start, hours = NOON + timedelta(hours=4), 13
    end = start + timedelta(hours=hours)
    outcome = Replay(reading_of(DYNAMIC), PARIS, State(), start, end).run(play.segments)
    was, would = outcome.was[""], outcome.would[""]
    assert sum(charged) == pytest.approx(14 / 7.36 * 60, abs=10)
    assert outcome.changes == []
    assert would.energy == pytest.approx(was.energy, rel=0.01)
    assert would.cost == pytest.approx(was.cost, rel=0.01)
    assert (would.starts, would.missed) == (was.starts, 0)
    otherwise = DYNAMIC.replace("07:00", "02:00")
    early = Replay(reading_of(otherwise), PARIS, State(), start, end).run(play.segments)
    assert early.would[""].cost > was.cost * 1.2
    assert sum(map(len, play.packed)) < 60_000


def test_a_car_that_changes_its_phases_draws_on_those_that_it_is_told() -> None:
    site = "site: {phases: 3, connectors: {garage/1: {phases: 1 or 3}}}\nrules:\n"
    play, wire = Recorded(site + "  - {name: All, charge: 16 A}\n"), Wire()
    play.plug_in(wire, 0.0)
    for turn in range(120):
        play.skip(wire.after(30).metered(92.0 * turn, (16.0, 16.0, 16.0), power=11_040))
        play.note(wire.now)
    record = play.recorder.flush(wire.after(5).now)
    assert record is not None
    play.packed.append(record.packed())
    outcome = play.replayed(site + "  - {name: One, charge: 16 A, phases: 1}\n", hours=1)
    assert outcome.was[""].energy == pytest.approx(11.04, rel=0.05)
    assert outcome.would[""].energy == pytest.approx(11.04 / 3, rel=0.05)
    assert (outcome.was[""].phase_changes, outcome.would[""].phase_changes) == (0, 1)
    assert outcome.would["garage/1"].phase_changes == 1


def test_the_changes_of_phases_that_there_were_are_counted() -> None:
    site = "site: {phases: 3, connectors: {garage/1: {phases: 1 or 3}}}\nrules:\n"
    rules = site + "  - {name: All, charge: 16 A}\n"
    play, wire = Recorded(rules), Wire()
    play.plug_in(wire, 0.0)
    for turn in range(90):
        single, pauses = 30 <= turn < 60, turn in (29, 59)
        amps = (0.0,) * 3 if pauses else (16.0, 0.0, 0.0) if single else (16.0, 16.0, 16.0)
        play.skip(wire.after(30).metered(92.0 * turn, amps, power=sum(amps) * 230))
        play.note(wire.now)
    record = play.recorder.flush(wire.after(5).now)
    assert record is not None
    play.packed.append(record.packed())
    assert play.replayed(rules, hours=1).was[""].phase_changes == 2
    fixed = rules.replace("1 or 3", "3")
    assert play.replayed(fixed, hours=1).was[""].phase_changes is None


def test_another_current_under_the_same_rule_is_a_difference(recorded: Recorded) -> None:
    (change, *rest) = recorded.replayed(MAX.replace("16 A", "10 A")).changes
    assert not rest
    assert (change.was.current, change.would.current) == (16, 10)
    assert recorded.replayed(MAX.replace("16 A", "15 A")).changes == []
