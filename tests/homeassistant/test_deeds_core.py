"""`events:` of the rules in a real Home Assistant: an event, an action, and one that is refused."""

from __future__ import annotations

import asyncio

import pytest
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.supervisor import Place, find_core
from borne.rules.check import read
from borne.rules.document import SourceFile

from .both_ways import becomes
from .core import Core
from .house import House, Now

pytestmark = pytest.mark.core

RULES = """\
rules: [{name: A, charge: max}]
events:
  - on: tag accepted
    event: badge_shown
    data: {who: "{tag} at {charger}", level: 3}
  - on: tag accepted
    call: persistent_notification.create
    data: {notification_id: deeds, message: "{tag}"}
  - on: tag accepted
    call: nothing.at_all
"""


async def test_core_hears_obeys_and_its_refusal_is_shown(core: Core) -> None:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    assert isinstance(place, Place)
    house = House()
    house.use_reading(read([SourceFile("home.yaml", RULES)]))
    task = asyncio.create_task(HomeAssistant(house, Now(), place, language="en").run())
    try:
        await house.until(lambda: "connected" in house.home)
        house.charger("deeds")
        async with core.subscribe("badge_shown") as events, asyncio.timeout(PATIENCE):
            house.announce("borne_tag", charger="deeds", tag="7F3A", accepted=True)
            event = await anext(events)
        assert event["data"] == {
            "event": "tag accepted",
            "charger": "deeds",
            "tag": "7F3A",
            "accepted": True,
            "who": "7F3A at deeds",
            "level": 3,
        }
        await house.until(lambda: "events:home.yaml:9:5" in house.state.troubles)
        await becomes(lambda: notes(core), ["7F3A"])
    finally:
        await end_task(task)


async def notes(core: Core) -> list[str]:
    """What Core shows of these deeds."""
    found = await core.ask({"type": "persistent_notification/get"})
    return [one["message"] for one in found if one["notification_id"] == "deeds"]
