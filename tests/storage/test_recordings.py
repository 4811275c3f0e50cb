"""What the days are replayed from, on the disk."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

from borne.domain.records import SaveRecording
from borne.engine.draft import Draft
from borne.engine.segment import Told
from borne.storage import database, recordings
from borne.storage.rows import to_micros
from borne.storage.store import Store

from .conftest import NOON, Evening


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def record(start: float, data: bytes) -> SaveRecording:
    return SaveRecording(minutes(start), minutes(start + 5), lambda: data)


async def test_recordings_come_back_in_their_order_and_only_those_that_are_asked_for(
    tmp_path: Path,
) -> None:
    path = tmp_path / "borne.db"
    store = await Store.open(path)
    assert await store.recorded() is None
    for start in (5, 0, 10, 700):
        await store.save([record(start, str(start).encode())])
    await store.save([record(0, b"0 again")])
    found = await store.recorded()
    assert found is not None
    assert (found.start, found.end, found.size) == (NOON, minutes(705), 7 + 1 + 2 + 3)
    assert list(recordings.segments(path, minutes(3), minutes(10))) == [b"0 again", b"5"]
    assert len(list(recordings.segments(path, minutes(0), minutes(2000)))) == 4
    await store.close()


async def test_what_is_recorded_is_packed_beside_the_loop(tmp_path: Path) -> None:
    threads: list[threading.Thread] = []

    def packed() -> bytes:
        threads.append(threading.current_thread())
        return b"packed"

    store = await Store.open(tmp_path / "borne.db")
    await store.save([SaveRecording(NOON, minutes(5), packed)])
    await store.close()
    assert threads
    assert threading.current_thread() not in threads


async def test_a_start_after_a_while_tells_that_borne_was_away(tmp_path: Path) -> None:
    def begun(start: float, value: float | None) -> SaveRecording:
        at = minutes(start).timestamp()
        return record(start, Draft(at, [Told(value)], []).close(at + 300, ["a"], [])())

    store = await Store.open(tmp_path / "borne.db")
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
    await store.close()


async def test_what_is_old_or_too_much_is_forgotten(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "borne.db")
    for start in range(0, 50, 5):
        await store.save([record(start, b"x" * 100)])
    assert await store.forget_recordings(minutes(20)) == 4
    with database.connect(tmp_path / "borne.db") as connection:
        assert recordings.prune(connection, to_micros(NOON), 250) == 4
    left = await store.recorded()
    assert left is not None
    assert (left.start, left.size) == (minutes(40), 200)
    await store.close()
