"""Borne's two ways to a real Core at once: plain states, and devices at a broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.entities.items import entities
from borne.entities.names import Names
from borne.entities.template_forms import template_forms
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.socket import Patience
from borne.homeassistant.supervisor import find_core
from borne.homeassistant.templates import Templates
from borne.mqtt.broker import Devices
from borne.mqtt.discovery import Home
from borne.mqtt.place import finder

from .core import Core
from .house import House, Now

QUICK = Patience(first_retry=0.2, last_retry=1, grace=0.5)


async def registered(core: Core) -> dict[str, dict[str, Any]]:
    entries = await core.ask({"type": "config/entity_registry/list"})
    return {one["entity_id"]: one for one in entries if one["platform"] == "mqtt"}


async def devices_of(core: Core) -> dict[str, dict[str, Any]]:
    found = await core.ask({"type": "config/device_registry/list"})
    return {
        identifier: device
        for device in found
        for kind, identifier in device["identifiers"]
        if kind == "mqtt"
    }


async def all_registered(core: Core, house: House, names: Names | None = None) -> set[str]:
    """Wait until Core has registered every entity of the house's chargers, and no other one."""
    state, told = house.state, names or Names()
    naming = told.of(state.chargers.values())
    sensors = dict(entities(state, naming, "en", house.now(), "EUR"))
    controls = {form.entity_id for form in template_forms(state, naming, "en", {}).values()}
    wanted = sensors.keys() | controls

    async def there() -> set[str]:
        return set(await registered(core))

    await becomes(there, wanted)
    return wanted


async def until(holds: Callable[[], Any], within: float = PATIENCE) -> Any:
    """Wait for a coroutine's result to be true; the result."""
    end = time.monotonic() + within
    while not (found := await holds()):
        assert time.monotonic() < end, f"not within {within:g} s"
        await asyncio.sleep(0.1)
    return found


async def becomes(look: Callable[[], Any], expected: object, within: float = PATIENCE) -> None:
    """Wait until a coroutine's result is as expected; fail when time is up, saying how it is."""
    end = time.monotonic() + within
    while (found := await look()) != expected and time.monotonic() < end:  # noqa: ASYNC110  Core
        await asyncio.sleep(0.1)
    assert found == expected, f"after {within:g} s it is {found!r}, and {expected!r} was wanted"


@asynccontextmanager
async def living(
    core: Core,
    house: House,
    url: str | None,
    names: Names | None = None,
    templates: Templates | None = None,
    **options: Any,
) -> AsyncIterator[HomeAssistant]:
    """Both of Borne's ways to Home Assistant run inside."""
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    names, devices, works = names or Names(), None, []
    if url is not None:
        find = finder(url, {})
        assert find is not None
        home = Home("en", "EUR", "1.0")
        devices = Devices(house, Now(), find, names, "0a1b2c3d", home, **options)
        works.append(devices.run())
    asked = None if options.get("last_time") else devices
    home_assistant = HomeAssistant(
        house,
        Now(),
        place,  # type: ignore[arg-type]  # it is set
        names=names,
        devices=asked,
        templates=templates,
        patience=QUICK,
    )
    tasks = [asyncio.create_task(work) for work in (*works, home_assistant.run())]
    try:
        yield home_assistant
    finally:
        for task in tasks:
            await end_task(task)
