"""A tag that Home Assistant has scanned stands for a badge."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.tasks import end_task

from borne.domain.life import Status
from borne.domain.wishes import AllowTag, BlockTag, StartNow
from borne.homeassistant.actions import Asked, Told
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.scans import read_scan
from borne.homeassistant.supervisor import find_core

from .core import Core
from .house import House, Now


async def house_with_badge() -> House:
    house = House()
    house.charger()
    await house.wish(AllowTag("04AABBCC"))
    return house


def scan(house: House, tag: str, name: str = "") -> Any:
    return read_scan({"data": {"tag_id": tag, "name": name}}, house.state, "en")


async def test_the_one_car_that_waits_starts_under_the_badge() -> None:
    house = await house_with_badge()
    asked = scan(house, "04-aa-bb-cc")
    assert isinstance(asked, Asked)
    assert (asked.intent, asked.charger, asked.connector) == (StartNow("04AABBCC"), "garage", 1)
    assert scan(house, "3f2a", name="04AABBCC") == asked  # by its name in Home Assistant


async def test_a_tag_that_is_no_badge_is_left_alone() -> None:
    house = await house_with_badge()
    assert scan(house, "washing-machine", "Washing machine") is None
    for broken in ({}, {"data": None}, {"data": {"tag_id": ["04AABBCC"]}}):
        assert read_scan(broken, house.state, "en") is None


async def test_it_is_said_why_nothing_is_done() -> None:
    house = await house_with_badge()
    house.charger("garden")
    told = scan(house, "04AABBCC")
    assert isinstance(told, Told)
    assert "garage/1, garden/1" in str(told.data["message"])
    for charger in ("garage", "garden"):
        house.status(Status.AVAILABLE, charger)
    told = scan(house, "04AABBCC")
    assert "no car waits" in told.data["message"]
    await house.wish(BlockTag("04AABBCC"))
    assert "blocked" in scan(house, "04AABBCC").data["message"]


@pytest.mark.core
async def test_a_scan_in_home_assistant_reaches_the_charger(core: Core) -> None:
    house = await house_with_badge()
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    home = HomeAssistant(house, Now(), place)  # type: ignore[arg-type]  # it is set
    task = asyncio.create_task(home.run())
    try:
        await house.home_is("connected")
        await core.state_when("sensor.garage_mode", "rules")
        async with core.subscribe("borne_command_result") as results:
            await core.fire("tag_scanned", {"tag_id": "04AABBCC"})
            answer = await anext(results)
        assert answer["data"]["tag"] == "04AABBCC"
        assert house.wishes[-1].intent == StartNow("04AABBCC")
    finally:
        await end_task(task)
