"""A rule file's own tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.say import LANGUAGES
from borne.rules.cases import run
from borne.rules.check import Reading
from borne.rules.model import RuleBook

Problems = Callable[[str], list[str]]
Read = Callable[[str], Reading]
Book = Callable[[str], RuleBook]

NBSP = "\N{NO-BREAK SPACE}"
FILE = """
site: {connectors: {charger/1: {least: 8 A, most: 20 A}}}
inputs:
  tempo: sensor.tempo
  battery: {entity: sensor.battery, if_unknown: 0}
  grid: {entity: sensor.grid, unit: kW, max_age: 2 min}
conditions:
  night: {between: 22:30-06:30}
  full: {when: battery >= 80, for: 5 min}
rules:
  - {name: Family, who: family, charge: max}
  - {name: Red, when: [tempo == "Rouge", not night], charge: off}
  - {name: Import, when: grid > 1 kW, charge: min}
  - {name: Much, when: session_energy > 10 kWh, charge: 10 A}
  - {name: Sun, when: full, charge: surplus}
  - {name: Night, when: night, charge: max, current: 16 A}
limits:
  - {name: Dinner, between: 18:30-20:30, current: 10 A}
access: {known_tag: rules}
tests:
"""


@pytest.mark.parametrize(
    "test",
    [
        "{at: Tue 12:00, given: {tempo: Rouge, battery: 90}, expect: {rule: Red, charge: off}}",
        "{given: {tempo: Rouge}, expect: {rule: Red, current: 0}}",
        "{at: 23:00, given: {tempo: Rouge}, expect: {rule: Night, charge: max, current: 16 A}}",
        "{at: 19:00, given: {battery: 80}, expect: {limits: Dinner, current: 10, charge: surplus}}",
        "{at: 12:00, expect: {rule: none, limits: none, charge: off, allowed: true}}",
        "{given: {battery: unknown}, expect: {rule: none}}",
        "{given: {grid: 2}, expect: {rule: Import, charge: min, current: 8 A}}",
        "{given: {grid: 2000 W}, expect: {rule: Import}}",
        "{given: {grid: {value: 2, age: 3 min}}, expect: {rule: none}}",
        "{given: {session_energy: 12 kWh}, expect: {charge: 10 A, rule: Much}}",
        "{given: {tag: A1, who: family}, expect: {rule: Family, current: 20 A}}",
        "{given: {tag: A1, tag_known: off}, expect: {charge: wait, allowed: off}}",
        "{given: {plugged: off}, expect: {charge: wait}}",
        "{given: {boost: on}, expect: {charge: max, rule: none}}",
        "{given: {mode: min}, expect: {charge: min}}",
        "{given: {charger: barn, connector: 2}, expect: {rule: none}}",
    ],
)
def test_what_is_expected_and_so(test: str, reading: Read) -> None:
    assert reading(f"{FILE}  - {test}").book is not None


@pytest.mark.parametrize(
    ("test", "column", "sentence"),
    [
        (
            "{given: {tempo: Rouge}, expect: {rule: Sun}}",
            44,
            "This test fails. Expected: the rule “Sun”. Got: Red: does not charge.",
        ),
        (
            "{expect: {charge: 16 A}}",
            23,
            "This test fails. Expected: charges at 16\N{NO-BREAK SPACE}A. Got: No rule applies.",
        ),
        (
            "{given: {grid: 2}, expect: {current: 6 A}}",
            42,
            f"This test fails. Expected: at most 6{NBSP}A. Got: at most 8{NBSP}A.",
        ),
        (
            "{at: 19:00, expect: {limits: none}}",
            34,
            "This test fails. Expected: no limit. Got: the limits Dinner.",
        ),
        (
            "{given: {tag: A1, tag_known: off}, expect: {allowed: on}}",
            58,
            "This test fails. Expected: it may charge. Got: The badge A1 may not charge.",
        ),
    ],
)
def test_what_is_expected_and_not_so_is_an_error_where_it_stands(
    test: str, column: int, sentence: str, reading: Read
) -> None:
    found = reading(f"{FILE}  - {test}")
    assert found.book is None
    (failed,) = [one for one in found.problems if one.code == "test-failed"]
    assert (failed.line, failed.column, failed.message.say()) == (21, column, sentence)
    assert all(failed.message.say(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("test", "place"),
    [
        ("{}", "21:5 missing-key"),
        ("{expect: {}}", "21:14 empty"),
        ("{expect: {rule: Nigt}}", "21:21 unknown-name"),
        ("{expect: {charge: fast}}", "21:23 not-one-of"),
        ("{expect: {limits: [Diner]}}", "21:24 unknown-name"),
        ("{expect: {allowed: maybe}}", "21:24 not-one-of"),
        ("{expect: {rules: Night}}", "21:15 unknown-key"),
        ("{expect: Night}", "21:14 not-a-mapping"),
        ("{at: noon, expect: {rule: none}}", "21:10 wrong-at"),
        ("{at: Tue 25:00, expect: {rule: none}}", "21:10 wrong-at"),
        ("{at: 29 Feb 12:00, expect: {rule: none}}", "21:10 wrong-at"),
        ("{at: 9999-12-31 23:59, expect: {rule: none}}", "21:10 wrong-at"),
        ("{at: 0001-01-01 00:00, expect: {rule: none}}", "21:10 wrong-at"),
        ("{at: mon-fri 12:00, expect: {rule: none}}", "21:10 wrong-at"),
        ("{given: {temp: Rouge}, expect: {rule: none}}", "21:14 unknown-name"),
        ("{given: {now: 12}, expect: {rule: none}}", "21:14 unknown-name"),
        ("{given: [tempo], expect: {rule: none}}", "21:13 not-a-mapping"),
        ("{given: {grid: 2 kWh}, expect: {rule: none}}", "21:20 wrong-unit"),
        ("{given: {grid: {age: 2}}, expect: {rule: none}}", "21:20 missing-key"),
        ("{given: {session_energy: 2 kW}, expect: {rule: none}}", "21:30 wrong-unit"),
        ("{given: {plugged: perhaps}, expect: {rule: none}}", "21:23 not-one-of"),
        ("{given: {mode: fast}, expect: {rule: none}}", "21:20 not-one-of"),
        ("{given: {connector: 0}, expect: {rule: none}}", "21:25 out-of-range"),
    ],
)
def test_what_cannot_be_read_is_an_error_at_its_place(
    test: str, place: str, problems: Problems
) -> None:
    assert place in problems(f"{FILE}  - {test}")


def test_a_test_takes_place_where_the_site_is_and_on_the_day_that_it_names(book: Book) -> None:
    found = book(
        "site: {time_zone: America/New_York}\n"
        "rules: [{name: Off, charge: off}]\n"
        "tests:\n"
        "  - {at: Sun 08:15, expect: {rule: Off}}\n"
        "  - {at: 25 Dec 08:15, expect: {rule: Off}}\n"
        "  - {at: 2028-02-29 08:15, expect: {rule: Off}, name: Leap}\n"
    )
    assert [case.scene.now.isoformat() for case in found.cases] == [
        "2026-06-14T08:15:00-04:00",
        "2026-12-25T08:15:00-05:00",
        "2028-02-29T08:15:00-05:00",
    ]
    assert [case.name for case in found.cases] == ["1", "2", "Leap"]
    assert all(run(found, case).passed for case in found.cases)


def test_a_file_with_other_errors_is_not_tried(problems: Problems) -> None:
    found = problems("rules: [{name: A, charge: of}]\ntests: [{expect: {charge: max}}]\n")
    assert found == ["1:27 not-one-of"]


PLANS = """
site: {price: spot, meter: grid, forecast: sun, connectors: {charger/1: {most: 16 A}}}
inputs:
  grid: sensor.grid
  spot: {entity: sensor.spot, unit: EUR/kWh}
  sun: {entity: sensor.sun, unit: kW}
