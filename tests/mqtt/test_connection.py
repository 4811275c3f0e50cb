"""Borne can be told to end at any moment, also in the midst of connecting to the broker."""

from __future__ import annotations

import asyncio

import aiomqtt
import pytest
from tests.patience import PATIENCE

from borne.engine.together import first_end
from borne.entities.names import Names
from borne.mqtt import broker as broker_module
from borne.mqtt import connection
from borne.mqtt.broker import Devices
from borne.mqtt.discovery import Home
from borne.mqtt.place import finder

from ..homeassistant.house import House, Now  # noqa: TID252  the same house stands here
from ..mosquitto import Mosquitto  # noqa: TID252  # one stand-in for all

MOMENTS = 240
"""Turns of the loop after which it is told; by the last of them it is connected."""


@pytest.mark.broker
@pytest.mark.slow
async def test_at_whatever_moment_it_is_told_it_ends_and_logs_no_error(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(broker_module, "RETAINED", 0.005)
    for module in (broker_module, connection):
        monkeypatch.setattr(module, "LEAVE", PATIENCE / 2)
    find = finder(broker.url, {})
    assert find is not None
    house = House()
    house.charger()
    for moment in range(MOMENTS):
        home = Home("en", "EUR", "1.0")
        devices = Devices(house, Now(), find, Names(), "0a1b2c3d", home, wanted=True)
        task = asyncio.create_task(devices.run())
        for _ in range(moment):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        assert done, f"told after {moment} turns, it goes on"
        assert task.cancelled()
    assert not [it for it in caplog.records if it.levelname == "ERROR"]


async def test_the_first_that_ends_ends_the_others_and_its_error_is_raised() -> None:
    ended = asyncio.Event()

    async def lasting() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def broken() -> None:
        await asyncio.sleep(0)
        raise aiomqtt.MqttError("broken")

    with pytest.raises(aiomqtt.MqttError):
        await first_end(lasting(), broken())
    assert ended.is_set()
