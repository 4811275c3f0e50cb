"""Two runners do the tests between them: what stays together, and what comes when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

FIRST: Final = "tests/homeassistant/"
"""The longest, and mostly waiting: its tests share what is dear to start."""
LAST: Final = "tests/panel/"
"""Has the machine nearly to itself."""


class Scheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """One runner does the tests of a file, or of such a folder, one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in (FIRST, LAST) if file.startswith(folder)), file)


def in_order(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Begin with the longest folder, end with the one that needs quiet."""
    return sorted(items, key=_turn)


def _turn(item: pytest.Item) -> int:
    return -item.nodeid.startswith(FIRST) + item.nodeid.startswith(LAST)
