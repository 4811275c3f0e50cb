"""What may go wrong while names are taken over: Core refuses, is lost, or is away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from borne.domain.say import Sentence, Text
from borne.entities.names import Names
from borne.entities.naming import Named
from borne.homeassistant.errors import CommandFailedError, CoreError
from borne.homeassistant.old_names import OldNames, Preview

LOST = Text("Lost", "Perdu")()


class Registry:
    """Core's registry, as far as it is asked; it is lost after so many changes."""

    def __init__(self, changes: int = 100) -> None:
        self.changes = changes
        self.refuses: str | None = None
        self.entities = {
            "borne_garage_1_power": "sensor.garage_power",
            "borne_garage_1_voltage": "sensor.garage_voltage",
            "borne_garage_1_soc": "sensor.garage_soc",
        }

    async def call(self, command: str, **fields: Any) -> Any:
        await asyncio.sleep(0)
        if command == "config/entity_registry/list":
            return [
                {"entity_id": entity, "unique_id": unique, "platform": "mqtt"}
                for unique, entity in self.entities.items()
            ]
        if command == "config/entity_registry/update" and "new_entity_id" in fields:
            self.changes -= 1
            if self.changes < 0:
                raise CoreError(LOST)
            if fields["new_entity_id"] == self.refuses:
                raise CommandFailedError(command, "invalid", "No")
            unique = next(one for one, it in self.entities.items() if it == fields["entity_id"])
            self.entities[unique] = fields["new_entity_id"]
        return []


def old_names(registry: Registry | None, file: Path) -> OldNames:
    names = Names()
    names.naming = {"garage": Named("garage", 1)}
    found = OldNames(names, file)
    found.connected(registry)  # type: ignore[arg-type]  # all that is asked of a socket
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "old_names.json"


async def test_what_was_lost_on_the_way_is_taken_up_again_and_undone(file: Path) -> None:
    registry = Registry(changes=2)
    names = old_names(registry, file)
    ok, message = await names.take("garage", "cp1")
    assert (ok, "2 names were changed" in str(message)) == (False, True)
    registry.changes = 100
    again = old_names(registry, file)
    assert len(again.taken) == 2
    ok, message = await again.take("garage", "cp1")
    assert (ok, str(message)) == (True, "1 entities have the old names")
    assert set(registry.entities.values()) == {
        "sensor.cp1_power_active_import",
        "sensor.cp1_voltage",
        "sensor.cp1_soc",
    }
    registry.entities["borne_garage_1_soc"] = "sensor.mine"  # a person has named it since
    ok, message = await again.undo()
    assert ok, message
    assert list(registry.entities.values()) == [
        "sensor.garage_power",
        "sensor.garage_voltage",
        "sensor.mine",
    ]
    assert old_names(registry, file).taken == ()


async def test_one_that_is_refused_does_not_stop_the_others(file: Path) -> None:
    registry = Registry()
    registry.refuses = "sensor.cp1_voltage"
    names = old_names(registry, file)
    ok, message = await names.take("garage", "cp1")
    assert (ok, "sensor.cp1_voltage" in str(message)) == (False, True)
    assert len(names.taken) == 2


async def test_while_core_is_away_nothing_is_done_and_it_is_said(file: Path) -> None:
    names = old_names(None, file)
    assert await names.known() is None
    assert isinstance(await names.preview("garage", "cp1"), Sentence)
    for ok, message in (await names.take("garage", "cp1"), await names.undo()):
        assert (ok, "is away" in str(message)) == (False, True)


async def test_a_charger_without_entities_has_no_lines(file: Path) -> None:
    names = old_names(Registry(), file)
    assert await names.preview("nobody", "cp1") == Preview((), running=False)


async def test_without_a_broker_it_is_said_why_nothing_can_be_renamed(file: Path) -> None:
    registry = Registry()
    registry.entities = {"borne_garden_1_power": "sensor.garden_power"}  # another charger's
    names = old_names(registry, file)
    told = await names.preview("garage", "cp1")
    assert isinstance(told, Sentence)
    assert "MQTT broker" in told.say("en")
    assert "broker MQTT" in told.say("fr")
    assert await names.take("garage", "cp1") == (False, told)
    assert names.taken == ()


def test_a_file_that_is_broken_costs_only_the_way_back(file: Path) -> None:
    file.write_text("broken")
    assert old_names(Registry(), file).taken == ()
