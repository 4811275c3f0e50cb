"""Questions of which only the latest matters, answered in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Turn:
    """Who asks under one key: one is answered, of those that wait only the newest will be."""

    newest: int = 0
    asking: int = 0
    free: asyncio.Lock = field(default_factory=asyncio.Lock)


class Latest:
    """One thread of its own, so that a long answer keeps nothing else from being answered."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, name)
        self._turns: dict[Hashable, _Turn] = {}

    async def run(self, key: Hashable, work: Callable[[], T]) -> T | None:
        """Answer in the thread; None: a newer question with the same key has come."""
        turn = self._turns.setdefault(key, _Turn())
        turn.newest += 1
        turn.asking += 1
        mine = turn.newest
        try:
            async with turn.free:
                if turn.newest != mine:
                    return None
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            turn.asking -= 1
            if not turn.asking:
                self._turns.pop(key, None)

    @property
    def idle(self) -> bool:
        """Whether nobody asks."""
        return not self._turns

    def close(self) -> None:
        """Let go of the thread; what waits is not answered."""
        self._thread.shutdown(wait=False, cancel_futures=True)
