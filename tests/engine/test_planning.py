"""Plans in a play: when they charge, what they do meanwhile, and what they say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from borne.domain.decision import Mode, Scene, Subject
from borne.domain.events import FactsChanged
from borne.domain.fact import Fact, Span
from borne.domain.plan import Progress
from borne.rules.decide import decide
from borne.rules.moment import Memory
from borne.rules.plan_cases import planned

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import PARIS, CorePlay, hears

NIGHT = """
site:
  price: {peak: 0.27, off_peak: 0.20, off_peak_hours: 22:30-06:30}
rules:
  - name: Ready
    charge: {ready_by: 07:00, energy: 20 kWh}
    meanwhile: MEANWHILE
"""
SPOT = """
inputs: {spot: sensor.spot}
rules:
  - name: Cheap
    charge: {below: 0.12, price: spot}
    current: 16 A
"""


def paris(hour: int, minute: int = 0, day: int = 8) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def ready(meanwhile: str = "off") -> CorePlay:
    return CorePlay(NIGHT.replace("MEANWHILE", meanwhile))


def test_it_waits_for_the_cheap_hours_and_says_so() -> None:
    play, wire = ready(), Wire(now=paris(18))
    play.plug_in(wire)
    decision = play.decision()
    assert (decision.mode, decision.current) == (Mode.OFF, 0)
    assert decision.why.say("en") == "Ready, waits until 22:30"
    assert decision.next is not None
    assert decision.next.at == paris(22, 30)
    assert decision.next.why.say("fr") == "Le plan charge à partir de 22:30"
    assert decision.outlook is not None
    assert decision.outlook.spans[0][0] == paris(22, 30)
    assert [slot.price for slot in decision.outlook.slots] == [0.27, 0.20, 0.27]


def test_it_charges_then_for_as_long_as_it_takes() -> None:
    play, wire = ready(), Wire(now=paris(18))
    play.plug_in(wire)
    wire.now = paris(22, 30)
    play.skip(wire.woke())
    decision = play.decision()
    assert (decision.mode, decision.current) == (Mode.MAX, 32)
    # 20 kWh at 7.36 kW, and a twentieth more.
    assert decision.why.say("en").startswith("Ready, by its plan until 01:21: 32")


def test_meanwhile_is_what_the_rule_says() -> None:
    play, wire = ready("min"), Wire(now=paris(18))
    play.plug_in(wire)
    decision = play.decision()
    assert (decision.mode, decision.current) == (Mode.MIN, 6)
    assert decision.why.say("en").startswith("Ready, waits until 22:30: 6")


def test_what_was_asked_for_is_enough() -> None:
    play, wire = ready(), Wire(now=paris(18))
    play.plug_in(wire)
    for hour, register in ((23, 4000), (0, 11_000), (1, 18_000), (2, 21_000)):
        wire.now = paris(hour, day=8 if hour > 12 else 9)
        play.skip(wire.metered(register, (32.0,)))
        outlook = play.decision().outlook
        assert outlook is not None
        assert outlook.progress == Progress("energy", register - 1000, 20_000)
    assert play.decision().why.say("en") == "Ready, has what was asked for"
    assert play.decision().current == 0


def test_a_car_that_stays_is_made_ready_again_the_next_day() -> None:
    play, wire = ready(), Wire(now=paris(18))
    play.plug_in(wire)
    for hour, register in ((0, 11_000), (2, 21_000), (12, 21_000)):
        wire.now = paris(hour, day=9)
        play.skip(wire.metered(register, (0.0,)))
    assert play.decision().why.say("en") == "Ready, waits until 22:30"


def test_what_is_late_is_charged_at_once_and_says_what_will_be_missing() -> None:
    play, wire = ready(), Wire(now=paris(6))
    play.plug_in(wire)
    assert play.decision().current == 32
    assert "13.6\N{NO-BREAK SPACE}kWh will be missing at 07:00" in play.decision().why.say("en")


@pytest.mark.parametrize(
    ("soc", "why"),
    [
        (79.0, "Ready, waits until 22:30"),
        (80.0, "Ready, has what was asked for"),
        (None, "Ready (nobody tells how full the car is), waits until 22:30"),
        (250.0, "Ready (nobody tells how full the car is), waits until 22:30"),
    ],
)
def test_a_state_of_charge(soc: float | None, why: str) -> None:
    goal = "{ready_by: 07:00, soc: 80 %, capacity: 50 kWh, car: zoe}"
    text = NIGHT.replace("{ready_by: 07:00, energy: 20 kWh}", goal).replace("MEANWHILE", "off")
    play, wire = CorePlay("inputs: {zoe: sensor.zoe}\n" + text), Wire(now=paris(18))
    play.skip(hears(wire.now, zoe=soc))
    play.plug_in(wire)
    assert play.decision().why.say("en") == why


def test_the_days_of_a_deadline_are_planned_for_from_the_day_before() -> None:
    text = NIGHT.replace("MEANWHILE", "min").replace(
        "- name: Ready", "- name: Ready\n    days: mon"
    )
    play, wire = CorePlay(text), Wire(now=paris(6, day=7))  # a Sunday
    play.plug_in(wire)
    assert play.decision().rule is None
    wire.now = paris(7, day=7)
    play.skip(wire.woke())
    assert play.decision().rule == "Ready"
    wire.now = paris(7, day=8)
    play.skip(wire.woke())
    assert play.decision().rule is None


def test_below_a_price() -> None:
    play, wire = CorePlay(SPOT), Wire(now=paris(12))
    play.plug_in(wire)
    assert play.decision().why.say("en") == "Cheap, waits, since the price is unknown"
    play.skip(hears(wire.after(1).now, spot=0.2))
    assert (
        play.decision().why.say("fr")
        == "Cheap, attend : 0,200\N{NO-BREAK SPACE}EUR/kWh en ce moment"
    )
    play.skip(hears(wire.after(1).now, spot=0.1))
    assert (play.decision().current, play.decision().mode) == (16, Mode.MAX)
    play.skip(hears(wire.after(1).now, spot=None))
    assert play.decision().current == 0


def test_a_list_of_prices_tells_when_it_will_be_cheap() -> None:
    play, wire = CorePlay(SPOT), Wire(now=paris(12))
    prices = (Span(paris(12), paris(13), 0.2), Span(paris(13), paris(14), 0.1))
    play.skip(FactsChanged(wire.now, {"sensor.spot": 0.2}, ahead={"sensor.spot": prices}))
    play.plug_in(wire)
    decision = play.decision()
    assert decision.next is not None
    assert decision.next.at == paris(13)
    assert decision.outlook is not None
    assert decision.outlook.spans == ((paris(13), paris(14)),)
    assert (decision.outlook.deadline, decision.outlook.below) == (None, 0.12)
    wire.now = paris(13)
    play.skip(wire.woke())
    assert play.decision().current == 16


def test_the_cheapest_hours_in_one_go() -> None:
    goal = "{cheapest: 2 h, before: 16:00, price: spot, in_one_go: true}"
    play, wire = CorePlay(SPOT.replace("{below: 0.12, price: spot}", goal)), Wire(now=paris(12))
    prices = tuple(
        Span(paris(12 + hour), paris(13 + hour), price)
        for hour, price in enumerate((0.3, 0.1, 0.2, 0.1))
    )
    play.skip(FactsChanged(wire.now, {"sensor.spot": 0.3}, ahead={"sensor.spot": prices}))
    play.plug_in(wire)
    assert play.decision().why.say("en") == "Cheap, waits until 13:00"
    wire.now = paris(13)
    play.skip(wire.woke())
    assert "by its plan until 15:00" in play.decision().why.say("en")
    wire.now = paris(15)
    play.skip(wire.woke())
    assert play.decision().why.say("en") == "Cheap, has what was asked for"
    outlook = play.decision().outlook
    assert outlook is not None
    assert outlook.progress == Progress("time", 7200, 7200)


SUN = """
site:
  meter: grid
  forecast: solar
  price: {peak: 0.27, off_peak: 0.20, off_peak_hours: 22:30-06:30}
