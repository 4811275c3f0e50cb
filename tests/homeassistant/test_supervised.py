"""Borne as under the Supervisor: its proxy to a real Core, its way to the panel, its rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from addon.emulator.supervisor import Core as CoreBehind
from addon.emulator.supervisor import Machine, Supervisor, User, read

from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

from .browser import Browser, the
from .core import Core

pytestmark = [pytest.mark.core, pytest.mark.slow]

MANIFEST = Path(__file__).resolve().parents[2] / "config.yaml"
SUPERVISORS_ADDRESS = "127.0.0.2"
RULES = "site: {contract: 9 kVA}\nrules:\n  - {name: Always, charge: max}\n"

Serve = Callable[..., Any]


@dataclass
class House:
    """A machine under the Supervisor on which Borne runs."""

    core: Core
    supervisor: Supervisor
    borne: Any
    client: aiohttp.ClientSession

    async def charger(self, name: str) -> VirtualCharger:
        return VirtualCharger(await self.borne.ocpp(), name, meter_interval=1)

    def signed_in(self, user_id: str, name: str) -> Browser:
        cookie = self.supervisor.machine.sign_in(User(user_id, name.lower(), name))
        return Browser(self.supervisor.ingress_url, self.client, cookie)


@asynccontextmanager
async def house(core: Core, folder: Path, serve: Serve) -> AsyncIterator[House]:
    """Start the stand-in Supervisor before Core, and Borne with what it gets from there."""
    rules = folder / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "home.yaml").write_text(RULES, encoding="utf-8")
    machine = Machine(read(MANIFEST), core=CoreBehind(core.url, core.token))
    async with (
        Supervisor(machine, source=SUPERVISORS_ADDRESS) as supervisor,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client,
        serve(folder, **supervisor.environment(), BORNE_INGRESS_FROM=SUPERVISORS_ADDRESS) as borne,
    ):
        machine.panel = (await borne.panel()).rstrip("/")
        yield House(core, supervisor, borne, client)
        assert await borne.stop() == 0
    assert not any("Traceback" in line for line in borne.lines), "\n".join(borne.lines)


async def owner(core: Core) -> str:
    users = await core.ask({"type": "config/auth/list"})
    return str(next(user["id"] for user in users if user["is_owner"]))


async def guest(core: Core) -> str:
    made = await core.ask(
        {"type": "config/auth/create", "name": "Guest", "group_ids": ["system-users"]}
    )
    return str(made["user"]["id"])


def car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


async def test_entities_come_through_the_proxy_and_again_after_a_restart_of_core(
    core: Core, tmp_path: Path, serve: Serve
) -> None:
    async with house(core, tmp_path, serve) as home, await home.charger("behind") as charger:
        browser = home.signed_in(await owner(core), "Anna")
        await browser.until(
            lambda state: state["user"]["admin"] and the(state, "behind").get("vendor")
        )
        status, told = await browser.command(command="adopt", charger="behind", name="Behind")
        assert (status, told["ok"]) == (200, True), told
        await charger.plug(car())
        charging = await core.state_when("sensor.behind_status", "Charging", within_s=30)
        assert charging["state"] == "Charging"
        assert charging["attributes"]["friendly_name"] == "Behind Status"

        proxied = f"{home.supervisor.url}/core/api/config"
        token = {"Authorization": f"Bearer {home.supervisor.machine.app_token}"}
        await core.stop()
        async with home.client.get(proxied, headers=token) as answer:
            assert answer.status == 502
        away = await browser.until(lambda state: state["home_assistant"]["status"] != "connected")
        assert away["home_assistant"]["message"]
        assert the(away, "behind")["connectors"][0]["charging"], "the charger is not held up"
        await core.start()
        again = await core.state_when("sensor.behind_status", "Charging", within_s=60)
        assert again["attributes"]["friendly_name"] == "Behind Status"
        await browser.until(lambda state: state["home_assistant"]["status"] == "connected")


async def test_an_administrator_adopts_and_others_only_look_and_boost(
    core: Core, tmp_path: Path, serve: Serve
) -> None:
    async with house(core, tmp_path, serve) as home, await home.charger("shared") as charger:
        anna = home.signed_in(await owner(core), "Anna")
        eve = home.signed_in(await guest(core), "Eve")
        seen = await eve.until(lambda state: the(state, "shared").get("vendor"))
        assert seen["user"] == {"name": "Eve", "admin": False}
        adopt = {"command": "adopt", "charger": "shared"}
        status, told = await eve.command(**adopt)
        assert (status, told["ok"]) == (403, False)
        assert "administrator" in told["message"]
        async with asyncio.timeout(10), eve.live() as socket:
            await socket.send_json({"type": "command", "id": "1", "body": adopt})
            while (result := await socket.receive_json())["type"] != "result":
                pass
        assert (result["ok"], result["message"]) == (False, told["message"])
        rules = {"name": "home.yaml", "text": "", "version": "", "language": "en"}
        assert (await eve.post("api/rules/save", rules))[0] == 403

        await anna.until(lambda state: state["user"]["admin"])
        status, told = await anna.command(**adopt)
        assert (status, told["ok"]) == (200, True), told
        await charger.plug(car())
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["charging"])
        boost = {"command": "boost", "charger": "shared", "connector": 1, "for": "1 h"}
        status, told = await eve.command(**boost)
        assert (status, told["ok"]) == (200, True), told
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["by_hand"]["boost"])


async def test_nobody_comes_in_beside_the_supervisor(
    core: Core, tmp_path: Path, serve: Serve
) -> None:
    async with house(core, tmp_path, serve) as home:
        forged = {"X-Remote-User-Id": await owner(core), "X-Ingress-Path": "/api/hassio_ingress/x"}
        panel = home.supervisor.machine.panel
        for path in ("", "api/state", "api/live"):
            async with home.client.get(f"{panel}/{path}", headers=forged) as answer:
                assert answer.status == 403
                assert "Home Assistant" in await answer.text()
        async with home.client.get(f"{panel}/api/health") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ok"})
        somebody = Browser(home.supervisor.ingress_url, home.client, "no such session")
        assert (await somebody.get("api/state"))[0] == 401
