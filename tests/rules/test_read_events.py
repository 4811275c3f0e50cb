"""The section `events` as it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.units import Dimension, Quantity
from borne.rules.clock import Window, schedule_of
from borne.rules.edit.complete import complete
from borne.rules.edit.known import Known
from borne.rules.model import RuleBook
from borne.rules.ties import Happening, Tie, Urgency, filled, filled_data

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]

RULES = "rules: [{name: A, charge: max}]\n"


def test_an_entry_with_all_it_can_say(book: Book) -> None:
    text = """\
events:
  - on: [charger lost, charger back]
    charger: Garage
    notify: "{charger} : {event}"
    to: [mobile_app_anna, notify.family]
    severity: warning
    quiet: 22:00-07:00
    call: light.turn_on
    event: garage_news
    data: {entity_id: light.garage, brightness: 100, quoted: "7", on: true, who: ["{charger}", 1.5]}
"""
    (tie,) = book(RULES + text).ties
    assert tie == Tie(
        "home.yaml:3:5",
        frozenset({Happening.CHARGER_LOST, Happening.CHARGER_BACK}),
        frozenset({"garage"}),
        Urgency.WARNING,
        schedule_of((Window(22 * 60, 7 * 60),), None, None, holidays=None),
        "{charger} : {event}",
        ("mobile_app_anna", "family"),
        "garage_news",
        "light.turn_on",
        {
            "entity_id": "light.garage",
            "brightness": 100,
            "quoted": "7",
            "on": True,
            "who": ["{charger}", 1.5],
        },
    )


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("{on: charger lots, notify: x}", "2:15 not-one-of"),
        ("{notify: x}", "2:10 missing-key"),
        ("{on: charger lost}", "2:10 missing-key"),
        ("{on: [], notify: x}", "2:15 empty"),
        ("charger lost", "2:10 not-a-mapping"),
        ("{on: charger lost, notifi: x, event: a}", "2:29 unknown-key"),
        ('{on: charger lost, notify: "a {chargr}"}', "2:40 unknown-placeholder"),
        ('{on: charger lost, notify: "{energy}"}', "2:38 unknown-placeholder"),
        ('{on: charger lost, event: a, data: {x: ["{}"]}}', "2:51 unknown-placeholder"),
        ("{on: charger lost, notify: x, to: Anna's phone}", "2:44 not-a-name"),
        ("{on: charger lost, notify: x, severity: loud}", "2:50 not-one-of"),
        ("{on: charger lost, notify: x, quiet: 22h}", "2:47 wrong-quiet"),
        ("{on: charger lost, notify: x, quiet: 22:00-22:00}", "2:47 wrong-quiet"),
        ("{on: charger lost, event: a, quiet: 22:00-07:00}", "2:46 missing-key"),
        ("{on: charger lost, notify: x, data: {a: b}}", "2:46 missing-key"),
        ("{on: charger lost, call: x.y, data: [a]}", "2:46 not-a-mapping"),
        ("{on: charger lost, call: light}", "2:35 not-a-name"),
        ("{on: charger lost, event: A B}", "2:36 not-a-name"),
        ("{on: charger lost, event: borne_command}", "2:36 not-a-name"),
        ("{on: charger lost, event: a, when: nothing > 1}", "2:45 unknown-name"),
        ("{on: charger lost, event: a, when: plugged}", "2:45 not-answered"),
        ("{on: charger lost, event: a, any: [plugged, now > 12:00]}", "2:44 not-answered"),
        (
            "{on: [session ended, tag accepted], event: a, when: session_energy > 0}",
            "2:62 not-answered",
        ),
        ("{on: session ended, event: a, when: charging}", "2:46 not-answered"),
        ("{on: limit near, event: a, who: anna}", "2:42 not-answered"),
        ("{on: tag accepted, event: a, connector: 1}", "2:50 not-answered"),
        ("{on: limit near, event: a, for: 1 min}", "2:37 unknown-key"),
        ("{on: session ended, event: a, when: [price > 1, price < 0.5]}", "2:10 never-true"),
    ],
)
def test_what_is_wrong_with_an_entry(problems: Problems, entry: str, place: str) -> None:
    assert problems(f"{RULES}events: [{entry}]\n") == [place]


ASKS = """\
inputs: {tempo: sensor.tempo}
conditions:
  red: tempo is "Rouge"
  waits: {when: plugged, for: 5 min}
rules: [{name: A, when: [waits, red], charge: max}, {name: B, charge: off}]
events:
"""


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("{on: charger lost, when: [red, now > 08:00], days: mon-fri, notify: x}", []),
        ("{on: session started, when: waits, who: anna, notify: x}", []),
        ("{on: session ended, when: session_energy > 5 kWh, who: anna, notify: x}", []),
        ("{on: [tag unknown, tag accepted], when: red, charger: garage, notify: x}", []),
        ("{on: limit near, when: 'average(tempo, \"10 min\") > 1', notify: x}", []),
        ("{on: charger lost, when: waits, notify: x}", ["7:30 not-answered"]),
        ("{on: tag accepted, when: not waits, notify: x}", ["7:30 not-answered"]),
    ],
)
def test_an_entry_may_ask_what_its_events_can_answer(
    problems: Problems, entry: str, found: list[str]
) -> None:
    assert problems(f"{ASKS}  - {entry}\n") == found


def test_an_entry_asks_in_the_words_of_a_rule(book: Book) -> None:
    (tie,) = book(
        f"{ASKS}  - {{on: charger lost, when: red, between: 08:00-20:00, event: a}}\n"
    ).ties
    assert tie.when is not None
    assert [part.said for part in tie.when.parts] == ["08:00-20:00", "red"]


def test_what_was_probably_meant(reading: Callable[[str], object]) -> None:
    for entry, hint in (
        ("{on: charger lots, notify: x}", "charger lost"),
        ('{on: session ended, notify: "{enrgy}"}', "energy"),
    ):
        (problem,) = reading(f"{RULES}events: [{entry}]\n").problems  # type: ignore[attr-defined]
        assert hint in problem.hint.say("fr")


def test_placeholders_are_said_in_the_language_of_the_reader() -> None:
    values = {"energy": Quantity(12_300, Dimension.ENERGY), "tag": None}
    text = "{energy}, {tag}"
    assert filled(text, values, "en") == "12.3\N{NO-BREAK SPACE}kWh, unknown"
    assert filled(text, values, "fr") == "12,3\N{NO-BREAK SPACE}kWh, inconnu"
    assert filled_data({"a": ["{tag}", 1]}, values, "en") == {"a": ["unknown", 1]}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("eve", "events"),
        ("events:\n  - not", "notify"),
        ("events:\n  - on: ses", "session ended"),
        ("events:\n  - on: [limit near, ses", "session ended"),
        ("events:\n  - severity: ", "critical"),
    ],
)
def test_it_is_completed(text: str, word: str) -> None:
    assert word in {one.label for one in complete(text, len(text), Known()).options}
