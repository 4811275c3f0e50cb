"""Core, the stand-in Supervisor that started it, and Borne as its app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from addon.emulator.borne import borne_of
from addon.emulator.supervisor import Core as CoreBehind
from addon.emulator.supervisor import Machine, Supervisor, read
from tests.telling_panel import TellingPanel, serve

from borne.simulate.virtual import VirtualCharger

from .browser import Browser
from .core import Core
from .core_install import Installed

MANIFEST = Path(__file__).resolve().parents[2] / "config.yaml"
SUPERVISORS_ADDRESS = "127.0.0.2"
RULES = "site: {contract: 9 kVA}\nrules:\n  - {name: Always, charge: max}\n"
SLUG = "local_borne"


@dataclass
class Home:
    """Core, the Supervisor and Borne, as they stand on a person's machine."""

    core: Core
    supervisor: Supervisor
    client: aiohttp.ClientSession

    @property
    def machine(self) -> Machine:
        return self.supervisor.machine

    async def ask(self, command: str, token: str | None = None, **data: object) -> Any:
        return await self.core.ask({"type": command, **data}, token)

    async def open_panel(self, token: str | None = None) -> Browser:
        """What the frontend does when the sidebar's entry is clicked."""
        info = await self.ask("supervisor/ingress/info", token, slug=SLUG)
        session = await self.ask("supervisor/ingress/session", token, slug=SLUG)
        return Browser(self.core.url + info["ingress_url"], self.client, session["session"])

    def charger(self, name: str) -> VirtualCharger:
        port = self.machine.network["9000/tcp"]
        return VirtualCharger(f"ws://127.0.0.1:{port}/", name, meter_interval=1)

    async def shows(self, entity: str, state: str) -> None:
        await self.core.state_when(entity, state)

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[TellingPanel]:
        """Somebody else's panel in the place of Borne's, that tells what reached it."""
        panel, former = TellingPanel(), self.machine.panel
        runner, self.machine.panel = await serve(panel.app())
        try:
            yield panel
        finally:
            self.machine.panel = former
            await runner.cleanup()


@asynccontextmanager
async def a_home(installed_core: Installed, folder: Path) -> AsyncIterator[Home]:
    """All of it started, in the order in which a machine starts it, and stopped at the end."""
    rules = folder / "config" / "rules" / "home.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text(RULES, encoding="utf-8")
    machine = Machine(read(MANIFEST))
    async with (
        Supervisor(machine, source=SUPERVISORS_ADDRESS) as supervisor,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client,
    ):
        core = Core(installed_core, supervised=supervisor.environment_of_core())
        app = machine.app = borne_of(supervisor, folder, host="127.0.0.1")
        try:
            await core.start()
            machine.core = CoreBehind(core.url, core.token, core.version)
            await app.start()
            assert await app.healthy(), (folder / "borne.log").read_text()
            yield Home(core, supervisor, client)
        finally:
            await app.stop()
            core.remove()
    assert "Traceback" not in (folder / "borne.log").read_text()
