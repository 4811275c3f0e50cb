"""The quirk database: what it says, whom it means, and by what."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from borne.domain.traits import Pause
from borne.ocpp.pattern import in_range
from borne.ocpp.quirk_file import read_quirks
from borne.ocpp.quirks import Changes, Character, Identity, Make, all_quirks, database

LEGRAND = Identity("Legrand", "059005", "18.10")

BY_HAND = {entry.name for entry in database() if entry.by_hand}

GOOD = """
quirks:
  - name: one
    title: {en: One, fr: Une}
    vendor: [acme*]
    firmware: "<=1.2"
    changes: {floor: 7}
    why: {en: Because, fr: Parce que}
    source: a document
"""


def problems_of(text: str) -> list[str]:
    return [problem.say("en") for problem in read_quirks("quirks.yaml", text)[1]]


def names(character: Character) -> list[str]:
    return [quirk.name for quirk in character.quirks if quirk.on]


def test_the_packaged_database_has_no_problem_and_is_in_two_languages() -> None:
    entries = database()
    assert len(entries) >= 35
    for entry in entries:
        assert entry.why.say("en") != entry.why.say("fr")
        assert entry.source.say("fr")


def test_a_good_entry_is_read() -> None:
    (entry,), problems = read_quirks("quirks.yaml", GOOD)
    assert problems == ()
    assert (entry.name, entry.makes, entry.changes) == ("one", (Make(("acme*",)),), {"floor": 7.0})


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("floor: 7", "flor: 7", "quirks.yaml:7:15: error: “flor” is not known here Did you mean"),
        ("floor: 7", "floor: 2", "quirks.yaml:7:22: error: “floor” must be a number, 6 … 32"),
        ('"<=1.2"', '"<new"', "quirks.yaml:6:15: error: “firmware” must be a range such as"),
        ("en: Because, ", "", "quirks.yaml:8:10: error: “why” must be a sentence with"),
        ("    source: a document\n", "", "quirks.yaml:3:5: error: “source” is missing"),
        ("    vendor: [acme*]\n", "", "quirks.yaml:3:5: error: say who is meant"),
        ("{floor: 7}", "seven", "quirks.yaml:7:14: error: an entry has keys and values"),
        ("quirks:", "quirk:", "quirks.yaml:2:1: error: a list of entries under “quirks:”"),
        ("[acme*]", "[", "quirks.yaml:5"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(good: str, bad: str, told: str) -> None:
    assert good in GOOD
    assert any(problem.startswith(told) for problem in problems_of(GOOD.replace(good, bad))), (
        problems_of(GOOD.replace(good, bad))
    )


def test_a_source_that_is_a_sentence_has_two_languages() -> None:
    said = "source: {en: The maker says so, fr: Le fabricant le dit}"
    (entry,), problems = read_quirks("quirks.yaml", GOOD.replace("source: a document", said))
    assert problems == ()
    assert entry.source.say("fr") == "Le fabricant le dit"
    english = {entry.name for entry in database() if "the " in entry.source.say("fr").split()}
    assert english == set()


def test_two_entries_of_one_name_are_a_problem() -> None:
    twice = GOOD + GOOD.removeprefix("\nquirks:\n")
    assert problems_of(twice) == [
        "quirks.yaml:10:5: error: there is an entry “one” already (twice)"
    ]


@pytest.mark.parametrize(
    ("firmware", "wanted", "meant"),
    [
        ("1.8.21", "<=1.8.21", True),
        ("1.8.32", "<=1.8.21", False),
        ("V1.9", "<1.10", True),
        ("2", ">=2.0.0, <3", True),
        ("3.0", ">=2.0.0, <3", False),
        ("release", "<3", True),
        ("1.8.21.7", "<=1.8.21", True),
        ("1.8.21-rc2 (2024-05-01)", "<=1.8.21", True),
        ("AC22_1.8.21", "<=1.8.21", True),
        ("AC22_1.8.22", "<=1.8.21", False),
        ("P0424B0424v0.220706_W2.2.0", ">=0.3", True),
        ("GWM-07.020-03_GCW-10.18-05.7", ">=5, <6", False),
        ("05.43", ">=5, <6", True),
        ("1_8_21", "<=1.8.21", True),
        ("20240501", "<3.4.14", False),
        ("V100R023C10SPC220", ">=6", True),
        ("5.17.57", "=5.17", True),
        ("  ", "<3", True),
        (None, "<3", True),
    ],
)
def test_firmware_is_compared_by_its_numbers(
    firmware: str | None, wanted: str, *, meant: bool
) -> None:
    assert in_range(firmware, wanted) is meant


ODD = """
quirks:
  - name: odd
    title: {en: Odd, fr: Étrange}
    vendor: [acme*]
    model: ["[x]*", home?]
    also: [{vendor: "", model: acpoint*}]
    firmware: [">=2, <3", "*beta*"]
    seen: [silent, error-word + phase-n]
    why: {en: Because, fr: Parce que}
    source: a document
