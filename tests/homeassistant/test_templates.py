"""Controls without a broker: Borne and a real Home Assistant Core, by template helpers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.tasks import end_task

from borne.domain.life import Status
from borne.domain.wishes import BoostNow, ResetNow, SetAvailability, SetMaxCurrent, SetMode
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.socket import Patience
from borne.homeassistant.supervisor import find_core
from borne.homeassistant.templates import Templates

from .core import Core
from .entries import remove_entry
from .house import House, Now

pytestmark = pytest.mark.core

QUICK = Patience(first_retry=0.2, last_retry=1, grace=0.5)
ONE_CONNECTOR = {
    "switch.garage_charging",
    "switch.garage_available",
    "number.garage_max_current",
    "select.garage_mode",
    "button.garage_boost",
    "button.garage_unlock",
    "button.garage_reset",
}


async def helpers(core: Core) -> dict[str, str]:
    """The entities of template helpers, with the ids of their entries."""
    entities = await core.ask({"type": "config/entity_registry/list"})
    return {
        one["entity_id"]: one["config_entry_id"]
        for one in entities
        if one["platform"] == "template"
    }


async def entries(core: Core) -> list[str]:
    found = await core.ask({"type": "config_entries/get", "domain": "template"})
    return [one["entry_id"] for one in found]


@pytest.fixture
async def clean(core: Core) -> AsyncIterator[None]:
    yield
    for entry in await entries(core):
        await remove_entry(core, entry)


@asynccontextmanager
async def living(
    core: Core, house: House, memory: Path, **options: Any
) -> AsyncIterator[HomeAssistant]:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    templates = Templates(memory)
    home = HomeAssistant(
        house,
        Now(),
        place,  # type: ignore[arg-type]  # it is set
        templates=templates,
        patience=QUICK,
        **options,
    )
    task = asyncio.create_task(home.run())
    try:
        await house.home_is("connected")
        await core.state_when("sensor.garage_mode", "rules")
        yield home
    finally:
        await end_task(task)


@pytest.mark.slow
@pytest.mark.usefixtures("clean")
async def test_controls_without_a_broker(core: Core, tmp_path: Path) -> None:
    house, memory = House(), tmp_path / "controls.json"
    house.charger()
    async with living(core, house, memory) as home:
        assert await helpers(core) == {}  # nothing unless it is asked for
        done, message = await home.controls.want(True)
        assert done, message
        made = await helpers(core)
        assert made.keys() == ONE_CONNECTOR
        await they_show_and_ask(core, house)
        await home.controls.want(True)
        assert await helpers(core) == made  # asked for twice, made once

    async with living(core, house, memory) as home:
        house.charger("garden", connectors=2)
        await house.until(lambda: home.controls.standing.count == 7 + 13)
        again = await helpers(core)
        assert made.items() <= again.items()
        assert "switch.garden_connector_2_charging" in again
        await remove_entry(core, again["button.garage_unlock"])
        await house.until(lambda: home.controls.standing.count == 7 + 13 - 1)
        assert "button.garage_unlock" not in await helpers(core)  # a person's word stands

    (tmp_path / "controls.json").unlink()
    async with living(core, house, memory) as home:
        done, message = await home.controls.want(True)
        assert done, message
        # Nothing stands twice though Borne had forgotten what it had made.
        assert len(await helpers(core)) == len(await entries(core)) == 20
    async with living(core, house, memory, language="fr") as home:
        await core.state_that(
            lambda it: it["attributes"]["friendly_name"] == "garage Intensité maximale",
            "number.garage_max_current",
            wanted="called “garage Intensité maximale”",
        )
        await core.state_when("number.garage_max_current", "16.0")
        done, message = await home.controls.want(False)
        assert (done, await entries(core)) == (True, []), message


async def they_show_and_ask(core: Core, house: House, away: str = "unavailable") -> None:
    """Each control from a service of Core to the wish, and back to its state.

    `away` is what a switch shows while its charger is away.
    """
    house.status(Status.PREPARING)
    await core.state_when("switch.garage_charging", "off")
    await core.state_when("switch.garage_available", "on")
    assert (await core.state_when("number.garage_max_current", "32.0"))["attributes"]["max"] == 32
    await ask(core, "number", "set_value", "number.garage_max_current", value=16)
    await core.state_when("number.garage_max_current", "16.0")
    await ask(core, "select", "select_option", "select.garage_mode", option="off")
    await core.state_when("select.garage_mode", "off")
    await ask(core, "switch", "turn_off", "switch.garage_available")
    await ask(core, "button", "press", "button.garage_boost")
    await ask(core, "button", "press", "button.garage_reset")
    await house.until(lambda: len(house.wishes) == 5)
    assert [(type(it.intent), it.charger, it.connector) for it in house.wishes] == [
        (SetMaxCurrent, "garage", 1),
        (SetMode, "garage", 1),
        (SetAvailability, "garage", 1),
        (BoostNow, "garage", 1),
        (ResetNow, "garage", None),
    ]
    await ask(core, "select", "select_option", "select.garage_mode", option="rules")
    await core.state_when("select.garage_mode", "rules")
    house.gone()
    await core.state_when("sensor.garage_mode", "unavailable")
    await core.state_when("switch.garage_charging", away)
    house.charger()
    await core.state_when("switch.garage_charging", "off")


async def ask(core: Core, domain: str, service: str, entity: str, **data: Any) -> None:
    await core.post(f"/api/services/{domain}/{service}", {"entity_id": entity, **data})
