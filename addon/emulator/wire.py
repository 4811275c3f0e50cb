"""Two WebSockets joined, until either ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

import aiohttp
from aiohttp import WSMessage, WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Socket: TypeAlias = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def join(
    near: Socket, far: Socket, let_pass: Callable[[WSMessage], Awaitable[bool]] | None = None
) -> None:
    """Carries messages, pings and pongs both ways. `let_pass` sees what comes from `near`."""
    tasks = [
        asyncio.create_task(_pump(near, far, let_pass)),
        asyncio.create_task(_pump(far, near, None)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        # A side that is gone shows as an error of the other's pump: the end that is waited for.
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(
    source: Socket, target: Socket, let_pass: Callable[[WSMessage], Awaitable[bool]] | None
) -> None:
    async for message in source:
        if let_pass is not None and not await let_pass(message):
            continue
        if message.type is WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await target.send_bytes(message.data)
        elif message.type is WSMsgType.PING:
            await target.ping(message.data)
        elif message.type is WSMsgType.PONG:
            await target.pong(message.data)
