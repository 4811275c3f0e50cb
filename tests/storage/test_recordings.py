"""What the days are replayed from, on the disk."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial

from borne.domain.records import SaveRecording
from borne.engine.draft import Draft
from borne.engine.segment import Told
from borne.storage import recordings
from borne.storage.rows import to_micros
from borne.storage.store import Store

from .conftest import NOON, Evening, Place


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def record(start: float, data: bytes) -> SaveRecording:
    return SaveRecording(minutes(start), minutes(start + 5), lambda: data)


async def test_recordings_come_back_in_their_order_and_only_those_that_are_asked_for(
    place: Place, store: Store
) -> None:
    assert await store.recorded() is None
    for start in (5, 0, 10, 700):
        await store.save([record(start, str(start).encode())])
    await store.save([record(0, b"0 again")])
    found = await store.recorded()
    assert found is not None
    assert (found.start, found.end, found.size) == (NOON, minutes(705), 7 + 1 + 2 + 3)
    assert list(recordings.segments(place.where, minutes(3), minutes(10))) == [b"0 again", b"5"]
    assert len(list(recordings.segments(place.where, minutes(0), minutes(2000)))) == 4


async def test_what_is_recorded_is_packed_beside_the_loop(store: Store) -> None:
    threads: list[threading.Thread] = []

    def packed() -> bytes:
        threads.append(threading.current_thread())
        return b"packed"

    await store.save([SaveRecording(NOON, minutes(5), packed)])
    assert threads
    assert threading.current_thread() not in threads


async def test_a_start_after_a_while_tells_that_borne_was_away(store: Store) -> None:
    def begun(start: float, value: float | None) -> SaveRecording:
        at = minutes(start).timestamp()
        return record(start, Draft(at, [Told(value)], []).close(at + 300, ["a"], [])())

    for start, value in ((0, 1), (60, 2), (120, None), (126, None), (1000, None)):
        await store.save([begun(start, value)])
    # Nothing happened until 60; 126 is only a restart; what touches the time that is asked counts.
    first, second = (minutes(65), minutes(120)), (minutes(131), minutes(1000))
    assert await store.absences(minutes(0), minutes(2000)) == [first, second]
    assert await store.absences(minutes(70), minutes(80)) == [first]
    assert await store.absences(minutes(122), minutes(124)) == []
    evening = Evening()
    await store.save([*evening.arrive(), evening.decide(900)])
    assert await store.absences(minutes(200), minutes(300)) == [(minutes(900), minutes(1000))]
    await store.save([record(2000, b"damaged")])
    assert len(await store.absences(minutes(0), minutes(3000))) == 2


async def test_what_is_old_or_too_much_is_forgotten(store: Store) -> None:
    for start in range(0, 50, 5):
        await store.save([record(start, b"x" * 100)])
    assert await store.forget_recordings(minutes(20)) == 4
    wording = store._database.wording
    prune = partial(recordings.prune, wording=wording, before=to_micros(NOON), most=250)
    assert await store._writer.call(prune) == 4
    left = await store.recorded()
    assert left is not None
    assert (left.start, left.size) == (minutes(40), 200)
