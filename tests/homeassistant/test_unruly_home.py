"""Borne and a Home Assistant that misbehaves, as a real one cannot be made to on demand."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.tasks import end_task

from borne.domain.commands import Fulfil
from borne.domain.life import Status
from borne.domain.wishes import Intent
from borne.homeassistant import obeying
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.socket import Patience
from borne.homeassistant.supervisor import Place

from .house import House, Now, input_of
from .unruly_core import UnrulyCore, unruly_core

QUICK = Patience(first_retry=0.01, last_retry=0.1, refused_retry=0.1, grace=0.1)
SHORT = dataclasses.replace(QUICK, answer=0.2, ping=0.2)
"""Takes who is silent for dead, which on a busy machine may also be who is only slow."""
NOBODY = "ws://127.0.0.1:1/api/websocket"


@pytest_asyncio.fixture
async def core() -> AsyncIterator[UnrulyCore]:
    async with unruly_core() as core:
        yield core


@asynccontextmanager
async def living(house: House, place: Place, patience: Patience = QUICK) -> AsyncIterator[None]:
    task = asyncio.create_task(HomeAssistant(house, Now(), place, patience=patience).run())
    try:
        yield
    finally:
        await end_task(task)


async def test_nobody_at_the_address_is_said_once_and_borne_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House(input_of("sensor.grid"))
    async with living(house, Place("http://127.0.0.1:1/api", NOBODY, "t")):
        await house.home_is("unreachable")
        await house.fact("sensor.grid", None)
        await asyncio.sleep(0.3)  # several tries
    assert house.home == ["connecting", "unreachable"]
    assert "Connection refused" in house.state.home.message.say("en")
    assert "ne répond pas" in house.state.home.message.say("fr")
    assert "Traceback" not in caplog.text


async def test_a_core_that_starts_is_waited_for(core: UnrulyCore) -> None:
    core.status = 502
    house = House()
    async with living(house, core.place):
        await house.until(lambda: core.connections > 2)
        assert "starting" in house.state.home.message.say("en")
        core.status = 0
        await house.home_is("connected")
    assert house.home == ["connecting", "connecting", "connected"]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_supervisor_that_refuses_the_token(core: UnrulyCore, status: int) -> None:
    core.status = status
    house = House()
    async with living(house, core.place):
        await house.home_is("refused")
    assert "Restart the app" in house.state.home.message.say("en")


async def test_another_server_at_that_address(core: UnrulyCore) -> None:
    core.status = 404
    house = House()
    async with living(house, core.place):
        await house.home_is("unreachable")
    assert "HTTP 404" in house.state.home.message.say("en")


@pytest.mark.parametrize("greeting", ["hello", "[]", '{"type": "odd"}'])
async def test_a_socket_that_does_not_speak_home_assistant(core: UnrulyCore, greeting: str) -> None:
    core.greeting = greeting
    house = House()
    async with living(house, core.place):
        await house.home_is("unreachable")


async def test_a_socket_that_falls_silent_is_found_dead(core: UnrulyCore) -> None:
    house = House()
    async with living(house, core.place, SHORT):
        await house.home_is("connected")
        core.silent = True
        await house.home_is("unreachable")
        core.silent = False
        await house.home_is("connected")
    assert core.connections >= 2


async def test_the_default_patience_finds_a_dead_socket_within_a_minute() -> None:
    assert Patience().ping + Patience().answer <= 60


async def test_messages_in_lists_are_read_one_by_one(core: UnrulyCore) -> None:
    core.in_lists = True
    house = House(input_of("sensor.a"), input_of("sensor.b"))
    async with living(house, core.place):
        await house.until(lambda: "entities" in core.subscribed)
        number = core.subscribed["entities"]
        await core.say(
            {"id": number, "type": "event", "event": {"a": {"sensor.a": {"s": "1"}}}},
            {"id": number, "type": "event", "event": {"a": {"sensor.b": {"s": "2"}}}},
            "odd",
            {"id": "odd"},
            {"id": number, "type": "event", "event": None},
            {"id": 999, "type": "event", "event": {}},
            {"id": 999, "type": "result", "success": True},
        )
        a, b = await house.fact("sensor.a", 1), await house.fact("sensor.b", 2)
    assert (a.value, b.value) == (1, 2)


async def test_without_rules_no_entity_is_followed(core: UnrulyCore) -> None:
    house = House()
    async with living(house, core.place):
        await house.home_is("connected")
        house.use_inputs(input_of("sensor.a"))
        await house.until(lambda: bool(core.entity_ids))
    assert core.entity_ids == [["sensor.a"]]


async def test_what_is_not_json_ends_the_connection_and_borne_comes_back(
    core: UnrulyCore,
) -> None:
    house = House()
    async with living(house, core.place):
        await house.home_is("connected")
        await core.say_text("{")
        await house.until(lambda: house.home[-2:] == ["unreachable", "connected"])
    assert house.home[-2:] == ["unreachable", "connected"]


async def test_many_entities_are_pushed_a_few_at_a_time_and_only_once(core: UnrulyCore) -> None:
    core.delay = 0.005
    house = House()
    house.charger("duo", connectors=4)
    async with living(house, core.place):
        await house.until(lambda: len(core.states) == 64)
        assert len(core.pushes) == 64
        house.status(Status.CHARGING, "duo", 2)
        changed = {"sensor.duo_connector_2_status", "binary_sensor.duo_connector_2_charging"}
        await house.until(lambda: changed <= set(core.pushes[64:]))
        assert len(core.pushes) <= 68
    assert core.most_at_once == 4


async def test_everything_is_pushed_again_to_a_core_that_forgot(core: UnrulyCore) -> None:
    house = House()
    house.charger("garage")
    async with living(house, core.place):
        await house.until(lambda: "sensor.garage_status" in core.states)
        core.states.clear()
        await core.hang_up()
        await house.until(lambda: len(core.states) == 19)
    assert len(core.states) == 19


async def test_an_entity_that_core_does_not_take_is_said_once_and_harms_no_other(
    core: UnrulyCore, caplog: pytest.LogCaptureFixture
) -> None:
    core.refuses = "sensor.garage_reason"
    house = House()
    house.charger("garage")
    async with living(house, core.place):
        await house.until(lambda: len(core.states) == 18)
        house.status(Status.CHARGING)
        await house.until(lambda: core.states["sensor.garage_status"]["state"] == "Charging")
        assert caplog.text.count("does not take") == 1
    assert house.home == ["connecting", "connected"]


async def test_a_charger_that_is_no_longer_adopted_loses_its_entities(core: UnrulyCore) -> None:
    house = House()
    house.charger("garage")
    async with living(house, core.place):
        await house.until(lambda: len(core.states) == 19)
        charger = house.state.chargers["garage"]
        house.state = house.state.with_charger(replace(charger, adopted=False))
        house.announce("borne_fault", charger="garage")
        await house.until(lambda: not core.states)
    assert core.states == {}


async def test_events_of_the_time_without_home_assistant_are_told_later(core: UnrulyCore) -> None:
    core.status = 502
    house = House()
    async with living(house, core.place):
        await house.until(lambda: core.connections > 0)
        for number in range(3):
            house.announce("borne_session_ended", charger="garage", session=number)
        core.status = 0
        await house.until(lambda: len(core.fired) == 3)
    assert [event["data"]["session"] for event in core.fired] == [0, 1, 2]


async def test_a_clock_that_differs_does_not_make_readings_old(core: UnrulyCore) -> None:
    behind = datetime.now(UTC) - timedelta(minutes=10)
    core.dates = {"Date": format_datetime(behind, usegmt=True)}
    house = House(input_of("sensor.grid"))
    async with living(house, core.place):
        await house.until(lambda: "entities" in core.subscribed)
        told = {"s": "1", "lc": behind.timestamp()}
        event = {"a": {"sensor.grid": told}}
        await core.say({"id": core.subscribed["entities"], "type": "event", "event": event})
        fact = await house.fact("sensor.grid", 1)
    assert house.now() - fact.at < timedelta(minutes=5)


async def test_commands_beyond_what_can_wait_are_refused(
    core: UnrulyCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obeying, "MOST_AT_ONCE", 2)
    house = Unanswered()
    async with living(house, core.place):
        await house.until(lambda: "core_config_updated" in core.subscribed)
        number = core.subscribed["borne_command"]
        for id_ in range(3):
            data = {"id": id_, "charger": "garage", "command": "stop"}
            await core.say({"id": number, "type": "event", "event": {"data": data}})
        await house.until(lambda: bool(core.fired))
    assert [event["data"]["id"] for event in core.fired] == [2]
    assert core.fired[0]["data"]["ok"] is False


class Unanswered(House):
    """A house whose chargers never answer."""

    async def wish(self, intent: Intent, **_: Any) -> Fulfil:
        await asyncio.Event().wait()
        raise AssertionError(intent)


async def test_no_entity_is_written_twice_within_a_second(core: UnrulyCore) -> None:
    house = House()
    house.charger("garage")
    async with living(house, core.place):
        await house.until(lambda: "sensor.garage_power" in core.states)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for power in range(1, 13):
            house.sample("garage", power=100.0 * power)
            await asyncio.sleep(0.05)  # the next word of the charger
        await house.until(lambda: core.states["sensor.garage_power"]["state"] == "1200")
        took = loop.time() - began
        house.announce("borne_decision", charger="garage")  # news that change no entity
        house.status(Status.CHARGING, "garage")
        await house.until(lambda: core.states["sensor.garage_status"]["state"] == "Charging")
    written = core.pushes.count("sensor.garage_power") - 2  # as it came, and as it went
    assert written <= 1 + int(took)


async def test_a_core_that_is_asked_too_much_is_left_in_peace_and_told_all_later(
    core: UnrulyCore,
) -> None:
    house = House()
    house.charger("garage")
    async with living(house, core.place):
        await house.until(lambda: "sensor.garage_status" in core.states)
        core.status, before = 429, core.connections
        house.status(Status.CHARGING, "garage")
        await house.home_is("unreachable")
        core.status = 0
        await house.until(lambda: core.states["sensor.garage_status"]["state"] == "Charging")
    assert core.connections > before


async def test_tries_to_connect_become_rare_and_differ(core: UnrulyCore) -> None:
    core.status = 502
    patience = dataclasses.replace(QUICK, first_retry=0.05, starting_retry=0.4)
    house = House()
    async with living(house, core.place, patience):
        await house.until(lambda: len(core.tries) >= 9)
    pauses = [later - earlier for earlier, later in pairwise(core.tries)]
    for number, pause in enumerate(pauses):
        assert pause >= 0.5 * min(0.4, 0.05 * 2**number)
    longest = pauses[-5:]
    assert max(longest) - min(longest) > 0.01, "clients that lost Core together come back apart"


async def test_a_core_that_is_slow_to_write_is_quick_to_tell(core: UnrulyCore) -> None:
    core.delay = 1.0
    house = House(input_of("sensor.grid"))
    house.charger("duo", connectors=4)
    async with living(house, core.place):
        await house.until(lambda: bool(core.pushes) and "entities" in core.subscribed)
        states = {"sensor.grid": {"s": "7"}}
        event = {"id": core.subscribed["entities"], "type": "event", "event": {"a": states}}
        await core.say(event)
        await house.fact("sensor.grid", 7)
        assert len(core.states) < 64, "it did not wait until all was written"
        core.delay = 0
    assert house.home == ["connecting", "connected"]
