"""Chargers as devices: Borne, a real Mosquitto and a real Home Assistant Core."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from msgspec import Struct

from borne.domain.life import Status
from borne.domain.wishes import ResetNow, SetAvailability, SetMaxCurrent, SetMode, UnlockNow
from borne.entities.names import Names
from borne.homeassistant import road as road_module
from borne.homeassistant.socket import Patience
from borne.homeassistant.templates import Templates
from borne.mqtt import broker as broker_module

from ..mosquitto import Mosquitto  # noqa: TID252  shared with the tests of the broker
from . import old_integration
from .beat import soon
from .both_ways import all_registered, becomes, devices_of, living, registered, until
from .core import Core
from .house import House

pytestmark = [
    pytest.mark.core,
    pytest.mark.broker,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

QUICK = Patience(first_retry=0.2, last_retry=1, grace=0.5)
SWITCHES = {"switch.garage_charging", "switch.garage_charging_2", "switch.garage_charge"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_module, "FIRST", 0.2)
    monkeypatch.setattr(broker_module, "RETAINED", 0.3)
    monkeypatch.setattr(road_module, "LOOK_EVERY", 0.5)


@pytest.fixture
def core(core_with_broker: Core) -> Core:
    return core_with_broker


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def nothing_left(core: Core, broker: Mosquitto) -> AsyncIterator[None]:
    """No device of another test is there."""
    yield
    house = House()
    async with living(core, house, broker.url, last_time=True):
        await becomes(lambda: registered(core), {})
    await core.forget_states()


async def test_each_charger_is_a_device_with_all_its_entities(
    core: Core, broker: Mosquitto
) -> None:
    house = House()
    house.charger()
    house.sample(power=2300.0, currents=(10.0,), register=1234.0)
    async with living(core, house, broker.url):
        power = await core.state_when("sensor.garage_power", "2300")
        assert power["attributes"]["unit_of_measurement"] == "W"
        assert await all_registered(core, house) >= {
            "sensor.garage_status",
            "sensor.garage_energy",
            "sensor.garage_reason",
            "binary_sensor.garage_connected",
            "binary_sensor.garage_plugged",
            "switch.garage_charging",
            "switch.garage_available",
            "number.garage_max_current",
            "select.garage_mode",
            "button.garage_boost",
            "button.garage_reset",
            "button.garage_unlock",
        }
        device = (await devices_of(core))["borne_garage"]
        assert (device["manufacturer"], device["model"]) == ("Legrand", "Green'up")
        await core.state_when("select.garage_mode", "rules")
        await core.state_when("number.garage_max_current", "unknown")


async def test_helpers_make_room_for_the_devices_and_come_back(
    core: Core, broker: Mosquitto
) -> None:
    house, names, templates = House(), Names(), Templates()
    house.charger()

    async def platform_is(expected: str) -> bool:
        found = await core.ask({"type": "config/entity_registry/list"})
        switches = {it["entity_id"]: it["platform"] for it in found if it["entity_id"] in SWITCHES}
        return switches == {"switch.garage_charging": expected}

    async with living(core, house, None, names, templates) as home:
        await core.state_when("sensor.garage_mode", "rules")
        done, message = await home.controls.want(True)
        assert done, message
        await until(lambda: platform_is("template"))
    async with living(core, house, broker.url, names, templates) as home:
        await until(lambda: platform_is("mqtt"))
        await house.until(lambda: home.controls.standing.by_broker)
    async with living(core, house, broker.url, names, last_time=True):
        await becomes(lambda: registered(core), {})
    async with living(core, house, None, names, templates) as home:
        await until(lambda: platform_is("template"))
        done, message = await home.controls.want(False)
        assert done, message


@pytest.mark.parametrize(
    ("service", "data", "intent"),
    [
        ("select/select_option", {"option": "max"}, SetMode),
        ("number/set_value", {"value": 10}, SetMaxCurrent),
        ("switch/turn_off", {}, SetAvailability),
        ("button/press", {}, UnlockNow),
        ("button/press", {"reset": True}, ResetNow),
    ],
)
async def test_a_control_of_home_assistant_becomes_a_wish(
    core: Core, broker: Mosquitto, service: str, data: dict[str, Any], intent: type[Struct]
) -> None:
    entity = {
        SetMode: "select.garage_mode",
        SetMaxCurrent: "number.garage_max_current",
        SetAvailability: "switch.garage_available",
        UnlockNow: "button.garage_unlock",
        ResetNow: "button.garage_reset",
    }[intent]
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_known(entity)
        fields = {key: value for key, value in data.items() if key != "reset"}
        await core.post(f"/api/services/{service}", {"entity_id": entity} | fields)
        await house.until(lambda: bool(house.wishes))
    (wish,) = house.wishes
    assert (type(wish.intent), wish.charger) == (intent, "garage")


async def test_what_was_set_is_back_within_a_second(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("select.garage_mode", "rules")
        options = cycle(("max", "min", "rules"))

        async def choose() -> float:
            option, began = next(options), time.monotonic()
            chosen = {"entity_id": "select.garage_mode", "option": option}
            await core.post("/api/services/select/select_option", chosen)
            await core.state_when("select.garage_mode", option)
            return time.monotonic() - began

        await soon(core, choose)


async def test_states_give_way_to_devices_and_come_back(core: Core, broker: Mosquitto) -> None:
    house, names = House(), Names()
    house.charger()
    async with living(core, house, None, names):
        await core.state_when("sensor.garage_status", "Preparing")
        assert not await registered(core)
    # What a killed Borne has left stands there still.
    async with living(core, house, broker.url, names):
        await until(lambda: _has(core, "sensor.garage_status"))
        await core.state_when("sensor.garage_status", "Preparing")
        assert "sensor.garage_status_2" not in await registered(core)
    async with living(core, house, broker.url, names, last_time=True):
        await until(lambda: _plain(core, "sensor.garage_status", "Preparing"))


async def _has(core: Core, entity: str) -> bool:
    return entity in await registered(core)


async def _plain(core: Core, entity: str, state: str) -> bool:
    found = await core.state(entity)
    return found is not None and found["state"] == state and not await registered(core)


async def test_an_unknown_value_is_unknown_and_a_charger_that_is_away_unavailable(
    core: Core, broker: Mosquitto
) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_status", "Preparing")
        await core.state_when("sensor.garage_power", "unknown")
        await core.state_when("sensor.garage_session_tag", "unknown")
        mine = await all_registered(core, house)

        async def available() -> set[str]:
            states = await core.get("/api/states")
            known = {one["entity_id"] for one in states if one["state"] != "unavailable"}
            return known & mine

        await becomes(available, mine)
        house.gone()
        await becomes(available, {"binary_sensor.garage_connected", "sensor.garage_last_seen"})
        await core.state_when("binary_sensor.garage_connected", "off")


async def test_names_follow_the_language_of_core(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    french = {"sensor.garage_power": "garage Puissance", "select.garage_mode": "garage Mode"}
    french |= {"number.garage_max_current": "garage Intensité maximale"}
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_power", "unknown")
        await core.ask({"type": "config/core/update", "language": "fr"})
        try:
            for entity, name in french.items():
                await core.state_that(partial(_is_called, name), entity, wanted=f"“{name}”")
        finally:
            await core.ask({"type": "config/core/update", "language": "en"})
        await core.state_that(partial(_is_called, "garage Power"), "sensor.garage_power")


def _is_called(name: str, state: dict[str, Any]) -> bool:
    return bool(state["attributes"]["friendly_name"] == name)


async def test_borne_goes_and_every_entity_is_unavailable(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_status", "Preparing")
    await core.state_when("sensor.garage_status", "unavailable")
    await core.state_when("binary_sensor.garage_connected", "unavailable")


async def test_the_broker_restarts_wiped_and_nothing_is_lost(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_status", "Preparing")
        await all_registered(core, house)
        await broker.stop()
        await core.state_when("sensor.garage_status", "unavailable")
        house.status(Status.CHARGING)
        await broker.start()
        await core.state_when("sensor.garage_status", "Charging")
        await all_registered(core, house)


async def test_a_second_connector_appears_later(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_status", "Preparing")
        house.status(Status.AVAILABLE, connector=2)
        await core.state_when("sensor.garage_connector_2_status", "Available")
        await core.state_when("sensor.garage_status", "Preparing")
        devices = await devices_of(core)
        assert devices["borne_garage_2"]["via_device_id"] == devices["borne_garage"]["id"]


async def test_a_rename_by_a_person_stays(core: Core, broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(core, house, broker.url):
        await core.state_when("sensor.garage_power", "unknown")
        await core.ask(
            {
                "type": "config/entity_registry/update",
                "entity_id": "sensor.garage_power",
                "new_entity_id": "sensor.the_car",
            }
        )
        house.sample(power=1000.0)
        await core.state_when("sensor.the_car", "1000")
    async with living(core, house, broker.url):
        await core.state_when("sensor.the_car", "1000")
        assert "sensor.garage_power" not in await registered(core)


async def test_a_broker_that_core_does_not_follow_leaves_plain_states(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road_module, "APPEARS_WITHIN", 3.0)
    other = await Mosquitto(tmp_path).start()
    house = House()
    house.charger()
    try:
        async with living(core, house, other.url):
            await until(lambda: _plain(core, "sensor.garage_status", "Preparing"))
            await house.until(lambda: "mqtt" in house.state.troubles)
            assert house.state.troubles["mqtt"].message.say("en").startswith("Home Assistant does")
    finally:
        await other.stop()


async def test_the_old_integrations_names_are_taken_over_and_given_back(
    core: Core, broker: Mosquitto
) -> None:
    old = old_integration.POWER
    await core.post("/api/config/config_entries/flow", {"handler": "ocpp"})
    (entry,) = await core.ask({"type": "config_entries/get", "domain": "ocpp"})
    switch = {"type": "config_entries/disable", "entry_id": entry["entry_id"]}
    house = House()
    house.charger()
    house.sample(power=2300.0)
    async with living(core, house, broker.url) as home:
        await core.state_when("sensor.garage_power", "2300")
        await core.state_when(old, "7.2")
        assert await home.old_names.known() == ("cp1",)
        ok, message = await home.old_names.take("garage", "cp1")
        assert (ok, "Disable" in str(message)) == (False, True)

        await core.ask(switch | {"disabled_by": "user"})
        ok, message = await home.old_names.take("garage", "cp1")
        assert (ok, str(message)) == (True, "1 entities have the old names")
        power = await core.state_when(old, "2.3")
        assert power["attributes"]["unit_of_measurement"] == "kW"
        assert old in await registered(core)
        await becomes(lambda: core.state("sensor.garage_power"), None)
        ok, message = await home.old_names.take("garage", "cp1")
        assert (ok, str(message)) == (True, "There is nothing to change")

        ok, message = await home.old_names.undo()
        assert (ok, str(message)) == (True, "1 entities have their own names again")
        await core.state_when("sensor.garage_power", "2300")
        await core.ask(switch | {"disabled_by": None})
        await core.state_when(old, "7.2")  # the integration has its own name again
        assert old not in await registered(core)
    await core.ask(switch | {"disabled_by": "user"})
