"""The core in a closed loop: what a plant shows leads to what a person would expect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.decision import Decision, Mode
from borne.domain.fact import Value
from borne.domain.life import Status
from borne.domain.state import State
from borne.domain.tag import Tag
from borne.domain.wishes import BoostNow, StopNow
from borne.engine.closed_loop import ClosedLoop
from borne.engine.observation import Asked, ConnectorSeen, Observation

from ..domain.playbook import NOON  # noqa: TID252  # one language for all plays
from .conftest import FREE, PARIS, RULES, reading_of

CHARGING = ConnectorSeen(Status.CHARGING, plugged=True, currents=(10.0, 0.0, 0.0), power=2300.0)
PLUGGED = ConnectorSeen(plugged=True)
GONE = ConnectorSeen(plugged=False)


class Played:
    """A loop whose plant is told second by second."""

    def __init__(self, rules: str = RULES, tags: tuple[Tag, ...] = ()) -> None:
        state = State(tags={tag.tag.casefold(): tag for tag in tags})
        self.loop = ClosedLoop(reading_of(rules), PARIS, state)

    def shows(
        self,
        seconds: float,
        connector: ConnectorSeen | None = None,
        *commands: Asked,
        **facts: Value | None,
    ) -> Decision:
        connectors = {"garage/1": connector} if connector else {}
        at = NOON + timedelta(seconds=seconds)
        self.loop.step(Observation(at, facts, connectors, commands))
        decision = self.loop.decision("garage/1")
        assert decision is not None
        return decision


def test_what_a_charging_car_draws_is_its_own_to_keep() -> None:
    play = Played()
    decision = play.shows(0, CHARGING, grid=0.0, linky=0.0)
    assert (decision.rule, decision.current) == ("Sun", 10.0)


def test_an_input_that_is_not_told_again_grows_old() -> None:
    play = Played()
    assert play.shows(0, PLUGGED, grid=-3000.0, linky=0.0).current > 8
    assert play.shows(100, PLUGGED).current > 8
    decision = play.shows(150, PLUGGED)
    assert decision.current <= 8
    assert "linky is unknown" not in str(play.shows(0.0 + 151, PLUGGED, linky=0.0).why)
    assert "linky" in str(decision.why)


def test_what_falls_between_two_observations_is_played_at_its_instant() -> None:
    play = Played(FREE)
    evening = 7 * 3600 + 58 * 60  # 21:58 in Paris
    assert play.shows(evening, PLUGGED).rule == "Otherwise"
    decision = play.shows(evening + 3600, PLUGGED)
    assert decision.rule == "Night"
    assert decision.since.hour == 22
    assert decision.since.minute == 0


def test_a_badge_that_is_known_boosts_until_the_car_leaves() -> None:
    play = Played(tags=(Tag("ANNA", person="Anna"),))
    decision = play.shows(0, ConnectorSeen(plugged=True, tag="anna"), grid=500.0, linky=500.0)
    assert (decision.rule, decision.mode) == ("Boost", Mode.MAX)
    play.shows(10, GONE)
    assert play.shows(20, PLUGGED, grid=500.0).rule == "Sun"


def test_an_unknown_badge_is_refused() -> None:
    play = Played()
    decision = play.shows(0, ConnectorSeen(Status.CHARGING, plugged=True, tag="STRANGER"))
    assert (decision.mode, decision.charge) == (Mode.WAIT, False)
    assert not play.shows(5, ConnectorSeen(Status.CHARGING)).charge


def test_a_stop_by_hand_holds_although_the_plant_still_says_charging() -> None:
    play = Played(FREE)
    assert play.shows(0, CHARGING).charge
    assert not play.shows(1, CHARGING, Asked(StopNow())).charge
    assert not play.shows(2, CHARGING).charge
    assert not play.shows(3, ConnectorSeen(Status.PREPARING)).charge
    play.shows(4, GONE)
    assert play.shows(5, CHARGING).charge


def test_a_command_that_makes_no_sense_is_told_and_the_rest_goes_on() -> None:
    play = Played(FREE)
    decision = play.shows(0, PLUGGED, Asked(BoostNow(), charger="cellar"))
    assert decision.charge
    assert [str(one) for one in play.loop.refusals] == ["There is no charger “cellar”"]


def test_what_holds_for_ever_needs_no_wait() -> None:
    rules = """
