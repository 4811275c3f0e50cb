from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.decision import Mode, Scene, Subject
from borne.domain.plan import Goal
from borne.domain.quota import Period, Quota
from borne.domain.site import ConnectorLimits, Meter, Style
from borne.domain.tag import Access, KnownTag, UnknownTagPolicy, WithoutTag
from borne.domain.units import Dimension
from borne.rules.cases import run
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.language import SECTIONS
from borne.rules.model import RuleBook
from borne.rules.moment import Memory
from borne.rules.problem import Severity
from borne.rules.section import Section

Read = Callable[[str], Reading]
Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]

FIRST_EXAMPLE = """\
# The house and its grid contract.
site:
  contract: 9 kVA                   # always guarded, above every rule and boost
  phases: 1                         # 1 or 3
  meter: {import: imported, export: exported}   # or one input that counts import as positive
  apparent: linky                   # what the contract is measured by, where the meter tells it
  safe_current: 8 A                 # when a sensor, Borne or the network is lost
  connectors:
    charger/1: {least: 6 A, most: 32 A, steps: 1 A}

# What Borne may look at. The names are used below.
inputs:
  imported: sensor.grid_import_power
  exported: sensor.grid_export_power
  linky:    {entity: sensor.linky_sinsts, unit: VA, max_age: 2 min}
  tempo:    sensor.rte_tempo_couleur_actuelle
  battery:  {entity: sensor.battery_soc, if_unknown: 0}
  heater:   binary_sensor.water_heater

# Named conditions. Optional: a rule may say its own `when`.
conditions:
  red_day:      tempo == "Rouge"
  off_peak:     {between: [22:30-06:30, 12:34-14:34]}
  battery_full: {when: battery >= 80, for: 5 min}

# Read from top to bottom. For each connector, the first rule that applies decides.
rules:
  - name: Boost                     # a button, a badge or a command asked for it
    when: boost
    charge: max
  - name: Red day
    when: [red_day, not off_peak]
    charge: off
  - name: Guests
    who: guests                     # a badge, a person, a vehicle or a group
    charge: max
    current: 16 A
    at_most: 10 kWh per session
  - name: Ready for work
    days: mon-fri
    charge: {ready_by: 07:00, energy: 20 kWh, prefer: [sun, cheapest]}
    meanwhile: surplus              # while the plan waits; default off
  - name: Sun
    when: battery_full
    charge: surplus
    style: balanced                 # strict, balanced or most
  - name: Otherwise
    charge: off

# Always hold, whichever rule decided. The lowest wins.
limits:
  - name: Dinner
    between: 18:30-20:30
    keep: linky
    below: 7 kVA
  - name: Water heater first
    when: heater
    current: 16 A

# Who may charge, and what a car without a badge does.
access:
  known_tag: boost                  # a known badge charges at full power; or: rules
  unknown_tag: ask                  # refuse now and ask; or: reject, accept
  without_tag: rules                # a car without a badge: rules, or wait

# What must be true of this file. Run at every check and before every save.
tests:
  - at: Tue 12:00
    given: {tempo: Rouge, battery: 90}
    expect: {rule: Red day, charge: off}
"""


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


@pytest.mark.parametrize(
    ("site", "va"),
    [("9 kVA", 9000.0), ("9", 9000.0), ("45 A", 10350.0), ("9000 VA", 9000.0), ("4,5 kVA", 4500.0)],
)
def test_a_contract_in_each_spelling(book: Book, site: str, va: float) -> None:
    assert book(f"site: {{contract: '{site}'}}\n{_END}").site.contract == va


def test_a_contract_in_amps_counts_for_each_phase(book: Book) -> None:
    site = book(f"site: {{phases: 3, voltage: 240 V, contract: 20 A}}\n{_END}").site
    assert (site.contract, site.voltage) == (14400.0, 240.0)


def test_only_what_must_be_fresh_grows_old_by_itself(book: Book) -> None:
    ages = {
        name: entry.max_age
        for name, entry in book(
            """
            site: {meter: grid, apparent: linky, solar: sun, battery: {soc: home}, voltage: mains}
            inputs:
              grid: sensor.grid
              linky: {entity: sensor.linky, max_age: none}
              sun: sensor.sun
              home: sensor.home
              mains: sensor.mains
              kitchen: sensor.kitchen
              garden: {entity: sensor.garden, max_age: 30 s}
            limits: [{name: A, keep: kitchen, below: 3 kW, when: garden > 3}]
            rules: [{name: Z, charge: off}]
            """
        ).inputs.items()
    }
    five = timedelta(minutes=5)
    assert ages == {
        **dict.fromkeys(("grid", "kitchen"), five),
        **dict.fromkeys(("linky", "sun", "home", "mains")),
        "garden": timedelta(seconds=30),
    }


def test_import_and_export_apart_may_be_silent(book: Book) -> None:
    """At night nothing is exported for hours, and Home Assistant does not repeat itself."""
    inputs = book(
        f"site: {{meter: {{import: i, export: e}}}}\ninputs: {{i: sensor.i, e: sensor.e}}\n{_END}"
    ).inputs
    assert {inputs["i"].max_age, inputs["e"].max_age} == {None}


