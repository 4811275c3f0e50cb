"""What was charged by day and slot is on disk after a restart, with its cost."""

from __future__ import annotations

from datetime import date

from borne.domain.records import Record, SavePortion
from borne.domain.tariff import Portion
from borne.storage.store import Store

from .conftest import Evening, Opened

TODAY = date(2026, 6, 7)


def portions(session: int = 1) -> list[Record]:
    def one(day: date, slot: str, cost: float, unpriced: float = 0.0) -> SavePortion:
        return SavePortion(
            Portion(session, day, slot, "garage", 1, "ALICE", 1000.0, cost, unpriced, 600.0)
        )

    return [
        one(TODAY, "peak", 0.27),
        one(TODAY, "off_peak", 0.20),
        one(date(2026, 5, 1), "", 0.0, unpriced=1000.0),
        one(date(2026, 4, 1), "peak", 0.27),
    ]


async def test_a_session_shows_its_cost_and_what_it_is_made_of(
    store: Store, evening: Evening
) -> None:
    await store.save([*evening.arrive(), *evening.start(), evening.meter(2000), *portions()])
    found = await store.session(1)
    assert found is not None
    assert found.session.cost == 0.74
    assert [(one.day.month, one.slot) for one in found.portions] == [
        (4, "peak"),
        (5, ""),
        (6, "off_peak"),
        (6, "peak"),
    ]
    assert (await store.totals()).cost == 0.74


async def test_without_a_price_there_is_no_cost(store: Store, evening: Evening) -> None:
    await store.save([*evening.arrive(), *evening.start(), evening.meter(2000), portions()[2]])
    assert (await store.sessions())[0].cost is None
    assert (await store.totals()).cost is None


async def test_a_session_and_the_whole_show_what_came_from_the_sun(
    store: Store, evening: Evening
) -> None:
    own = Portion(1, TODAY, "peak", "garage", 1, energy=1000.0, solar=300.0, metered=400.0)
    dark = Portion(1, TODAY, "off_peak", "garage", 1, energy=1000.0, metered=600.0)
    unknown = Portion(1, date(2026, 5, 1), "", "garage", 1, energy=1000.0)
    await store.save([*evening.arrive(), *evening.start(), evening.meter(2000)])
    assert (await store.totals()).solar_share is None
    await store.save([SavePortion(one) for one in (own, dark, unknown)])
    found = await store.session(1)
    assert found is not None
    assert found.session.solar_share == 0.3
    assert {(one.slot, one.solar, one.metered) for one in found.portions} == {
        ("", 0.0, 0.0),
        ("off_peak", 0.0, 600.0),
        ("peak", 300.0, 400.0),
    }
    assert (await store.totals()).solar_share == 0.3


async def test_after_a_restart_the_last_weeks_and_the_open_sessions_are_there(
    opened: Opened, evening: Evening
) -> None:
    store = await opened()
    await store.save([*evening.arrive(), *evening.start(), evening.meter(2000), *portions()])
    state = await (await opened()).load()
    assert [len(own) for own in state.portions.values()] == [4]
    await (await opened()).save([*evening.stop(), *evening.leave()])
    state = await (await opened()).load()
    recent = state.portions[1]
    assert sorted((one.day.month, one.slot) for one in recent) == [
        (5, ""),
        (6, "off_peak"),
        (6, "peak"),
    ]
    assert next(one for one in recent if one.key == (1, TODAY, "peak")).tag == "ALICE"