rules:
  - name: Calm
    when: calm == 1
    for: 5 min
    charge: 10 A
inputs: {calm: sensor.calm}
"""
    play = Played(rules)
    assert not play.shows(0, PLUGGED, calm=1.0).charge
    patient = Played(rules)
    patient.loop.last_for_ever(("garage/1",))
    assert patient.shows(0, PLUGGED, calm=1.0).charge


def test_years_between_two_observations_take_no_time() -> None:
    play = Played(FREE)
    play.shows(0, CHARGING)
    assert play.shows(40 * 365 * 86_400.0, CHARGING).charge


SHOWN = st.builds(
    ConnectorSeen,
    status=st.one_of(st.none(), st.sampled_from(Status)),
    plugged=st.one_of(st.none(), st.booleans()),
    tag=st.one_of(st.none(), st.sampled_from(["ANNA", "STRANGER"])),
    currents=st.one_of(st.none(), st.just((0.0,)), st.tuples(st.floats(0, 1e12))),
    power=st.one_of(st.none(), st.floats(-1e12, 1e12)),
    energy=st.one_of(st.none(), st.floats(-1e12, 1e12)),
)
VALUES = st.one_of(st.none(), st.floats(-1e12, 1e12), st.booleans(), st.text(max_size=3))


@settings(max_examples=40)
@given(st.lists(st.tuples(SHOWN, VALUES, VALUES, st.sampled_from([0, 1, 40, 3600])), max_size=25))
def test_whatever_a_plant_shows_the_orders_are_in_bounds(
    lines: list[tuple[ConnectorSeen, Value | None, Value | None, int]],
) -> None:
    play, now = Played(tags=(Tag("ANNA"),)), 0
    for shown, grid, linky, wait in lines:
        now += wait
        decision = play.shows(now, shown, grid=grid, linky=linky)
        assert decision.current == 0 or 6 <= decision.current <= 32
        assert decision.charge == (decision.current > 0)


@pytest.mark.parametrize(
    ("sun", "phases", "amps"), [(2600.0, 1, 11.0), (1000.0, 3, 0.0), (6600.0, 3, 9.0)]
)
def test_what_holds_if_it_lasts_is_on_as_many_phases_as_suit(
    sun: float, phases: int, amps: float
) -> None:
    rules = """
site: {phases: 3, meter: grid, connectors: {garage/1: {phases: 1 or 3, most: 16 A}}}
inputs: {grid: sensor.grid}
rules: [{name: Sun, charge: surplus, phases: 1 or 3}]
"""
    loop = ClosedLoop(reading_of(rules), PARIS)
    loop.step(Observation(NOON, {"sensor.grid": -sun}, {"garage/1": ConnectorSeen(plugged=True)}))
    loop.hasten_phases()
    decision = loop.decision("garage/1")
    assert decision is not None
    assert (decision.phases, decision.current) == (phases, amps)


@pytest.mark.parametrize(
    ("house", "phases", "amps"),
    [((2, 2, 2), 3, 15.0), ((2, 14, 2), 1, 15.0), ((14, 2, 2), 3, 0.0), ((14, 14, 2), 3, 0.0)],
)
def test_what_holds_if_it_lasts_is_on_one_phase_where_the_contract_leaves_none_on_three(
    house: tuple[float, float, float], phases: int, amps: float
) -> None:
    rules = """
site:
  contract: 12 kVA
  phases: 3
  per_phase: [l1, l2, l3]
  connectors: {garage/1: {phases: 1 or 3, most: 16 A}}
inputs:
  l1: {entity: sensor.l1, unit: A}
  l2: {entity: sensor.l2, unit: A}
  l3: {entity: sensor.l3, unit: A}
rules: [{name: Full, charge: max, phases: 1 or 3}]
"""
    loop = ClosedLoop(reading_of(rules), PARIS)
    inputs = dict(zip(("l1", "l2", "l3"), house, strict=True))
    loop.step(Observation(NOON, inputs, {"garage/1": ConnectorSeen(plugged=True)}))
    loop.hasten_phases()
    decision = loop.decision("garage/1")
    assert decision is not None
    assert (decision.phases, decision.current) == (phases, amps)
    assert "for now" not in decision.why.say("en")
