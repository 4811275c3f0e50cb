"""Core's API and WebSocket as an app reaches them through the Supervisor."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from addon.emulator.wire import join
from aiohttp import WSMessage, WSMsgType, hdrs, web

if TYPE_CHECKING:
    from addon.emulator.machine import Core, Machine

HEARTBEAT: Final = 30.0
LOGIN_TIMEOUT: Final = 10.0
REQUEST_TIMEOUT: Final = 300.0
STATE_TIMEOUT: Final = 10.0
# What an app may send, and what Core may send to it.
FROM_APP_LIMIT: Final = 4 * 1024 * 1024
FROM_CORE_LIMIT: Final = 64 * 1024 * 1024
FORWARDED: Final = (hdrs.ACCEPT, "Last-Event-ID", "X-Speech-Content", hdrs.CONTENT_TYPE)
NOT_FOR_APPS: Final = ("supervisor/", "hassio/")


class CoreProxy:
    def __init__(self, machine: Machine, client: aiohttp.ClientSession) -> None:
        self._machine = machine
        self._client = client

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/core/websocket", self.websocket),
            web.get("/core/api/{path:.*}", self.api, allow_head=False),
            web.post("/core/api/{path:.*}", self.api),
            web.delete("/core/api/{path:.*}", self.api),
        ]

    async def api(self, request: web.Request) -> web.Response:
        self._check_access(request)
        path = request.match_info["path"]
        if path.startswith("hassio"):
            raise web.HTTPForbidden
        core = await self._running_core()
        headers = {name: request.headers[name] for name in FORWARDED if name in request.headers}
        headers[hdrs.AUTHORIZATION] = f"Bearer {core.token}"
        body = await request.read()
        try:
            async with self._client.request(
                request.method,
                f"{core.url}/api/{path}",
                params=request.query,
                data=BytesIO(body) if body else None,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=REQUEST_TIMEOUT),
            ) as answer:
                response = web.Response(
                    status=answer.status,
                    body=await answer.read(),
                    content_type=answer.content_type,
                )
                if hdrs.CACHE_CONTROL in answer.headers:
                    response.headers[hdrs.CACHE_CONTROL] = answer.headers[hdrs.CACHE_CONTROL]
                return response
        except aiohttp.ClientError:
            raise web.HTTPBadGateway from None
        except TimeoutError:
            raise web.HTTPGatewayTimeout from None

    async def websocket(self, request: web.Request) -> web.WebSocketResponse:
        core = await self._running_core()
        try:
            async with self._client.ws_connect(
                f"{core.url}/api/websocket", max_msg_size=FROM_CORE_LIMIT, heartbeat=HEARTBEAT
            ) as upstream:
                version = await log_in(upstream, core)
                app = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=FROM_APP_LIMIT)
                await app.prepare(request)
                if await self._admitted(app, version):
                    await join(app, upstream, _Gate(app).let_pass)
                await app.close()
                return app
        except aiohttp.ClientError:
            raise web.HTTPBadGateway from None

    def _check_access(self, request: web.Request) -> None:
        """Only these two headers count here; X-Supervisor-Token does not."""
        bearer = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
        token = request.headers.get("X-Ha-Access") or bearer
        if token != self._machine.app_token or not self._machine.manifest.homeassistant_api:
            raise web.HTTPUnauthorized

    async def _running_core(self) -> Core:
        """Core where it answers and says that it is running, else 502."""
        core = self._machine.core
        if core is None:
            raise web.HTTPBadGateway
        try:
            async with self._client.get(
                f"{core.url}/api/core/state",
                headers={hdrs.AUTHORIZATION: f"Bearer {core.token}"},
                timeout=aiohttp.ClientTimeout(total=STATE_TIMEOUT),
            ) as answer:
                told = await answer.json() if answer.ok else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise web.HTTPBadGateway from None
        if told.get("state") != "RUNNING":
            raise web.HTTPBadGateway
        return core

    async def _admitted(self, app: web.WebSocketResponse, version: str) -> bool:
        await app.send_json({"type": "auth_required", "ha_version": version})
        try:
            said = await app.receive_json(timeout=LOGIN_TIMEOUT)
        except (TimeoutError, TypeError, ValueError):
            return False
        token = said.get("access_token") if isinstance(said, dict) else None
        if token == self._machine.app_token and self._machine.manifest.homeassistant_api:
            await app.send_json({"type": "auth_ok", "ha_version": version})
            return True
        await app.send_json({"type": "auth_invalid", "message": "Invalid access"})
        return False


class _Gate:
    """Commands of the Supervisor's own integration are answered here and never reach Core."""

    def __init__(self, app: web.WebSocketResponse) -> None:
        self._app = app

    async def let_pass(self, message: WSMessage) -> bool:
        command = _parsed(message)
        if not str(command.get("type", "")).startswith(NOT_FOR_APPS):
            return True
        await self._app.send_json(
            {
                "id": command.get("id"),
                "type": "result",
                "success": False,
                "error": {"code": "unauthorized", "message": "Unauthorized"},
            }
        )
        return False


def _parsed(message: WSMessage) -> dict[str, Any]:
    if message.type is not WSMsgType.TEXT:
        return {}
    try:
        command = json.loads(message.data)
    except ValueError:
        return {}
    return command if isinstance(command, dict) else {}


async def log_in(upstream: aiohttp.ClientWebSocketResponse, core: Core) -> str:
    """Core's version, once it has taken the token. A refused token shows as an unreachable Core."""
    greeting = await upstream.receive_json(timeout=LOGIN_TIMEOUT)
    await upstream.send_json({"type": "auth", "access_token": core.token})
    answer = await upstream.receive_json(timeout=LOGIN_TIMEOUT)
    if answer.get("type") != "auth_ok":
        raise web.HTTPBadGateway
    return str(greeting["ha_version"])
