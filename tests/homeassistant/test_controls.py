"""Each control: a service of a real Core, the frame at the charger, and back to the entity.

Both as entities of the broker's devices and as template helpers, which need no broker.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE
from tests.served import Served, serving

from borne.entities.controls import CONTROLS
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

from .beat import soon
from .core import Core

pytestmark = [
    pytest.mark.core,
    pytest.mark.broker,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

RULES = """\
site: {contract: 9 kVA, connectors: {steered/1: {least: 6 A, most: 32 A}}}
rules: [{name: Always, charge: 10 A}]
"""


@dataclass(frozen=True)
class Case:
    """A service of Core on a control; the frame that it makes, and what the control then shows."""

    control: str
    service: str
    action: str
    data: dict[str, Any] = field(default_factory=dict)
    limit: float | None = None
    """A of the profile that is sent."""
    shows: str | None = None
    unplugged: bool = False

    def __str__(self) -> str:
        return "-".join(
            [self.control, *(str(it) for it in self.data.values()), self.service.rpartition("_")[2]]
        )


BY_NOBODY: tuple[dict[str, Any], ...] = (
    {"command": "mode", "mode": "rules"},
    {"command": "max_current", "amps": None},
)
PROFILE = "SetChargingProfile"
NUMBER, SELECT, PRESS = "number.set_value", "select.select_option", "button.press"
CASES = (
    Case("max_current", NUMBER, PROFILE, {"value": 8}, limit=8, shows="8.0"),
    Case("max_current", NUMBER, PROFILE, {"value": 0}, limit=0, shows="0.0"),
    Case("mode", SELECT, PROFILE, {"option": "off"}, limit=0, shows="off"),
    Case("mode", SELECT, PROFILE, {"option": "min"}, limit=6, shows="min"),
    Case("mode", SELECT, PROFILE, {"option": "max"}, limit=32, shows="max"),
    Case("mode", SELECT, PROFILE, {"option": "surplus"}, limit=0, shows="surplus"),
    Case("boost", PRESS, PROFILE, limit=32),
    Case("charging", "switch.turn_off", "RemoteStopTransaction", shows="off"),
    Case("charging", "switch.turn_on", "RemoteStartTransaction", shows="on"),
    Case("available", "switch.turn_off", "ChangeAvailability", shows="off", unplugged=True),
    Case("available", "switch.turn_on", "ChangeAvailability", shows="on", unplugged=True),
    Case("unlock", PRESS, "UnlockConnector", unplugged=True),
    Case("reset", PRESS, "Reset", unplugged=True),
)


async def test_every_control_has_its_case() -> None:
    assert {case.control for case in CASES} == {control.key for control in CONTROLS}


@dataclass
class Wired:
    """Core, Borne and the charger, by one of the two ways."""

    core: Core
    borne: Served
    charger: VirtualCharger

    async def as_before(self, *, unplugged: bool) -> None:
        """Nothing is chosen by hand; the car is away, or charges at 10 A by the rule."""
        connector = self.charger.connectors[1]
        for body in (
            {"command": "mode", "mode": "rules"},
            {"command": "max_current", "amps": None},
        ):
            told = await self.borne.command(charger="steered", connector=1, **body)
            assert told["ok"], told
        if connector.car is not None and (unplugged or connector.transaction is None):
            await self.charger.unplug()
            await self.charger.until(lambda _: connector.status != "Finishing", PATIENCE)
        if connector.car is None and not unplugged:
            await self.charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
        if not unplugged:
            await self.charger.until(
                lambda _: connector.status == "Charging" and connector.limit == 10, PATIENCE
            )
            await self.core.state_when("sensor.steered_current_limit", "10.0")

    async def call(self, service: str, entity: str, **data: Any) -> None:
        path = f"/api/services/{service.replace('.', '/')}"
        await self.core.post(path, {"entity_id": entity, **data})

    def told(self, case: Case, since: int) -> bool:
        """Whether the charger has got what the case makes, after so many calls."""
        return any(
            action == case.action and (case.limit is None or _limit(payload) == case.limit)
            for action, payload in self.calls()[since:]
        )

    def calls(self) -> list[tuple[str, Any]]:
        told = [json.loads(frame.text) for frame in self.charger.frames if frame.direction == "in"]
        return [(frame[2], frame[3]) for frame in told if frame[0] == 2]


def _limit(payload: dict[str, Any]) -> float:
    schedule = payload["csChargingProfiles"]["chargingSchedule"]
    return float(schedule["chargingSchedulePeriod"][0]["limit"])


@asynccontextmanager
async def wired(core: Core, folder: Path, mqtt: str) -> AsyncIterator[Wired]:
    rules = folder / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "home.yaml").write_text(RULES)
    (folder / "data").mkdir()
    options = {"auto_adopt": True, "language": "en", "mqtt": mqtt}
    (folder / "data" / "options.json").write_text(json.dumps(options))
    where = {"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token}
    async with (
        serving(folder, **where) as borne,
        VirtualCharger(await borne.ocpp(), "steered", meter_interval=5) as charger,
    ):
        await core.state_when("sensor.steered_status", "Available")
        yield Wired(core, borne, charger)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def by_helpers(core: Core, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wired]:
    async with wired(core, tmp_path_factory.mktemp("helpers"), "off") as home:
        await want_helpers(home.borne, wanted=True)
        yield home
        await want_helpers(home.borne, wanted=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def by_broker(
    core_with_broker: Core, broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Wired]:
    async with wired(core_with_broker, tmp_path_factory.mktemp("devices"), broker.url) as home:
        await core_with_broker.state_when("select.steered_mode", "rules")
        yield home
    async with broker.client() as client:
        await client.publish("homeassistant/device/borne_steered/config", b"", qos=1, retain=True)


async def want_helpers(borne: Served, *, wanted: bool) -> None:
    url = await borne.panel() + "api/controls"
    async with aiohttp.ClientSession() as http, http.post(url, json={"wanted": wanted}) as answer:
        told = await answer.json()
        assert told["ok"], told


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_helpers(by_helpers: Wired, case: Case) -> None:
    await prove(by_helpers, case)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_devices(by_broker: Wired, case: Case) -> None:
    await prove(by_broker, case)


async def prove(home: Wired, case: Case) -> None:
    """From the service to the frame, and back within a second."""

    async def once() -> float:
        await home.as_before(unplugged=case.unplugged)
        return await there_and_back(home, case)

    await soon(home.core, once)


async def there_and_back(home: Wired, case: Case) -> float:
    """Call the service, see the frame at the charger and the entity in Core; how long it took."""
    control = next(it for it in CONTROLS if it.key == case.control)
    entity = f"{control.domain}.steered_{case.control}"
    await home.core.state_known(entity)
    if case.service == "switch.turn_on":
        await home.call("switch.turn_off", entity)
        await home.core.state_when(entity, "off")
    since = len(home.calls())
    began = time.monotonic()
    await home.call(case.service, entity, **case.data)
    await home.charger.until(lambda _: home.told(case, since), PATIENCE)
    if case.shows is not None:
        await home.core.state_when(entity, case.shows)
    return time.monotonic() - began
