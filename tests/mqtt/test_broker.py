"""Borne and a real Mosquitto."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.life import Status
from borne.domain.wishes import SetMaxCurrent, SetMode
from borne.entities.names import Names
from borne.mqtt import broker as broker_module
from borne.mqtt.broker import Devices
from borne.mqtt.discovery import Home
from borne.mqtt.place import finder

from ..homeassistant.house import House, Now  # noqa: TID252  the same house stands here
from ..mosquitto import Mosquitto  # noqa: TID252  # one stand-in for all

pytestmark = pytest.mark.broker

CONFIG = "homeassistant/device/borne_garage/config"
BASE = "borne/0a1b2c3d"
STATE = f"{BASE}/garage/1/state"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_module, "FIRST", 0.1)
    monkeypatch.setattr(broker_module, "RETAINED", 0.2)
    monkeypatch.setattr(broker_module, "GAP", 0.05)
    monkeypatch.setattr(broker_module, "LEAVE", PATIENCE)


@asynccontextmanager
async def living(house: House, url: str, **options: Any) -> AsyncIterator[Devices]:
    find = finder(url, {})
    assert find is not None
    home = Home("en", "EUR", "1.0")
    options = {"wanted": True} | options
    devices = Devices(house, Now(), find, Names(), "0a1b2c3d", home, **options)
    task = asyncio.create_task(devices.run())
    try:
        yield devices
    finally:
        await end_task(task)


class Witness:
    """Somebody else at the broker, who sees every message."""

    def __init__(self) -> None:
        self.last: dict[str, str] = {}
        self.all: list[tuple[str, str]] = []
        self._seen: dict[str, int] = {}
        """By topic, where in `all` stands what was last waited for."""
        self._changed = asyncio.Event()

    async def watch(self, client: Any) -> None:
        async for message in client.messages:
            topic, payload = str(message.topic), (message.payload or b"").decode()
            self.last[topic] = payload
            self.all.append((topic, payload))
            self._changed.set()

    async def sees(self, topic: str, holds: Callable[[str], object]) -> str:
        """Wait for such a message, no earlier one than last time; it may be over already."""
        looked = self._seen.get(topic, 0)
        async with asyncio.timeout(PATIENCE):
            while True:
                for place, (where, payload) in enumerate(self.all[looked:], looked):
                    if where == topic and holds(payload):
                        self._seen[topic] = place
                        return payload
                looked = len(self.all)
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def witness(broker: Mosquitto) -> AsyncIterator[tuple[Witness, Any]]:
    seen = Witness()
    async with broker.client() as client:
        await client.subscribe("#")
        task = asyncio.create_task(seen.watch(client))
        try:
            yield seen, client
        finally:
            await end_task(task)


def is_json(**wanted: object) -> Callable[[str], bool]:
    return lambda text: bool(text) and wanted.items() <= json.loads(text).items()


async def test_a_charger_is_announced_and_shown_to_whoever_comes_later(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, _):
        await seen.sees(CONFIG, bool)
        await seen.sees(STATE, is_json(status="Preparing", do_mode="rules"))
        assert await seen.sees(f"{BASE}/status", bool) == "online"
    async with witness(broker) as (late, _):
        await late.sees(CONFIG, bool)
        await late.sees(STATE, is_json(status="Preparing"))
        assert await late.sees(f"{BASE}/status", bool) == "offline"


async def test_news_come_and_nothing_is_said_twice(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, _):
        await seen.sees(STATE, is_json(status="Preparing"))
        house.status(Status.CHARGING)
        await seen.sees(STATE, is_json(status="Charging", charging="on"))
        house.announce("borne_decision", charger="garage")  # news that change no entity
        house.sample(power=2300.0)
        await seen.sees(STATE, is_json(power="2300"))
    states = [payload for topic, payload in seen.all if topic == STATE]
    assert len(states) == len(set(states))


async def test_controls_are_obeyed_and_shown(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, client):
        await seen.sees(STATE, bool)
        await client.publish(f"{BASE}/garage/1/mode/set", "max")
        await seen.sees(STATE, is_json(do_mode="max"))
        await client.publish(f"{BASE}/garage/1/max_current/set", "10")
        await seen.sees(STATE, is_json(do_max_current=10))
    intents = [wish.intent for wish in house.wishes]
    assert [type(one) for one in intents] == [SetMode, SetMaxCurrent]


async def test_a_control_does_not_wait_for_what_is_measured(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url) as devices, witness(broker) as (seen, client):
        await seen.sees(STATE, bool)
        await house.until(lambda: STATE in devices._published)  # it knows that it is there
        devices._pace._gap = 3600.0  # from now on, for what changes
        house.sample(power=100.0)
        await seen.sees(STATE, is_json(power="100"))
        house.sample(power=200.0)
        await client.publish(f"{BASE}/garage/1/mode/set", "max")
        await seen.sees(STATE, is_json(do_mode="max", power="100"))
        devices._pace._free_at.clear()  # the hour is over
        house.look()
        await seen.sees(STATE, is_json(do_mode="max", power="200"))


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("garage/1/mode/set", "turbo"),
        ("garage/1/max_current/set", "lots"),
        ("garage/1/max_current/set", "9999"),
        ("garage/1/nonsense/set", "ON"),
        ("attic/1/mode/set", "max"),
        ("garage/1/charging/set", ""),
    ],
)
async def test_what_makes_no_sense_is_left_alone(
    broker: Mosquitto, topic: str, payload: str
) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, client):
        await seen.sees(STATE, bool)
        await client.publish(f"{BASE}/{topic}", payload)
        await client.publish(f"{BASE}/garage/1/mode/set", "min")
        await seen.sees(STATE, is_json(do_mode="min"))
    assert len(house.wishes) == 1


async def test_a_killed_borne_is_unavailable_at_once(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with witness(broker) as (seen, _), living(house, broker.url) as devices:
        await seen.sees(f"{BASE}/status", lambda word: word == "online")
        async with asyncio.timeout(PATIENCE):
            await devices.changed.wait()  # Borne hears later that the broker has its word
        client = devices._client
        assert client is not None
        sock = client._client.socket()
        assert sock is not None
        assert isinstance(sock, socket.socket)
        sock.shutdown(socket.SHUT_RDWR)  # as when the process dies: no word of farewell
        await seen.sees(f"{BASE}/status", lambda word: word == "offline")
        await seen.sees(f"{BASE}/status", lambda word: word == "online")


async def test_a_broker_that_was_wiped_is_told_all_again(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url):
        async with witness(broker) as (seen, _):
            await seen.sees(STATE, bool)
        await broker.stop()
        await broker.start()
        async with witness(broker) as (seen, _):
            await seen.sees(CONFIG, bool)
            await seen.sees(STATE, is_json(status="Preparing"))


async def test_home_assistant_comes_back_and_is_told_all_again(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, client):
        await seen.sees(STATE, bool)
        for topic in (CONFIG, STATE):
            await client.publish(topic, "", retain=True)  # somebody has wiped the broker
            await seen.sees(topic, lambda payload: not payload)
        await client.publish("homeassistant/status", "online")
        await seen.sees(CONFIG, bool)
        await seen.sees(STATE, bool)


async def test_a_charger_that_was_forgotten_leaves_no_ghost(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, _):
        await seen.sees(STATE, bool)
        house.state = type(house.state)()
        house.announce("gone")
        await seen.sees(CONFIG, lambda payload: not payload)
        await seen.sees(STATE, lambda payload: not payload)


async def test_a_chargers_device_outlives_those_of_its_connectors(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else Core, which may not have come to a connector yet, makes a nameless charger for it."""
    monkeypatch.setattr(broker_module, "AGAIN", 3600.0)
    house, second = House(), "homeassistant/device/borne_garage_2/config"
    house.charger(connectors=2)
    async with living(house, broker.url), witness(broker) as (seen, _):
        await seen.sees(second, bool)
        await seen.sees(CONFIG, bool)
        house.state = type(house.state)()
        house.announce("gone")
        await seen.sees(second, lambda payload: not payload)
        monkeypatch.setattr(broker_module, "AGAIN", 0.05)  # the hour is over
        house.look()
        await seen.sees(CONFIG, lambda payload: not payload)
    gone = [topic for topic, payload in seen.all if not payload]
    assert gone.index(second) < gone.index(CONFIG)


