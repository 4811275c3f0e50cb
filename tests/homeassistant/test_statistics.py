"""The ledger's hours as long-term statistics of a real Home Assistant Core."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from tests.tasks import end_task

from borne.domain.ledger import HourCount
from borne.domain.records import SaveSample
from borne.homeassistant import statistics as statistics_module
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.socket import Patience
from borne.homeassistant.statistics import HoursPort, changes
from borne.homeassistant.supervisor import find_core
from borne.storage.store import Store

from .both_ways import becomes
from .core import Core
from .house import House

QUICK = Patience(first_retry=0.2, last_retry=1, grace=0.5)
THIS_HOUR = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


class HalfPast:
    """A clock that stands, so that no test sees an hour end."""

    def now(self) -> datetime:
        return THIS_HOUR + timedelta(minutes=30)


def hour(ago: int, wh: float, cost: float | None = None) -> HourCount:
    return HourCount(THIS_HOUR - timedelta(hours=ago), 12_000 + wh, wh, cost)


class Ledger:
    """Hours as a test says them."""

    def __init__(self, *hours: HourCount) -> None:
        self.counted = list(hours)
        self.asked: list[datetime | None] = []

    async def hours(
        self, _charger: str, _connector: int, since: datetime | None, _zone: tzinfo
    ) -> list[HourCount]:
        self.asked.append(since)
        return self.counted


def test_hours_without_charging_are_left_out() -> None:
    kept = changes([hour(5, 0), hour(4, 900), hour(3, 900), hour(2, 900), hour(1, 1000)])
    assert [one.energy for one in kept] == [0, 900, 1000]


def test_before_the_first_full_hour_there_is_nothing_to_import() -> None:
    assert changes([]) == []


@asynccontextmanager
async def living(core: Core, house: House, ledger: HoursPort) -> AsyncIterator[None]:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    home = HomeAssistant(
        house,
        HalfPast(),
        place,  # type: ignore[arg-type]  # it is set
        ledger=ledger,
        patience=QUICK,
    )
    task = asyncio.create_task(home.run())
    try:
        yield
    finally:
        await end_task(task)


async def sums(core: Core, id_: str, *expected: float) -> None:
    """Wait until the sums by the hour are as expected."""
    asked = {
        "type": "recorder/statistics_during_period",
        "start_time": (THIS_HOUR - timedelta(days=1)).isoformat(),
        "statistic_ids": [id_],
        "period": "hour",
        "types": ["sum"],
    }

    async def counted() -> list[float]:
        found: dict[str, list[dict[str, Any]]] = await core.ask(asked)
        return [row["sum"] for row in found.get(id_, [])]

    await becomes(counted, list(expected))


@pytest.mark.core
async def test_past_hours_are_written_once_and_corrected(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_module, "AFTER_THE_START", 0.5)
    house, energy = House(), "borne:garage_energy"
    house.charger()
    ledger = Ledger(hour(5, 0), hour(4, 1500, 0.3), hour(3, 1500, 0.3), hour(0, 9000, 9))
    async with living(core, house, ledger):
        await sums(core, energy, 0, 1.5)
        await sums(core, "borne:garage_cost", 0.3)
    assert ledger.asked == [None]  # the whole ledger, the first time

    # A late message has corrected an hour, and another is over.
    ledger.counted = [hour(5, 0), hour(4, 1600, 0.4), hour(1, 3000, 0.7)]
    async with living(core, house, ledger):
        await sums(core, energy, 0, 1.6, 3)
        await sums(core, "borne:garage_cost", 0.4, 0.7)
    assert ledger.asked[1:] == [THIS_HOUR - statistics_module.LAST]

    prefs = {"device_consumption": [{"stat_consumption": energy}]}
    await core.ask({"type": "energy/save_prefs"} | prefs)
    validated = await core.ask({"type": "energy/validate"})
    assert validated["device_consumption"] == [[]]


@pytest.mark.core
async def test_hours_that_borne_or_core_missed_are_filled_and_nothing_counts_twice(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_module, "AFTER_THE_START", 0.5)
    house, energy = House(), "borne:cellar_energy"
    house.charger("cellar")
    store = await Store.open(tmp_path / "borne.db")
    await store.save([reached(9, 12_000), reached(8, 13_500)])
    async with living(core, house, store):
        await sums(core, energy, 0, 1.5)

    # Borne is off while the car charges on; at its return the register has gone further.
    await store.save([reached(3, 18_000)])
    async with living(core, house, store):
        await sums(core, energy, 0, 0, 1.5, 6)

    # Core is off for hours, and a charger tells late what it had kept of its time alone.
    await store.save([reached(6, 15_000), reached(2, 19_000), reached(1, 19_500)])
    async with living(core, house, store):
        await sums(core, energy, 0, 0, 1.5, 3, 6, 7, 7.5)
    await store.close()

    await core.ask(
        {"type": "energy/save_prefs", "device_consumption": [{"stat_consumption": energy}]}
    )
    assert (await core.ask({"type": "energy/validate"}))["device_consumption"] == [[]]
    asked = {
        "type": "recorder/statistics_during_period",
        "start_time": (THIS_HOUR - timedelta(days=1)).isoformat(),
        "statistic_ids": [energy],
        "period": "day",
        "types": ["change"],
    }
    days = (await core.ask(asked))[energy]
    assert sum(day["change"] for day in days) == pytest.approx(7.5)


def reached(ago: int, total: float) -> SaveSample:
    """What the register had reached in the midst of an hour."""
    at = THIS_HOUR - timedelta(hours=ago) + timedelta(minutes=30)
    return SaveSample("cellar", 1, at, total, total, session=None, session_energy=None)
