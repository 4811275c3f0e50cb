"""`borne simulate` over a recorded day."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from borne.cli import main
from borne.rules.model import RuleBook
from borne.simulate.observed import Refused
from borne.simulate.scenario import read_scenario

from .test_plant import PARIS, RULES  # the same house

SUNNY = """\
t,grid,apparent,tempo,heater,charger/1.plugged,charger/1.tag
2026-06-07T10:00:00+02:00,-4000,0,Bleu,off,true,
2026-06-07T10:04:00+02:00,-4000,0,,,,
2026-06-07T10:08:00+02:00,,,Rouge,,,
2026-06-07T10:10:00+02:00,,,,,,
"""


def simulate(
    capsys: pytest.CaptureFixture[str], folder: Path, scenario: str, *more: str
) -> tuple[int, str, str]:
    (folder / "home.yaml").write_text(RULES, encoding="utf-8")
    (folder / "day.csv").write_text(scenario, encoding="utf-8")
    status = main(
        [
            *("simulate", "--rules", str(folder / "home.yaml"), "--language", "en"),
            *("--scenario", str(folder / "day.csv"), *more),
        ]
    )
    return status, *capsys.readouterr()


def figures(capsys: pytest.CaptureFixture[str], folder: Path, scenario: str) -> dict[str, Any]:
    status, out, _ = simulate(capsys, folder, scenario, "--json")
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_recorded_morning_with_sun(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = figures(capsys, tmp_path, SUNNY)
    assert found["starts"] == 1
    assert found["grid_energy"] < 0.05
    assert 0.4 < found["solar_energy"] < 0.54  # eight minutes of 4 kW, then the red day
    assert found["orders_below_minimum"] == found["trips"] == 0
    assert set(found) >= {
        *(
            "surplus_captured",
            "solar_share",
            "phase_changes",
            "short_runs",
            "setpoints_per_hour",
            "linky_peak",
        ),
        *("seconds_above_contract", "longest_above_contract", "missed_energy", "cost"),
    }


@pytest.mark.slow
def test_changes_of_phases_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rules = tmp_path / "phases.yaml"
    rules.write_text(
        "site: {phases: 3, meter: grid, connectors: {garage/1: {phases: 1 or 3, most: 16 A}}}\n"
        "inputs: {grid: sensor.grid}\n"
        "rules: [{name: Sun, charge: surplus, phases: 1 or 3}]\n"
    )
    lines = ["t,grid,garage/1.plugged"]
    for minute, watts in enumerate([2000] * 20 + [7000] * 40):
        lines.append(f"2026-06-09T{10 + minute // 60:02}:{minute % 60:02}:00+02:00,{-watts},true")
    day = tmp_path / "phases.csv"
    day.write_text("\n".join(lines))
    arguments = ["simulate", "--rules", str(rules), "--scenario", str(day), "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["phase_changes"] == 2


def test_the_figures_are_said_to_a_person(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, _ = simulate(capsys, tmp_path, SUNNY)
    assert status == 0
    assert "share of sun" in out
    assert "imported for charging" in out


def test_a_meter_that_goes_away_is_unknown_to_the_rules(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lost = SUNNY.replace("2026-06-07T10:04:00+02:00,-4000,0", "2026-06-07T10:01:00+02:00,unknown,0")
    assert figures(capsys, tmp_path, lost)["solar_energy"] < 0.1


def test_a_car_that_leaves_takes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    leaves = SUNNY.replace(
        "2026-06-07T10:04:00+02:00,-4000,0,,,,", "2026-06-07T10:02:00+02:00,,,,,no,"
    )
    assert 0.08 < figures(capsys, tmp_path, leaves)["car_energy"] < 0.14


def test_inputs_that_nobody_tells_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bare = "t\n2026-06-07T10:00:00\n2026-06-07T10:01:00\n"
    status, _, said = simulate(capsys, tmp_path, bare)
    assert status == 0
    assert said.startswith("Nothing tells heater, tempo: unknown all day")


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        ("", "needs a column “t”"),
        ("t\n", "needs a column “t” and two rows"),
        ("time,grid\n1,2\n", "needs a column “t”"),
        ("t,charger.plugged\n", "“charger.plugged” is neither"),
        (
            SUNNY.replace("10:04:00", "25:00:00"),
            "line 3: “2026-06-07T25:00:00+02:00” is not a time",
        ),
        (SUNNY.replace("10:04:00", "10:00:00"), "line 3: the time does not go on"),
        (SUNNY.replace("2026-06-07T10:10", "2027-06-07T10:10"), "line 5: a scenario lasts 40 days"),
        (SUNNY.replace("true", "here"), "line 2: charger/1.plugged must be true or false"),
    ],
)
def test_a_scenario_that_makes_no_sense(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, scenario: str, why: str
) -> None:
    status, out, said = simulate(capsys, tmp_path, scenario)
    assert (status, out) == (2, "")
    assert why in said


def test_a_missing_scenario(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text(RULES, encoding="utf-8")
    asked = ["simulate", "--rules", str(tmp_path), "--scenario", str(tmp_path / "none.csv")]
    assert main(asked) == 2
    assert "none.csv" in capsys.readouterr().err


def test_a_badge_plugs_in_and_stays() -> None:
    day = "t,a/1.tag\n2026-06-07T10:00,\n2026-06-07T10:01,ANNA\n2026-06-07T10:02,\n"
    scenario = read_scenario(day.splitlines(), RuleBook(), PARIS)
    assert scenario.plugs == {60: {"a/1": (True, "ANNA")}}
    assert timedelta(seconds=scenario.length) == timedelta(minutes=2)
    with pytest.raises(Refused):
        read_scenario(["t", "x", "y"], RuleBook(), PARIS)


@pytest.mark.parametrize(("energy", "missed"), [("5 kWh", 1.45), ("2 kWh", 0.0)])
def test_what_is_missing_at_a_deadline_is_missed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, energy: str, missed: float
) -> None:
    rules = f"rules: [{{name: Soon, charge: {{ready_by: '10:30', energy: {energy}}}}}]\n"
    site = "site: {time_zone: Europe/Paris}\n"
    (tmp_path / "home.yaml").write_text(site + rules, encoding="utf-8")
    half_an_hour = "t\n2026-06-07T10:00:00+02:00\n2026-06-07T10:31:00+02:00\n"
    (tmp_path / "day.csv").write_text(half_an_hour, encoding="utf-8")
    words = ("--rules", str(tmp_path / "home.yaml"), "--scenario", str(tmp_path / "day.csv"))
    assert main(["simulate", *words, "--json"]) == 0
    found = json.loads(capsys.readouterr()[0])
    assert found["missed_energy"] == pytest.approx(missed, abs=0.2)
    assert found["car_energy"] > 1.9