def test_an_input_tells_the_unit_of_an_entity_that_has_none(book: Book) -> None:
    entry = book(
        "inputs: {x: {entity: sensor.x, unit: kW, if_unknown: 2}}\n"
        "rules: [{name: A, when: x > 1 kW, charge: max}, {name: Z, charge: off}]"
    ).inputs["x"]
    assert (entry.unit, entry.factor, entry.if_unknown) == ("kW", 1000.0, 2000.0)


def test_an_input_cannot_play_a_part_with_another_unit(problems: Problems) -> None:
    inputs = "inputs: {x: {entity: sensor.x, unit: A}, y: sensor.y}"
    assert problems(f"{inputs}\nsite: {{meter: x, solar: y}}\n{_END}") == ["2:15 wrong-unit"]
    assert problems(f"{inputs}\nsite: {{solar: y, apparent: y, meter: y}}\n{_END}")


def test_units_follow_from_the_part_that_an_input_plays(problems: Problems) -> None:
    text = "inputs: {b: sensor.b}\nsite: {battery: {soc: b}}\nconditions: {c: b > 2 kW}"
    assert "3:21 wrong-unit" in problems(text)


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


_PIECES = st.sampled_from(
    [
        *FIRST_EXAMPLE.splitlines(keepends=True),
        "  ",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "&a ",
        "*a",
        "\t",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_text_makes_it_fail(text: str) -> None:
    found = read([SourceFile("home.yaml", text)])
    wrong = any(problem.severity is Severity.ERROR for problem in found.problems)
    assert (found.book is None) is wrong
    for problem in found.problems:
        assert 1 <= problem.line <= problem.end_line <= text.count("\n") + 2
        assert problem.say("fr")


@pytest.mark.parametrize(
    ("written", "value"),
    [("0", 0.0), ("80 %", 80.0), ("off", False), ("On", True), ("Bleu", "Bleu"), ("'0'", "0")],
)
def test_what_an_unknown_is_taken_for(book: Book, written: str, value: object) -> None:
    text = f"inputs: {{x: {{entity: sensor.x, if_unknown: {written}}}}}\n{_END}"
    assert book(text).inputs["x"].if_unknown == value


def test_the_parts_of_an_input_at_the_site(book: Book) -> None:
    site = book(
        "inputs: {s: sensor.s, p: sensor.p, c: sensor.c, v: sensor.v}\n"
        "site: {solar: s, battery: {power: p, soc: c}, voltage: v, time_zone: Europe/Paris}\n"
        + _END
    ).site
    assert (site.solar, site.battery_power, site.battery_soc) == ("s", "p", "c")
    assert (site.voltage_input, site.voltage, site.time_zone) == ("v", 230.0, "Europe/Paris")


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


def _chain(count: int, asks: str = "{}") -> str:
    """So many conditions, each of which asks the next."""
    names = "".join(f"  c{at}: {asks.format(f'c{at + 1}')}\n" for at in range(count))
    rules = "rules: [{name: A, when: c0, charge: max}, {name: Z, charge: off}]\n"
    return f"conditions:\n{names}  c{count}: boost\n{rules}"


@pytest.mark.parametrize(
    "asks", ["{}", "not (not ({}))", "{{any: [{{any: [{{any: [{}]}}]}}]}}", "({} or plugged)"]
)
def test_conditions_that_ask_each_other_too_deep_are_refused_and_others_decide(
    reading: Callable[[str], Reading], asks: str
) -> None:
    refused = reading(_chain(500, asks))
    assert refused.book is None
    assert [one.code for one in refused.problems] == ["too-deep"]
    depth = next(count for count in range(1, 60) if reading(_chain(count, asks)).book is None)
    assert depth > 5
    book = reading(_chain(depth - 1, asks)).book
    assert book is not None
    subject = Subject("garage/1", "garage", 1, plugged=True)
    _deeper(
        300, lambda: decide(book, subject, Scene(datetime(2026, 6, 9, 12, tzinfo=UTC)), Memory())
    )


def _deeper(frames: int, work: Callable[[], object]) -> object:
    """Work where so many calls are under way already."""
    return work() if frames == 0 else _deeper(frames - 1, work)


@pytest.mark.parametrize("count", [3, 200, 1000])
def test_a_circle_of_any_size_is_told_in_few_words(
    reading: Callable[[str], Reading], count: int
) -> None:
    text = "conditions:\n" + "".join(f"  c{at}: c{(at + 1) % count}\n" for at in range(count))
    found = reading(text)
    assert found.book is None
    circles = [one for one in found.problems if one.code == "cycle"]
    assert len(circles) == min(count, 50)
    assert all(len(one.message.say()) < 700 for one in circles)


def test_a_long_file_of_misspelt_names_is_answered_in_time() -> None:
    inputs = "".join(f"  input_number_{at}: sensor.x{at}\n" for at in range(1000))
    rules = "".join(
        f"  - {{name: R{at}, when: input_nmber_{at} > 1, charge: max}}\n" for at in range(300)
    )
    begun = thread_time()
    found = read([SourceFile("home.yaml", f"inputs:\n{inputs}rules:\n{rules}")])
    assert thread_time() - begun < 10
    assert found.problems[-1].hint is not None
