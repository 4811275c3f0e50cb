"""A home to serve."""

from __future__ import annotations

from pathlib import Path

import pytest

RULES = """\
site:
  contract: 9 kVA
rules:
  - name: Always
    charge: max
access:
  known_tag: boost
  unknown_tag: ask
  without_tag: rules
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with rules that always charge, and chargers adopted by themselves."""
    rules = tmp_path / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "home.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "options.json").write_text('{"auto_adopt": true}', encoding="utf-8")
    return tmp_path
