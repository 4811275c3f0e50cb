"""The entities of a real Core, for whoever writes rules."""

from __future__ import annotations

import aiohttp
import pytest

from borne.homeassistant.known_entities import KnownEntities, read_entity
from borne.homeassistant.socket import Patience, connected
from borne.homeassistant.supervisor import Place, find_core
from borne.rules.edit.known import Entity

from .core import Core


def test_a_state_of_core_becomes_an_entity() -> None:
    told = {
        "entity_id": "sensor.grid",
        "state": "12.5",
        "attributes": {"friendly_name": "Grid", "unit_of_measurement": "W"},
    }
    assert read_entity(told) == Entity("sensor.grid", "Grid", "12.5", "W")
    assert read_entity({"entity_id": "light.a", "attributes": None}) == Entity("light.a")
    assert read_entity({"state": "on"}) is None
    assert read_entity(None) is None


@pytest.mark.core
async def test_all_entities_are_known_also_while_core_is_away(core: Core) -> None:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    assert isinstance(place, Place)
    known = KnownEntities()
    assert await known.all() == ()
    async with (
        aiohttp.ClientSession() as http,
        connected(http, place, Patience()) as socket,
    ):
        known.connected(socket)
        found = await known.all()
        assert any(one.id == "zone.home" and one.name for one in found)
    known.connected(None)
    assert await known.all() == found
