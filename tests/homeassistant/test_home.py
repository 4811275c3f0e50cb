"""Borne and a real Home Assistant Core."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.tasks import end_task

from borne.domain.events import FactsChanged, HomeChanged
from borne.domain.life import Status
from borne.domain.whereabouts import Whereabouts
from borne.entities.names import Names
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.socket import Patience
from borne.homeassistant.supervisor import Place, find_core

from .core import Core
from .house import House, Now, input_of
from .people import token_of_a_guest

pytestmark = pytest.mark.core

QUICK = Patience(first_retry=0.2, last_retry=1, grace=0.5)
Living = Callable[..., AbstractAsyncContextManager[HomeAssistant]]


@pytest.fixture
def place(core: Core) -> Place:
    found = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    assert isinstance(found, Place)
    return found


@pytest.fixture(autouse=True)
async def nothing_left(core: Core) -> None:
    """No entity of another test is there."""
    await core.forget_states()


@pytest.fixture
def living(place: Place) -> Living:
    """Borne's side runs inside `async with living(house):`."""

    @asynccontextmanager
    async def run(house: House, at: Place = place, **options: Any) -> AsyncIterator[HomeAssistant]:
        home = HomeAssistant(house, Now(), at, **({"patience": QUICK} | options))
        task = asyncio.create_task(home.run())
        try:
            yield home
        finally:
            await end_task(task)

    return run


async def test_it_connects_and_learns_the_language_and_the_zone(living: Living) -> None:
    house = House()
    async with living(house):
        await house.home_is("connected")
    told = house.of_kind(HomeChanged)[-1]
    assert (told.language, told.time_zone) == ("en", "Europe/Paris")
    assert told.whereabouts == Whereabouts(48.85, 2.35, "FR")
    assert house.home == ["connecting", "connected"]


async def test_the_inputs_of_the_rules_arrive_and_follow_every_change(
    core: Core, living: Living
) -> None:
    await core.set_state("sensor.grid", "1.25", {"unit_of_measurement": "kW"})
    await core.set_state("binary_sensor.heater", "on")
    house = House(
        input_of("sensor.grid"),
        input_of("binary_sensor.heater"),
        input_of("sensor.late", factor=1000),
        input_of("not an entity"),
    )
    async with living(house):
        await house.fact("sensor.grid", 1250)
        heater = await house.fact("binary_sensor.heater", True)
        assert heater.value is True
        await house.fact("sensor.late", None)
        await house.fact("not an entity", None)
        await core.set_state("sensor.grid", "-0.5", {"unit_of_measurement": "kW"})
        await house.fact("sensor.grid", -500)
        await core.set_state("sensor.grid", "unavailable")
        await house.fact("sensor.grid", None)
        await core.set_state("sensor.late", "2")
        await house.fact("sensor.late", 2000)
        await core.remove_state("sensor.late")
        await house.fact("sensor.late", None)


async def test_a_reading_that_was_old_when_borne_came_is_as_old_as_it_is(
    core: Core, living: Living
) -> None:
    await core.set_state("sensor.old", "5")
    await asyncio.sleep(1.1)  # the reading must grow old
    house = House(input_of("sensor.old"))
    async with living(house):
        fact = await house.fact("sensor.old", 5)
        assert house.now() - fact.at > timedelta(seconds=1)


async def test_a_sensor_that_says_the_same_again_stays_fresh(core: Core, living: Living) -> None:
    await core.set_state("sensor.solar", "0", {"unit_of_measurement": "W"})
    house = House(input_of("sensor.solar", max_age=timedelta(seconds=4)))
    async with living(house):
        first = await house.fact("sensor.solar", 0)
        await asyncio.sleep(2.1)  # the reading must grow old
        await core.set_state("sensor.solar", "0", {"unit_of_measurement": "W"})
        await house.until(lambda: house.state.facts["sensor.solar"].at != first.at)
    assert house.state.facts["sensor.solar"].at - first.at > timedelta(seconds=2)


