from __future__ import annotations

from pathlib import Path

import pytest

from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.edit.library import blanks, fill, summary, title
from borne.rules.edit.refusal import Refused

LIBRARY = Path(__file__).parents[3] / "rules"
FILES = [file for file in LIBRARY.rglob("*.yaml") if file.stem not in ("start", "demo")]
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
    assert summary(TEXT) == "Sun first: then the grid. More words."
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
    values = {one.id: "sensor.of_mine" for one in blanks(text) if one.kind == "entity"}
    after = fill(text, values)
    assert after.count("sensor.of_mine") == len(values)
    problems = read([SourceFile(file.name, after)]).problems
    assert [one.say() for one in problems if one.severity == "error"] == []
