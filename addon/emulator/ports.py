"""Ports of loopback for those who are stopped and must come back to where they were."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import Final

RANGE: Final = range(20_000, 32_000)
"""The system gives none of these by itself, neither to who listens nor to who calls."""
_CHANCE: Final = random.SystemRandom()
_given: set[int] = set()


def free_port() -> int:
    """A port where nobody listens, another one each time; it stays free while its owner is away.

    A port that the system gave could meanwhile become the near end of somebody's connection.
    """
    while True:
        port = _CHANCE.choice(RANGE)
        if port in _given:
            continue
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            _given.add(port)
            return port
