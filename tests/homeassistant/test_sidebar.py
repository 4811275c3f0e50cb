"""Borne from the sidebar of a real Core, which reaches it through its own ingress."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from addon.emulator.borne import borne_of
from addon.emulator.supervisor import Core as CoreBehind
from addon.emulator.supervisor import Machine, Mqtt, Supervisor, read
from tests.mosquitto import PASSWORD, Mosquitto
from tests.telling_panel import TellingPanel, serve
from yarl import URL

from borne.homeassistant.host import host_names
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

from .browser import Browser, the
from .core import Core, CoreRefusedError
from .core_install import Installed

pytestmark = [pytest.mark.core, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

MANIFEST = Path(__file__).resolve().parents[2] / "config.yaml"
SUPERVISORS_ADDRESS = "127.0.0.2"
RULES = "site: {contract: 9 kVA}\nrules:\n  - {name: Always, charge: max}\n"
SLUG = "local_borne"
BROWSER = Path(__file__).with_name("sidebar.mjs")


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
        assert (await self.core.state_when(entity, state))["state"] == state

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


def a_car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    installed_core: Installed, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Home]:
    folder = tmp_path_factory.mktemp("app")
    rules = folder / "config" / "rules" / "home.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text(RULES, encoding="utf-8")
    machine = Machine(read(MANIFEST))
    async with (
        Supervisor(machine, source=SUPERVISORS_ADDRESS) as supervisor,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client,
    ):
        core = Core(installed_core, supervised=supervisor.environment_of_core())
        machine.app = borne_of(supervisor, folder, host="127.0.0.1")
        try:
            await core.start()
            machine.core = CoreBehind(core.url, core.token, core.version)
            await machine.app.start()
            assert await machine.app.healthy(), (folder / "borne.log").read_text()
            yield Home(core, supervisor, client)
            await machine.app.stop()
            await core.stop()
        finally:
            await machine.app.stop()
            core.remove()
    assert "Traceback" not in (folder / "borne.log").read_text()


async def test_core_takes_the_stand_in_for_a_supervisor(home: Home) -> None:
    panels = await home.ask("get_panels")
    assert panels[SLUG]["title"] == "Borne"
    assert panels[SLUG]["icon"] == "mdi:ev-station"
    assert panels[SLUG]["config"] == {"addon": SLUG}
    entries = await home.ask("config_entries/get", domain="hassio")
    assert [entry["state"] for entry in entries] == ["loaded"]
    assert [line for line in home.core.log().splitlines() if "hassio" in line] == []


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
        async with asyncio.timeout(20), anna.live() as live:
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
    token = await home.core.token_of_a_guest()
    assert (await home.ask("get_panels", token))[SLUG]["require_admin"] is False
    guest = await home.open_panel(token)
    assert (await guest.state())["user"] == {"name": "Guest", "admin": False}
    older = await home.ask("supervisor/api", token, endpoint="/ingress/session", method="post")
    before = Browser(guest.base, home.client, older["session"])
    assert (await before.state())["user"] == {"name": "Guest", "admin": False}
    with pytest.raises(CoreRefusedError, match="Unauthorized"):
        await home.ask("supervisor/api", token, endpoint="/host/info", method="get")


async def test_an_administrator_adopts_and_others_only_look_and_boost(home: Home) -> None:
    anna, eve = await home.open_panel(), await home.open_panel(await home.core.token_of_a_guest())
    async with home.charger("shared") as charger:
        await eve.until(lambda state: the(state, "shared").get("vendor"))
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

        assert (await anna.command(**adopt))[1]["ok"]
        await charger.plug(a_car())
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["charging"])
        boost = {"command": "boost", "charger": "shared", "connector": 1, "for": "1 h"}
        status, told = await eve.command(**boost)
        assert (status, told["ok"]) == (200, True), told
        await eve.until(lambda state: the(state, "shared")["connectors"][0]["by_hand"]["boost"])


async def test_nobody_comes_in_beside_the_supervisor(home: Home) -> None:
    [owner] = [it for it in await home.ask("config/auth/list") if it["is_owner"]]
    forged = {"X-Remote-User-Id": owner["id"], "X-Ingress-Path": "/api/hassio_ingress/x"}
    panel = home.machine.panel
    for path in ("", "api/state", "api/live"):
        async with home.client.get(f"{panel}/{path}", headers=forged) as answer:
            assert answer.status == 403
            assert "Home Assistant" in await answer.text()
    async with home.client.get(f"{panel}/api/health") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    anna = await home.open_panel()
    somebody = Browser(anna.base, home.client, "no such session")
    assert (await somebody.get("api/state"))[0] == 401


async def test_a_session_is_renewed_while_the_page_is_open_and_ends(home: Home) -> None:
    anna = await home.open_panel()
    await home.ask("supervisor/ingress/validate_session", session=anna.cookie)
    home.machine.sessions[anna.cookie].until = 0
    assert (await anna.get("api/state"))[0] == 401
    with pytest.raises(CoreRefusedError):
        await home.ask("supervisor/ingress/validate_session", session=anna.cookie)


async def test_what_the_panel_learns_of_who_asks(home: Home) -> None:
    anna = await home.open_panel()
    forged = {"X-Remote-User-Id": "root", "X-Supervisor-Token": "stolen", "X-Ingress-Path": "/x"}
    async with (
        home.telling(),
        home.client.get(anna.base + "some/page", headers=anna.headers() | forged) as answer,
    ):
        assert answer.headers["Content-Type"] == "text/html", "the charset is lost on the way"
        told = json.loads(await answer.text())
    headers = told["headers"]
    [owner] = [it for it in await home.ask("config/auth/list") if it["is_owner"]]
    assert headers["X-Remote-User-Id"] == owner["id"]
    assert headers["X-Remote-User-Name"] == "test"
    assert headers["X-Remote-User-Display-Name"] == "Test"
    assert headers["X-Ingress-Path"] == URL(anna.base).path.rstrip("/")
    assert headers["X-Hass-Source"] == "core.ingress"
    assert headers["X-Forwarded-Host"] == headers["Host"] == URL(home.core.url).authority
    assert headers["X-Forwarded-Proto"] == "http"
    assert "X-Supervisor-Token" not in headers
    assert (told["path"], told["remote"]) == ("/some/page", SUPERVISORS_ADDRESS)


@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ("a%2Fb", "/a/b"),
        ("a%20b", "/a%20b"),
        ("s?x=1&x=2&y=a%2Bb", "/s?x=1&x=2&y=a%2Bb"),
        ("..%2Fsecret", 400),
        ("api?text=%3Cdescription%3E", 400),
        ("api?f=concat(a)", 400),
        ("api?file=/c/x", 400),
    ],
)
async def test_what_of_a_path_arrives(home: Home, asked: str, arrives: str | int) -> None:
    anna = await home.open_panel()
    address = URL(anna.base + asked, encoded=True)
    async with home.telling(), home.client.get(address, headers=anna.headers()) as answer:
        assert arrives == (
            json.loads(await answer.text())["path"] if answer.status == 200 else answer.status
        )


@pytest.mark.parametrize(("mebibytes", "status"), [(15, 200), (17, 413)])
async def test_how_large_a_body_may_be(home: Home, mebibytes: int, status: int) -> None:
    anna = await home.open_panel()
    body = BytesIO(b"x" * (mebibytes * 1024 * 1024))
    async with (
        home.telling(),
        home.client.post(anna.base, data=body, headers=anna.headers()) as answer,
    ):
        assert answer.status == status


async def test_why_the_panel_left_is_lost(home: Home) -> None:
    anna = await home.open_panel()
    async with (
        home.telling(),
        home.client.ws_connect(anna.base + "live", headers=anna.headers()) as socket,
    ):
        await socket.send_str("leave")
        closed = await socket.receive(timeout=10)
        assert closed.data != 4001


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
        async with asyncio.timeout(20), broker.client() as client:
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
        assert (SLUG in await home.ask("get_panels")) is shown


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
    async with asyncio.timeout(10), home.client.get(f"{url}/follow", headers=owner) as following:
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
        assert await asyncio.wait_for(asked.get(), 10) == "restart"
        await home.core.stop()
        app = {"Authorization": f"Bearer {home.machine.app_token}"}
        async with home.client.get(api, headers=app) as answer:
            assert answer.status == 502
        away = Browser(home.supervisor.ingress_url, home.client, anna.cookie)
        state = await away.until(lambda state: state["home_assistant"]["status"] != "connected")
        assert state["home_assistant"]["message"]
        assert the(state, "behind")["connectors"][0]["charging"], "the charger is not held up"

        await home.core.start()
        again = await home.core.state_when("sensor.behind_status", "Charging", within_s=60)
        assert again["attributes"]["friendly_name"] == "Behind Status"
        await anna.until(lambda state: state["home_assistant"]["status"] == "connected")
    panels = await home.ask("get_panels")
    assert panels[SLUG]["title"] == "Borne"
