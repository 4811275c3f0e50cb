"""Borne from the sidebar of a real Core, which reaches it through its own ingress."""

from __future__ import annotations

import asyncio
import json
import re
from functools import partial
from pathlib import Path

import pytest
from addon.emulator.supervisor import Mqtt
from tests.mosquitto import PASSWORD, Mosquitto
from tests.patience import PATIENCE

from borne.homeassistant.host import host_names
from borne.simulate.car import Car

from .both_ways import becomes
from .browser import Browser, the
from .core import CoreRefusedError
from .people import token_of_a_guest
from .supervised import SLUG, Home

pytestmark = [pytest.mark.core, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

BROWSER = Path(__file__).with_name("sidebar.mjs")


async def in_sidebar(home: Home) -> bool:
    return SLUG in await home.ask("get_panels")


def a_car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


async def test_core_takes_the_stand_in_for_a_supervisor(home: Home) -> None:
    panels = await home.ask("get_panels")
    assert panels[SLUG]["title"] == "Borne"
    assert panels[SLUG]["icon"] == "mdi:ev-station"
    assert panels[SLUG]["config"] == {"addon": SLUG}
    entries = await home.ask("config_entries/get", domain="hassio")
    assert [entry["state"] for entry in entries] == ["loaded"]
    told = [line for line in home.core.log().splitlines() if "components.hassio" in line]
    assert [line for line in told if "Failed to call" not in line] == []


async def test_the_panel_opens_from_the_sidebar(home: Home) -> None:
    anna = await home.open_panel()
    status, page = await anna.get("")
    assert status == 200
    linked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert linked
    for path in linked:
        assert path.startswith("./assets/"), "a path that leaves the prefix"
        assert (await anna.get(path.removeprefix("./")))[0] == 200
    status, text = await anna.get("api/sessions?format=csv")
    assert (status, text.count("\n")) == (200, 1)
    state = await anna.until(lambda state: state["home_assistant"]["status"] == "connected")
    assert state["user"] == {"name": "Test", "admin": True}
    async with home.charger("sidebar") as charger:
        async with asyncio.timeout(PATIENCE), anna.live() as live:
            assert (await live.receive_json())["type"] == "state"
            await anna.until(lambda state: the(state, "sidebar").get("vendor"))
            await charger.plug(a_car())
            adopt = {"command": "adopt", "charger": "sidebar"}
            await live.send_json({"type": "command", "id": "1", "body": adopt})
            while (told := await live.receive_json())["type"] != "result":
                pass
            assert told["ok"], told
        await anna.until(lambda state: the(state, "sidebar")["connectors"][0]["charging"])
        await home.shows("sensor.sidebar_status", "Charging")


async def test_somebody_of_the_house_looks_and_administers_nothing(home: Home) -> None:
    token = await token_of_a_guest(home.core)
    assert (await home.ask("get_panels", token))[SLUG]["require_admin"] is False
    guest = await home.open_panel(token)
    assert (await guest.state())["user"] == {"name": "Guest", "admin": False}
    older = await home.ask("supervisor/api", token, endpoint="/ingress/session", method="post")
    before = Browser(guest.base, home.client, older["session"])
    assert (await before.state())["user"] == {"name": "Guest", "admin": False}
    with pytest.raises(CoreRefusedError, match="Unauthorized"):
        await home.ask("supervisor/api", token, endpoint="/host/info", method="get")


async def test_an_administrator_adopts_and_others_only_look_and_boost(home: Home) -> None:
    anna, eve = await home.open_panel(), await home.open_panel(await token_of_a_guest(home.core))
    async with home.charger("shared") as charger:
        await eve.until(lambda state: the(state, "shared").get("vendor"))
        adopt = {"command": "adopt", "charger": "shared"}
        status, told = await eve.command(**adopt)
        assert (status, told["ok"]) == (403, False)
        assert "administrator" in told["message"]
        async with asyncio.timeout(PATIENCE), eve.live() as socket:
            await socket.send_json({"type": "command", "id": "1", "body": adopt})
            while (result := await socket.receive_json())["type"] != "result":
                pass
        assert (result["ok"], result["message"]) == (False, told["message"])
        rules = {"name": "home.yaml", "text": "", "version": "", "language": "en"}
        assert (await eve.post("api/rules/save", rules))[0] == 403

        assert (await anna.command(**adopt))[1]["ok"]
        await charger.plug(a_car())
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["charging"])
        boost = {"command": "boost", "charger": "shared", "connector": 1, "for": "1 h"}
        status, told = await eve.command(**boost)
        assert (status, told["ok"]) == (200, True), told
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["by_hand"]["boost"])


async def test_helpers_are_made_shown_and_obeyed_through_the_proxy(home: Home) -> None:
    anna = await home.open_panel()
    await anna.until(lambda state: state["user"]["admin"])
    async with home.charger("helped") as charger:
        await anna.until(lambda state: the(state, "helped").get("vendor"))
        assert (await anna.command(command="adopt", charger="helped"))[1]["ok"]
        await home.shows("sensor.helped_status", "Available")
        status, told = await anna.post("api/controls", {"wanted": True})
        assert (status, told["ok"]) == (200, True), told
        await charger.plug(a_car())
        await home.shows("switch.helped_charging", "on")
        limit = {"entity_id": "number.helped_max_current", "value": 10}
        await home.core.post("/api/services/number/set_value", limit)
        await home.shows("number.helped_max_current", "10.0")
        await home.shows("sensor.helped_current_limit", "10.0")
        mode = {"entity_id": "select.helped_mode", "option": "off"}
        await home.core.post("/api/services/select/select_option", mode)
        await home.shows("select.helped_mode", "off")
        status, told = await anna.post("api/controls", {"wanted": False})
        assert (status, told["ok"], told["count"]) == (200, True, 0), told
    assert await home.ask("config_entries/get", domain="template") == []


