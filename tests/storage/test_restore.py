from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.care import Care, Clock
from borne.domain.decision import Boost, ByHand, Mode
from borne.domain.key_change import KeyChange
from borne.domain.life import Phase
from borne.domain.listing import Listing
from borne.domain.phasing import Phasing, Stage
from borne.domain.records import (
    DeleteAllowedOnce,
    DeleteUnknownTag,
    ForgetSession,
    Record,
    SaveAllowedOnce,
    SaveCharger,
    SaveConnector,
    SaveSession,
    SaveTag,
    SaveUnknownTag,
)
from borne.domain.rhythm import Drop, Pace
from borne.domain.session import Session
from borne.domain.tag import Tag, TagAnswer, UnknownTag
from borne.domain.upkeep import Reservation
from borne.domain.upkeep_orders import ListedTag
from borne.storage.store import Store

from .conftest import NOON, Evening, Opened


async def test_an_evening_goes_on_where_it_stopped(opened: Opened, evening: Evening) -> None:
    store = await opened()
    await store.save([*evening.arrive(), *evening.start(1000), evening.meter(2500.5)])
    state = await (await opened()).load()
    charger = state.chargers["garage"]
    connector = charger.connectors[1]
    assert (charger.adopted, charger.online, charger.name) == (True, False, "Garage")
    assert connector.phase is Phase.CHARGING
    assert connector.session is not None
    assert connector.session.energy == 1500.5
    assert connector.session.transaction == evening.transaction
    assert connector.total == 1500.5
    assert connector.reading is not None
    assert connector.reading.register == 2500.5
    assert (state.next_session, state.next_transaction) == (2, 102)


async def test_a_car_that_waits_and_one_that_is_done(opened: Opened) -> None:
    waits, done = Evening("north", 1), Evening("south", 2)
    store = await opened()
    await store.save(
        [*waits.arrive(), *done.arrive(), *done.start(), done.meter(1200), *done.stop()]
    )
    chargers = (await (await opened()).load()).chargers
    assert chargers["north"].connectors[1].phase is Phase.PLUGGED
    assert chargers["south"].connectors[1].phase is Phase.STOPPED
    assert chargers["south"].connectors[1].session == done.session


async def test_a_register_that_fell_is_not_counted_twice(opened: Opened, evening: Evening) -> None:
    store = await opened()
    await store.save([*evening.arrive(), *evening.start(1000), evening.meter(1500)])
    await store.save([evening.meter(3)])
    state = await (await opened()).load()
    session = state.chargers["garage"].connectors[1].session
    assert session is not None
    assert session.transaction is not None
    assert session.transaction.counted(10).energy == 507


async def test_what_a_person_has_set_stands(opened: Opened, evening: Evening) -> None:
    by_hand = ByHand(
        Mode.SURPLUS, NOON + timedelta(hours=3), Boost(NOON + timedelta(hours=1), 5000.0), 13.0
    )
    plain = ByHand(boost=Boost())
    phasing = Phasing(Stage.CHANGING, NOON, told=1, before=3, wanted=1).counted(NOON)
    store = await opened()
    await store.save(
        [
            *evening.arrive(),
            SaveConnector("garage", 1, by_hand, held=True, operative=False, phasing=phasing),
            SaveConnector("garage", 2, plain, held=False, operative=True),
        ]
    )
    connectors = (await (await opened()).load()).chargers["garage"].connectors
    assert (connectors[1].by_hand, connectors[1].held) == (by_hand, True)
    assert not connectors[1].operative
    assert (connectors[1].phasing, connectors[2].phasing) == (phasing, Phasing())
    assert connectors[2].by_hand == plain


async def test_what_a_person_has_switched_of_a_charger_stands(
    opened: Opened, evening: Evening
) -> None:
    store = await opened()
    charger, *_ = evening.arrive()
    assert isinstance(charger, SaveCharger)
    assert (await store.load()).chargers == {}
    await store.save([replace(charger, choices={"legrand-pause": False})])
    state = await (await opened()).load()
    assert state.chargers["garage"].choices == {"legrand-pause": False}


