from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from borne.domain.decision import Mode
from borne.domain.plan import Goal
from borne.domain.quota import Period, Quota
from borne.domain.site import ConnectorLimits, Meter, Style
from borne.domain.tag import Access, KnownTag, UnknownTagPolicy, WithoutTag
from borne.domain.units import Dimension
from borne.rules.cases import run
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.language import SECTIONS
from borne.rules.model import RuleBook
from borne.rules.problem import Severity
from borne.rules.section import Section

from .first_example import FIRST_EXAMPLE

Read = Callable[[str], Reading]
Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]


def _without_what_comes_later(text: str) -> str:
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if "at_most" not in line and "meanwhile" not in line]
    return re.sub(r"charge: \{ready_by.*\}", "charge: max", "".join(kept))


def test_the_first_example_is_read(book: Book) -> None:
    found = book(FIRST_EXAMPLE)
    site = found.site
    assert (site.contract, site.phases, site.safe_current) == (9000.0, 1, 8.0)
    assert site.meter == Meter(imported="imported", exported="exported")
    assert site.connectors == {"charger/1": ConnectorLimits(6.0, 32.0, 1.0)}
    assert found.access == Access(KnownTag.BOOST, UnknownTagPolicy.ASK, WithoutTag.RULES)
    assert [rule.name for rule in found.rules] == [
        "Boost",
        "Red day",
        "Guests",
        "Ready for work",
        "Sun",
        "Otherwise",
    ]
    assert found.rules[2].ceiling == 16.0
    assert found.rules[2].at_most == (Quota(10_000.0, Dimension.ENERGY, Period.SESSION),)
    assert found.rules[3].goal == Goal(by=7 * 60, energy=20_000.0, sun=True)
    assert found.rules[3].meanwhile.mode is Mode.SURPLUS
    assert found.rules[4].style is Style.BALANCED
    assert (found.limits[0].keep, found.limits[0].below) == ("linky", 7000.0)
    assert found.limits[1].amps == 16.0
    assert found.inputs["battery"].if_unknown == 0.0
    assert [run(found, case).passed for case in found.cases] == [True]
    assert found.reads == {
        *("linky", "tempo", "battery", "heater", "who"),
        *("plugged", "boost", "mode", "tag", "session_energy"),
    }


def test_the_first_example_is_warned_of_a_colour_that_nobody_knows(reading: Read) -> None:
    (found,) = reading(FIRST_EXAMPLE).problems
    assert (found.line, found.code) == (31, "unknown-decides")
    assert found.message.say() == (
        "While “tempo” is unknown, “Red day” does not apply, and “Guests” charges at up to"
        " 16\N{NO-BREAK SPACE}A."
    )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name or "top")
