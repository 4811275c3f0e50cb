from __future__ import annotations

import json
from pathlib import Path

import pytest

from borne import __version__
from borne.cli import language_of, main


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def check(capsys: pytest.CaptureFixture[str], *paths: Path) -> tuple[int, list[str]]:
    status = main(["check", *map(str, paths)])
    return status, capsys.readouterr().out.splitlines()


def test_good_rules_print_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "home.yaml"
    file.write_text("rules:\n  - name: Always\n    charge: max\n", encoding="utf-8")
    assert check(capsys, file) == (0, [])


def test_a_problem_is_printed_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "home.yaml"
    file.write_text("rules:\n  - name: Always\n    chrge: max\n", encoding="utf-8")
    status, lines = check(capsys, file)
    assert status == 1
    assert any(line.startswith(f"{file}:3:5: error: ") and "“charge”" in line for line in lines)


def test_a_problem_is_said_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    file = tmp_path / "home.yaml"
    file.write_text("regles: []\n", encoding="utf-8")
    status, lines = check(capsys, file)
    assert status == 1
    assert "Vouliez-vous dire" in lines[0]


def test_a_folder_is_read_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            "rules:\n  - name: Always\n    charge: max\n", encoding="utf-8"
        )
    status, lines = check(capsys, tmp_path)
    assert status == 1
    assert any("b.yaml:2:11" in line for line in lines)


def test_a_missing_file_and_one_that_is_no_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff")
    status, lines = check(capsys, tmp_path / "none.yaml", tmp_path / "picture.yaml")
    assert status == 1
    assert [line.rpartition(" ")[2] for line in lines] == ["(unreadable)", "(unreadable)"]


def test_a_folder_without_a_rule_file_is_said_to_have_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home.yml").write_text("rules: []\n")
    status, lines = check(capsys, tmp_path)
    assert (status, len(lines)) == (1, 1)
    assert lines[0].endswith("their names end in .yaml")


def test_a_file_without_an_end_is_not_read_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = check(capsys, Path("/dev/zero"))
    assert (status, len(lines)) == (1, 1)
    assert "larger than 1 MB" in lines[0]


def test_an_editor_gets_the_problems_and_the_tests_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(
        "rules: [{name: A, charge: off}, {name: B, charge: max}]\n"
        "tests: [{expect: {rule: A}}, {expect: {rule: B}}]\n"
    )
    assert main(["check", "--json", str(file)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["tests"] == {"run": 2, "passed": 1}
    assert [(one["line"], one["column"], one["code"]) for one in told["problems"]] == [
        (1, 40, "never-applies"),
        (2, 46, "test-failed"),
    ]


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"borne {__version__}\n"


@pytest.mark.parametrize("arguments", [["serve", "--ocpp-port", "70000"], ["demo", "--speed", "0"]])
def test_a_wrong_argument_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "is not a" in capsys.readouterr().err


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "charger" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language"),
    [({"LANG": "fr_FR.UTF-8"}, "fr"), ({"LC_ALL": "C", "LANG": "fr_FR"}, "en"), ({}, "en")],
)
def test_the_terminals_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language
