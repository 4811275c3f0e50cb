"""The port for chargers at work, and what it has told: what the tests of it share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from tests.patience import PATIENCE
from websockets.asyncio.client import ClientConnection

from borne.domain.events import Event
from borne.ocpp.server import OcppServer

BOOT = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'
HEARTBEAT = '[2,"h","Heartbeat",{}]'


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Desk:
    """The server and what it has told the engine."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Event] = asyncio.Queue()
        self.server = OcppServer(self.inbox.put_nowait, RealClock(), "127.0.0.1", 0)

    def url(self, path: str = "/garage") -> str:
        return f"ws://127.0.0.1:{self.server.port}{path}"

    async def next(self, kind: type[Event] | None = None) -> Any:
        """The next event, of that kind if it is named; whatever comes before is passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                event = await self.inbox.get()
                if kind is None or isinstance(event, kind):
                    return event


@asynccontextmanager
async def raw(desk: Desk) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.server.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def said(ws: ClientConnection) -> Any:
    async with asyncio.timeout(PATIENCE):
        return json.loads(await ws.recv())
