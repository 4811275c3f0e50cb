"""What a real Core tells the rules: who is there, what is planned, what electricity will cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from borne.domain.events import FactsChanged

from .both_ways import living
from .core import Core
from .entries import add_entry, remove_entry
from .house import House, input_of

pytestmark = [pytest.mark.core, pytest.mark.asyncio(loop_scope="session")]

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {day: [{"from": "00:00:00", "to": "24:00:00"}] for day in WEEK}
NEVER: dict[str, Any] = {day: [] for day in WEEK}
PARIS = {"latitude": 48.85, "longitude": 2.35, "gps_accuracy": 10, "source_type": "gps"}


@pytest_asyncio.fixture(loop_scope="session")
async def anna(core: Core) -> AsyncIterator[str]:
    """A person who is followed by her phone."""
    asked = {"name": "Anna", "device_trackers": ["device_tracker.anna"]}
    made = await core.ask({"type": "person/create", **asked})
    yield "person.anna"
    await core.ask({"type": "person/delete", "person_id": made["id"]})
    await core.remove_state("device_tracker.anna")


async def test_persons_and_how_many_are_at_home(core: Core, anna: str) -> None:
    house = House(input_of(anna), input_of("zone.home"))
    async with living(core, house, None):
        await core.set_state("device_tracker.anna", "home", PARIS)
        await house.fact(anna, "home")
        await house.fact("zone.home", 1)
        away = PARIS | {"latitude": 43.3, "longitude": 5.37}
        await core.set_state("device_tracker.anna", "not_home", away)
        await house.fact(anna, "not_home")
        await house.fact("zone.home", 0)


async def test_a_schedule_of_home_assistant(core: Core) -> None:
    made = await core.ask({"type": "schedule/create", "name": "Night", **NEVER})
    house = House(input_of("schedule.night"))
    async with living(core, house, None):
        await house.fact("schedule.night", False)
        changed = {"name": "Night", "schedule_id": made["id"]}
        await core.ask({"type": "schedule/update", **changed, **ALWAYS})
        await house.fact("schedule.night", True)
        await core.ask({"type": "schedule/delete", "schedule_id": made["id"]})
        await house.fact("schedule.night", None)


async def test_a_tag_tells_when_it_was_last_scanned(core: Core) -> None:
    await core.ask({"type": "tag/create", "tag_id": "front-door", "name": "Front door"})
    house = House(input_of("tag.front_door"))
    async with living(core, house, None):
        await house.fact("tag.front_door", None)
        scan = {"tag_id": "front-door", "last_scanned": "2026-11-25T21:30:00+00:00"}
        await core.ask({"type": "tag/update", **scan})  # as Core does at each scan
        await house.until(lambda: house.state.facts["tag.front_door"].value is not None)
        told = str(house.state.facts["tag.front_door"].value)
        assert datetime.fromisoformat(told) == datetime.fromisoformat(scan["last_scanned"])
    await core.ask({"type": "tag/delete", "tag_id": "front-door"})


async def test_a_calendar_tells_whether_something_is_on(core: Core) -> None:
    entry = await add_entry(core, "local_calendar", {"calendar_name": "Trips"})
    house, now = House(input_of("calendar.trips")), datetime.now(UTC)
    trip = {
        "summary": "Lyon",
        "dtstart": (now - timedelta(hours=1)).isoformat(),
        "dtend": (now + timedelta(hours=5)).isoformat(),
    }
    async with living(core, house, None):
        await house.fact("calendar.trips", False)
        plan = {"type": "calendar/event/create", "entity_id": "calendar.trips"}
        await core.ask({**plan, "event": trip})
        await house.fact("calendar.trips", True)
        await remove_entry(core, entry)
        await house.fact("calendar.trips", None)


async def test_the_weather(core: Core) -> None:
    form = {
        "name": "Outside",
        "condition": "{{ states('sensor.sky') }}",
        "temperature": "{{ 7 }}",
        "humidity": "{{ 80 }}",
    }
    await core.set_state("sensor.sky", "cloudy")
    try:
        entry = await add_entry(core, "template", {"next_step_id": "weather"}, form)
    except aiohttp.ClientResponseError:
        pytest.skip(f"the template helpers of Core {core.version} make no weather")
    house = House(input_of("weather.outside"))
    async with living(core, house, None):
        await house.fact("weather.outside", "cloudy")
        await core.set_state("sensor.sky", "sunny")
        await house.fact("weather.outside", "sunny")
    await remove_entry(core, entry)
    await core.remove_state("sensor.sky")


async def test_the_hours_to_come_in_attributes_that_change_alone(core: Core) -> None:
    house, unit = House(input_of("sensor.spot")), {"unit_of_measurement": "EUR/kWh"}
    await core.set_state("sensor.spot", "0.2", unit | {"raw_today": [hour_of_price(0, 0.2)]})
    async with living(core, house, None):
        await house.fact("sensor.spot", 0.2)
        assert prices(house) == [0.2]
        longer = [hour_of_price(0, 0.2), hour_of_price(1, 0.1)]
        await core.set_state("sensor.spot", "0.2", unit | {"raw_today": longer})
        await house.until(lambda: prices(house) == [0.2, 0.1])
        await core.set_state("sensor.spot", "0.2", unit)
        await house.until(lambda: prices(house) == [])
    await core.remove_state("sensor.spot")


def hour_of_price(ahead: int, price: float) -> dict[str, object]:
    """One of the hours after this one, so that none of them is over, whenever the test runs."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    hour += timedelta(hours=1 + ahead)
    return {
        "start": hour.isoformat(),
        "end": (hour + timedelta(hours=1)).isoformat(),
        "value": price,
    }


def prices(house: House) -> list[float]:
    """What was last told of the time to come."""
    last = house.of_kind(FactsChanged)[-1]
    return [span.value for span in (last.ahead or {}).get("sensor.spot", ())]
