"""A hundred renames and removals leave nothing behind in a real Core: no entity, no device."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

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

from .both_ways import becomes, devices_of, living, registered
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
        found = dict(entities(state, names.of(state.chargers.values()), "en", now, "EUR"))
        return {id_: str(one.attributes["friendly_name"]) for id_, one in found.items()}


async def shown(core: Core) -> dict[str, str]:
    """Every sensor of these chargers that Core shows, with its name."""
    return {
        one["entity_id"]: one["attributes"].get("friendly_name", "")
        for one in await core.get("/api/states")
        if "ghost" in one["entity_id"] and "sensor." in one["entity_id"]
    }


async def differing(core: Core, home: Restless, names: Names) -> dict[str, tuple[str, str]]:
    """What Core shows otherwise than it should: its name there, and the one it should have."""
    there, wanted = await shown(core), home.expected(names)
    return {
        entity: (there.get(entity, "gone"), wanted.get(entity, "a ghost"))
        for entity in there.keys() | wanted.keys()
        if there.get(entity) != wanted.get(entity)
    }


async def test_plain_states(core_with_broker: Core) -> None:
    core, home, names = core_with_broker, Restless(), Names()
    async with living(core, home.house, None, names):
        await home.changes()
        await becomes(lambda: differing(core, home, names), {})
    for entity in await shown(core):
        await core.remove_state(entity)


async def test_devices(core_with_broker: Core, broker: Mosquitto) -> None:
    core, home, names = core_with_broker, Restless(), Names()
    async with living(core, home.house, broker.url, names):
        await home.changes()
        await becomes(lambda: differing(core, home, names), {})
        prefixes = {names.naming[id_].prefix: name for id_, name in home.names.items()}
        await becomes(lambda: prefixes_of(core), set(prefixes))
        called = {f"borne_{prefix}": name for prefix, name in prefixes.items()}
        await becomes(lambda: names_of_devices(core), called)
    async with living(core, home.house, broker.url, names, last_time=True):
        await becomes(lambda: registered(core), {})
        await becomes(lambda: devices_of(core), {})


async def prefixes_of(core: Core) -> set[str]:
    """What the entities of Core's registry begin with."""
    return {_prefix(entity) for entity in await registered(core)}


async def names_of_devices(core: Core) -> dict[str, str]:
    """How Core calls each charger, or a connector that has outlived its charger."""
    found: dict[str, str] = {}
    for id_, device in sorted((await devices_of(core)).items()):
        found.setdefault("_".join(id_.split("_")[:2]), device["name"])
    return found


def _prefix(entity: str) -> str:
    return entity.partition(".")[2].partition("_")[0]
