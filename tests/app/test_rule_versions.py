from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from borne.rule_versions import KEPT, RuleVersions

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


def test_a_text_is_kept_once_and_found_again_after_a_restart(tmp_path: Path) -> None:
    versions = RuleVersions(tmp_path / "versions")
    assert versions.of("home.yaml") == []
    first = versions.keep("home.yaml", "a\r\n😀", NOON, "Ana", "panel")
    assert first is not None
    assert versions.keep("home.yaml", "a\r\n😀", NOON, None, "outside") is None
    versions.keep("b.yaml", "a\r\n😀", NOON, None, "start")
    again = RuleVersions(tmp_path / "versions")
    assert again.of("home.yaml") == [first]
    assert again.find(first.id) == first
    assert again.find(99) is None


def test_the_oldest_go_and_those_of_other_files_stay(tmp_path: Path) -> None:
    versions = RuleVersions(tmp_path)
    versions.keep("b.yaml", "other", NOON, None, "start")
    for number in range(KEPT + 7):
        versions.keep("home.yaml", str(number), NOON, None, "panel")
    kept = versions.of("home.yaml")
    assert [one.text for one in kept] == [str(number) for number in range(KEPT + 6, 6, -1)]
    assert [one.text for one in versions.of("b.yaml")] == ["other"]
    assert len(list(tmp_path.iterdir())) == KEPT + 1


def test_a_damaged_version_is_passed_over(tmp_path: Path) -> None:
    versions = RuleVersions(tmp_path)
    kept = versions.keep("home.yaml", "a", NOON, None, "panel")
    (tmp_path / "00000002.json").write_text("{half", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert RuleVersions(tmp_path).of("home.yaml") == [kept]
    later = RuleVersions(tmp_path).keep("home.yaml", "b", NOON, None, "panel")
    assert later is not None
    assert later.id == 3
