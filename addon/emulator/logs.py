"""The app's log, as Home Assistant shows it: the last lines, or these and what follows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from addon.emulator.access import for_apps
from aiohttp import web

if TYPE_CHECKING:
    from addon.emulator.machine import Machine

LINES: Final = 100
LOOK_EVERY: Final = 0.5


class Logs:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/addons/{app}/logs", for_apps(self._machine, self.last)),
            web.get("/addons/{app}/logs/latest", for_apps(self._machine, self.last)),
            web.get("/addons/{app}/logs/follow", for_apps(self._machine, self.follow)),
        ]

    async def last(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(body=_last_lines(self._written()))

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """Until whoever reads goes away."""
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        written = self._written()
        news = _last_lines(written)
        with suppress(ConnectionError):
            while True:
                await response.write(news)
                await asyncio.sleep(LOOK_EVERY)
                former, written = len(written), self._written()
                news = written[former:]
        return response

    def _written(self) -> bytes:
        app = self._machine.app
        if app is None or app.log is None or not app.log.exists():
            return b""
        return app.log.read_bytes()


def _last_lines(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[-LINES:])
