"""Core's part of the way to the panel, for tests without a Core.

With a real one it is Core's own ingress that stands here; the browser's path is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from addon.emulator.ingress import METHODS, without
from aiohttp import hdrs, web

if TYPE_CHECKING:
    from addon.emulator.ingress import Ingress

PREFIX: Final = "/api/hassio_ingress"
# The bound of Cores before 2026.11, which may be what a person has.
MESSAGE_LIMIT: Final = 4 * 1024 * 1024


class CoreIngress:
    def __init__(self, supervisor: Ingress) -> None:
        self._supervisor = supervisor

    def routes(self) -> list[web.RouteDef]:
        path = f"{PREFIX}/{{token}}/{{path:.*}}"
        return [web.route(method, path, self.handle) for method in METHODS]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = without(request.headers, frozenset())
        came_from = request.remote or "127.0.0.1"
        before = headers.get(hdrs.X_FORWARDED_FOR)
        headers[hdrs.X_FORWARDED_FOR] = f"{before}, {came_from}" if before else came_from
        headers.setdefault(hdrs.X_FORWARDED_HOST, request.host)
        headers.setdefault(hdrs.X_FORWARDED_PROTO, request.scheme)
        headers["X-Hass-Source"] = "core.ingress"
        headers["X-Ingress-Path"] = f"{PREFIX}/{request.match_info['token']}"
        return await self._supervisor.carry(
            request, headers, compress=True, message_limit=MESSAGE_LIMIT
        )
