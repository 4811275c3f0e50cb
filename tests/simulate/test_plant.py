"""`borne simulate --plant -` and `borne explain`, as somebody else's program meets them."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from borne.cli import main
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.simulate.dry_run import Rules
from borne.simulate.observed import ObservationReader, Refused, read_moment
from borne.simulate.plant import PlantLines, converse

PARIS = ZoneInfo("Europe/Paris")
RULES = """
site:
  time_zone: Europe/Paris
  contract: 9 kVA
  meter: grid
  apparent: apparent
inputs:
  grid: sensor.grid
  apparent: {entity: sensor.linky, unit: VA, max_age: 2 min}
  heater: binary_sensor.heater
  tempo: sensor.tempo
conditions:
  off_peak: {between: 22:30-06:30}
rules:
  - name: Red day
    when: [tempo == "Rouge", not off_peak]
    charge: off
  - name: Heater
    when: heater
    charge: min
  - name: Sun
    charge: surplus
"""
LINE = {
    "t": "2026-06-07T12:00:00+02:00",
    "inputs": {"grid": -2000.0, "apparent": 0.0, "tempo": "Bleu", "heater": "off"},
    "connectors": {
        "charger/1": {
            "status": "Charging",
            "plugged": True,
            "tag": None,
            "current": [9.8, 0.0, 0.0],
            "power": 2250.0,
            "energy": 1234.5,
        }
    },
}


def lines(*given: object) -> tuple[list[dict[str, Any]], str]:
    """The answers to lines (objects are written as JSON), and what was said besides."""
    rules = Rules(read([SourceFile("home.yaml", RULES)]), UTC, "en")
    loop = rules.loop(trace=False)
    reader = ObservationReader(rules.book, loop.core.policy.zone)
    written = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in given]
    answers, said = io.BytesIO(), io.StringIO()
    converse(PlantLines(loop, reader, "en"), io.BytesIO(b"\n".join(written)), answers, said)
    return [json.loads(line) for line in answers.getvalue().splitlines()], said.getvalue()


def order(answer: Mapping[str, Any], connector: str = "charger/1") -> dict[str, Any]:
    found: dict[str, Any] = answer["connectors"][connector]
    return found


def test_a_line_is_answered_as_the_contract_says() -> None:
    answers, said = lines(LINE)
    assert answers == [
        {
            "t": "2026-06-07T12:00:00+02:00",
            "connectors": {
                "charger/1": {
                    "charge": True,
                    "current": 18.0,
                    "phases": 1,
                    "rule": "Sun",
                    "why": "Sun: 18\xa0A, with 4.2\xa0kW to spare",
                    "next": None,
                }
            },
        }
    ]
    assert said == ""


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"nonsense", "this is not JSON"),
        (b'"a text"', "must be an object"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "this is not JSON"),
        ({"inputs": {}}, "“t” is missing"),
        ({"t": "yesterday"}, "is not a time"),
        ({"t": "9999-12-31T23:59:59+00:00"}, "is not a time"),
        ({"t": "2026-06-07T11:59:59+02:00"}, "the time goes back"),
        ({**LINE, "inputs": []}, "inputs must be an object"),
        ({**LINE, "inputs": {"grid": [1]}}, "grid must be a number, a text"),
        ({**LINE, "connectors": {"charger": {}}}, "as in charger/1"),
        ({**LINE, "connectors": {"charger/1": {"status": "Loading"}}}, "must be one of Available"),
        ({**LINE, "connectors": {"charger/1": {"plugged": "yes"}}}, "must be true, false or null"),
        ({**LINE, "connectors": {"charger/1": {"current": [1, 2, 3, 4]}}}, "amps per phase"),
        ({**LINE, "connectors": {"charger/1": {"power": "much"}}}, "must be a number or null"),
        ({**LINE, "commands": {"command": "boost"}}, "commands must be a list"),
    ],
)
def test_a_line_that_makes_no_sense_is_answered_by_the_orders_that_stand(
    bad: object, why: str
) -> None:
    (first, second, third), said = lines(LINE, bad, {**LINE, "t": "2026-06-07T12:00:02+02:00"})
    assert why in second["error"]
    assert second["line"] == 2
    assert second["connectors"] == first["connectors"]
    assert said == f"{second['error']}\n"
    assert order(third)["rule"] == "Sun"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e400", b"1e30", b"null"])
def test_a_number_that_no_sensor_can_mean_is_unknown(number: bytes) -> None:
    later = b'{"t": "2026-06-07T12:00:02+02:00", "inputs": {"grid": %s}}' % number
    answers, said = lines(LINE, later)
    assert "the grid meter is unknown" in order(answers[1])["why"]
    assert ("no sensor can mean" in said) == (number != b"null")


def test_a_state_of_home_assistant_is_understood_as_such() -> None:
    on = {**LINE, "inputs": {**LINE["inputs"], "heater": "on", "grid": "-500"}}  # type: ignore[dict-item] # a mapping
    answers, _ = lines(on)
    assert (order(answers[0])["rule"], order(answers[0])["current"]) == ("Heater", 6.0)


def test_commands_come_with_a_line() -> None:
    commands = [{"command": "mode", "mode": "off"}, {"command": "bost"}]
    answers, said = lines({**LINE, "commands": commands})
    assert not order(answers[0])["charge"]
    assert order(answers[0])["current"] == 0.0
    assert "line 1: command: There is no command “bost”. Did you mean “boost”?" in said


def test_what_means_nothing_is_said_once_and_empty_lines_are_nothing() -> None:
    odd = {**LINE, "input": {}}
    answers, said = lines(odd, b"", b"  ", odd)
    assert len(answers) == 2
    assert said.count("“input” means nothing") == 1


def test_a_time_without_an_offset_is_the_houses() -> None:
    answers, _ = lines({**LINE, "t": "2026-06-07T22:31:00", "inputs": {"tempo": "Rouge"}})
    assert order(answers[0])["rule"] == "Sun"
    assert answers[0]["t"] == "2026-06-07T22:31:00"
    assert order(answers[0])["next"] == "2026-06-08T06:30:00+02:00"


def explain(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, at: str, given: object = None
) -> tuple[int, dict[str, Any], str]:
    (tmp_path / "home.yaml").write_text(RULES, encoding="utf-8")
    asked = ["--given", given if isinstance(given, str) else json.dumps(given or {})]
    status = main(["explain", "--rules", str(tmp_path), "--at", at, "--language", "en", *asked])
    out, err = capsys.readouterr()
    return status, json.loads(out) if out else {}, err


def test_explain_tells_the_orders_with_mode_and_trace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = {"inputs": {"grid": -2000, "apparent": 0, "tempo": "Bleu", "heater": False}}
    status, told, said = explain(capsys, tmp_path, "2026-06-07T12:00", given)
    assert (status, said) == (0, "")
    one = order(told)
    assert (one["charge"], one["current"], one["mode"]) == (True, 8.0, "surplus")
    assert [(step["name"], step["result"]) for step in one["trace"]] == [
        ("Red day", "no"),
        ("Heater", "no"),
        ("Sun", "applies"),
    ]
    assert {"name": "tempo", "value": "Bleu", "age": 0.0} in one["trace"][0]["names"]


@pytest.mark.parametrize(
    ("at", "given", "why"),
    [
        ("noon", {}, "is not a time"),
        ("2026-06-07T12:00", "{", "this is not JSON"),
        ("2026-06-07T12:00", {"connectors": {"x": {}}}, "is not a connector"),
    ],
)
def test_explain_says_what_is_wrong_with_the_question(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, at: str, given: object, why: str
) -> None:
    status, told, said = explain(capsys, tmp_path, at, given)
    assert (status, told) == (2, {})
    assert why in said


def test_rules_with_an_error_are_not_tried(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "home.yaml"
    file.write_text("rules: 12\n", encoding="utf-8")
    for command in (["explain", "--at", "12:00"], ["simulate", "--plant", "-"]):
        assert main([*command, "--rules", str(file)]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert f"{file}:1:8: error" in err


def test_a_moment_may_be_a_time_of_today_or_a_day_of_the_week() -> None:
    friday = datetime(2026, 6, 5, 15, tzinfo=PARIS)
    assert read_moment("12:00", PARIS, friday).isoformat() == "2026-06-05T12:00:00+02:00"
    assert read_moment("Tue 7:30", PARIS, friday).isoformat() == "2026-06-09T07:30:00+02:00"
    assert read_moment("friday 12:00", PARIS, friday).day == 5
    with pytest.raises(Refused):
        read_moment("Xyz 12:00", PARIS, friday)
