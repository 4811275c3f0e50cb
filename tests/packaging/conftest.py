"""What the packaging tests share: the tree, and the emulator beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

TREE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tree() -> Path:
    return TREE


Ended = subprocess.CompletedProcess[str]
Execute = Callable[..., Ended]


@pytest.fixture(scope="session")
def execute(tree: Path) -> Execute:
    """Runs a program in the tree, found on the path, and gives its code and what it said."""

    def run(*command: str | Path) -> Ended:
        return subprocess.run(  # noqa: S603 commands of these tests
            ["/usr/bin/env", *map(str, command)],
            cwd=tree,
            check=False,
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture(scope="session")
def tracked(execute: Execute) -> list[Path]:
    """Every file that a clone of the repository would hold, relative to its root."""
    listed = execute("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert listed.returncode == 0, listed.stderr
    return [Path(name) for name in listed.stdout.split("\0") if name]


@pytest.fixture(scope="session")
def manifest(tree: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(tree / "config.yaml")
    return loaded
