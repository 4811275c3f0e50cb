"""What a person's browser does with the panel, through Core and the Supervisor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
from tests.patience import PATIENCE, is_so


@dataclass
class Browser:
    """One person: `base` is the panel's address, `cookie` the session that was opened for them."""

    base: str
    client: aiohttp.ClientSession
    cookie: str

    def headers(self) -> dict[str, str]:
        cookies: SimpleCookie = SimpleCookie({"ingress_session": self.cookie})
        return {"Cookie": cookies.output(header="", sep=";").strip(), "Origin": "http://home:8123"}

    async def get(self, path: str) -> tuple[int, str]:
        async with self.client.get(self.base + path, headers=self.headers()) as answer:
            return answer.status, await answer.text()

    async def state(self) -> Any:
        status, text = await self.get("api/state?language=en")
        assert status == 200, text
        return json.loads(text)

    async def command(self, **body: object) -> tuple[int, Any]:
        return await self.post("api/command", body)

    async def post(self, path: str, body: object) -> tuple[int, Any]:
        headers = {**self.headers(), "X-Borne": "1"}
        async with self.client.post(self.base + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def live(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with self.client.ws_connect(self.base + "api/live", headers=self.headers()) as socket:
            await socket.send_json({"type": "hello", "language": "en"})
            yield socket

    async def until(self, met: Callable[[Any], object]) -> Any:
        """The state, as soon as something is true of it."""
        async with asyncio.timeout(PATIENCE), self.live() as socket:
            while True:
                await socket.receive_json()
                state = await self.state()
                if is_so(met, state):
                    return state


def the(state: Any, name: str) -> Any:
    """The charger of that name; empty while it is not known."""
    return next((one for one in state["chargers"] if one["id"] == name), {})
