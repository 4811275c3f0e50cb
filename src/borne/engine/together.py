"""Works that stand and fall together: the first that ends, ends them all."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def first_end(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until one ends, end the others, and raise what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            await task
    finally:
        await end_all(*tasks)


async def end_all(*tasks: asyncio.Task[None]) -> None:
    """Cancel all, and wait until each has ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