def test_each_key_says_in_both_languages_what_it_takes(section: Section) -> None:
    for key in section.keys.values():
        assert key.takes().say("en")
        assert key.takes().say("fr")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rule: []", "1:1 unknown-key"),
        ("site: {contrat: 9 kVA}", "1:8 unknown-key"),
        ("rules: [{name: A, charge: off, wen: plugged}]", "1:32 unknown-key"),
        ("rules: [{name: A, charge: {redy_by: x}}]", "1:28 unknown-key"),
        ("rules: [{charge: off}]", "1:9 missing-key"),
        ("rules: [{name: A}]", "1:9 missing-key"),
        ("rules: {name: A}", "1:8 not-a-list"),
        ("site: [a]", "1:7 not-a-mapping"),
        ("inputs: [a]", "1:9 not-a-mapping"),
        ("just words", "1:1 not-a-mapping"),
        ("rules: [{name: A, charge: of}]", "1:27 not-one-of"),
        ("rules: [{name: A, charge: 10 kWh}]", "1:27 wrong-unit"),
        ("rules: [{name: A, charge: 0 A}]", "1:27 out-of-range"),
        ("rules: [{name: A, charge: max, current: 16 kW}]", "1:41 wrong-unit"),
        ("rules: [{name: A, charge: max, style: fast}]", "1:39 not-one-of"),
        ("rules: [{name: A, charge: max, between: 22h-6h}]", "1:41 wrong-between"),
        ("rules: [{name: A, charge: max, days: lun}]", "1:38 wrong-days"),
        ("rules: [{name: A, charge: max, days: not holiday}]", "1:38 wrong-days"),
        ("rules: [{name: A, charge: max, sun: after noon}]", "1:37 wrong-sun"),
        ("rules: [{name: A, charge: max, sun: after sunset + 7 h}]", "1:37 wrong-sun"),
        ("rules: [{name: A, charge: max, sun: before sunset + 1 kW}]", "1:37 wrong-sun"),
        ("site: {latitude: 48.9}", "1:18 missing-key"),
        ("site: {latitude: 98.9, longitude: 2}", "1:18 out-of-range"),
        ("site: {country: France}", "1:17 not-one-of"),
        ("site: {region: '57'}", "1:16 missing-key"),
        ("site: {country: FR, region: Narnia}", "1:29 not-one-of"),
        ("rules: [{name: A, charge: max, season: summer}]", "1:40 wrong-season"),
        ("rules: [{name: A, charge: max, for: 5 kW}]", "1:37 wrong-unit"),
        ("rules: [{name: A, charge: max, when: }]", "1:32 empty"),
        ("rules: [{name: A, charge: max, when: []}]", "1:38 empty"),
        ("rules: [{name: A, charge: max}, {name: A, charge: off}]", "1:40 duplicate-name"),
        ("limits: [{name: A}]", "1:10 missing-key"),
        ("limits: [{name: A, below: 7 kVA}]", "1:10 missing-key"),
        ("limits: [{name: A, keep: x, below: 7 kVA}]", "1:26 unknown-name"),
        ("site: {meter: grid}", "1:15 unknown-name"),
        ("site: {contract: 9 kW}", "1:18 wrong-unit"),
        ("site: {contract: 9 MVA}", "1:18 wrong-unit"),
        ("site: {contract: 9000}", "1:18 out-of-range"),
        ("site: {phases: 2}", "1:16 out-of-range"),
        ("site: {time_zone: Paris}", "1:19 time-zone"),
        ("site: {connectors: {garage: {}}}", "1:21 connector"),
        ("site: {connectors: {g/1: {least: 20 A, most: 10 A}}}", "1:34 out-of-range"),
        ("inputs: {Grid: sensor.x}", "1:10 name"),
        ("inputs: {surplus: sensor.x}", "1:10 name"),
        ("inputs: {not: sensor.x}", "1:10 name"),
        ("inputs: {grid: power}", "1:16 entity"),
        ("inputs: {grid: {unit: W}}", "1:16 missing-key"),
        ("inputs: {grid: {entity: sensor.x, unit: Watt}}", "1:41 wrong-unit"),
        ("inputs: {grid: {entity: sensor.x, unit: W, if_unknown: 3 A}}", "1:56 wrong-unit"),
        ("inputs: {a: sensor.x}\nconditions: {a: plugged}", "2:14 duplicate-name"),
        ("conditions: {a: b, b: not a}", "1:14 cycle"),
        ("access: {known_tag: bost}", "1:21 not-one-of"),
        ("conditions: {a: {}}", "1:17 empty"),
        ("inputs: {g: sensor.x}\nconditions: {a: g.x > 3}", "2:18 expression"),
        ("conditions:\n  a: >-\n    plugged and\n    pluged", "4:5 unknown-name"),
        ("conditions: {a: [plugged, 'not pluged']}", "1:32 unknown-name"),
        ("conditions: {a: min(1, 2) > 3}", "1:20 expression"),
        ("<<: {a: b}", "1:1 unknown-key"),
        ("rules: [{name: [a], charge: off}]", "1:16 not-a-text"),
        ("rules: [{name: A, charge: {}}]", "1:27 empty"),
        ("rules: [{name: A, charge: }]", "1:19 empty"),
        ("rules: [{name: A, charge: off, current: sixteen}]", "1:41 wrong-unit"),
        ("rules: [{name: A, charge: off, current: 900 A}]", "1:41 out-of-range"),
        ("rules: [{name: A, charge: off, days: []}]", "1:38 empty"),
        ("rules: [{name: A, charge: off, any: []}]", "1:37 empty"),
        ("rules: [{name: A, charge: off, for: 400 d}]", "1:37 out-of-range"),
        ("site: {connectors: {g/1: {priority: high}}}", "1:37 out-of-range"),
        (
            "inputs: {x: {entity: sensor.x, unit: A}}\nlimits: [{name: A, keep: x, below: 3 A}]",
            "2:36 wrong-unit",
        ),
        ("limits: [{name: A, current: 6 A, keep: x, below: 3 W}]", "1:10 missing-key"),
        ("conditions: {a: now + 1 > 3}", "1:17 not-a-number"),
        ("conditions: {a: 3 in [now]}", "1:13 yaml"),
        ("conditions: {a: '3 in [now]'}", "1:18 not-comparable"),
        ("conditions: {a: (plugged, charging)}", "1:17 expression"),
        ("site:\n  connectors:\n  phases: 1", "2:3 not-a-mapping"),
    ],
)
def test_a_mistake_is_found_at_its_place(problems: Problems, text: str, place: str) -> None:
    assert place in problems(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("rule: []", "rules"),
        ("site: {contrat: 9 kVA}", "contract"),
        ("site: {contract: 9 kW}", "9 kVA"),
        ("rules: [{name: A, charge: surplu}]", "surplus"),
        ("inputs: {Grid power: sensor.x}", "grid_power"),
        ("inputs: {grid: Sensor.Grid}", "sensor.grid"),
        ("inputs: {grid: sensor.x}\nsite: {meter: gird}", "grid"),
        ("rules: [{name: A, charge: off, meanwile: off}]", "meanwhile"),
        ("access: {without_tag: rule}", "rules"),
    ],
)
def test_what_was_meant_is_guessed(reading: Read, text: str, hint: str) -> None:
    hints = [one.hint.say() for one in reading(text).problems if one.hint is not None]
    assert f"Did you mean “{hint}”?" in hints
    french = [one.hint.say("fr") for one in reading(text).problems if one.hint is not None]
    assert f"Vouliez-vous dire « {hint} » ?" in french


