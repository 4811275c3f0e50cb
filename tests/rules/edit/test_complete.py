from __future__ import annotations

import pytest

from borne.domain.say import plain
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.edit.complete import Completion, complete
from borne.rules.edit.desk import SECTIONS
from borne.rules.edit.known import Entity, Known, Person
from borne.rules.edit.write import write_scalar
from borne.rules.words_of_values import values_of

HOUSE = """\
inputs:
  grid: sensor.grid
  battery: {entity: sensor.soc}
conditions:
  busy: grid > 2 kW
rules:
  - name: Boost
    when: boost
    charge: max
  - name: "Été: 2"
    charge: off
"""


def offered(text: str) -> tuple[str, dict[str, str]]:
    """What would be replaced at the bar, and the labels offered with what each puts in."""
    offset = text.index("|")
    text = text[:offset] + text[offset + 1 :]
    known = Known(
        texts={"home.yaml": text, "b.yaml": HOUSE},
        summaries={"grid": plain("sensor.grid")},
        entities=[
            Entity("sensor.grid", "Grid power", "12", "W"),
            Entity("sensor.roof", "Sun", "1", "W"),
            Entity("light.grid", "Lamp"),
        ],
        people=[Person("Ana", "person"), Person("a: b", "group")],
        chargers=["garage"],
        connectors=["garage/1"],
    )
    found: Completion = complete(text, offset, known)
    return text[found.start : found.end], {one.label: one.insert for one in found.options}


@pytest.mark.parametrize(
    ("text", "replaced", "some"),
    [
        ("|", "", {"site", "rules", "tests"}),
        ("in|", "in", {"inputs"}),
        ("site:\n  con|", "con", {"contract", "connectors"}),
        ("site:\n  meter: gr|", "gr", {"grid", "battery"}),
        ("site:\n  meter: {import: |", "", {"grid"}),
        ("site:\n  battery:\n    so|", "so", {"soc", "power"}),
        ("site:\n  connectors:\n    ga|", "ga", {"garage/1"}),
        ("site:\n  connectors:\n    garage/1: {le|", "le", {"least", "most"}),
        ("inputs:\n  x: sensor.g|", "sensor.g", {"sensor.grid"}),
        ("inputs:\n  x: {entity: roof|", "roof", {"sensor.roof"}),
        ("inputs:\n  x:\n    |", "", {"entity", "max_age"}),
        ("conditions:\n  x: gr|", "gr", {"grid", "busy", "plugged", "min"}),
        ("conditions:\n  x: {when: not (grid > 2 and b|", "b", {"battery", "boost"}),
        ("rules:\n  - |", "", {"name", "charge", "when"}),
        ("rules:\n- name: A\n  |", "", {"charge"}),
        ("rules:\n  - {name: A, wh|", "wh", {"when"}),
        ("rules:\n  - name: A\n    charge: m|", "m", {"max", "min"}),
        ("rules:\n  - name: A\n    charge: {re|", "re", {"ready_by"}),
        ("rules:\n  - name: A\n    when:\n      - bu|", "bu", {"busy"}),
        ("rules:\n  - name: A\n    when: [busy, not g|", "g", {"grid"}),
        ("rules:\n  - name: A\n    when: 'grid > 2 and b|", "b", {"busy"}),
        ("rules:\n  - name: A\n    who: [|", "", {"Ana", "a: b"}),
        ("rules:\n  - name: A\n    days: we|", "we", {"weekend"}),
        ("rules:\n  - name: A\n    charger: |", "", {"garage"}),
        ("limits:\n  - name: A\n    keep: |", "", {"grid"}),
        ("access:\n  known_tag: |", "", {"boost", "rules"}),
        ("tests:\n  - given: {g|", "g", {"grid", "plugged", "tag_known"}),
        ("tests:\n  - expect: {rule: Bo|", "Bo", {"Boost", "Été: 2", "none"}),
        ("a: [\nb: {\nrules:\n  - name: A\n    charge: s|", "s", {"surplus"}),
        ("rules:\r\n  - name: A\r\n    style: |\r\n", "", {"strict"}),
    ],
)
def test_what_fits_a_place_is_offered(text: str, replaced: str, some: set[str]) -> None:
    found, options = offered(text)
    assert found == replaced
    assert some <= options.keys()


@pytest.mark.parametrize(
    "text",
    [
        "rules:  # na|",
        'rules:\n  - name: A\n    when: tempo == "R|',
        "rules:\n  - name: A\n    when: 'tempo == \"R|",
        "rules:\n  - name: gr|",
        "inputs:\n  gr|",
    ],
)
def test_nothing_is_offered_where_a_person_is_free(text: str) -> None:
    assert offered(text)[1] == {}


def test_what_is_put_in_can_stand_there() -> None:
    assert offered("rules:\n  - who: |")[1]["a: b"] == '"a: b"'
    assert offered("rules:\n  - who: '|")[1]["a: b"] == "a: b"
    assert offered("rules:\n  - |")[1]["charge"] == "charge: "
    assert offered("conditions:\n  x: |")[1]["min"] == "min("


def test_entities_that_begin_so_come_first() -> None:
    assert list(offered("inputs:\n  x: grid|")[1]) == ["light.grid", "sensor.grid"]
    assert list(offered("inputs:\n  x: sensor.|")[1]) == ["sensor.grid", "sensor.roof"]


@pytest.mark.parametrize(
    ("kind", "key"),
    [(kind, key) for kind, section in SECTIONS.items() for key in section.keys],
)
def test_every_word_that_is_offered_is_one_that_the_checker_takes(kind: str, key: str) -> None:
    frames = {
        "rule": "rules:\n  - {{name: A, {0}}}\n",
        "limit": "limits:\n  - {{name: A, current: 6 A, {0}}}\n",
        "condition": "conditions:\n  x: {{{0}}}\n",
        "input": "inputs:\n  x: {{entity: sensor.x, {0}}}\n",
        "event": "events:\n  - {{{0}}}\n",
        "site": "site: {{{0}, country: FR}}\n",
        "access": "access: {{{0}}}\n",
        "connector": "site: {{phases: 3, connectors: {{a/1: {{{0}}}}}}}\n",
    }
    for word in values_of(kind, key):
        more = ", charge: max" if kind == "rule" and key != "charge" else ""
        if kind == "event":
            more = ", notify: x" if key == "on" else ", notify: x, on: rule changed"
        where = (
            "site: {phases: 3, country: FR, latitude: 48, longitude: 2}\n" if kind != "site" else ""
        )
        if kind == "connector":
            where = ""
        text = where + frames[kind].format(f"{key}: {write_scalar(word, flow=True)}{more}")
        found = [one for one in read([SourceFile("a.yaml", text)]).problems if "error" in one.say()]
        assert found == [], (word, text, [one.say() for one in found])
