"""Files that the Supervisor would mistake for an app's own, wherever they stand."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

SEARCHED = ("config", "build", "repository")
ENDINGS = (".yaml", ".yml", ".json")


def mistaken(paths: list[Path]) -> list[Path]:
    """The Supervisor searches for these names at any depth, hidden folders too for build.*."""
    return [
        path
        for path in paths
        if path.stem in SEARCHED and path.suffix in ENDINGS and len(path.parts) > 1
    ]


def test_only_the_root_has_files_of_the_supervisor(tracked: list[Path]) -> None:
    assert not mistaken(tracked)


@pytest.mark.parametrize(
    "name", ["rules/config.yml", ".github/workflows/build.yaml", "a/b/repository.json"]
)
def test_a_file_that_would_be_mistaken_is_found(name: str) -> None:
    assert mistaken([Path(name), Path("config.yaml"), Path("src/borne/config.py")]) == [Path(name)]


def test_root_holds_each_of_them_once(tracked: list[Path]) -> None:
    at_root = {path.name for path in tracked if len(path.parts) == 1}
    for stem in SEARCHED:
        assert [f"{stem}{end}" for end in ENDINGS if f"{stem}{end}" in at_root] == [f"{stem}.yaml"]
    assert not any(name.startswith("Dockerfile.") for name in at_root)


def test_what_is_run_may_be_run(tree: Path, tracked: list[Path]) -> None:
    service = tree / "rootfs/etc/s6-overlay/s6-rc.d/borne"
    programs = [service / "run", service / "finish", tree / "rootfs/usr/bin/borne"]
    programs.append(tree / "addon/backup.py")
    for program in programs:
        assert program.stat().st_mode & stat.S_IXUSR, program
        assert program.relative_to(tree) in tracked
