from __future__ import annotations

import re
from pathlib import Path

import pytest

from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.edit.gesture import InsertFrom
from borne.rules.edit.library import blanks, fill, summary, title
from borne.rules.edit.make import make
from borne.rules.edit.patch import apply
from borne.rules.edit.refusal import Refused

LIBRARY = Path(__file__).parents[3] / "rules"
FILES = [file for file in LIBRARY.rglob("*.yaml") if not file.stem.startswith(("start", "demo"))]
TEXT = """\
# Sun first: then the grid.
# More words.
site:
  contract: 9 kVA
inputs:
  grid: sensor.grid  # the meter
  soc: {entity: sensor.soc, unit: "%"}
rules:
  - name: Work
    charge: {ready_by: 07:00, energy: 20 kWh}
"""


def test_what_differs_is_asked_for_and_written_in_its_place() -> None:
    assert title(TEXT) == "Sun first"
    assert summary(TEXT) == "Then the grid. More words."
    found = {one.id: (one.kind, one.value, one.unit) for one in blanks(TEXT)}
    assert found == {
        "inputs.grid": ("entity", "sensor.grid", None),
        "inputs.soc.entity": ("entity", "sensor.soc", None),
        "site.contract": ("quantity", "9 kVA", "kVA"),
        "rules.0.charge.ready_by": ("text", "07:00", None),
        "rules.0.charge.energy": ("quantity", "20 kWh", "kWh"),
    }
    values = {"inputs.grid": "sensor.mine", "site.contract": "12 kVA", "inputs.soc.entity": " "}
    after = fill(TEXT, values)
    assert after == TEXT.replace("sensor.grid", "sensor.mine").replace("9 kVA", "12 kVA")
    with pytest.raises(Refused, match="to fill in"):
        fill(TEXT, {"inputs.x": "1"})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(LIBRARY).as_posix())
def test_every_ready_made_file_can_be_filled_in(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert title(text)
    assert title(text) not in summary(text)
    values = {one.id: "sensor.of_mine" for one in blanks(text) if one.kind == "entity"}
    after = fill(text, values)
    assert after.count("sensor.of_mine") == len(values)
    problems = read([SourceFile(file.name, after)]).problems
    assert [one.say() for one in problems if one.severity == "error"] == []


def inserted(here: str, source: str) -> str:
    (made,), _ = make({"home.yaml": here}, "home.yaml", InsertFrom(source))
    after = apply(here, made.edits)
    assert apply(after, made.inverse) == here
    return after


SOURCE = """\
# About the whole file.
inputs:
  grid: sensor.grid   # import is positive
  # seldom heard
  tempo: sensor.tempo

rules:
  # first of all
  - name: Red        # a red day
    # by the colour
    when: [tempo is "Rouge", grid > 1 kW]   # both
    charge: off
      # it waits
  - {name: Night, between: 22:00-06:00, charge: max}  # cheap

events:
  # who is there
  - {on: tag unknown, notify: "{tag}?"}
"""
HERE = """\
# Mine
inputs:
    grid: sensor.mine

rules:
    - name: Always   # whatever comes
      charge: surplus
"""


def test_what_is_inserted_keeps_its_comments() -> None:
    assert (
        inserted(HERE, SOURCE)
        == """\
# Mine
inputs:
    grid: sensor.mine
    # seldom heard
    tempo: sensor.tempo

rules:
    # first of all
    - name: Red        # a red day
      # by the colour
      when: [tempo is "Rouge", grid > 1 kW]   # both
      charge: off
        # it waits
    - {name: Night, between: 22:00-06:00, charge: max}  # cheap
    - name: Always   # whatever comes
      charge: surplus

events:
  # who is there
  - {on: tag unknown, notify: "{tag}?"}
"""
    )


def test_what_is_there_already_is_not_inserted_again() -> None:
    with pytest.raises(Refused):
        inserted(inserted(HERE, SOURCE), SOURCE)


@pytest.mark.parametrize("here", ["", "# Empty\n", HERE, HERE.replace("\n", "\r\n")])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(LIBRARY).as_posix())
def test_every_ready_made_file_is_inserted_with_its_comments(file: Path, here: str) -> None:
    source = file.read_text(encoding="utf-8")
    after = inserted(here, source)
    known = read([SourceFile("home.yaml", here)]).graph.nodes
    problems = read([SourceFile("home.yaml", after)]).problems
    assert [one.say() for one in problems if one.severity == "error"] == []
    head, _, body = source.partition("\n\n" if here else "site:")
    rules = body.partition("tests:")[0]
    comments = re.findall(r"(?<=\s)# .*", rules) if not known else []
    assert [one for one in comments if one not in after] == []
    assert not here or head.splitlines()[0] not in after


def test_what_stands_within_braces_is_written_anew() -> None:
    here = "inputs: {grid: sensor.mine}\nrules: [{name: A, charge: max}]\n"
    assert inserted(here, SOURCE) == (
        "inputs: {grid: sensor.mine, tempo: sensor.tempo}\n"
        'rules: [{name: Red, when: [tempo is "Rouge", grid > 1 kW], charge: off}, '
        "{name: Night, between: 22:00-06:00, charge: max}, {name: A, charge: max}]\n"
        'events:\n  # who is there\n  - {on: tag unknown, notify: "{tag}?"}\n'
    )