@pytest.mark.broker
async def test_home_assistant_restarts_the_app_and_it_finds_the_broker_that_has_come(
    home: Home, tmp_path: Path
) -> None:
    anna = await home.open_panel()
    former = home.machine.app_token
    broker = await Mosquitto(tmp_path, user="addons").start()
    home.machine.mqtt = Mqtt("127.0.0.1", broker.port, "addons", PASSWORD)
    try:
        await home.core.post("/api/services/hassio/app_restart", {"app": SLUG})
        assert home.machine.app is not None
        assert await home.machine.app.healthy()
        assert home.machine.app_token != former
        await anna.until(lambda state: state["home_assistant"]["status"] == "connected")
        async with asyncio.timeout(PATIENCE), broker.client() as client:
            await client.subscribe("borne/#")
            async for message in client.messages:
                if message.payload == b"online":
                    break
    finally:
        home.machine.mqtt = None
        await broker.stop()


async def test_the_machine_around_borne_is_known(home: Home) -> None:
    found = await host_names(home.supervisor.environment())
    assert found == {home.machine.address, "homeassistant", "homeassistant.local"}


@pytest.mark.browser
async def test_it_opens_from_the_sidebar_in_a_real_browser(home: Home, tmp_path: Path) -> None:
    core = home.core
    words = (core.url, core.owner["username"], core.owner["password"], tmp_path / "sidebar.png")
    node = await asyncio.create_subprocess_exec(
        *("node", str(BROWSER), *map(str, words)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await node.communicate()
    assert node.returncode == 0, said.decode()
    seen = json.loads(said)
    assert seen["url"] == f"{core.url}/{SLUG}"
    assert seen["live"].startswith(f"ws://127.0.0.1:{core.port}/api/hassio_ingress/")


async def test_it_leaves_the_sidebar_and_comes_back_by_its_switch(home: Home) -> None:
    options = {"endpoint": f"/addons/{SLUG}/options", "method": "post"}
    for shown in (False, True):
        await home.ask("supervisor/api", **options, data={"ingress_panel": shown})
        await becomes(partial(in_sidebar, home), shown)


async def test_a_secret_stays_one_in_what_everybody_can_read(home: Home) -> None:
    home.machine.secrets = {"broker": "mqtt://anna:hush@broker"}
    info = {"endpoint": f"/addons/{SLUG}/info", "method": "get"}
    chosen = (await home.ask("supervisor/api", **info))["options"] | {"mqtt": "!secret broker"}
    wrong = chosen | {"log_level": "loud"}
    options = {"endpoint": f"/addons/{SLUG}/options", "method": "post"}
    with pytest.raises(CoreRefusedError, match="log_level"):
        await home.ask("supervisor/api", **options, data={"options": wrong})
    await home.ask("supervisor/api", **options, data={"options": chosen})
    assert (await home.ask("supervisor/api", **info))["options"]["mqtt"] == "!secret broker"
    await home.ask("supervisor/api", **options, data={"options": chosen | {"mqtt": "auto"}})


async def test_home_assistant_shows_the_log_of_the_app(home: Home) -> None:
    owner = {"Authorization": f"Bearer {home.core.token}"}
    url = f"{home.core.url}/api/hassio/addons/{SLUG}/logs"
    async with home.client.get(url, headers=owner) as answer:
        assert " is ready" in await answer.text()
    async with (
        asyncio.timeout(PATIENCE),
        home.client.get(f"{url}/follow", headers=owner) as following,
    ):
        assert b"borne" in await following.content.readline()


async def test_core_restarts_by_the_supervisor_and_everything_comes_back(home: Home) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()
    home.machine.control_core = asked.put
    anna = await home.open_panel()
    api = f"{home.supervisor.url}/core/api/config"
    async with home.charger("behind") as charger:
        await anna.until(lambda state: the(state, "behind").get("vendor"))
        assert (await anna.command(command="adopt", charger="behind", name="Behind"))[1]["ok"]
        await charger.plug(a_car())
        await home.shows("sensor.behind_status", "Charging")

        await home.core.post("/api/services/homeassistant/restart", {})
        assert await asyncio.wait_for(asked.get(), PATIENCE) == "restart"
        await home.core.stop()
        app = {"Authorization": f"Bearer {home.machine.app_token}"}
        async with home.client.get(api, headers=app) as answer:
            assert answer.status == 502
        away = Browser(home.supervisor.ingress_url, home.client, anna.cookie)
        state = await away.until(lambda state: state["home_assistant"]["status"] != "connected")
        assert state["home_assistant"]["message"]
        assert the(state, "behind")["connectors"][0]["charging"], "the charger is not held up"

        await home.core.start()
        again = await home.core.state_when("sensor.behind_status", "Charging")
        assert again["attributes"]["friendly_name"] == "Behind Status"
        await anna.until(lambda state: state["home_assistant"]["status"] == "connected")
    await becomes(partial(in_sidebar, home), True)
