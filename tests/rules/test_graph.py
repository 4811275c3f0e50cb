from __future__ import annotations

from collections.abc import Callable

from borne.domain.say import LANGUAGES
from borne.rules.check import Reading
from borne.rules.graph import Wire

TEXT = """\
site:
  meter: grid
  connectors: {garage/1: {least: 6 A}}
inputs:
  grid: sensor.grid
  tempo: sensor.tempo
conditions:
  red: tempo is "Rouge"
  night: {between: 22:30-06:30, for: 5 min}
rules:
  - {name: Red, when: [red, not night], charge: off}
  - {name: Otherwise, charge: 3.7 kW}
limits:
  - {name: Dinner, keep: grid, below: 3 kW}
access: {known_tag: rules}
"""


def test_each_thing_is_a_node_at_its_line(reading: Callable[[str], Reading]) -> None:
    nodes = [(one.id, one.kind, one.name, one.line) for one in reading(TEXT).graph.nodes]
    assert nodes == [
        ("site", "site", "site", 1),
        ("connector:garage/1", "connector", "garage/1", 3),
        ("access", "access", "access", 15),
        ("input:grid", "input", "grid", 5),
        ("input:tempo", "input", "tempo", 6),
        ("condition:red", "condition", "red", 8),
        ("condition:night", "condition", "night", 9),
        ("rule:Red", "rule", "Red", 11),
        ("rule:Otherwise", "rule", "Otherwise", 12),
        ("limit:Dinner", "limit", "Dinner", 14),
    ]


def test_wires_lead_from_what_is_read_to_what_reads_it(reading: Callable[[str], Reading]) -> None:
    assert set(reading(TEXT).graph.wires) == {
        Wire("input:grid", "site"),
        Wire("site", "connector:garage/1"),
        Wire("input:tempo", "condition:red"),
        Wire("condition:red", "rule:Red"),
        Wire("condition:night", "rule:Red", negated=True),
        Wire("input:grid", "limit:Dinner"),
    }


def test_each_node_and_name_says_what_it_is(reading: Callable[[str], Reading]) -> None:
    found = reading(TEXT)
    for language in LANGUAGES:
        said = {one.id: one.summary.say(language) for one in found.graph.nodes}
        assert all(said.values())
        assert all(name.summary.say(language) for name in found.names)
    summaries = {one.id: one.summary.say("en") for one in found.graph.nodes}
    assert summaries["rule:Red"] == "does not charge: red · not night"
    assert summaries["rule:Otherwise"] == "charges at 3.7\N{NO-BREAK SPACE}kW: always"
    assert summaries["limit:Dinner"] == "keeps grid below 3\N{NO-BREAK SPACE}kW: always"
    kinds = {name.name: name.kind for name in found.names}
    assert [kinds[name] for name in ("grid", "red", "surplus", "min")] == [
        "input",
        "condition",
        "builtin",
        "function",
    ]


def test_a_file_with_a_mistake_still_shows_what_could_be_read(
    reading: Callable[[str], Reading],
) -> None:
    found = reading(TEXT + "rule: []\n")
    assert found.book is None
    assert len(found.graph.nodes) == 10


EVENTS = """\
events:
  - {on: [session ended, charger lost], notify: Look, event: look}
  - {on: 12}
  - on: charger lost
    when: not night
    call: light.turn_on
"""


def test_an_event_is_a_node_by_its_number(reading: Callable[[str], Reading]) -> None:
    found = reading(TEXT + EVENTS).graph
    events = [
        (one.id, one.name, one.line, one.summary.say("en"))
        for one in found.nodes
        if one.kind == "event"
    ]
    assert events == [
        ("event:home.yaml#1", "charger lost, session ended", 17, "notifies: “Look”, fires look"),
        ("event:home.yaml#2", "", 18, "does nothing"),
        ("event:home.yaml#3", "charger lost", 19, "calls light.turn_on: not night"),
    ]
    assert Wire("condition:night", "event:home.yaml#3", negated=True) in found.wires
