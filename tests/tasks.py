"""Tasks that run beside a test."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any


async def end_task(task: asyncio.Task[Any]) -> None:
    """Cancel it and wait until it is gone; what it has failed with is raised."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
