from __future__ import annotations

import math
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from borne.storage import errors, sqlite
from borne.storage.store import Store

from .conftest import Evening, Troubles

ROOT = Path(__file__).parents[2]


def _acknowledged(path: Path, lines: int) -> int:
    """Run a writer, kill it in mid-stream, return the last number it was told is safe."""
    with subprocess.Popen(  # noqa: S603  # our own script
        [sys.executable, "-m", "tests.storage.endless_writer", path],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        heard = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        heard += process.stdout.readlines()
    return int([line for line in heard if line.endswith("\n")][-1])


@pytest.mark.slow
@pytest.mark.parametrize("lines", [3, 20, 60])
async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    path: Path, lines: int
) -> None:
    safe = _acknowledged(path, lines)
    store = await Store.open(path)
    state = await store.load()
    connector = state.chargers["garage"].connectors[1]
    await store.close()
    assert connector.session is not None
    assert connector.session.energy >= safe
    assert connector.total == connector.session.energy
    with closing(sqlite3.connect(path)) as connection:
        count = connection.execute("SELECT count(*) FROM samples").fetchone()[0]
    assert count == connector.session.energy


def _broken(path: Path) -> bytes:
    whole = path.read_bytes() if path.exists() else b""
    path.write_bytes(whole[:4096] + b"no database, whatever its name says" * 1000)
    return path.read_bytes()


@pytest.mark.parametrize("damage", ["no database", "torn"])
async def test_a_broken_file_is_set_aside_and_told(
    path: Path, damage: str, evening: Evening
) -> None:
    if damage == "torn":
        store = await Store.open(path)
        await store.save([*evening.arrive(), *evening.start()])
        await store.save([evening.meter(1000 + n) for n in range(1000)])
        await store.close()
    broken = _broken(path)

    store, troubles = await Store.open(path), Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    await store.save(evening.arrive())
    state = await store.load()
    await store.close()
    (aside,) = path.parent.glob("borne.db.broken-*")
    assert aside.read_bytes() == broken
    assert list(state.chargers) == ["garage"]
    assert troubles.told == ["warning storage_set_aside"]
    assert str(aside) in troubles.sentences[0].say("fr")


async def test_a_whole_file_is_kept_where_it_is(path: Path, evening: Evening) -> None:
    store = await Store.open(path)
    await store.save(evening.arrive())
    await store.close()
    store = await Store.open(f"sqlite:///{path}")
    assert list((await store.load()).chargers) == ["garage"]
    await store.close()
    assert [found.name for found in path.parent.glob("*broken*")] == []


@pytest.mark.parametrize("below", ["a file/borne.db", "a file"])
async def test_a_place_that_cannot_be_written(tmp_path: Path, below: str) -> None:
    (tmp_path / "a file").write_text("in the way")
    where = tmp_path / below
    if below == "a file":
        where = Path("/proc/borne.db")
    with pytest.raises(errors.StorageUnavailable, match="Make the folder exist and writable"):
        await Store.open(where)


@pytest.mark.parametrize("url", ["mysql://x", "://"])
async def test_a_database_of_another_kind(url: str) -> None:
    with pytest.raises(errors.StorageUnavailable, match="not supported"):
        await Store.open(url)


async def test_damage_that_a_short_look_misses_is_found_by_loading(
    path: Path, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_EXAMINE_FOR", -1.0)
    await test_a_broken_file_is_set_aside_and_told(path, "torn", evening)


async def test_examining_a_file_is_bounded(
    path: Path, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await Store.open(path)
    await store.save([*evening.arrive(), *evening.start()])
    await store.save([evening.meter(1000 + n) for n in range(20_000)])
    await store.close()
    looks = count()
    monkeypatch.setattr(sqlite, "time", SimpleNamespace(monotonic=lambda: next(looks)))
    monkeypatch.setattr(sqlite, "_EXAMINE_FOR", math.inf)
    sqlite.examine(path)
    assert next(looks) > 3
    looks = count()
    monkeypatch.setattr(sqlite, "_EXAMINE_FOR", 0.5)
    sqlite.examine(path)
    assert next(looks) == 2  # it had begun, and saw at its first look that the time was over
