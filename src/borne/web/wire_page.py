"""What the Messages and Chargers pages ask over HTTP."""

from __future__ import annotations

from aiohttp import web

from borne.web.api import VIEWER, answer, body_of
from borne.web.messages import Traffic


class WirePage:
    """The handlers. A search that a proxy might take for an attack comes as a body."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/messages", self.found),
            web.post("/api/messages", self.searched),
            web.get("/api/messages/export", self.export),
            web.get("/api/evidence", self.evidence),
        ]

    async def found(self, request: web.Request) -> web.Response:
        return answer(await self._traffic.page(request[VIEWER], request.query))

    async def searched(self, request: web.Request) -> web.Response:
        return answer(await self._traffic.page(request[VIEWER], await body_of(request)))

    async def export(self, request: web.Request) -> web.StreamResponse:
        return await self._traffic.export(request[VIEWER], request.query, request)

    async def evidence(self, request: web.Request) -> web.Response:
        charger = request.query.get("charger", "")
        return answer(await self._traffic.evidence(request[VIEWER], charger))
