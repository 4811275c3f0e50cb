"""A hundred renames and removals leave nothing behind in a real Core: no entity, no device."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.mosquitto import Mosquitto

from borne.domain.events import WishMade
from borne.domain.life import Status
from borne.domain.wishes import Forget, Intent, Rename, Wish
from borne.entities.items import entities
from borne.entities.names import Names
from borne.homeassistant import publish as publish_module
from borne.homeassistant import road as road_module
from borne.mqtt import broker as broker_module

from .both_ways import devices_of, living, registered, until
from .core import Core
from .house import House

pytestmark = [
    pytest.mark.core,
    pytest.mark.broker,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

CHANGES = 100
MOST_CHARGERS = 6


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The changes come far quicker than persons make them."""
    monkeypatch.setattr(broker_module, "GAP", 0.2)
    monkeypatch.setattr(broker_module, "RETAINED", 0.3)
    monkeypatch.setattr(broker_module, "AGAIN", 2.0)
    monkeypatch.setattr(publish_module, "GAP", 0.02)
    monkeypatch.setattr(road_module, "LOOK_EVERY", 0.5)


class Restless:
    """A house in which chargers come, are renamed, grow a connector, are forgotten, come back."""

    def __init__(self) -> None:
        self.house = House()
        self.names: dict[str, str] = {}
        self.connectors: dict[str, int] = {}
        self._chance = random.Random(7)  # noqa: S311  the same changes in each run

    async def changes(self) -> None:
        """All of them, some while others are still on their way."""
        for number in range(CHANGES):
            self._change(number)
            await asyncio.sleep(self._chance.choice((0, 0, 0.02, 0.05)))

    def _change(self, number: int) -> None:
        """One change, now."""
        ids = sorted(self.names)
        kind = self._chance.choice(("come", "rename", "rename", "grow", "forget"))
        if kind == "come" or not ids:
            self._come()
            return
        id_ = self._chance.choice(ids)
        if kind == "rename":
            self.names[id_] = f"Place {number}"
            self._wish(Rename(self.names[id_]), id_)
        elif kind == "grow" and self.connectors[id_] < 3:
            self.connectors[id_] += 1
            self.house.status(Status.AVAILABLE, id_, self.connectors[id_])
        elif kind == "forget":
            self.house.gone(id_)
            self._wish(Forget(), id_)
            del self.names[id_], self.connectors[id_]

    def _wish(self, intent: Intent, charger: str) -> None:
        now = self.house.now()
        self.house.post(WishMade(now, Wish(f"w{now.timestamp()}", intent, charger)))

    def _come(self) -> None:
        if len(self.names) >= MOST_CHARGERS:
            return
        free = [id_ for id_ in map("ghost{}".format, range(12)) if id_ not in self.names]
        id_ = self._chance.choice(free)
        self.connectors[id_] = self._chance.choice((1, 1, 2))
        self.names[id_] = id_
        self.house.charger(id_, connectors=self.connectors[id_])

    def expected(self, names: Names) -> dict[str, str]:
        """Every sensor that there should be, with the name that it should have."""
        now, state = datetime.now(UTC), self.house.state
        found = entities(state, names.of(state.chargers.values()), "en", now, "EUR")
        return {id_: str(one.attributes["friendly_name"]) for id_, one in found.items()}


async def shown(core: Core) -> dict[str, str]:
    """Every sensor of these chargers that Core shows, with its name."""
    return {
        one["entity_id"]: one["attributes"].get("friendly_name", "")
        for one in await core.get("/api/states")
        if "ghost" in one["entity_id"] and "sensor." in one["entity_id"]
    }


async def settled(core: Core, home: Restless, names: Names) -> dict[str, str]:
    """What there should be, as soon as it is so, or when time is up."""
    with suppress(AssertionError):
        await until(lambda: _equal(shown(core), home.expected(names)), within=30)
    return home.expected(names)


async def test_plain_states(core_with_broker: Core) -> None:
    core, home, names = core_with_broker, Restless(), Names()
    async with living(core, home.house, None, names):
        await home.changes()
        expected = await settled(core, home, names)
        assert await shown(core) == expected
    for entity in await shown(core):
        await core.remove_state(entity)


async def test_devices(core_with_broker: Core, broker: Mosquitto) -> None:
    core, home, names = core_with_broker, Restless(), Names()
    async with living(core, home.house, broker.url, names):
        await home.changes()
        expected = await settled(core, home, names)
        assert await shown(core) == expected
        prefixes = {names.naming[id_].prefix for id_ in home.names}
        assert {_prefix(one) for one in await registered(core)} == prefixes
        wanted = {f"borne_{prefix}" for prefix in prefixes}
        there = await devices_of(core)
        assert {"_".join(id_.split("_")[:2]) for id_ in there} == wanted
        for id_, name in home.names.items():
            assert there[f"borne_{names.naming[id_].prefix}"]["name"] == name
    async with living(core, home.house, broker.url, names, last_time=True):
        await until(lambda: _equal(registered(core), {}))
    assert not await devices_of(core)


async def _equal(found: Awaitable[Any], expected: object) -> bool:
    return bool(await found == expected)


def _prefix(entity: str) -> str:
    return entity.partition(".")[2].partition("_")[0]
