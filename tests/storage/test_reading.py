from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from borne.storage.reading import thinned
from borne.storage.store import Store

from .conftest import NOON, Evening


async def _fill(store: Store) -> list[Evening]:
    evenings = [Evening("garage", 1), Evening("garage", 2), Evening("north", 3)]
    for days, evening in enumerate(evenings):
        evening.session = replace(evening.session, started=NOON + timedelta(days=days))
        await store.save([*evening.arrive(), *evening.start(), evening.meter(2000 + 100 * days)])
    await store.save([*evenings[0].stop(), *evenings[0].leave()])
    evenings[1].session = replace(evenings[1].session, tag="Bob")
    await store.save([*evenings[1].stop(), *evenings[1].leave()])
    return evenings


async def test_the_ledger_is_newest_first_and_shows_the_open_one(store: Store) -> None:
    await _fill(store)
    rows = await store.sessions()
    assert [(row.id, row.open, row.energy) for row in rows] == [
        (3, True, 1200.0),
        (2, False, 1100.0),
        (1, False, 1000.0),
    ]
    assert rows[0].charging(NOON + timedelta(minutes=10)) == 600
    assert rows[2].charging(NOON) == 3600
    assert rows[2].duration(NOON) == 7200


async def test_questions_by_time_charger_and_badge(store: Store) -> None:
    await _fill(store)

    async def ids(**question: object) -> list[int]:
        rows = await store.sessions(**question)  # type: ignore[arg-type]  # names checked by Python
        return [row.id for row in rows]

    assert await ids(start=NOON + timedelta(days=1)) == [3, 2]
    assert await ids(end=NOON + timedelta(days=1)) == [1]
    assert await ids(charger="garage") == [2, 1]
    assert await ids(tag="BOB") == [2]
    assert await ids(limit=1) == [3]
    totals = await store.totals(charger="garage")
    assert (totals.count, totals.energy) == (2, 2100.0)
    assert (await store.totals()).energy == 3300.0
    assert (await store.totals(tag="nobody")).energy == 0.0


async def test_a_car_that_never_charged_is_no_line_of_the_ledger(
    store: Store, evening: Evening
) -> None:
    await store.save([*evening.arrive(), *evening.leave()])
    assert await store.sessions() == []


async def test_a_session_with_its_curve_and_its_reasons(store: Store, evening: Evening) -> None:
    await store.save([*evening.arrive(), *evening.start(1000), evening.decide(1)])
    await store.save([evening.meter(1000 + n) for n in range(3000)])
    detail = await store.session(1)
    assert detail is not None
    assert len(detail.curve) == 1000
    assert (detail.curve[0].energy, detail.curve[-1].energy) == (0.0, 2999.0)
    assert (detail.curve[-1].power, detail.curve[-1].asked) == (7000.0, 32.0)
    (note,) = detail.decisions
    assert (note.rule, note.charge, note.current) == ("Sun", True, 10.0)
    assert note.why.say("en") == "{surplus} to spare {"
    assert note.why.say("fr") == "Il reste du soleil"


async def test_a_session_that_is_not_there(store: Store) -> None:
    assert await store.session(42) is None


async def test_reading_does_not_wait_for_a_long_write(store: Store, evening: Evening) -> None:
    await store.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    await store._writer.call(lambda it: it.execute(store._database.begin).rowcount)
    try:
        assert len(await store.sessions()) == 1
    finally:
        await store._writer.call(lambda it: it.execute("ROLLBACK").rowcount)


def test_a_curve_keeps_its_ends() -> None:
    assert thinned(range(5), 10) == range(5)
    few = thinned(range(10_001), 11)
    assert list(few) == list(range(0, 10_001, 1000))
