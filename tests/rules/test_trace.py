from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from borne.domain.decision import ByHand, Choice, Mode, NameRead, Result, Scene, Subject
from borne.domain.fact import Fact
from borne.domain.say import Language
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

NOON = datetime(2026, 6, 9, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
CAR = Subject("garage/1", "garage", 1, status="Preparing", plugged=True)

TEXT = """\
site: {meter: grid}
inputs:
  grid: sensor.grid
  tempo: {entity: sensor.tempo, max_age: 1 h}
  battery: {entity: sensor.battery, unit: "%"}
conditions:
  red_day: tempo == "Rouge"
  off_peak: {between: 22:30-06:30}
  full: {when: battery >= 80, for: 5 min}
rules:
  - {name: Guests, who: guests, charge: max}
  - {name: Carport, charger: carport, charge: max}
  - {name: Night, when: off_peak, charge: max}
  - {name: Any, any: [charging, soc > 50], charge: max}
  - {name: Red day, when: red_day, charge: off}
  - {name: Sun, when: battery >= 80, for: 5 min, charge: surplus}
  - {name: Afternoon, between: 13:00-14:00, charge: max}
  - {name: Otherwise, charge: off}
  - {name: Last, charge: off}
limits:
  - {name: Full, when: full, current: 10 A}
  - {name: House, keep: grid, below: 5 kW}
"""


def _lines(choice: Choice, language: Language = "en") -> list[tuple[str, str, str, str]]:
    return [
        (
            step.kind,
            step.name,
            step.result.value,
            step.why.say(language).replace("\N{NO-BREAK SPACE}", " "),
        )
        for step in choice.trace
    ]


def test_every_rule_and_limit_says_what_came_of_it(
    choose: Callable[..., Choice], facts: Callable[..., dict[str, Fact]]
) -> None:
    known = {**facts(ago=4200, tempo="Rouge"), **facts(ago=10, battery=85.0, grid=1500.0)}
    choice = choose(TEXT, known)
    assert _lines(choice) == [
        ("rule", "Guests", "no", "Only for guests"),
        ("rule", "Carport", "no", "Only on carport"),
        ("rule", "Night", "no", "Not so now: off_peak"),
        ("rule", "Any", "unknown", "soc is unknown"),
        (
            "rule",
            "Red day",
            "unknown",
            "tempo is unknown: last heard 1 h 10 min ago",
        ),
        ("rule", "Sun", "no", "Has not held for 5 min yet"),
        ("rule", "Afternoon", "no", "Outside 13:00-14:00"),
        ("rule", "Otherwise", "applies", "Applies"),
        ("rule", "Last", "not_reached", "An earlier one has decided"),
        ("limit", "Full", "no", "Not so now: full"),
        ("limit", "House", "applies", "Holds now"),
    ]
    assert all(why for *_, why in _lines(choice, "fr"))


def test_every_name_comes_with_its_value_and_age(
    choose: Callable[..., Choice], facts: Callable[..., dict[str, Fact]]
) -> None:
    choice = choose(TEXT, facts(ago=10, battery=85.0, tempo="Bleu", grid=1500.0))
    ten = timedelta(seconds=10)
    steps = {step.name: step for step in choice.trace}
    assert steps["Red day"].names == (
        NameRead("red_day", "off"),
        NameRead("tempo", "Bleu", ten),
    )
    assert steps["Sun"].names == (NameRead("battery", "85\N{NO-BREAK SPACE}%", ten),)
    assert steps["House"].names == (NameRead("grid", "1.5\N{NO-BREAK SPACE}kW", ten),)
    assert steps["Any"].names == (NameRead("charging", "off"), NameRead("soc", "unknown"))


def test_what_stands_above_the_rules_is_the_first_step(choose: Callable[..., Choice]) -> None:
    choice = choose(TEXT, subject=replace(CAR, by_hand=ByHand(mode=Mode.MIN)))
    first, *others = choice.trace
    assert (first.kind, first.name, first.result) == ("by_hand", "min", Result.APPLIES)
    assert {step.result for step in others if step.kind == "rule"} == {Result.NOT_REACHED}
    held = choose(TEXT, subject=replace(CAR, held=True)).trace[0]
    assert (held.kind, held.result) == ("access", Result.APPLIES)


def test_a_rule_that_only_stays_says_so(
    book: Callable[[str], RuleBook], facts: Callable[..., dict[str, Fact]]
) -> None:
    made = book(
        "inputs: {a: sensor.a}\n"
        "rules: [{name: A, when: a > 0, stay_for: 5 min, charge: max}, {name: Z, charge: off}]"
    )
    _, memory = decide(made, CAR, Scene(NOON, facts(a=1.0)), Memory())
    choice, _ = decide(made, CAR, Scene(NOON, facts(a=0.0)), memory)
    assert _lines(choice)[0] == (
        "rule",
        "A",
        "applies",
        "Stays for its time, though it no longer applies",
    )
