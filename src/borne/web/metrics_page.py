"""The figures over HTTP. Few homes have a Prometheus: its library comes with the first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from borne.engine.ports import EnginePort
from borne.web.ports import PanelInfo

if TYPE_CHECKING:
    from borne.web.metrics import Metrics


class MetricsPage:
    """The one handler."""

    def __init__(self, engine: EnginePort, info: PanelInfo) -> None:
        self._engine = engine
        self._info = info
        self._metrics: Metrics | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/metrics", self.metrics)]

    async def metrics(self, _request: web.Request) -> web.Response:
        kind, text = self.text()
        return web.Response(body=text, headers={"Content-Type": kind})

    def text(self) -> tuple[str, bytes]:
        """The content type, and the figures as they are now."""
        from borne.web import metrics  # noqa: PLC0415  see above

        if self._metrics is None:
            self._metrics = metrics.Metrics(self._engine, self._info)
        return metrics.CONTENT, self._metrics.text()
