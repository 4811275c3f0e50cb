"""What the days are replayed from, on the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from borne.domain.records import SaveRecording
from borne.storage import database, recordings
from borne.storage.rows import to_micros
from borne.storage.store import Store

from .conftest import NOON


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


def record(start: float, data: bytes) -> SaveRecording:
    return SaveRecording(minutes(start), minutes(start + 5), data)


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
