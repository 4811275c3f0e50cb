"""The stand-in Supervisor makes a backup of Borne and restores it, step by step as the real one."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from addon.emulator.backups import BackupFailedError
from addon.emulator.borne import backups_of, borne_of
from addon.emulator.supervisor import Machine, Supervisor, read
from tests.patience import PATIENCE

from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # each starts Borne as a process of its own

RULES = "site: {contract: 9 kVA}\nrules:\n  - {name: Always, charge: 10 A}\n"
OPTIONS: dict[str, object] = {"auto_adopt": True, "language": "fr"}
FAST: dict[str, Any] = {"meter_interval": 0.3, "speed": 400.0, "longest_retry": 0.3}


@asynccontextmanager
async def machine_of(
    tree: Path, folder: Path, options: dict[str, object]
) -> AsyncIterator[Machine]:
    """A machine with Borne as its app, which is not started yet."""
    machine = Machine(read(tree / "config.yaml"), chosen_options=options)
    async with Supervisor(machine) as supervisor:
        machine.app = borne_of(supervisor, folder)
        try:
            yield machine
        finally:
            await machine.app.stop()


async def start(machine: Machine, folder: Path) -> str:
    """Start Borne; the address for chargers."""
    assert machine.app is not None
    await machine.app.start()
    assert await machine.app.healthy(), (folder / "borne.log").read_text()
    return f"ws://127.0.0.1:{machine.network['9000/tcp']}/"


def sessions(folder: Path) -> list[tuple[int | None, float]]:
    """The end and the Wh of each session in the ledger."""
    with closing(sqlite3.connect(folder / "data" / "borne.db")) as ledger:
        return ledger.execute(
            "select s.ended, sum(t.energy) from sessions s join transactions t on t.session = s.id "
            "group by s.id order by s.id"
        ).fetchall()


async def booked(folder: Path, ended: int) -> list[tuple[int | None, float]]:
    """The sessions, as soon as so many have ended."""
    async with asyncio.timeout(PATIENCE):
        while len([it for it in sessions(folder) if it[0] is not None]) < ended:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.05)
    return sessions(folder)


async def test_a_backup_of_a_charge_goes_on_where_it_is_restored(
    tree: Path, tmp_path: Path
) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", tmp_path / "borne.tar.gz"
    (old / "config" / "rules").mkdir(parents=True)
    (old / "config" / "rules" / "home.yaml").write_text(RULES, encoding="utf-8")
    (old / "data" / "files").mkdir(parents=True)
    (old / "data" / "files" / "diagnostics.zip").write_bytes(b"large, and of the moment")
    async with machine_of(tree, old, OPTIONS) as machine:
        url = await start(machine, old)
        async with VirtualCharger(url, "garage", **FAST) as charger:
            await charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
            await charger.until(lambda it: it.connectors[1].register > 500)
            await backups_of(machine, old).make(archive)
            assert not list((old / "data").glob("borne-backup*"))
            assert machine.app is not None
            assert machine.app.state == "started"
            await machine.app.stop()

            async with machine_of(tree, new, {}) as other:
                await backups_of(other, new).restore(archive)
                assert other.chosen_options == OPTIONS
                charger.url = f"{await start(other, new)}garage"
                assert "restored from the backup" in (new / "borne.log").read_text()
                await charger.until(lambda it: it.online)
                await charger.unplug()
                ((_, energy),) = await booked(new, 1)
                assert energy == pytest.approx(charger.connectors[1].register, abs=1)
    with tarfile.open(archive) as tar:
        names = set(tar.getnames())
    assert names >= {"data/borne-backup.db", "data/borne.db", "config/rules/home.yaml"}
    assert not names & {"data/borne-backup.running", "data/files/diagnostics.zip"}
    assert json.loads((new / "data" / "options.json").read_text())["language"] == "fr"


async def test_a_step_that_fails_fails_the_backup_and_a_stopped_app_needs_none(
    tree: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "borne.tar.gz"
    async with machine_of(tree, tmp_path, OPTIONS) as machine:
        machine.manifest = replace(machine.manifest, backup_pre="/usr/bin/borne-backup during")
        await start(machine, tmp_path)
        with pytest.raises(BackupFailedError, match="borne-backup during ended with 2: usage"):
            await backups_of(machine, tmp_path).make(archive)
        assert not archive.exists()
        assert machine.app is not None
        await machine.app.stop()
        await backups_of(machine, tmp_path).make(archive)
    with tarfile.open(archive) as tar:
        assert "data/borne.db" in tar.getnames()