async def test_only_what_the_rules_name_is_followed(core: Core, living: Living) -> None:
    await core.set_state("sensor.a", "1")
    await core.set_state("sensor.b", "2")
    house = House()
    async with living(house):
        await house.home_is("connected")
        house.use_inputs(input_of("sensor.a"))
        await house.fact("sensor.a", 1)
        house.use_inputs(input_of("sensor.b"))
        await house.fact("sensor.b", 2)
        await core.set_state("sensor.a", "10")
        await core.set_state("sensor.b", "20")
        await house.fact("sensor.b", 20)
    assert house.state.facts["sensor.a"].value == 1
    assert {name for event in house.of_kind(FactsChanged) for name in event.facts} == {
        "sensor.a",
        "sensor.b",
    }


@pytest.mark.parametrize(("language", "name"), [("en", "garage Power"), ("fr", "garage Puissance")])
async def test_the_entities_appear(core: Core, living: Living, language: str, name: str) -> None:
    house = House()
    house.charger()
    async with living(house, language=language):
        house.sample(power=2250.0, register=1000.0)
        power = await core.state_when("sensor.garage_power", "2250")
        assert power["attributes"] == {
            "friendly_name": name,
            "icon": "mdi:flash",
            "device_class": "power",
            "state_class": "measurement",
            "unit_of_measurement": "W",
        }
        await core.state_when("sensor.garage_current_limit", "unknown")
        await core.state_when("sensor.garage_energy", "1.000")
        statistics = await core.ask({"type": "recorder/list_statistic_ids"})
        kept = {it["statistic_id"]: it["statistics_unit_of_measurement"] for it in statistics}
        assert kept["sensor.garage_energy"] == "kWh"
        assert kept["sensor.garage_power"] == "W"


async def test_a_second_connector_leaves_the_first_its_entities(
    core: Core, living: Living, tmp_path: Path
) -> None:
    memory = tmp_path / "entities.json"
    house = House()
    house.charger("duo")
    async with living(house, names=Names(memory)):
        await core.state_when("sensor.duo_status", "Preparing")
        house.status(Status.AVAILABLE, "duo", 2)
        await core.state_when("sensor.duo_connector_2_status", "Available")
    async with living(house, names=Names(memory)):
        await core.state_when("sensor.duo_status", "Preparing")
        await core.state_when("sensor.duo_connector_2_status", "Available")
    assert await core.state("sensor.duo_connector_1_status") is None


async def test_entities_are_unavailable_while_the_charger_is_away_and_when_borne_stops(
    core: Core, living: Living
) -> None:
    house = House()
    house.charger("garage")
    async with living(house):
        await core.state_when("sensor.garage_status", "Preparing")
        house.state = house.state.with_charger(
            structs.replace(house.state.chargers["garage"], online=False)
        )
        house.announce("borne_charger_disconnected", charger="garage")
        away = await core.state_when("sensor.garage_status", "unavailable")
        assert away["attributes"]["device_class"] == "enum"
        await core.state_when("binary_sensor.garage_connected", "off")
    await core.state_when("binary_sensor.garage_connected", "unavailable")


async def test_everything_comes_back_after_home_assistant_restarts(
    core: Core, living: Living
) -> None:
    house = House(input_of("sensor.grid"))
    house.charger("garage")
    await core.set_state("sensor.grid", "1")
    async with living(house):
        await core.state_when("sensor.garage_status", "Preparing")
        await house.fact("sensor.grid", 1)
        await core.stop()
        await house.home_is("unreachable")
        await house.fact("sensor.grid", None)
        house.announce("borne_session_ended", charger="garage", session=3)
        house.status(Status.CHARGING)
        await core.start()
        await core.state_when("sensor.garage_status", "Charging")
        await core.state_when("sensor.garage_power", "unknown")
        await core.set_state("sensor.grid", "2")
        await house.fact("sensor.grid", 2)
    assert house.home[:3] == ["connecting", "connected", "unreachable"]
    assert house.home[-1] == "connected"


