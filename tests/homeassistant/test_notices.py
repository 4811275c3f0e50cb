"""An unknown badge on the phones of those who may answer, and what their answers do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest_asyncio

from borne.domain.commands import Ticket
from borne.domain.events import TagSwiped
from borne.domain.wishes import AllowTag, BlockTag
from borne.homeassistant.home import HomeAssistant

from .house import House, Now
from .unruly_core import UnrulyCore, unruly_core

EVENT = "mobile_app_notification_action"


@pytest_asyncio.fixture
async def core() -> AsyncIterator[UnrulyCore]:
    async with unruly_core() as core:
        core.users = [
            {"id": "boss", "is_owner": True, "group_ids": []},
            {"id": "child", "is_owner": False, "group_ids": ["system-users"]},
        ]
        core.known_states = [
            person("boss", "device_tracker.boss_phone", "device_tracker.router"),
            person("child", "device_tracker.child_phone"),
            {"entity_id": "sensor.grid", "attributes": {}},
        ]
        phones = ("mobile_app_boss_phone", "mobile_app_child_phone", "notify")
        core.services = {"notify": {phone: {} for phone in phones}}
        yield core


@pytest_asyncio.fixture
async def house(core: UnrulyCore) -> AsyncIterator[House]:
    house = House()
    task = asyncio.create_task(HomeAssistant(house, Now(), core.place, language="en").run())
    await house.until(lambda: EVENT in core.subscribed)
    house.charger()
    yield house
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def person(user: str, *trackers: str) -> dict[str, Any]:
    attributes = {"user_id": user, "device_trackers": list(trackers)}
    return {"entity_id": f"person.{user}", "attributes": attributes}


def show(house: House, tag: str = "7F3A") -> None:
    house.post(TagSwiped(house.now(), "garage", Ticket(1, "swipe"), tag))


async def tap(core: UnrulyCore, action: str, user: str = "boss") -> None:
    event = {"data": {"action": action}, "context": {"user_id": user}}
    await core.say({"id": core.subscribed[EVENT], "type": "event", "event": event})


async def test_an_unknown_badge_is_told_to_administrators_with_buttons(
    core: UnrulyCore, house: House
) -> None:
    show(house)
    await house.until(lambda: len(core.called) == 2)
    (note, said), (phone, told) = core.called
    assert (note, said["notification_id"]) == ("persistent_notification.create", "borne_tag_7f3a")
    assert (phone, told["message"]) == ("notify.mobile_app_boss_phone", "Badge 7F3A at garage")
    assert told["data"]["actions"] == [
        {"action": "BORNE_TAG_ONCE:7F3A", "title": "Allow once"},
        {"action": "BORNE_TAG_ALWAYS:7F3A", "title": "Always"},
        {"action": "BORNE_TAG_BLOCK:7F3A", "title": "Block"},
    ]


async def test_an_answer_is_carried_out_and_the_notification_goes(
    core: UnrulyCore, house: House
) -> None:
    show(house)
    await house.until(lambda: len(core.called) == 2)
    await tap(core, told_action(core, 0))
    await house.until(lambda: len(core.called) == 4)
    assert [wish.intent for wish in house.wishes] == [AllowTag("7F3A", once=True)]
    assert [name for name, _ in core.called[2:]] == [
        "persistent_notification.dismiss",
        "notify.mobile_app_boss_phone",
    ]
    assert core.called[3][1] == {"message": "clear_notification", "data": {"tag": "borne_tag_7f3a"}}


def told_action(core: UnrulyCore, number: int) -> str:
    return str(core.called[1][1]["data"]["actions"][number]["action"])


async def test_only_an_administrators_answer_counts(core: UnrulyCore, house: House) -> None:
    show(house)
    await tap(core, "BORNE_TAG_ALWAYS:7F3A", user="child")
    await tap(core, "SOMETHING_ELSE")
    await tap(core, "BORNE_TAG_BLOCK:7F3A")
    await house.until(lambda: bool(house.wishes))
    assert [wish.intent for wish in house.wishes] == [BlockTag("7F3A")]


async def test_a_known_badge_is_no_news(core: UnrulyCore, house: House) -> None:
    await house.wish(AllowTag("7F3A"))
    show(house)
    show(house, "OTHER")
    await house.until(lambda: bool(core.called))
    assert core.called[0][1]["notification_id"] == "borne_tag_other"
