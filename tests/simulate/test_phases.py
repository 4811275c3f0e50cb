"""A charger whose phases can be changed: a day of sun, and chargers that do otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from borne.domain.commands import Announce, SetFallback, SetLimit
from borne.domain.events import FactsChanged
from borne.domain.phasing import Stage
from borne.domain.traits import Pause
from borne.domain.wishes import FindWays
from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint
from borne.simulate.make import GENERIC, Make
from borne.simulate.station import Physics, Station
from borne.simulate.ways import Ways

from .garage import House

RULES = """
site:
  phases: 3
  meter: grid
  connectors:
    garage/1:
      phases: 1 or 3
      most: 16 A
      phase_change: {pause: 10 s, cool_down: 5 min, up_after: 60 s, down_after: 30 s, per_day: 3}
inputs:
  grid: {entity: sensor.grid, unit: W}
rules:
  - name: Sun
    charge: surplus
    phases: 1 or 3
"""
ON_ONE = RULES.replace("charge: surplus\n    phases: 1 or 3", "charge: max\n    phases: 1")
ON_ALL = RULES.replace("charge: surplus\n    phases: 1 or 3", "charge: max")
THREE = replace(GENERIC, physics=Physics(phases=3, switchable=True))


@dataclass
class Sunny:
    """A house with a charger on three phases, and a meter that tells every two seconds."""

    make: Make = THREE
    rules: str = RULES
    phases: int = 3
    house: House = field(init=False)
    sun: float = 0.0

    def __post_init__(self) -> None:
        self.house = House("", {}, 5.0, make=self.make)
        self.house.told(self.rules)
        self.house.point.plug(Car(most=16, phases=self.phases, battery=100))
        self.lasts(20, 0.0)

    @property
    def station(self) -> Station:
        return self.house.point.connectors[1].station

    @property
    def stage(self) -> Stage:
        return self.house.connector.phasing.stage

    def lasts(self, seconds: float, sun: float) -> None:
        """So many W of sun beyond what the house takes."""
        for _ in range(round(seconds / 2)):
            self.house.run(2, step=0.5)
            grid = self.station.power - sun
            self.house.take([FactsChanged(self.house.now, {"sensor.grid": grid})])

    def faults(self) -> list[dict[str, Any]]:
        return [
            dict(one.data)
            for one in self.house.said
            if isinstance(one, Announce) and one.event == "borne_fault"
        ]


@pytest.mark.slow
def test_on_a_sunny_day_it_goes_to_one_phase_and_back_to_three_until_the_day_has_had_enough() -> (
    None
):
    home = Sunny()
    home.lasts(240, 2200)
    assert (home.station.phases, home.house.connector.phasing.told) == (1, 1)
    assert home.house.amps == pytest.approx(9, abs=1)
    home.lasts(1000, 7000)
    assert home.station.phases == 3
    assert home.house.amps == pytest.approx(10, abs=1)
    home.lasts(1200, 2200)
    assert home.station.phases == 1
    home.lasts(1000, 7000)
    assert home.station.phases == 1, "three changes are enough for a day"
    assert (home.station.switched, home.station.switched_loaded) == (3, 0)
    assert home.house.amps == pytest.approx(16, abs=0.5)
    assert not home.house.core.state.troubles


def test_every_limit_and_what_it_falls_back_to_then_name_the_number() -> None:
    home = Sunny(rules=ON_ALL)
    numbers = {type(one): one.number for one in home.house.sent if hasattr(one, "number")}
    assert numbers == {SetLimit: None, SetFallback: None}
    home.house.told(ON_ONE)
    home.lasts(120, 0)
    numbers = {type(one): one.number for one in home.house.sent if hasattr(one, "number")}
    assert numbers == {SetLimit: 1, SetFallback: 1}
    assert home.station.phases == 1


def test_one_that_takes_the_number_and_stays_is_told_of_once_and_left_alone() -> None:
    home = Sunny(replace(THREE, ways=Ways(keeps_phases=True)), ON_ONE)
    home.lasts(180, 0)
    assert home.stage is Stage.UNABLE
    trouble = home.house.core.state.troubles["phases:garage/1"]
    assert "does not change to one phase" in trouble.message.say("en")
    assert "ne passe pas à une phase" in trouble.message.say("fr")
    assert [one["error"] for one in home.faults()] == ["phases not changed"]
    home.lasts(600, 0)
    assert home.house.amps == pytest.approx(16, abs=0.5)
    assert len(home.faults()) == 1
    assert home.house.connector.phasing.changes == 1


def test_found_out_anew_it_is_tried_again() -> None:
    home = Sunny(replace(THREE, ways=Ways(keeps_phases=True)), ON_ONE)
    home.lasts(180, 0)
    assert home.house.connector.phasing.unable
    home.house.wish(FindWays())
    assert "phases:garage/1" not in home.house.core.state.troubles
    assert not home.house.connector.phasing.unable
    home.lasts(500, 0)
    assert home.house.connector.phasing.unable
    assert home.house.connector.phasing.changes == 2


def test_one_that_refuses_the_number_is_limited_without_it() -> None:
    home = Sunny(replace(THREE, ways=Ways(refuses_phases=True)), ON_ONE)
    home.lasts(240, 0)
    assert home.stage is Stage.UNABLE
    assert home.house.amps == pytest.approx(16, abs=0.5)
    assert "phases:garage/1" in home.house.core.state.troubles
    assert not home.house.manner.failed, "the way was not to blame"


def test_one_that_says_that_it_cannot_is_not_asked_to() -> None:
    home = Sunny(replace(THREE, ways=Ways(says_phases=False)), ON_ONE)
    home.lasts(180, 0)
    assert home.house.connector.phasing.told is None
    assert home.house.amps == pytest.approx(16, abs=0.5)


def test_a_car_with_one_phase_charges_on() -> None:
    home = Sunny(rules=RULES, phases=1)
    home.lasts(120, 7000)
    home.lasts(600, 3000)
    assert home.station.switched == 0
    assert home.house.amps == pytest.approx(13, abs=1)


def test_what_was_told_holds_over_a_lost_line() -> None:
    home = Sunny(rules=ON_ONE)
    home.lasts(120, 0)
    home.house.hang_up()
    home.lasts(20, 0)
    home.house.sent.clear()
    home.house.connect()
    home.lasts(60, 0)
    assert {one.number for one in home.house.sent if isinstance(one, SetLimit | SetFallback)} == {1}
    assert (home.station.phases, home.station.switched_loaded) == (1, 0)


def test_the_next_car_begins_on_the_number_that_the_charger_has() -> None:
    home = Sunny(rules=ON_ONE)
    home.lasts(120, 0)
    home.house.point.unplug()
    home.house.told(ON_ALL)
    home.lasts(300, 0)
    home.house.point.plug(Car(most=16, phases=3, battery=100))
    home.lasts(180, 0)
    assert (home.station.phases, home.station.switched_loaded) == (3, 0)
    assert home.house.connector.phasing.most == 3


def test_a_day_played_by_the_simulator_changes_phases_without_current() -> None:
    station = Station(Physics(phases=3, switchable=True), limit=10, released=True)
    station.plug(Car(phases=3))
    station.advance(60)
    assert station.power == pytest.approx(3 * 10 * 230, rel=0.02)
    station.wanted_phases = 1
    station.advance(10)
    assert (station.phases, station.switched_loaded) == (1, 1)
    station.advance(60)
    assert station.power == pytest.approx(10 * 230, rel=0.02)


def test_it_comes_back_by_itself_to_what_the_readings_show() -> None:
    home = Sunny(rules=ON_ONE)
    home.lasts(120, 0)
    home.house.point.make = replace(home.make, ways=Ways(keeps_phases=True))
    home.lasts(60, 0)
    phasing = home.house.connector.phasing
    assert phasing.told == 3
    assert phasing.changed_at is not None
    assert home.house.now - phasing.changed_at < timedelta(minutes=2)


def test_one_that_pauses_by_a_stop_changes_between_two_transactions() -> None:
    home = Sunny(replace(THREE, ways=Ways(never_nothing=True)), ON_ALL)
    home.lasts(60, 0)
    home.house.told(ON_ONE)
    home.lasts(300, 0)
    assert home.house.manner.pause is Pause.STOP
    assert (home.station.phases, home.station.switched_loaded) == (1, 0)
    assert home.house.amps == pytest.approx(16, abs=0.5)
    assert not home.house.connector.phasing.unable


def test_once_nobody_says_any_more_that_it_may_the_next_car_begins_on_all() -> None:
    home = Sunny(rules=ON_ONE)
    home.lasts(120, 0)
    home.house.told(ON_ALL.replace("phases: 1 or 3", "phases: 3").replace("phase_change", "#"))
    home.lasts(1000, 0)
    assert home.station.phases == 1, "not under a car that charges"
    assert home.house.amps == pytest.approx(16, abs=0.5)
    home.house.point.unplug()
    home.lasts(10, 0)
    home.house.point.plug(Car(most=16, phases=3, battery=100))
    home.lasts(60, 0)
    assert (home.station.phases, home.station.switched_loaded) == (3, 0)
    assert home.house.connector.phasing.told is None


def test_a_car_that_is_not_named_is_left_on_all_its_phases() -> None:
    home = Sunny(rules=ON_ONE.replace("{pause", "{vehicles: [Zoe], pause"))
    home.lasts(200, 0)
    assert home.station.switched == 0
    assert home.house.amps == pytest.approx(16, abs=0.5)


def test_a_charger_that_has_lost_its_transaction_is_not_taken_for_one_that_cannot() -> None:
    home = Sunny(rules=ON_ONE)
    home.lasts(120, 0)
    home.house.hang_up()
    home.house.point = ChargePoint(make=THREE, epoch=home.house.now, sample_interval=5.0)
    home.house.point.clock.now = home.house.seconds
    home.house.point.plug(Car(most=16, phases=3, battery=100))
    home.house.connect()
    home.lasts(240, 0)
    assert "SetLimit" in home.house.refused
    assert not home.house.connector.phasing.unable
    assert "phases:garage/1" not in home.house.core.state.troubles
