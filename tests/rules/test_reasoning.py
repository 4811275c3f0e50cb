"""What is proven of the rules together, and that nothing is said which is not so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.decision import Scene, Subject
from borne.domain.fact import Fact, Value
from borne.domain.say import LANGUAGES
from borne.domain.whereabouts import Whereabouts
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.moment import Memory
from borne.rules.worlds import Among, AnyOf, Patience, found_out

Read = Callable[[str], Reading]

RED = '{name: Red, when: tempo is "Rouge", charge: off}'
INPUTS = """
inputs:
  x: sensor.x
  y: {entity: sensor.y, if_unknown: 0}
  tempo: sensor.tempo
  grid: {entity: sensor.grid, unit: W}
"""


def _codes(reading: Read, rules: str, more: str = "") -> list[str]:
    found = reading(f"{INPUTS}{more}rules:\n{rules}")
    assert found.book is not None, [one.say() for one in found.problems]
    return [one.code for one in found.problems if "unused" not in one.code]


@pytest.mark.parametrize(
    "when",
    [
        "x > 5 and x < 3",
        "x > 5 and not (x > 4)",
        'tempo is "Rouge" and tempo is "Bleu"',
        "x is on and x is off",
        "not known(x) and x > 3",
        "not known(y) and y > 3 and y < 2",
        "now > 22:00 and now < 06:00",
        'weekday is "sat" and weekday in ["mon", "tue"]',
        "not plugged",
        "session_energy < 0 Wh",
        "age(x) > 5 min and age(x) < 1 min",
        'mode is "fast"',
        "1 < x < 3 and 4 < x < 6",
        "x + 1 > 3 and not (x + 1 > 3)",
    ],
)
def test_what_excludes_itself_can_never_apply(when: str, reading: Read) -> None:
    rules = f"  - {{name: A, when: '{when}', charge: max}}\n  - {{name: Z, charge: off}}"
    assert _codes(reading, rules) == ["never-true"]


@pytest.mark.parametrize(
    "rule",
    [
        "between: 08:00-10:00, when: now > 11:00",
        "between: 22:00-06:00, when: 'now > 07:00 and now < 21:00'",
        "days: mon-fri, when: 'weekday is \"sun\"'",
        "days: [mon, not holidays], when: holiday",
        "season: 1 Apr-31 Oct, when: [winter]",
        "when: [summer, winter]",
    ],
)
def test_what_the_clock_and_the_calendar_exclude_can_never_apply(rule: str, reading: Read) -> None:
    more = "conditions:\n  summer: {season: 1 May-30 Sep}\n  winter: {season: 1 Nov-28 Feb}\n"
    rules = f"  - {{name: A, {rule}, charge: max}}\n  - {{name: Z, charge: off}}"
    assert _codes(reading, rules, more) == ["never-true"]


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_opens(reading: Read) -> None:
    night = "  - {{name: A, days: fri, between: 22:00-06:00, when: {}, charge: max}}\n"
    end = "  - {name: Z, charge: off}"
    assert _codes(reading, night.format("'weekday is \"sat\"'") + end) == []
    assert _codes(reading, night.format("'weekday is \"thu\"'") + end) == ["never-true"]


@pytest.mark.parametrize(
    ("above", "rule"),
    [
        (["when: x > 3"], "when: x > 5"),
        (["when: x > 3", "when: x <= 3"], "when: x > 1"),
        (["between: 06:00-22:00"], "between: 08:00-10:00"),
        (["between: 06:00-22:00", "between: 22:00-06:00"], "when: x > 3"),
        (["days: mon-fri", "days: weekend"], "when: x > 3"),
        (["who: guests"], "who: guests, when: x > 3"),
        (["charger: garage"], "connector: garage/2"),
        (['when: tempo is "rouge"'], 'when: tempo in ["Rouge"]'),
        (["season: 1 Apr-31 Oct"], "season: 1 May-30 Sep"),
        (["when: plugged"], "when: x > 3"),
        (["when: y > 3", "when: y <= 3"], "when: y > 0"),
        (["any: [x > 3, y > 3]"], "when: y > 4"),
        (["when: hot"], "when: hot and y > 3"),
        (["sun: after sunset"], "sun: after sunset, when: x > 3"),
    ],
)  # fmt: skip
def test_a_rule_to_which_those_above_leave_nothing_is_told(
    above: list[str], rule: str, reading: Read
) -> None:
    more = "conditions:\n  hot: {when: x > 30, for: 5 min}\n"
    lines = [f"  - {{name: A{at}, {one}, charge: max}}\n" for at, one in enumerate(above)]
    lines.append(f"  - {{name: B, {rule}, charge: min}}\n  - {{name: Z, charge: off}}")
    rules = "".join(
        line.replace("when: ", "when: '").replace(", charge", "', charge")
        if "when: " in line and "any:" not in line
        else line
        for line in lines
    )
    found = reading(f"{INPUTS}{more}rules:\n{rules}")
    told = [one.message.say() for one in found.problems if one.code == "never-applies"]
    assert any(message.startswith("“B”") for message in told)


@pytest.mark.parametrize(
    ("above", "rule"),
    [
        (["when: x > 5"], "when: x > 3"),
        (["when: x > 3", "when: x <= 3"], "when: not known(x)"),
        (["when: x > 3", "when: x <= 3"], "when: plugged"),
        (["between: 06:00-22:00"], "between: 08:00-22:01"),
        (["days: holidays"], "days: mon"),
        (["days: mon-sun, season: 1 Jan-31 Dec, when: not holiday"], "when: plugged"),
        (["who: guests"], "who: family"),  # a badge of both
        (["when: hot"], "when: x > 30"),  # not for long enough yet
        (["when: x + 1 > 3"], "when: x > 2"),  # too hard: silent
        (["sun: after sunset"], "sun: before sunrise"),
        (["connector: 1"], "charger: garage"),
    ],
)
def test_a_rule_that_can_apply_is_left_alone(above: list[str], rule: str, reading: Read) -> None:
    more = "conditions:\n  hot: {when: x > 30, for: 5 min}\n"
    lines = [f"  - {{name: A{at}, {one}, charge: max}}\n" for at, one in enumerate(above)]
    rules = "".join(lines) + f"  - {{name: B, {rule}, charge: min}}\n"
    found = reading(f"{INPUTS}{more}rules:\n{rules}")
    assert found.book is not None
    assert {one.code for one in found.problems} <= {
        "unused-input",
        "unused-condition",
        "no-otherwise",
    }


def test_the_rules_that_shadow_are_named_and_no_others(reading: Read) -> None:
    found = reading(
        f"{INPUTS}rules:\n"
        "  - {name: Spare, when: y > 100, charge: max}\n"
        "  - {name: High, when: y > 3, charge: max}\n"
        "  - {name: Low, when: y <= 3, charge: min}\n"
        "  - {name: Lost, when: [y > 1, y < 9], charge: min}\n"
    )
    (lost,) = [one for one in found.problems if one.code == "never-applies"]
    assert lost.line == 11
    assert "“High”, “Low”" in lost.message.say()
    assert "Spare" not in lost.message.say()
    assert all(lost.message.say(language) for language in LANGUAGES)


def test_rules_that_leave_nothing_open_need_no_last_one(reading: Read) -> None:
    both = "  - {name: A, when: y > 3, charge: max}\n  - {name: B, when: y <= 3, charge: min}\n"
    assert _codes(reading, both.replace("y <= 3", "y < 3")) == ["no-otherwise"]
    texts = "  - {name: C, when: not (y > 3), charge: off}\n"
    assert _codes(reading, both + texts) == ["never-applies", "no-otherwise"]  # y may be a text
    assert _codes(reading, both.replace("y <= 3", "known(y) or not known(y)")) == ["no-otherwise"]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ('{name: Red, when: tempo is "Rouge", charge: off}, {name: Z, charge: max}', True),
        ('{name: Red, when: tempo is "Rouge", charge: off}, {name: Z, charge: surplus}', False),
        ('{name: Red, when: tempo is "Rouge", charge: min}, {name: Z, charge: max}', False),
        (
            f"{{name: U, when: not known(tempo), charge: off}}, {RED}, {{name: Z, charge: max}}",
            False,
        ),
        (f"{RED}, {{name: B, when: known(tempo), charge: min}}, {{name: Z, charge: off}}", False),
        ("{name: Full, when: y > 80, charge: off}, {name: Z, charge: max}", False),  # if_unknown
    ],
)
def test_an_unknown_that_lets_a_car_charge_is_told(rules: str, told: object, reading: Read) -> None:
    found = reading(f"{INPUTS}rules: [{rules}]")
    codes = [one.code for one in found.problems]
    assert ("unknown-decides" in codes) is told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("when: grid < -2 kW, charge: max", True),
        ("when: exporting, charge: max", True),
        ("when: not (grid >= -1 kW), charge: max", True),
        ("when: power > 3 kW, charge: max", False),  # it stays above
        ("when: charging, charge: max", False),
        ("when: grid > 2 kW, charge: max", False),
        ("when: grid < -2 kW, charge: max, stay_for: 10 min", False),
        ("when: grid < -2 kW, for: 5 min, charge: max", False),
        ("when: long, charge: max", False),
        ("when: surplus > 2 kW, charge: max", False),
        ("when: x < -2 kW, charge: max", False),
        ("when: known(grid), charge: max", False),
    ],
)
def test_a_threshold_that_will_go_on_and_off_is_told(
    rule: str, told: object, reading: Read
) -> None:
    more = "conditions:\n  exporting: grid < -1 kW\n  long: {when: exporting, for: 5 min}\n"
    site = "site: {meter: grid}\n"
    rules = f"  - {{name: A, {rule}}}\n  - {{name: Z, charge: off}}"
    assert ("oscillates" in _codes(reading, rules, more + site)) is told


def test_a_hundred_rules_are_reasoned_about_at_once(reading: Read) -> None:
    rules = "".join(
        f"  - {{name: R{at}, when: 'x > {at} and tempo is \"c{at % 7}\"', days: mon-fri,"
        f" between: {at % 24:02}:00-{(at + 7) % 24:02}:30, who: g{at % 5}, charge: max}}\n"
        for at in range(100)
    )
    text = f"{INPUTS}rules:\n{rules}  - {{name: Z, charge: off}}\n"
    begun = process_time()
    assert reading(text).book is not None
    assert process_time() - begun < 10  # a bound that only a search without end would miss


# Whatever is said is so

_ATOMS = st.sampled_from(
    [
        *("x > 3", "x > 5", "x <= 3", "x is on", "x", "known(x)", "x is 4", 'x is "4"'),
        *("y > 3", "y <= 3", "not known(y)", "y in [1, 4]"),
        *('tempo is "Rouge"', 'tempo is not "Bleu"', "tempo", 'tempo in ["Bleu", "on"]'),
        *("now > 12:00", "now <= 12:00", "weekday is 'sat'", "holiday", "plugged", "cold"),
        *("x > y", "x + y > 3", "charging", "soc > 50", "now > sunset"),
    ]
)
_WHENS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
    ),
    max_leaves=4,
)
_CLOCKS = st.sampled_from(
    ["", ", between: 10:00-14:00", ", between: 22:00-06:00, days: fri", ", days: [mon, holidays]",
     ", season: 1 May-15 Jun", ", days: not holidays", ", between: 20:00-11:00"]
)  # fmt: skip
_VALUES: list[Value | None] = [None, True, False, 0.0, 1.0, 3.0, 4.0, 4.5, 6.0, "4", "on", "Rouge"]
_NOWS = [
    datetime(2026, 5, day, hour, tzinfo=UTC) for day in (8, 9, 14, 15) for hour in (0, 5, 11, 23)
]


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(st.tuples(_WHENS, _CLOCKS), min_size=1, max_size=4),
    st.lists(
        st.tuples(*[st.sampled_from(_VALUES)] * 3, st.sampled_from(_NOWS), st.booleans()),
        min_size=30,
        max_size=30,
    ),
)
def test_what_is_said_never_to_apply_never_does(
    rules: list[tuple[str, str]],
    worlds: list[tuple[Value | None, Value | None, Value | None, datetime, bool]],
) -> None:
    lines = "".join(
        f'  - {{name: R{at}, when: "{when.replace(chr(34), chr(39))}"{clock}, charge: max}}\n'
        for at, (when, clock) in enumerate(rules)
    )
    text = f"{INPUTS}conditions: {{cold: x < 4}}\nrules:\n{lines}"
    found = read([SourceFile("home.yaml", text)])
    assert found.book is not None, [one.say() for one in found.problems]
    never = {
        one.message.say().split("”")[0][1:]
        for one in found.problems
        if one.code in ("never-applies", "never-true")
    }
    covered = "no-otherwise" not in {one.code for one in found.problems}
    for x, y, tempo, now, charging in worlds:
        at = now
        facts = {
            f"sensor.{name}": Fact(value, at)
            for name, value in (("x", x), ("y", y), ("tempo", tempo))
        }
        car = Subject("garage/1", "garage", 1, plugged=True, charging=charging, soc=60.0)
        scene = Scene(now, facts, whereabouts=Whereabouts(48.9, 2.3, "FR"))
        chosen = decide(found.book, car, scene, Memory(), trace=False)[0].rule
        assert chosen not in never
        assert chosen is not None or not covered


def test_every_comparison_means_what_it_answers(reading: Read) -> None:
    """Two rules that ask the same in other words shadow one another in every kind of value."""
    for one, other in product(("x > 3", "3 < x", "not (x <= 3)"), repeat=2):
        rules = f"  - {{name: A, when: {one}, charge: max}}\n  - {{name: B, when: {other}, charge: min}}\n"  # noqa: E501
        assert "never-applies" in _codes(reading, rules)


def test_a_long_file_is_read_in_time_and_nothing_is_said_without_a_proof() -> None:
    inputs = "".join(f"  in{i}: {{entity: sensor.x{i}, unit: W}}\n" for i in range(60))
    rules = "".join(
        f"  - name: R{i}\n    when: in{i % 60} < {i % 9} kW or in{i * 3 % 60} > {i % 7} kW\n"
        f"    charge: {('surplus', 'off', 'max')[i % 3]}\n"
        for i in range(150)
    )
    patience = Patience(500)
    formulas = [AnyOf((Among(f"a{i}", 1), Among(f"a{i + 1}", 2))) for i in range(600)]
    domains = {f"a{i}": 3 for i in range(601)}
    assert found_out(formulas, domains, patience) is None
    assert patience.left <= 0
    text = f"inputs:\n{inputs}rules:\n{rules}  - name: Otherwise\n    charge: off\n"
    found = {one.code for one in read([SourceFile("a.yaml", text)]).problems}
    assert "no-otherwise" not in found
