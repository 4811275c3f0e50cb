"""Named timers of one connection: each name rings once, and anew when it is set again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Timers:
    """What rings later, unless it is cancelled."""

    __slots__ = ("_loop", "_running")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._running: dict[str, asyncio.TimerHandle] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def later(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self.cancel(name)
        self._running[name] = self._loop.call_later(seconds, self._ring, name, call)

    def cancel(self, name: str) -> None:
        timer = self._running.pop(name, None)
        if timer is not None:
            timer.cancel()

    def stop(self) -> None:
        """Nothing rings any more."""
        for name in list(self._running):
            self.cancel(name)

    def _ring(self, name: str, call: Callable[[], None]) -> None:
        self._running.pop(name, None)
        call()
