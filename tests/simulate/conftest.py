"""A central system that speaks raw JSON frames, for a virtual charger on a real socket."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from addon.emulator.ports import free_port
from tests.patience import PATIENCE
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

OK = {"status": "Accepted"}


class Central:
    """Accepts everything; keeps what it heard, and calls the charger that came last."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.subprotocols: list[str | None] = []
        self.port = 0
        self._server: Server | None = None
        self._socket: ServerConnection | None = None
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._transactions = 0
        self._heard_more = asyncio.Event()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    async def start(self, port: int = 0) -> None:
        self._server = await serve(
            self._talk,
            "127.0.0.1",
            port,
            select_subprotocol=lambda _, asked: next(iter(asked), None),
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def call(self, action: str, **body: Any) -> Any:
        assert self._socket is not None
        unique_id = f"central-{len(self._answers)}"
        future = asyncio.get_running_loop().create_future()
        self._answers[unique_id] = future
        await self._socket.send(json.dumps([2, unique_id, action, body]))
        async with asyncio.timeout(PATIENCE):
            return await future

    def told(self, action: str) -> list[dict[str, Any]]:
        return [body for heard, body in self.heard if heard == action]

    async def hears(self, action: str, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.told(action)) < times:
                self._heard_more.clear()
                await self._heard_more.wait()

    async def _talk(self, socket: ServerConnection) -> None:
        request = socket.request
        assert request is not None
        self.paths.append(request.path)
        self.headers.append(dict(request.headers.raw_items()))
        self.subprotocols.append(socket.subprotocol)
        self._socket = socket
        try:
            async for text in socket:
                await self._take(socket, json.loads(text))
        except ConnectionClosed:
            return

    async def _take(self, socket: ServerConnection, frame: list[Any]) -> None:
        if frame[0] != 2:
            self._answers[frame[1]].set_result(frame[2])
            return
        _, unique_id, action, body = frame
        self.heard.append((action, body))
        self._heard_more.set()
        reply: dict[str, Any] = {}
        if action == "BootNotification":
            reply = {**OK, "interval": 300, "currentTime": "2026-06-07T12:00:00Z"}
        elif action == "StartTransaction":
            self._transactions += 1
            reply = {"transactionId": self._transactions, "idTagInfo": OK}
        elif action == "Authorize":
            reply = {"idTagInfo": OK}
        with suppress(ConnectionClosed):  # it has left, but what it said before is to be heard
            await socket.send(json.dumps([3, unique_id, reply]))


@pytest.fixture
async def central() -> AsyncIterator[Central]:
    system = Central()
    await system.start()
    yield system
    await system.stop()


@pytest.fixture
async def absent_central() -> AsyncIterator[Central]:
    """One that does not listen yet, at a port that is free."""
    system = Central()
    system.port = free_port()
    yield system
    await system.stop()
