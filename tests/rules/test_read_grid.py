"""What guards the grid connection, and what several have together, as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.decision import Cap, Choice, Subject
from borne.domain.site import Breaker, DemandWindow
from borne.rules.model import RuleBook

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]

INPUTS = """\
inputs:
  a: {entity: sensor.a, unit: A}
  b: {entity: sensor.b, unit: A}
  c: {entity: sensor.c, unit: A}
  d: {entity: sensor.d, unit: VA}
  e: sensor.e
"""


def site(text: str) -> str:
    return f"{INPUTS}site: {{phases: 3, {text}}}\nrules: [{{name: A, charge: off}}]\n"


def test_a_site_with_three_measured_phases(book: Book) -> None:
    found = book(site("breaker: linky, per_phase: [a, b, c], connectors: {g/1: {wiring: str}}"))
    assert found.site.breaker is Breaker.LINKY
    assert (found.site.per_phase, found.site.per_phase_in_amps) == (("a", "b", "c"), True)
    assert found.site.limits_of("g/1").wiring == "STR"
    assert found.inputs["a"].max_age is not None
    assert found.site.inputs >= {"a", "b", "c"}


def test_a_demand_window(book: Book) -> None:
    assert book(site("demand_window: {below: 12 kW}")).site.demand == DemandWindow(900, 12_000)
    text = site("demand_window: {length: 30 min, below: 9000}")
    assert book(text).site.demand == DemandWindow(1800, 9000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("breaker: linki", "not-one-of"),
        ("per_phase: [a, b]", "per-phase"),
        ("per_phase: a", "per-phase"),
        ("per_phase: [a, b, d]", "wrong-unit"),
        ("per_phase: [e, e, e]", "wrong-unit"),
        ("per_phase: [a, b, nobody]", "unknown-name"),
        ("demand_window: {length: 15 min}", "missing-key"),
        ("demand_window: 12 kW", "not-a-mapping"),
        ("demand_window: {below: 12 A}", "wrong-unit"),
        ("connectors: {g/1: {wiring: RRT}}", "wiring"),
    ],
)
def test_what_is_wrong_with_a_grid(problems: Problems, text: str, code: str) -> None:
    assert any(one.endswith(f" {code}") for one in problems(site(text)))


def test_three_inputs_on_one_phase_are_refused(problems: Problems) -> None:
    text = site("per_phase: [a, b, c]").replace("phases: 3, ", "")
    assert any(one.endswith(" per-phase") for one in problems(text))


def capped(choose: Callable[..., Choice], limit: str) -> Cap:
    text = f"rules: [{{name: A, charge: max, priority: 3}}]\nlimits: [{{name: L, {limit}}}]"
    choice = choose(text)
    assert choice.priority == 3
    return choice.caps[0]


def test_a_total(choose: Callable[..., Choice]) -> None:
    amps = capped(choose, "total: 32 A")
    assert (amps.total, amps.amps, amps.why.say("fr")) == (
        *(True, 32, "L : au plus 32\N{NO-BREAK SPACE}A ensemble"),
    )
    power = capped(choose, "total: 11 kW")
    assert (power.total, power.amps, power.below) == (True, None, 11_000)


def test_a_total_whose_condition_is_unknown_holds(choose: Callable[..., Choice]) -> None:
    text = (
        "inputs: {a: sensor.a}\nrules: [{name: A, charge: max}]\n"
        "limits: [{name: L, when: a, total: 20 A}]"
    )
    car = Subject("garage/1", "garage", 1, plugged=True)
    assert choose(text, subject=car).caps[0].amps == 20


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("total: 32 kWh", "wrong-unit"),
        ("total: 32 A, current: 6 A", "missing-key"),
        ("total: -3 A", "out-of-range"),
    ],
)
def test_what_is_no_total(problems: Problems, text: str, code: str) -> None:
    found = problems(f"rules: [{{name: A, charge: off}}]\nlimits: [{{name: L, {text}}}]")
    assert any(one.endswith(f" {code}") for one in found)
