"""The image: one base, wheels that are pinned, and all that the build copies."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

INSTRUCTION = re.compile(r"^(ARG|FROM|COPY|RUN|ENV|HEALTHCHECK|LABEL|WORKDIR)\s+(.*)", re.DOTALL)
REQUIREMENT = re.compile(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==\d\S*$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def instructions(tree: Path) -> list[tuple[str, str]]:
    text = (tree / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [INSTRUCTION.match(entry) for entry in "\n".join(lines).replace("\\\n", "").split("\n")]
    assert all(found)
    return [(match[1], match[2]) for match in found if match]


def test_base_is_the_same_in_both_places(tree: Path, manifest: dict[str, Any]) -> None:
    build = YAML(typ="safe").load(tree / "build.yaml")
    kind, default = instructions(tree)[0]
    assert kind == "ARG"
    assert set(build) == {"build_from"}
    assert build["build_from"] == {
        arch: default.removeprefix("BUILD_FROM=") for arch in manifest["arch"]
    }


def test_everything_copied_is_there_and_not_ignored(tree: Path) -> None:
    ignored = (tree / ".dockerignore").read_text(encoding="utf-8").splitlines()
    passed = tuple(line[1:] for line in ignored if line.startswith("!"))
    for kind, arguments in instructions(tree):
        if kind != "COPY" or arguments.startswith("--from"):
            continue
        for source in arguments.split()[:-1]:
            assert (tree / source).exists(), source
            assert source.startswith(passed), source


def test_health_check_asks_the_program_itself(tree: Path) -> None:
    checks = [arguments for kind, arguments in instructions(tree) if kind == "HEALTHCHECK"]
    assert len(checks) == 1
    # The exec form: no shell in between.
    assert re.search(r'CMD \["wget".*"http://127\.0\.0\.1:8099/api/health"\]$', checks[0])


def test_installation_takes_only_pinned_wheels(tree: Path) -> None:
    installs = [entry for kind, entry in instructions(tree) if kind == "RUN" and "pip " in entry]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--only-binary=:all:" in installs[0]
    assert not any("apk add" in entry for _, entry in instructions(tree))


def test_every_requirement_has_its_hash_and_no_address(tree: Path) -> None:
    text = (tree / "requirements/runtime.txt").read_text(encoding="utf-8")
    assert "://" not in text
    lines = [line for line in text.splitlines() if not line.strip().startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    assert entries
    for entry in entries:
        requirement, *hashes = entry.split()
        assert REQUIREMENT.match(requirement), requirement
        assert hashes, requirement
        assert all(HASH.match(value) for value in hashes), requirement


def test_launcher_starts_the_program_that_is_copied(tree: Path) -> None:
    launcher = (tree / "rootfs/usr/bin/borne").read_text(encoding="utf-8")
    places = [entry.split()[-1] for kind, entry in instructions(tree) if kind == "COPY"]
    found = re.search(r'sys\.path\.insert\(0, "(.+)"\)', launcher)
    assert found is not None
    assert f"{found[1]}/borne/" in places
    assert launcher.startswith("#!/usr/local/bin/python3 -I\n")
    compile(launcher, "borne", "exec")