async def test_what_went_while_borne_was_away_is_taken_off(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow the broker is: it has told what it has kept when it tells Borne's own mark."""
    monkeypatch.setattr(broker_module, "RETAINED", 0.0)
    house = House()
    house.charger()
    async with living(house, broker.url), witness(broker) as (seen, _):
        await seen.sees(STATE, bool)
    async with living(House(), broker.url), witness(broker) as (seen, _):
        await seen.sees(CONFIG, lambda payload: not payload)


async def test_another_bornes_devices_are_left_alone(broker: Mosquitto) -> None:
    foreign = json.dumps(
        {"availability": [{"topic": "borne/ffffffff/status"}], "components": {"a": {}}}
    )
    topic = "homeassistant/device/borne_other/config"
    async with witness(broker) as (seen, client):
        await client.publish(topic, foreign, retain=True)
        await client.publish("homeassistant/device/borne_odd/config", "{]", retain=True)
        house = House()
        house.charger()
        async with living(house, broker.url):
            await seen.sees(STATE, bool)
        assert seen.last[topic] == foreign


async def test_the_last_time_everything_is_taken_away(broker: Mosquitto) -> None:
    house = House()
    house.charger()
    async with witness(broker) as (seen, _):
        async with living(house, broker.url):
            await seen.sees(STATE, bool)
        async with living(house, broker.url, wanted=False, last_time=True):
            await seen.sees(CONFIG, lambda payload: not payload)


async def test_a_broker_that_is_not_there_is_said_and_found_when_it_comes(
    broker: Mosquitto,
) -> None:
    await broker.stop()
    house = House()
    house.charger()
    async with living(house, broker.url):
        await house.until(lambda: bool(house.of_kind(TroubleFound)))
        assert str(broker.port) in house.of_kind(TroubleFound)[0].message.say("en")
        await broker.start()
        await house.until(lambda: bool(house.of_kind(TroubleGone)))


async def test_a_wrong_password_is_said(tmp_path: Path) -> None:
    broker = await Mosquitto(tmp_path, user="borne").start()
    house = House()
    try:
        async with living(house, f"mqtt://borne:wrong@127.0.0.1:{broker.port}"):
            await house.until(lambda: bool(house.of_kind(TroubleFound)))
            told = house.of_kind(TroubleFound)[0].message.say("en")
            assert "refuses" in told
            assert "wrong@" not in told
        async with living(house, broker.url) as devices:
            await house.until(lambda: devices.connected)
    finally:
        await broker.stop()


async def test_who_is_thrown_out_again_and_again_comes_back_ever_more_rarely(
    broker: Mosquitto,
) -> None:
    times: list[float] = []
    async with living(House(), broker.url) as devices, asyncio.timeout(PATIENCE):
        for _ in range(4):
            await becomes(devices, connected=True)
            times.append(asyncio.get_running_loop().time())
            name = "borne-0a1b2c3d"  # another one of the same name takes its place
            with suppress(aiomqtt.MqttError):  # it may be thrown out again before it leaves
                async with aiomqtt.Client("127.0.0.1", broker.port, identifier=name):
                    await becomes(devices, connected=False)
    for number, (earlier, later) in enumerate(pairwise(times), 1):
        assert later - earlier >= 0.5 * 0.1 * 2**number


async def becomes(devices: Devices, *, connected: bool) -> None:
    while devices.connected is not connected:
        await devices.changed.wait()
        devices.changed.clear()
