"""The replays that pages have asked for: one runs at a time, the last few results are kept."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from borne.domain.errors import BorneError
from borne.engine.replay import Job
from borne.web.ports import ReplayPort
from borne.web.snapshot import Json

KEPT: Final = 5


@dataclass(slots=True)
class Running:
    """One replay, as far as it has come."""

    id: str
    status: str = "running"
    progress: float = 0.0
    message: str | None = None
    result: Json | None = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def json(self) -> Json:
        """As the page is told."""
        return {
            "id": self.id,
            "status": self.status,
            "progress": self.progress,
            "message": self.message,
            "result": self.result,
        }


class ReplayDesk:
    """Runs jobs one after the other."""

    def __init__(self, port: ReplayPort) -> None:
        self.port = port
        self._known: OrderedDict[str, Running] = OrderedDict()
        self._numbers = itertools.count(1)

    @property
    def running(self) -> Running | None:
        """The one that runs now."""
        return next((one for one in self._known.values() if one.status == "running"), None)

    def find(self, id_: str) -> Running | None:
        """One of the last few."""
        return self._known.get(id_)

    def start(self, job: Job) -> Running:
        """Begin; nothing else must be running."""
        one = Running(f"replay-{next(self._numbers)}")
        self._known[one.id] = one
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        one.task = asyncio.create_task(self._run(one, job))
        return one

    async def cancel(self, one: Running) -> None:
        """End it, if it has not ended."""
        if one.task is not None and not one.task.done():
            one.task.cancel()
            await asyncio.gather(one.task, return_exceptions=True)
            one.status = "cancelled"

    async def close(self) -> None:
        """End what runs."""
        for one in tuple(self._known.values()):
            await self.cancel(one)

    async def _run(self, one: Running, job: Job) -> None:
        def progress(share: float) -> None:
            one.progress = share

        try:
            one.result = await self.port.replay(job, progress)
        except (BorneError, OSError) as error:
            one.status, one.message = "failed", str(error)
        else:
            one.status, one.progress = "done", 1.0
