"""The events that Home Assistant is to get, in order, kept while it is away."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import Final

from borne.homeassistant.actions import Told
from borne.homeassistant.errors import CommandFailedError
from borne.homeassistant.socket import CoreSocket

_LOG = logging.getLogger(__name__)

MOST_WAITING: Final = 200
"""Events kept while Home Assistant is away; the oldest go first."""
LONGEST_S: Final = 1.0
"""An event waits this long for the entities that have changed with it, then goes before them."""


class Outgoing:
    """An automation that an event starts finds the entities as the event says they are."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[float, Told]] = deque(maxlen=MOST_WAITING)
        self._shown_until = float("-inf")
        self._news = asyncio.Event()

    def add(self, told: Told) -> None:
        self._waiting.append((_now(), told))
        self._news.set()

    def shown(self, until: float) -> None:
        """The entities are now as they were at that time of the loop."""
        self._shown_until = until
        self._news.set()

    async def keep(self, socket: CoreSocket) -> None:
        """Fire what comes, for as long as the connection lasts. Raises CoreError."""
        while True:
            self._news.clear()
            await self._fire(socket)
            since = self._waiting[0][0] if self._waiting else None
            pause = None if since is None else max(0.0, since + LONGEST_S - _now())
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._news.wait()

    async def _fire(self, socket: CoreSocket) -> None:
        while self._waiting:
            first = since, told = self._waiting[0]
            if since > self._shown_until and _now() < since + LONGEST_S:
                return
            try:
                await socket.call("fire_event", event_type=told.event, event_data=told.data)
            except CommandFailedError as error:
                _LOG.warning("%s", error)
            if self._waiting and self._waiting[0] is first:
                self._waiting.popleft()


def _now() -> float:
    return asyncio.get_running_loop().time()
