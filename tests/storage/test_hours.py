"""What a connector has charged by the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from borne.domain.records import Record, SavePortion, SaveSample, SaveSession
from borne.domain.session import Session
from borne.domain.tariff import Portion
from borne.storage.store import Store

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def sample(minutes: int, total: float, session: int | None, energy: float | None) -> SaveSample:
    at = NOON + timedelta(minutes=minutes)
    return SaveSample("garage", 1, at, total, total, session=session, session_energy=energy)


def records() -> list[Record]:
    session = Session(id=1, charger="garage", connector=1, started=NOON)
    return [
        SaveSession(session),
        sample(0, 12_000, 1, 0),
        sample(30, 13_000, 1, 1000),
        sample(59, 14_000, 1, 2000),
        sample(90, 16_000, 1, 4000),
        sample(400, 16_000, None, None),
    ]


async def save(store: Store, *saved: Record) -> None:
    await store.save(saved)


async def test_each_hour_with_a_reading_has_its_count(store: Store) -> None:
    assert await store.hours("garage", 1, None, PARIS) == []
    await save(store, *records())
    found = await store.hours("garage", 1, None, PARIS)
    told = [(one.start, one.total, one.energy, one.cost) for one in found]
    assert told == [
        (NOON - timedelta(hours=1), 12_000, 0, None),  # from where it began
        (NOON, 14_000, 2000, None),
        (NOON + timedelta(hours=1), 16_000, 4000, None),
        (NOON + timedelta(hours=6), 16_000, 4000, None),
    ]


async def test_a_days_cost_is_spread_over_its_hours_by_energy(store: Store) -> None:
    portion = Portion(1, NOON.date(), "peak", "garage", 1, energy=4000.0, cost=0.8)
    await save(store, *records(), SavePortion(portion))
    found = await store.hours("garage", 1, None, PARIS)
    assert [one.cost for one in found] == [0.0, pytest.approx(0.4), pytest.approx(0.8), 0.8]


async def test_from_a_moment_on_the_sums_are_those_of_the_whole(store: Store) -> None:
    portion = Portion(1, NOON.date(), "peak", "garage", 1, energy=4000.0, cost=0.8)
    ended = Session(
        id=1, charger="garage", connector=1, started=NOON, ended=NOON + timedelta(hours=2)
    )
    await save(store, *records(), SaveSession(ended), SavePortion(portion))
    whole = await store.hours("garage", 1, None, PARIS)
    # In the midst of the session: its first hours come too, with the sums they have.
    assert await store.hours("garage", 1, NOON + timedelta(hours=1), PARIS) == whole[1:]
    assert await store.hours("garage", 1, NOON + timedelta(hours=5), PARIS) == whole[3:]
    assert await store.hours("garage", 2, None, PARIS) == []
