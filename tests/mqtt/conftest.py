"""A real broker for the tests of this folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ..mosquitto import Mosquitto  # noqa: TID252  shared with the tests of Home Assistant


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Mosquitto]:
    """A broker that keeps nothing on disk."""
    mosquitto = Mosquitto(tmp_path)
    try:
        yield await mosquitto.start()
    finally:
        await mosquitto.stop()
