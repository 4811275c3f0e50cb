"""What the site and its inputs may say, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from borne.rules.model import RuleBook

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]

_END = "rules: [{name: Z, charge: off}]"


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