"""


@pytest.mark.parametrize(
    ("identity", "seen", "meant"),
    [
        (Identity("ACME Corp", "Home2", "2.1"), (), True),
        (Identity(" acme ", " HOME2 ", "2.1"), (), True),
        (Identity("ACME", "[x]1", "9-BETA-1"), (), True),
        (Identity("ACME", "Home2", None), (), True),
        (Identity("ACME", "Home", "2.1"), (), False),
        (Identity("ACME", "Home2", "3.0"), (), False),
        (Identity("", "ACPoint", "2.0"), (), True),
        (Identity(None, "ACPoint", "2.0"), (), True),
        (Identity("Other", "ACPoint", "2.0"), (), False),
        (Identity("Other", "Any", "9"), ("silent",), True),
        (Identity("Other", "Any", "9"), ("error-word",), False),
        (Identity("Other", "Any", "9"), ("phase-n", "error-word"), True),
    ],
)
def test_who_is_meant_is_told_by_make_model_firmware_or_behaviour(
    identity: Identity, seen: tuple[str, ...], *, meant: bool
) -> None:
    (entry,), problems = read_quirks("quirks.yaml", ODD)
    assert problems == ()
    assert (entry.evidence(identity, seen) is not None) is meant


def test_a_make_that_tells_no_vendor_is_known_by_its_model() -> None:
    character = Character(Identity("", "ACChargePoint", "V100R023C10SPC220"))
    character.look_again()
    assert names(character) == ["huawei-watts"]
    assert character.quirks[0].evidence.say("fr") == (
        "BootNotification : fabricant inconnu, modèle ACChargePoint, "
        "micrologiciel V100R023C10SPC220"
    )


def test_what_was_seen_before_a_restart_of_borne_is_taken_in_once() -> None:
    character = Character()
    character.recall(Identity("Unknown", "Station", "1.0"), ("error-word", "phase-n", "no such"))
    character.look_again()
    assert "legrand-floor" in names(character)
    character.forgive("phase-n")
    character.recall(Identity("Unknown", "Station", "1.0"), ("error-word", "phase-n"))
    character.look_again()
    assert names(character) == []


def test_a_new_firmware_has_to_show_its_ways_anew() -> None:
    character = Character()
    character.says(Identity("Unknown", "Station", "1.0"))
    assert character.saw("finishing-first")
    assert not character.saw("finishing-first")
    character.says(Identity("Unknown", "Station", None))
    character.look_again()
    assert names(character) == ["enplus-finishing"]
    character.says(Identity("Unknown", "Station", "1.1"))
    character.says(Identity("Unknown", "Station", "1.2"))
    character.look_again()
    assert names(character) == []


def test_what_was_seen_under_another_firmware_is_not_recalled() -> None:
    character = Character()
    character.says(Identity("Unknown", "Station", "2.0"))
    character.recall(Identity("Unknown", "Station", "1.0"), ("finishing-first",))
    character.look_again()
    assert names(character) == []


def test_a_legrand_is_known_by_its_name() -> None:
    character = Character(LEGRAND)
    assert character.look_again()
    assert not character.look_again()
    assert character.changes.floor == 7
    assert character.changes.pause is Pause.STOP
    assert character.changes.purposes == ("TxProfile",)
    said = character.quirks[0].evidence.say("en")
    assert said == "BootNotification: vendor Legrand, model 059005, firmware 18.10"


def test_a_legrand_under_another_name_is_known_by_what_it_does() -> None:
    character = Character(Identity("Unknown", "Station"))
    character.seen |= {"error-word"}
    character.look_again()
    assert names(character) == []
    assert not character.look_again()
    character.seen |= {"phase-n"}
    assert character.look_again()
    assert "legrand-floor" in names(character)
    assert character.quirks[0].evidence.say("en") == (
        "Seen: it reports an error code that OCPP does not have, it reports its current on N alone"
    )


def test_what_is_seen_is_added_to_what_was_said() -> None:
    character = Character(LEGRAND, seen=frozenset({"phase-n"}))
    character.look_again()
    assert "seen: it reports its current on N alone" in character.quirks[0].evidence.say("en")


def test_the_owner_stands_above_the_database() -> None:
    character = Character(LEGRAND, choices={"legrand-pause": False, "necharge-steps": True})
    character.look_again()
    assert character.changes.traits.pause is Pause.LIMIT
    assert character.changes.currents == (6, 8, 10, 13, 16)
    by_name = {quirk.name: quirk for quirk in character.quirks}
    assert not by_name["legrand-pause"].on
    assert by_name["necharge-steps"].evidence.say("en") == "Switched on by hand"


def test_an_old_abb_is_not_asked_what_it_measures_and_a_new_one_is() -> None:
    old, new = (
        Character(Identity("ABB", "Terra AC", "1.8.21")),
        Character(Identity("ABB", "Terra AC", "1.8.32")),
    )
    old.look_again()
    new.look_again()
    assert not old.changes.read_all
    assert new.changes.read_all
    assert new.changes.stack_level == 0


def test_a_charger_that_nobody_knows_is_as_others_and_is_offered_what_fits_any() -> None:
    character = Character(Identity("Borne", "Virtual"))
    assert character.look_again()
    assert not character.look_again()
    assert character.changes == Changes()
    assert {quirk.name for quirk in character.quirks} == BY_HAND
    assert not any(quirk.on for quirk in character.quirks)
    assert character.quirks[0].evidence.say("fr") == "Elle peut convenir à tout modèle"


def test_what_is_offered_is_on_when_its_owner_says_so_and_only_then() -> None:
    character = Character(Identity("Borne", "Virtual"), choices={"slow-to-follow": True})
    character.look_again()
    assert names(character) == ["slow-to-follow"]
    assert character.changes.follows_in == 20
    character.choices = {"slow-to-follow": False}
    assert character.look_again()
    assert character.changes == Changes()


@pytest.mark.parametrize(
    "vendor", ["MGE UPS", "Mgi", "Foxconn", "Cordova", "Carolina Chargers", "Cordless EV", ""]
)
def test_a_vendor_that_only_begins_alike_is_not_meant(vendor: str) -> None:
    character = Character(Identity(vendor, "Any"))
    character.look_again()
    assert {quirk.name for quirk in character.quirks} == BY_HAND


@pytest.mark.parametrize(
    ("vendor", "name"),
    [
        ("MG", "starcharge-reconnect"),
        ("MG Motor Europe", "starcharge-reconnect"),
        ("StarCharge", "starcharge-reconnect"),
        ("FoxESS", "foxess-tag"),
        ("Caro", "enplus-finishing"),
        ("EN+", "enplus-finishing"),
        ("Schneider Electric", "schneider-pause"),
        ("Wall Box Chargers", "wallbox-limits"),
        ("Keba AG", "keba-authorisation"),
        ("EV-BOX", "evbox-measurands"),
        ("Delta Electronics", "delta-modbus"),
        ("BG SyncEV", "syncev-silent"),
    ],
)
def test_a_make_is_known_by_the_names_that_it_gives_itself(vendor: str, name: str) -> None:
    character = Character(Identity(vendor, "Any"))
    character.look_again()
    assert name in names(character)


def test_all_of_them_are_offered_and_none_is_on() -> None:
    offered = all_quirks()
    assert [quirk.name for quirk in offered] == [entry.name for entry in database()]
    assert not any(quirk.on for quirk in offered)


def test_every_field_of_the_changes_is_used_by_some_entry() -> None:
    used = {name for entry in database() for name in entry.changes}
    assert used == {field.name for field in fields(Changes)}


def test_the_tables_in_the_documentation_are_those_of_the_database() -> None:
    script = Path(__file__).parents[2] / "script" / "quirk_table.py"
    done = subprocess.run(  # noqa: S603 - a script of this repository
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