def test_a_problem_prints_as_one_line(reading: Read) -> None:
    assert reading("site: {phase: 1}").problems[0].say() == (
        "home.yaml:1:8: error: “phase” is not a key of site. Did you mean “phases”? (unknown-key)"
    )


_END = "rules: [{name: Z, charge: off}]"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rules: [{name: A, when: charging, charge: off}]", "1:16 no-otherwise"),
        ("rules: [{name: A, charge: off}, {name: B, charge: max}]", "1:40 never-applies"),
        (
            "rules: [{name: A, when: true, charge: off}, {name: B, charge: max}]",
            "1:52 never-applies",
        ),
        (f"inputs: {{x: sensor.x}}\n{_END}", "1:10 unused-input"),
        (f"conditions: {{x: plugged}}\n{_END}", "1:14 unused-condition"),
        (
            "rules: [{name: A, between: 8:00-8:00, charge: max}, {name: Z, charge: off}]",
            "1:28 never-opens",
        ),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(
    reading: Read, problems: Problems, text: str, place: str
) -> None:
    assert problems(text) == [place]
    found = reading(text)
    assert found.book is not None
    assert found.problems[0].severity is Severity.WARNING


def test_empty_sections_are_no_mistake(problems: Problems) -> None:
    assert problems("site:\ninputs:\nconditions:\nrules:\nlimits:\naccess:\n") == []
    assert read([]).book == RuleBook()


def test_several_files_are_read_as_one() -> None:
    found = read(
        [
            SourceFile(
                "a.yaml",
                "inputs: {tempo: sensor.tempo}\nrules: [{name: A, when: red, charge: min}]",
            ),
            SourceFile(
                "b.yaml", 'conditions: {red: tempo is "Rouge"}\nrules: [{name: B, charge: max}]'
            ),
        ]
    )
    assert found.problems == ()
    assert found.book is not None
    assert [rule.name for rule in found.book.rules] == ["A", "B"]


def test_a_name_or_a_site_stands_once_in_all_files() -> None:
    found = read(
        [
            SourceFile("a.yaml", "site: {phases: 1}\ninputs: {x: sensor.x}\n" + _END),
            SourceFile("b.yaml", "site: {phases: 3}\ninputs: {x: sensor.y}\n" + _END),
        ]
    )
    assert [(p.file, p.line, p.code) for p in found.problems if p.severity is Severity.ERROR] == [
        ("b.yaml", 1, "duplicate-key"),
        ("b.yaml", 2, "duplicate-name"),
        ("b.yaml", 3, "duplicate-name"),
    ]
    assert "a.yaml:1" in found.problems[1].message.say()


def test_an_alias_may_stand_for_a_value(book: Book) -> None:
    found = book(
        "rules:\n  - {name: A, between: &night 22:30-06:30, charge: max}\n"
        "  - {name: B, between: *night, charge: min}\n  - {name: Z, charge: off}"
    )
    assert found.rules[0].when.parts[0].schedule == found.rules[1].when.parts[0].schedule


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{name: A, charge: surplus}", "“surplus” needs “meter” under “site”"),
        ("{name: A, charge: max, at_most: 5 kWh per day, meanwhile: surplus}", "“meter”"),
        ("{name: A, charge: {below: 0.1}}", "“below” needs “price” under “site”"),
        ("{name: A, charge: {cheapest: 4 h, before: 07:00}}", "all hours cost the same"),
        ("{name: A, charge: max, at_most: 30 EUR per month}", "nobody can count the EUR"),
        ("{name: B, when: surplus > 2 kW, charge: min}, {name: A, charge: off}", "it is unknown"),
        ("{name: B, when: price < 0.1, charge: max}, {name: A, charge: off}", "“price” needs"),
        ("{name: A, charge: min}]\nlimits: [{name: L, when: headroom < 1 kVA, current: 6 A}",
         "“headroom” needs “contract”"),
        ("{name: A, charge: min+surplus}", None),
        ("{name: A, charge: {ready_by: 07:00, energy: 5 kWh}}", None),
        ("{name: A, charge: {below: 0.1, price: spot}}]\ninputs: {spot: sensor.spot}\nevents: [",
         None),
        ("{name: A, charge: {below: 1, price: price}}]\ninputs: {price: a.b}\nevents: [", None),
        ("{name: A, charge: surplus}]\nsite: {meter: g}\ninputs: {g: sensor.g}\nevents: [", None),
    ],
)  # fmt: skip
def test_what_can_do_nothing_without_the_site_is_warned_of(
    reading: Callable[[str], Reading], text: str, found: str | None
) -> None:
    problems = reading(f"rules: [{text}]\n").problems
    assert [one.code for one in problems] == ([] if found is None else ["needs-of-site"])
    assert found is None or found in problems[0].message.say()