rules:
  - {name: Soc, who: zoe, charge: {ready_by: 07:00, soc: 80 %, capacity: 40 kWh}}
  - name: Sunny
    who: anna
    charge: {ready_by: 18:00, energy: 11 kWh, prefer: sun}
    meanwhile: surplus
  - {name: Cheap, who: bob, charge: {below: 0.1 EUR/kWh}}
  - {name: Four, who: eve, charge: {cheapest: 4 h, before: 07:00, in_one_go: true}}
  - {name: Max, when: session_energy > 50 kWh, charge: max}
  - {name: Night, charge: {ready_by: 07:00, energy: 11 kWh}, meanwhile: min}
access: {known_tag: rules}
tests:
"""
SUN = "sun: {value: 5, ahead: {11:00-%s:00: 6}}, tag: a, who: anna"
SPOT = "spot: {value: 0.3, ahead: {20:00-23:00: 0.3, 23:00-02:00: 0.09, 02:00-07:00: 0.05}}"


@pytest.mark.parametrize(
    "test",
    [
        f"{{at: Tue 20:00, given: {{{SPOT}}}, expect: {{charge: min, plan: 02:00-05:30}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}}}, expect: {{plan: 01:00-07:00, missing: 0 kWh}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}, session_energy: 11 kWh}}, expect: {{plan: none}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}, session_energy: 60 kWh}}, expect: {{plan: none}}}}",
        f"{{at: Wed 01:00, given: {{{SPOT}}}, expect: {{plan: [02:00-03:00, 03:00-05:30]}}}}",
        f"{{at: Wed 06:00, given: {{{SPOT}}}, expect: {{plan: 06:00-07:00, missing: 7.87 kWh}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}, tag: a, who: bob}}, expect: {{plan: 23:00-07:00}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}, tag: a, who: eve}}, expect: {{plan: 02:00-06:00}}}}",
        f"{{at: 20:00, given: {{{SPOT}, tag: a, who: zoe, soc: 50}}, expect: {{plan: 2:00-6:00}}}}",
        f"{{at: Tue 20:00, given: {{{SPOT}, tag: a, who: zoe, soc: 80}}, expect: {{plan: none}}}}",
        f"{{at: Tue 10:00, given: {{{SUN % '17'}}}, expect: {{charge: surplus, plan: none}}}}",
        f"{{at: Tue 10:00, given: {{{SUN % '12'}}}, expect: {{plan: 15:00-18:00}}}}",
        f"{{at: 28 Mar 20:00, given: {{{SPOT}}}, expect: {{plan: 02:00-07:00}}}}",
        f"{{given: {{{SPOT}, plugged: off}}, expect: {{plan: none}}}}",
    ],
)
def test_what_a_plan_gives_is_expected(problems: Problems, test: str) -> None:
    assert problems(f"{PLANS}  - {test}\n") == []


@pytest.mark.parametrize(
    ("test", "got"),
    [
        (
            f"{{at: Tue 20:00, given: {{{SPOT}}}, expect: {{plan: 20:00-23:00}}}}",
            "Expected: its plan charges within 20:00-23:00. Got: its plan charges 02:00-05:08.",
        ),
        (
            f"{{at: Tue 20:00, given: {{{SPOT}}}, expect: {{plan: [02:00-06:00, 20:00-21:00]}}}}",
            "within 02:00-06:00, 20:00-21:00. Got: its plan charges 02:00-05:08.",
        ),
        (
            f"{{at: Tue 20:00, given: {{{SPOT}}}, expect: {{plan: none}}}}",
            "Expected: its plan does not charge. Got: its plan charges 02:00-05:08.",
        ),
        (
            f"{{at: Wed 06:00, given: {{{SPOT}}}, expect: {{missing: 0 kWh}}}}",
            f"Expected: 0{NBSP}Wh will be missing. Got: 7.9{NBSP}kWh will be missing.",
        ),
        (
            "{given: {session_energy: 60 kWh}, expect: {plan: 02:00-06:00}}",
            "within 02:00-06:00. Got: Max: charges at full power: no plan.",
        ),
    ],
)
def test_what_a_plan_gives_instead_is_said(reading: Read, test: str, got: str) -> None:
    (problem,) = reading(f"{PLANS}  - {test}\n").problems
    assert got in problem.message.say()
    assert all(problem.message.say(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("{given: {spot: {value: 1, ahead: 5}}, expect: {plan: none}}", "not-a-mapping"),
        ("{given: {spot: {value: 1, ahead: {}}}, expect: {plan: none}}", "not-a-mapping"),
        ("{given: {spot: {value: 1, ahead: {noon: 5}}}, expect: {plan: none}}", "wrong-between"),
        ("{given: {spot: {value: 1, ahead: {1:00-2:00: x}}}, expect: {plan: none}}", "wrong-unit"),
        (
            "{given: {spot: {value: 1, ahead: {1:00-2:00: 5 kW}}}, expect: {plan: none}}",
            "wrong-unit",
        ),
        ("{expect: {plan: noon}}", "wrong-between"),
        ("{expect: {missing: 5 kW}}", "wrong-unit"),
    ],
)
def test_what_is_wrong_with_a_plan_in_a_test(problems: Problems, test: str, code: str) -> None:
    assert [one.split()[1] for one in problems(f"{PLANS}  - {test}\n")] == [code]


@pytest.mark.parametrize(
    ("connector", "rule", "missing"),
    [
        ("{}", "", "13.5 kWh"),
        ("{phases: 1}", "", "24.14 kWh"),
        ("{phases: 1 or 3}", ", phases: 1", "24.14 kWh"),
        ("{phases: 1 or 3}", ", phases: 3", "13.5 kWh"),
    ],
)
def test_a_plan_reckons_with_the_phases_of_its_rule(
    problems: Problems, connector: str, rule: str, missing: str
) -> None:
    text = f"""
site: {{phases: 3, contract: 18 kVA, connectors: {{charger/1: {connector}}}}}
rules: [{{name: A, charge: {{ready_by: 07:00, energy: 30 kWh}}{rule}}}]
tests: [{{at: 06:00, expect: {{missing: {missing}}}}}]
"""
    assert problems(text) == []
