"""Starts replays in a process of their own, and ends them."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from borne.domain.errors import BorneError
from borne.domain.say import Language, Text
from borne.engine.ports import Extent
from borne.engine.replay import Job
from borne.storage.store import Store

_LOG: Final = logging.getLogger(__name__)
_LONGEST_LINE: Final = 2**24
_FAILED: Final = Text(
    "The replay has ended before its time; the log has the details",
    "La simulation s’est terminée trop tôt ; le journal a les détails",
)


class ReplayFailed(BorneError):
    """The process ended without a result."""


class Replays:
    """The recorded past of one database."""

    def __init__(self, store: Store, ledger: Path | str) -> None:
        self._store = store
        self._ledger = ledger

    async def recorded(self) -> Extent | None:
        """From when to when there is something to replay."""
        return await self._store.recorded()

    async def replay(self, job: Job, progress: Callable[[float], None]) -> dict[str, object]:
        """Run a job to its end; cancelling the task ends it. Raises ReplayFailed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "borne.simulate.replay_job"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        try:
            question = msgspec.json.encode((str(self._ledger), job))
            return await _followed(process, question, job.language, progress)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            await process.wait()


async def _followed(
    process: asyncio.subprocess.Process,
    question: bytes,
    language: Language,
    progress: Callable[[float], None],
) -> dict[str, object]:
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - pipes were asked for
    errors = asyncio.create_task(process.stderr.read())
    try:
        with suppress(ConnectionError):
            process.stdin.write(question)
            await process.stdin.drain()
            process.stdin.close()
        async for line in process.stdout:
            told = msgspec.json.decode(line)
            if "result" in told:
                result: dict[str, object] = told["result"]
                return result
            if "error" in told:
                raise ReplayFailed(told["error"])
            progress(told["progress"])
        _LOG.error("A replay has failed: %s", (await errors).decode(errors="replace")[-2000:])
        raise ReplayFailed(_FAILED().say(language))
    finally:
        errors.cancel()
