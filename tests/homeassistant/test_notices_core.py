"""An unknown badge in a real Home Assistant: its notification, and a phone's answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.domain.commands import Ticket
from borne.domain.events import TagSwiped
from borne.domain.wishes import AllowTag
from borne.homeassistant.answers import ANSWERED
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.supervisor import Place, find_core

from .both_ways import becomes, until
from .core import Core
from .house import House, Now

pytestmark = pytest.mark.core


async def shown(core: Core) -> list[dict[str, Any]]:
    found = await core.ask({"type": "persistent_notification/get"})
    return [one for one in found if one["notification_id"].startswith("borne_unknown_badge_")]


async def test_a_notification_comes_is_answered_and_goes(core: Core) -> None:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    assert isinstance(place, Place)
    house = House()
    task = asyncio.create_task(HomeAssistant(house, Now(), place, language="fr").run())
    try:
        await house.until(lambda: "connected" in house.home)
        house.charger("notices")
        async with core.subscribe("call_service") as calls:
            house.post(TagSwiped(house.now(), "notices", Ticket(1, "swipe"), "7F3A"))
            await _until_called(calls, "create")
            (note,) = await until(lambda: shown(core))  # Core tells of a call before it is done
            assert note["title"] == "Un badge inconnu"
            assert note["message"].startswith("Badge 7F3A à notices. Répondez")
            await core.fire(ANSWERED, {"action": "BORNE_TAG_ONCE:7F3A"})
            await _until_called(calls, "dismiss")
            await becomes(lambda: shown(core), [])
        assert [wish.intent for wish in house.wishes] == [AllowTag("7F3A", once=True)]
    finally:
        await end_task(task)


async def _until_called(calls: Any, service: str) -> None:
    async with asyncio.timeout(PATIENCE):
        async for call in calls:
            data = call["data"]
            if (data["domain"], data["service"]) == ("persistent_notification", service):
                return
