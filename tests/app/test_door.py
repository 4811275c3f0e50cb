"""Where chargers reach the app is known from the Supervisor, and follows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from tests.tasks import end_task

from borne import door
from borne.door import CODE, Door
from borne.web.ports import OcppAddress

# The same engine's stand-in as for Home Assistant: the real reduction of events.
from ..homeassistant.house import House, Now  # noqa: TID252  # one stand-in for all


@dataclass(slots=True)
class Machine:
    """A Supervisor that tells these."""

    address: str = ""
    ports: dict[str, int | None] = field(default_factory=dict)

    async def network(self, _: web.Request) -> web.Response:
        told = [f"{self.address}/24"] if self.address else []
        interface = {"primary": True, "ipv4": {"address": told}}
        return web.json_response({"data": {"interfaces": [interface]}})

    async def about(self, _: web.Request) -> web.Response:
        return web.json_response({"data": {"network": self.ports}})


@asynccontextmanager
async def looking(machine: Machine, house: House) -> AsyncIterator[OcppAddress]:
    app = web.Application()
    app.add_routes(
        [
            web.get("/network/info", machine.network),
            web.get("/addons/self/info", machine.about),
        ]
    )
    async with TestServer(app) as server:
        where = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": str(server.make_url("/"))}
        looks = Door(where, 9000, house, Now())
        task = asyncio.create_task(looks.run())
        try:
            yield looks.address
        finally:
            await end_task(task)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_EVERY", 0.01)
    monkeypatch.setattr(door, "_SOON", 0.01)


async def test_the_address_comes_with_the_network_and_follows_it() -> None:
    house, machine = House(), Machine(ports={"9000/tcp": 9000})
    async with looking(machine, house) as address:
        assert address == OcppAddress(9000, "")
        machine.address = "192.168.1.2"
        await house.until(lambda: address.url == "ws://192.168.1.2:9000/")
        machine.ports["9000/tcp"] = 9100
        await house.until(lambda: address == OcppAddress(9100, "ws://192.168.1.2:9100/"))


async def test_a_port_that_is_switched_off_is_said_until_it_is_back() -> None:
    house, machine = House(), Machine("192.168.1.2", {"9000/tcp": None})
    async with looking(machine, house):
        await house.until(lambda: CODE in house.state.troubles)
        said = house.state.troubles[CODE]
        assert said.severity == "error"
        assert "port 9000" in said.message.say("fr")
        machine.ports["9000/tcp"] = 9000
        await house.until(lambda: CODE not in house.state.troubles)


async def test_without_a_supervisor_only_the_port_is_known() -> None:
    looks = Door({}, 9000, House(), Now())
    task = asyncio.create_task(looks.run())
    await asyncio.sleep(0)
    await end_task(task)
    assert looks.address == OcppAddress(9000, "")
