"""The AppArmor profile: one profile the Supervisor can rename, and a narrow one for the program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Execute = Callable[..., CompletedProcess[str]]


@pytest.fixture
def profile(tree: Path) -> str:
    return (tree / "apparmor.txt").read_text(encoding="utf-8")


@pytest.fixture
def outer(profile: str) -> str:
    return profile[: profile.index("  profile program ")]


@pytest.fixture
def inner(profile: str) -> str:
    return profile[profile.index("  profile program ") :]


def test_one_profile_carries_the_name(profile: str) -> None:
    named = [line for line in profile.splitlines() if line.startswith("profile ")]
    assert len(named) == 1
    assert named[0].startswith("profile borne ")
    # A reference would still say the old name after the Supervisor replaced it.
    rest = profile.replace(named[0], "")
    assert not re.search(r"peer=\S*borne", rest)
    assert "borne//" not in rest


def test_program_is_confined_by_an_exact_path(outer: str) -> None:
    transitions = [line.strip() for line in outer.splitlines() if " cx " in line]
    assert transitions == ["/usr/bin/borne cx -> program,"]


def test_rules_end_and_braces_match(profile: str) -> None:
    assert profile.count("{\n") == len(re.findall(r"^\s*}$", profile, re.MULTILINE)) == 2
    for line in profile.splitlines():
        rule = line.strip()
        if rule and not rule.startswith(("#", "profile ", "}")):
            assert rule.endswith(","), rule


@pytest.mark.parametrize(
    "rule",
    [
        "network inet stream,",
        "network inet6 stream,",
        "/data/** rwk,",
        "/config/** rwk,",
        "/ssl/** r,",
        "/usr/src/borne/** r,",
        "/usr/local/bin/python3* mrix,",
        "/usr/share/zoneinfo/** r,",
    ],
)
def test_program_may_do_its_work(inner: str, rule: str) -> None:
    assert f"    {rule}\n" in inner


def test_program_may_do_no_more(inner: str) -> None:
    rules = [line.strip() for line in inner.splitlines()]
    assert "file," not in rules
    assert "network," not in rules
    assert not any(rule.startswith(("capability", "mount", "ptrace", "/** ")) for rule in rules)
    # Nothing but Python is started by it.
    started = [rule for rule in rules if re.search(r" [a-z]*x,$", rule)]
    assert started == ["/usr/local/bin/python3* mrix,"]


def test_parser_takes_it_under_any_name(
    tree: Path, profile: str, tmp_path: Path, execute: Execute
) -> None:
    parser = shutil.which("apparmor_parser", path="/usr/sbin:/sbin:/usr/bin")
    if parser is None or not Path("/etc/apparmor.d/tunables/global").exists():
        pytest.skip("apparmor_parser is not installed (Debian: apparmor)")
    renamed = tmp_path / "apparmor.txt"
    renamed.write_text(profile.replace("profile borne ", "profile 0123abcd_borne "))
    for path in (tree / "apparmor.txt", renamed):
        checked = execute(parser, "-Q", "-K", "-T", path)
        assert checked.returncode == 0, checked.stderr
