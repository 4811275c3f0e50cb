"""A stand-in for the Supervisor: what an app and Core see of it, on an ordinary machine.

    async with Supervisor(machine) as supervisor:
        environment = supervisor.environment()   # for the app's process
        machine.panel = "http://127.0.0.1:8099"  # where the app answers
        cookie = machine.sign_in(User("1", "anna", "Anna"))
        browse(supervisor.ingress_url, cookies={"ingress_session": cookie})

The machine may be changed while it runs: Core gone, a broker come, the app stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import aiohttp
from addon.emulator.api import Api
from addon.emulator.core_ingress import PREFIX, CoreIngress
from addon.emulator.core_proxy import CoreProxy
from addon.emulator.filter import middleware
from addon.emulator.for_core import ForCore
from addon.emulator.ingress import Ingress
from addon.emulator.logs import Logs
from addon.emulator.machine import Core, Machine, Mqtt, User
from addon.emulator.manifest import Manifest, options_for_start, read
from aiohttp import web

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Core", "Machine", "Manifest", "Mqtt", "Supervisor", "User", "options_for_start", "read"]

BODY_LIMIT: Final = 16 * 1024 * 1024
LINE_LIMIT: Final = 24_570


class Supervisor:
    """The emulator as an asynchronous context; `port` 0 takes a free one.

    `source` is the local address from which it calls the app's panel, where a test wants to tell
    it from other callers (such as 127.0.0.2).
    """

    def __init__(
        self, machine: Machine, *, host: str = "127.0.0.1", port: int = 0, source: str | None = None
    ) -> None:
        self.machine = machine
        self._host = host
        self._port = port
        self.source = source
        self._clients: list[aiohttp.ClientSession] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        to_panel = self._client(self.source)
        to_core = self._client(None)
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=[middleware(self.machine)])
        ingress = Ingress(self.machine, to_panel)
        app.add_routes(CoreIngress(ingress).routes())
        app.add_routes(CoreProxy(self.machine, to_core).routes())
        app.add_routes(Api(self.machine, to_core).routes())
        app.add_routes(ForCore(self.machine, to_core).routes())
        app.add_routes(Logs(self.machine).routes())
        app.add_routes(ingress.routes())
        self._runner = web.AppRunner(
            app, max_line_size=LINE_LIMIT, max_field_size=LINE_LIMIT, shutdown_timeout=1
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for client in self._clients:
            await client.close()
        self._clients.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    @property
    def ingress_path(self) -> str:
        """The prefix under which the browser sees the panel, without a slash at its end."""
        return f"{PREFIX}/{self.machine.ingress_token}"

    @property
    def ingress_url(self) -> str:
        return f"{self.url}{self.ingress_path}/"

    def environment(self) -> dict[str, str]:
        """What the app's process gets; SUPERVISOR_URL stands for the name `supervisor`."""
        return {
            "SUPERVISOR_TOKEN": self.machine.app_token,
            "HASSIO_TOKEN": self.machine.app_token,
            "SUPERVISOR_URL": self.url,
            "TZ": self.machine.time_zone,
        }

    def environment_of_core(self) -> dict[str, str]:
        """What Core's process gets, so that it loads its `hassio` integration against this."""
        return {
            "SUPERVISOR": f"{self._host}:{self._port}",
            "SUPERVISOR_TOKEN": self.machine.core_token,
        }

    def _client(self, source: str | None) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(local_addr=(source, 0) if source else None)
        client = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._clients.append(client)
        return client
