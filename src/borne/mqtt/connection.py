"""The MQTT client's ways when it is told to end: nothing of it hangs, or is said to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final

import aiomqtt

LEAVE: Final = 2.0
"""s for a farewell."""
TOLD_WITHIN: Final = 10.0
"""s: a broker that has not told by then what it has kept has told it."""


@asynccontextmanager
async def entered(client: aiomqtt.Client) -> AsyncIterator[None]:
    """Be connected inside. A cancellation waits a little for the client to be in, and out again."""
    async with AsyncExitStack() as stack:
        await undisturbed(stack.enter_async_context(client))
        yield


async def undisturbed(work: Coroutine[Any, Any, object]) -> None:
    """Let the client come to the end of this, even if it is cancelled meanwhile.

    Cut off halfway it hears answers that nobody waits for any more, and logs them as errors.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(aiomqtt.MqttError, TimeoutError):
            async with asyncio.timeout(LEAVE):
                await task
        raise


async def what_is_kept(
    client: aiomqtt.Client, topics: str, mark: str, least: float
) -> list[aiomqtt.Message]:
    """What the broker keeps under a filter: whatever it tells before it tells our own mark.

    Some brokers tell it a little later than that; so long as `least` s are waited in any case.
    """
    until = asyncio.get_running_loop().time() + least
    found: list[aiomqtt.Message] = []
    await undisturbed(client.subscribe([(topics, 1), (mark, 1)]))
    await client.publish(mark, b"told", qos=1)
    with suppress(TimeoutError):
        async with asyncio.timeout(TOLD_WITHIN):
            async for message in client.messages:
                if str(message.topic) == mark:
                    break
                found.append(message)
        async with asyncio.timeout_at(until):
            async for message in client.messages:
                found.append(message)  # noqa: PERF401  they stay when the time is over
    await undisturbed(client.unsubscribe([topics, mark]))
    return found


def stop_if_cancelled() -> None:
    """See a cancellation that the client has swallowed, or put its own error in the place of.

    Its `asyncio.wait_for` forgets one, before Python 3.12, that comes as the wait is over.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
