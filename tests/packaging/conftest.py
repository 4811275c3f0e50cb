"""What the packaging tests share: the tree, and the emulator beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

TREE = Path(__file__).resolve().parents[2]

# The emulator is no part of the package: it is found from the root of the tree.
if str(TREE) not in sys.path:
    sys.path.insert(0, str(TREE))


@pytest.fixture(scope="session")
def tree() -> Path:
    return TREE


@pytest.fixture(scope="session")
def tracked(tree: Path) -> list[Path]:
    """Every file that a clone of the repository would hold, relative to its root."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=tree,
        check=True,
        capture_output=True,
        text=True,
    )
    return [Path(name) for name in listed.stdout.split("\0") if name]


@pytest.fixture(scope="session")
def manifest(tree: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(tree / "config.yaml")
    return loaded
