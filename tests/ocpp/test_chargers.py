"""The conversations under tests/chargers, one a make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

PLAYS = sorted((Path(__file__).parents[1] / "chargers").glob("*.play"))


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_what_a_make_sends_is_understood(book: Any, path: Path) -> None:
    lines = path.read_text().splitlines()
    book.play("\n".join(line for line in lines if not line.startswith("##")))


def test_there_are_conversations() -> None:
    assert PLAYS
