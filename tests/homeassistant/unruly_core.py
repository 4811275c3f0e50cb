"""A small Home Assistant for what a real one cannot be made to do: refuse, hang, fall silent.

It speaks the same messages as Core over the same paths.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from borne.homeassistant.supervisor import Place


@dataclass
class UnrulyCore:
    """What it does is set from outside, at any time."""

    place: Place = field(init=False)
    status: int = 0
    """Answer every request with this HTTP status instead; 0: behave."""
    silent: bool = False
    """Take messages and say nothing more."""
    in_lists: bool = False
    """Send messages in lists, as Core does when it is busy."""
    greeting: str | None = None
    """Say this instead of asking for the token."""
    refuses: str | None = None
    """Refuse this entity with 400."""
    delay: float = 0
    """s that each pushed state takes."""
    dates: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    tries: list[float] = field(default_factory=list)
    """When somebody has tried to connect."""
    states: dict[str, Any] = field(default_factory=dict)
    pushes: list[str] = field(default_factory=list)
    fired: list[dict[str, Any]] = field(default_factory=list)
    most_at_once: int = 0
    entity_ids: list[list[str]] = field(default_factory=list)
    users: list[dict[str, Any]] = field(default_factory=list)
    known_states: list[dict[str, Any]] = field(default_factory=list)
    services: dict[str, Any] = field(default_factory=dict)
    called: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The services that were called, with their data."""
    fails: set[str] = field(default_factory=set)
    """Services that end with an error."""
    subscribed: dict[str, int] = field(default_factory=dict)
    _at_once: int = 0
    _sockets: list[web.WebSocketResponse] = field(default_factory=list)

    async def say(self, *messages: object) -> None:
        """Send messages, together if it sends lists."""
        for ws in self._sockets:
            await ws.send_json(list(messages) if self.in_lists else messages[0])

    async def say_text(self, text: str) -> None:
        for ws in self._sockets:
            await ws.send_str(text)

    async def hang_up(self) -> None:
        for ws in list(self._sockets):
            await ws.close()

    async def socket(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        self.tries.append(asyncio.get_running_loop().time())
        if self.status:
            return web.Response(status=self.status)
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        if self.greeting is not None:
            await ws.send_str(self.greeting)
            return ws
        await ws.send_json({"type": "auth_required"})
        told = await ws.receive_json()
        if told["access_token"] != "right":
            await ws.send_json({"type": "auth_invalid", "message": "Invalid"})
            return ws
        await ws.send_json({"type": "auth_ok"})
        self._sockets.append(ws)
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT and not self.silent:
                    await self._answer(message.json())
        finally:
            self._sockets.remove(ws)
        return ws

    async def _answer(self, told: dict[str, Any]) -> None:
        result: Any = None
        kind = told["type"]
        if kind == "get_config":
            result = {"version": "2026.11.0", "language": "fr-FR", "currency": "CHF"}
        elif kind == "call_service":
            self.called.append((f"{told['domain']}.{told['service']}", told["service_data"]))
        elif kind in {"config/auth/list", "get_states", "get_services"}:
            result = {
                "config/auth/list": self.users,
                "get_states": self.known_states,
                "get_services": self.services,
            }[kind]
        elif kind == "fire_event":
            self.fired.append({"type": told["event_type"], "data": told["event_data"]})
        elif kind == "subscribe_events":
            self.subscribed[told["event_type"]] = told["id"]
        elif kind == "subscribe_entities":
            self.entity_ids.append(told["entity_ids"])
            self.subscribed["entities"] = told["id"]
        if kind == "call_service" and self.called[-1][0] in self.fails:
            error = {"code": "not_found", "message": "Service not found."}
            await self.say({"id": told["id"], "type": "result", "success": False, "error": error})
        elif kind == "ping":
            await self.say({"id": told["id"], "type": "pong"})
        else:
            await self.say({"id": told["id"], "type": "result", "success": True, "result": result})

    async def push(self, request: web.Request) -> web.Response:
        if self.status:
            return web.Response(status=self.status)
        entity = request.match_info["entity"]
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.delay)
            if entity == self.refuses:
                return web.Response(status=400, text="Invalid state specified.")
            self.pushes.append(entity)
            if request.method == "DELETE":
                self.states.pop(entity, None)
            else:
                self.states[entity] = await request.json()
            return web.json_response({})
        finally:
            self._at_once -= 1

    async def config(self, _: web.Request) -> web.Response:
        return web.json_response({}, headers=self.dates)


@asynccontextmanager
async def unruly_core() -> AsyncIterator[UnrulyCore]:
    """Run one on a free port of loopback, at the Supervisor's paths."""
    core = UnrulyCore()
    app = web.Application()
    app.router.add_get("/core/websocket", core.socket)
    app.router.add_get("/core/api/config", core.config)
    app.router.add_post("/core/api/states/{entity}", core.push)
    app.router.add_delete("/core/api/states/{entity}", core.push)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"127.0.0.1:{runner.addresses[0][1]}/core"
    core.place = Place(f"http://{base}/api", f"ws://{base}/websocket", "right", supervised=True)
    try:
        yield core
    finally:
        await core.hang_up()
        await runner.cleanup()
