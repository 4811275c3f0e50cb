from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.patience import PATIENCE

from borne.domain.records import Record, SaveSession, SaveTag, SaveTransaction
from borne.domain.session import Session, Transaction
from borne.domain.tag import Tag
from borne.storage import sqlite, writer
from borne.storage.store import Store

from .conftest import NOON, Evening, Place, Troubles


async def test_what_is_acknowledged_can_be_read_by_another_program(
    store: Store, evening: Evening, place: Place
) -> None:
    await store.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    assert [place.count(name) for name in ("chargers", "sessions", "samples")] == [1, 1, 1]


async def test_many_saves_wait_for_few_commits(
    store: Store, evening: Evening, place: Place
) -> None:
    await store.save([*evening.arrive(), *evening.start()])
    before, written = store._writer.commits, threading.Event()
    writing = asyncio.create_task(store._writer.call(lambda _: written.wait(PATIENCE)))
    await asyncio.sleep(0)  # it is queued before them
    saved = [store.save([evening.meter(1000 + n)]) for n in range(500)]
    written.set()
    await asyncio.gather(writing, *saved)
    assert place.count("samples") == 500
    assert store._writer.commits - before <= 2


@pytest.mark.usefixtures("path")
async def test_a_commit_makes_no_file_of_its_own(store: Store) -> None:
    """SQLite would keep there what a statement has changed, and make and remove one a commit."""
    kept = await store._writer.call(lambda it: it.execute("PRAGMA temp_store").fetchone())
    assert kept == (2,)  # in memory


async def test_a_record_written_twice_stands_once(
    store: Store, evening: Evening, place: Place
) -> None:
    records = [*evening.arrive(), *evening.start(), evening.meter(1500), evening.decide(0)]
    for _ in range(2):
        await store.save(records)
    tables = ("chargers", "sessions", "transactions", "samples", "decisions")
    assert [place.count(table) for table in tables] == [1] * 5


async def test_saving_nothing_is_done_at_once(store: Store) -> None:
    await asyncio.wait_for(store.save([]), PATIENCE)


async def test_a_full_disk_is_told_and_the_charger_gets_its_answer(
    store: Store, evening: Evening, path: Path, troubles: Troubles
) -> None:
    await store.save([*evening.arrive(), *evening.start()])
    pages = await store._writer.call(lambda it: it.execute("PRAGMA page_count").fetchone()[0])
    await store._writer.call(lambda it: it.execute(f"PRAGMA max_page_count={pages}").fetchall())
    async with asyncio.timeout(PATIENCE):
        for n in range(40):
            await store.save([evening.meter(1000 + 40 * n + k) for k in range(40)])
    assert troubles.told == ["error storage"]
    assert "full" in troubles.sentences[0].say("en")
    assert "plein" in troubles.sentences[0].say("fr")

    await store._writer.call(lambda it: it.execute("PRAGMA max_page_count=100000").fetchall())
    await troubles.until("recovered storage")
    assert Place(path).count("samples") == 1600


@pytest.mark.slow
async def test_a_file_that_another_program_holds(
    store: Store, evening: Evening, path: Path, place: Place, troubles: Troubles
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(PATIENCE):  # it is still held
            await store.save(evening.arrive())
            assert troubles.told == ["error storage"]
            await store.save(evening.start())
    await troubles.until("recovered storage")
    assert [place.count(name) for name in ("sessions", "transactions")] == [1, 1]


async def test_a_disk_that_does_not_answer(
    store: Store,
    evening: Evening,
    path: Path,
    place: Place,
    troubles: Troubles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another program holds the file for longer than a charger waits."""
    monkeypatch.setattr(writer, "_ANSWER_WITHIN", 0.2)
    monkeypatch.setattr(sqlite, "_BUSY", 2 * PATIENCE)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(PATIENCE):  # the disk itself is waited for for longer
            await store.save(evening.arrive())
        assert "does not answer" in troubles.sentences[0].say()
    await troubles.until("recovered storage")
    assert place.count("sessions") == 1


async def test_what_makes_no_sense_is_left_out_and_the_rest_is_kept(
    store: Store, place: Place, troubles: Troubles
) -> None:
    too_big = SaveSession(Session(2**70, "garage", 1, NOON))
    no_session = SaveTransaction(Transaction(9, 99, "garage", 1, "A", NOON, 0.0, 0.0))
    half = SaveTag(Tag("a", name="\ud800"))
    good: list[Record] = [SaveSession(Session(1, "garage", 1, NOON)), SaveTag(Tag("b"))]
    await store.save([too_big, no_session, half, *good])
    assert troubles.told == ["warning storage_records"]
    assert [place.count(name) for name in ("sessions", "transactions", "tags")] == [1, 0, 1]


async def test_closing_writes_what_waits(place: Place, evening: Evening) -> None:
    store = await Store.open(place.where)
    saved = store.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    await store.close()
    assert saved.done()
    assert place.count("samples") == 1


async def test_old_decisions_are_forgotten(store: Store, evening: Evening, place: Place) -> None:
    await store.save([evening.decide(n) for n in range(5000)])
    assert await store.prune(NOON + timedelta(minutes=4990)) == 4990
    assert place.count("decisions") == 10


async def test_a_checkpoint_brings_all_into_one_file(
    store: Store, evening: Evening, path: Path
) -> None:
    await store.save(evening.arrive())
    await store.checkpoint()
    assert path.with_name("borne.db-wal").stat().st_size == 0


async def test_a_closed_store_neither_hangs_nor_raises(place: Place, evening: Evening) -> None:
    store = await Store.open(place.where)
    await store.close()
    async with asyncio.timeout(PATIENCE):
        await store.save(evening.arrive())
        assert await store.prune(NOON) == 0
        await store.checkpoint()