inputs: {grid: sensor.grid, solar: sensor.solar}
rules:
  - name: Ready
    charge: {ready_by: 07:00, energy: 20 kWh, prefer: [sun, cheapest]}
    meanwhile: surplus
"""


def test_the_sun_that_is_forecast_is_left_to_do_its_part() -> None:
    play, wire = CorePlay(SUN), Wire(now=paris(8))
    sun = (Span(paris(10), paris(15), 7000.0),)
    play.skip(FactsChanged(wire.now, {"sensor.solar": 24.5}, ahead={"sensor.solar": sun}))
    play.skip(hears(wire.now, grid=0.0))
    play.plug_in(wire)
    outlook = play.decision().outlook
    assert outlook is not None
    assert outlook.spans == ()
    assert play.decision().mode is Mode.SURPLUS
    assert "counts on the sun" in play.decision().why.say("en")


@pytest.mark.parametrize(
    "goal",
    [
        "{ready_by: 07:00, energy: 14 kWh}",
        "{ready_by: 07:00, energy: 60 kWh}",
        "{cheapest: 3 h, before: 06:00, in_one_go: true}",
        "{below: 0.12 EUR/kWh}",
    ],
)
def test_the_tests_of_a_rule_file_plan_as_the_engine_does(goal: str) -> None:
    rules = f"""
site: {{price: spot}}
inputs: {{spot: {{entity: sensor.spot, unit: EUR/kWh}}}}
rules: [{{name: Night, charge: {goal}}}]
"""
    play, wire = CorePlay(rules), Wire(now=NOON)
    prices = (0.3, 0.12, 0.2, 0.11, 0.13, 0.12, 0.05, 0.4, 0.12, 0.1, 0.2, 0.15, 0.3, 0.1, 0.2)
    ahead = tuple(
        Span(NOON + timedelta(hours=hour), NOON + timedelta(hours=hour + 1), price)
        for hour, price in enumerate(prices)
    )
    play.skip(FactsChanged(wire.now, {"sensor.spot": 0.3}, ahead={"sensor.spot": ahead}))
    play.plug_in(wire)
    outlook = play.decision().outlook
    assert outlook is not None
    now = wire.now.astimezone(PARIS)
    scene = Scene(now, {"spot": Fact(0.3, wire.now, ahead)})
    subject = Subject("garage/1", "garage", 1, plugged=True)
    choice, _ = decide(play.core.book, subject, scene, Memory())
    found = planned(play.core.book, subject, scene, choice)
    assert found is not None
    assert (found.spans, found.missing) == (outlook.spans, outlook.missing)


@pytest.mark.parametrize(("phases", "hours"), [("1", 5.7), ("3", 1.9), ("1 or 3", 1.9)])
def test_where_phases_change_it_is_planned_with_those_of_the_rule(
    phases: str, hours: float
) -> None:
    change = "  phases: 3\n  connectors: {garage/1: {phases: 1 or 3, most: 16 A}}\n  price:"
    text = NIGHT.replace("  price:", change).replace("MEANWHILE", f"off\n    phases: {phases}")
    play, wire = CorePlay(text), Wire(now=paris(18))
    play.plug_in(wire)
    outlook = play.decision().outlook
    assert outlook is not None
    length = sum((end - start).total_seconds() for start, end in outlook.spans)
    assert length / 3600 == pytest.approx(hours, abs=0.1)