async def test_events_are_fired(core: Core, living: Living) -> None:
    house = House()
    async with core.subscribe("borne_session_started") as events, living(house):
        await house.home_is("connected")
        house.announce("borne_session_started", charger="garage", connector=1, session=3, tag="A")
        event = await anext(events)
    assert event["data"] == {"charger": "garage", "connector": 1, "session": 3, "tag": "A"}


async def test_a_command_is_obeyed_and_answered(core: Core, living: Living) -> None:
    house = House()
    house.charger("garage")
    async with core.subscribe("borne_command_result") as results, living(house, language="fr"):
        await core.state_when("sensor.garage_mode", "rules")
        body = {"id": "a1", "charger": "garage", "command": "mode", "mode": "max", "for": "2 h"}
        await core.fire("borne_command", body)
        result = (await anext(results))["data"]
        assert result["id"] == "a1"
        assert result["ok"] is True
        assert result["message"]
        await core.state_when("sensor.garage_mode", "max")
        await core.fire("borne_command", {"id": 2, "charger": "shed", "command": "stop"})
        result = (await anext(results))["data"]
        assert (result["id"], result["ok"]) == (2, False)
        assert "shed" in result["message"]
        await core.fire("borne_command", {"id": 3, "command": "fly"})
        result = (await anext(results))["data"]
        assert (result["id"], result["ok"]) == (3, False)
    assert [wish.by for wish in house.wishes] == ["Home Assistant"] * 2


async def test_a_wrong_token_is_said_once_and_tried_again_slowly(
    place: Place, living: Living, caplog: pytest.LogCaptureFixture
) -> None:
    house = House()
    patience = replace(QUICK, refused_retry=0.1)
    async with living(house, replace(place, token="wrong"), patience=patience):
        await house.home_is("refused")
        await asyncio.sleep(0.5)  # several tries
    assert house.home == ["connecting", "refused"]
    assert "long-lived access token" in house.state.home.message.say("en")
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert errors[0].exc_info is None


async def test_a_token_that_is_taken_away_while_borne_runs(
    core: Core, place: Place, living: Living
) -> None:
    create = {"type": "auth/long_lived_access_token", "client_name": "Lost", "lifespan": 1}
    house = House(input_of("sensor.grid"))
    house.charger()
    async with living(house, replace(place, token=await core.ask(create))):
        await core.state_when("sensor.garage_status", "Preparing")
        tokens = await core.ask({"type": "auth/refresh_tokens"})
        lost = next(one["id"] for one in tokens if one["client_name"] == "Lost")
        await core.ask({"type": "auth/delete_refresh_token", "refresh_token_id": lost})
        await house.home_is("refused")
        await house.fact("sensor.grid", None)
    assert house.home == ["connecting", "connected", "unreachable", "refused"]


async def test_a_token_of_somebody_who_is_no_administrator_is_said(
    core: Core, place: Place, living: Living
) -> None:
    token = await token_of_a_guest(core)
    house = House()
    async with living(house, replace(place, token=token)):
        await house.home_is("refused")
    assert "administrator" in house.state.home.message.say("en")


async def test_the_language_of_home_assistant_is_followed(core: Core, living: Living) -> None:
    house = House()
    house.charger("garage")
    async with living(house):
        await core.state_when("sensor.garage_power", "unknown")
        await core.ask({"type": "config/core/update", "language": "fr"})
        try:
            await house.until(lambda: house.of_kind(HomeChanged)[-1].language == "fr")
            await core.state_that(
                lambda it: it["attributes"]["friendly_name"] == "garage Puissance",
                "sensor.garage_power",
                wanted="called “garage Puissance”",
            )
        finally:
            await core.ask({"type": "config/core/update", "language": "en"})
