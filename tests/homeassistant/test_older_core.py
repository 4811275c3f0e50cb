"""What differs between versions of Core, on a real one of spring 2025 (or of the year before).

Its discovery takes `object_id` where newer ones take `default_entity_id`, its statistics ask for
`has_mean`, its template helpers have no additional options, its services come with the platforms.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.mosquitto import Mosquitto

from borne.entities.names import Names
from borne.homeassistant import statistics as statistics_module
from borne.homeassistant.templates import Templates

from .both_ways import all_registered, becomes, living, registered
from .core import Core
from .core_install import Installed
from .entries import follow_broker
from .house import House, input_of
from .test_statistics import Ledger, hour, sums
from .test_statistics import living as counting
from .test_templates import ONE_CONNECTOR, helpers, they_show_and_ask

pytestmark = [
    pytest.mark.core,
    pytest.mark.broker,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def core(installed_older_core: Installed) -> AsyncIterator[Core]:
    core = Core(installed_older_core)
    try:
        yield await core.start()
        await core.stop()
    finally:
        core.remove()


async def test_it_is_older(core: Core) -> None:
    assert (await core.get("/api/config"))["version"] == core.version
    assert core.version < "2025.5"


async def test_states_facts_and_controls_without_a_broker(core: Core, tmp_path: Path) -> None:
    await core.set_state("sensor.grid", "1.25", {"unit_of_measurement": "kW"})
    house = House(input_of("sensor.grid"))
    house.charger()
    templates = Templates(tmp_path / "controls.json")
    async with living(core, house, None, templates=templates) as home:
        await house.fact("sensor.grid", 1250)
        house.sample(power=2250.0)
        power = await core.state_when("sensor.garage_power", "2250")
        assert power["attributes"]["unit_of_measurement"] == "W"
        done, message = await home.controls.want(True)
        assert done, message
        assert (await helpers(core)).keys() == ONE_CONNECTOR
        await they_show_and_ask(core, house, away="off")  # its helpers are always available
        done, message = await home.controls.want(False)
        assert (done, await helpers(core)) == (True, {}), message
    assert "homeassistant.components.template" not in core.log()


async def test_statistics(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics_module, "AFTER_THE_START", 0.5)
    house = House()
    house.charger()
    async with counting(core, house, Ledger(hour(4, 0), hour(3, 1500, 0.3))):
        await sums(core, "borne:garage_energy", 0, 1.5)
        await sums(core, "borne:garage_cost", 0.3)
    devices = [{"stat_consumption": "borne:garage_energy"}]
    await core.ask({"type": "energy/save_prefs", "device_consumption": devices})
    assert (await core.ask({"type": "energy/validate"}))["device_consumption"] == [[]]


async def test_devices_by_the_broker(core: Core, broker: Mosquitto) -> None:
    await follow_broker(core, broker.port)
    house, names = House(), Names()
    house.charger()
    async with living(core, house, broker.url, names):
        await core.state_when("sensor.garage_status", "Preparing")
        assert await all_registered(core, house) >= ONE_CONNECTOR
        await core.state_known("number.garage_max_current")
        asked = {"entity_id": "number.garage_max_current", "value": 10}
        await core.post("/api/services/number/set_value", asked)
        await core.state_when("number.garage_max_current", "10.0")
    async with living(core, house, broker.url, names, last_time=True):
        await becomes(lambda: registered(core), {})
    assert "Invalid MQTT device discovery" not in core.log()