async def test_how_a_charger_is_dealt_with_outlives_a_restart(
    opened: Opened, evening: Evening
) -> None:
    at = NOON
    badge = ListedTag("ANNA", "Accepted", at, "FAMILY")
    care = Care(
        strict=True,
        clock=Clock(-3600.0, 120.0),
        drops=(Drop(at, "the line broke", 25.0, 40.5),),
        ping=Pace(15, 25.0, at),
        heartbeat=Pace(fixed=300),
        listing=Listing(version=3, entries={"anna": badge}, sent=(at,)),
        written={"MeterValueSampleInterval": ("10",)},
        keys=(KeyChange(at, "MeterValueSampleInterval", "60", "10", "RebootRequired"),),
        reservations=(Reservation(5, 1, "ANNA", at),),
    )
    store = await opened()
    charger, *_ = evening.arrive()
    await store.save([replace(charger, care=care)])
    state = await (await opened()).load()
    assert state.chargers["garage"].care == care


async def test_badges_known_and_unknown(opened: Opened) -> None:
    alice = Tag("AbC", "Alice's badge", "Alice", "family", "Zoe", last_seen=NOON)
    stranger = UnknownTag("04FF", "garage", 1, NOON, TagAnswer.REFUSED)
    store = await opened()
    await store.save([SaveTag(alice), SaveUnknownTag(stranger)])
    state = await (await opened()).load()
    assert state.tag("aBc") == alice
    assert state.unknown_tags == {"04ff": stranger}
    store = await opened()
    await store.save([DeleteUnknownTag("04ff")])
    assert (await (await opened()).load()).unknown_tags == {}


async def test_the_number_of_a_forgotten_session_is_not_given_again(opened: Opened) -> None:
    store = await opened()
    await store.save([SaveSession(Session(7, "garage", 1, NOON))])
    await store.save([ForgetSession(7)])
    await store.save([SaveSession(Session(3, "garage", 1, NOON))])
    assert (await (await opened()).load()).next_session == 8


Rises = st.lists(st.floats(0, 30_000, allow_nan=False), max_size=12)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(transactions=st.lists(Rises, min_size=1, max_size=3), calls=st.integers(1, 7))
async def test_the_energy_of_an_open_session_survives_to_the_wh(
    transactions: list[list[float]], calls: int
) -> None:
    evening = Evening()
    records: list[Record] = [*evening.arrive()]
    for index, rises in enumerate(transactions):
        if index:
            records += evening.stop()
        register = 1000.0
        records += evening.start(register)
        for rise in rises:
            register += rise
            records.append(evening.meter(register))
    assert evening.transaction is not None
    expected = evening.session.energy_before + evening.transaction.energy
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "borne.db")
        store = await Store.open(path)
        for start in range(0, len(records), calls):
            store.save(records[start : start + calls])
        await store.close()
        store = await Store.open(path)
        session = (await store.load()).chargers["garage"].connectors[1].session
        (summary,) = await store.sessions()
        await store.close()
    assert session is not None
    assert session.energy == expected
    assert session.transactions == len(transactions)
    assert session.transaction == evening.transaction
    assert summary.energy == expected


async def test_a_badge_comes_back_with_all_that_is_known_of_it(opened: Opened) -> None:
    guest = Tag(
        "A1", "Guest", "Gus", "Family", "Zoe", date(2026, 6, 7), 2, blocked=True,
        last_seen=NOON, last_charger="garage", last_connector=1, last_answer="Expired",
    )  # fmt: skip
    await (await opened()).save([SaveTag(guest)])
    assert (await (await opened()).load()).tags == {"a1": guest}


async def test_what_was_allowed_once_outlives_a_restart(opened: Opened) -> None:
    await (await opened()).save([SaveAllowedOnce("NEW"), SaveAllowedOnce("Old")])
    store = await opened()
    assert (await store.load()).allowed_once == {"new", "old"}
    await store.save([DeleteAllowedOnce("OLD")])
    assert (await (await opened()).load()).allowed_once == {"new"}
