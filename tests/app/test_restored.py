"""A backup that was made while a car charged, restored on another machine: real processes."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from addon import backup
from tests.patience import PATIENCE
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from borne.simulate.car import Car
from borne.simulate.credentials import Credentials
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # each starts Borne as a process of its own, twice

FAST: dict[str, Any] = {"meter_interval": 0.3, "speed": 400.0, "longest_retry": 0.3}
NEW_HOST = {"auto_adopt": False, "language": "fr", "tls_names": "new.example"}
EXCLUDED = ("borne-backup.running", "borne-backup.part", "files")


def car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


def connector(state: dict[str, Any]) -> dict[str, Any]:
    charger = state["chargers"].get("garage") or {"connectors": []}
    return next(iter(charger["connectors"]), {})


def drawn(state: dict[str, Any]) -> float:
    return float((connector(state).get("session") or {}).get("energy_wh", 0.0))


def all_closed(found: dict[str, Any]) -> bool:
    """Whether no session is open any more, as the disk has it."""
    return not any(session["open"] for session in found["sessions"])


def copied(source: str, target: str) -> None:
    """Borne may have taken away meanwhile what was still there when the folder was read."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def back_up(home: Path, into: Path) -> None:
    """What the Supervisor does, file by file, while Borne writes."""
    backup.before(home / "data")
    for folder in ("data", "config"):
        ignore = shutil.ignore_patterns(*EXCLUDED)
        shutil.copytree(home / folder, into / folder, ignore=ignore, copy_function=copied)
    backup.after(home / "data")
    # The worst that can be archived of a file that is written meanwhile.
    (into / "data" / "borne.db").write_bytes(b"SQLite format 3\0torn")


def restore(machine: Path, options: dict[str, Any]) -> None:
    """What the Supervisor and the start of the app do on the new machine."""
    (machine / "data" / "options.json").write_text(json.dumps(options), encoding="utf-8")
    backup.restore(machine / "data")


async def root_of(served: Any) -> bytes:
    await served.until(lambda _: True)
    url = await served.panel()
    async with aiohttp.ClientSession() as http:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with http.get(f"{url}api/tls/root.pem") as answer:
                    if answer.status == 200:
                        return await answer.read()
                await asyncio.sleep(0.1)


async def status_without_password(url: str) -> int:
    try:
        async with connect(f"{url}garage", subprotocols=["ocpp1.6"]):  # type: ignore[list-item]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def certified(served: Any, name: str) -> None:
    """Wait until the certificate, which is made while chargers connect already, has that name."""
    async with asyncio.timeout(PATIENCE):
        while name not in (await served.get("api/tls"))["names"]:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.1)


async def test_everything_goes_on_where_the_backup_was_made(
    home: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    machine = tmp_path / "machine"
    credentials = Credentials("garage")
    async with serve(home) as first:
        played = VirtualCharger(await first.ocpp(), "garage", credentials=credentials, **FAST)
        async with played as charger:
            await charger.booted()
            await first.until(lambda state: state["chargers"].get("garage", {}).get("online"))
            assert (await first.command(command="set_password", charger="garage"))["ok"]
            await first.until(lambda state: state["chargers"]["garage"]["security"]["used"] == 1)
            done = await first.command(command="allow_tag", tag="7F3A", person="Ana")
            assert done["ok"], done
            await charger.plug(car())
            await first.until(lambda state: drawn(state) > 200)
            root = await root_of(first)
            await asyncio.to_thread(back_up, home, machine)
            before = drawn(await first.until(lambda state: drawn(state) > 500))
            await first.kill()

            await asyncio.to_thread(restore, machine, NEW_HOST)
            async with serve(machine) as second:
                charger.url = f"{await second.ocpp()}garage"
                state = await second.until(lambda state: drawn(state) > before)
                assert state["chargers"]["garage"]["online"]
                assert [tag["person"] for tag in state["tags"]] == ["Ana"]
                assert connector(state)["decision"]["rule"] == "Always"
                assert await status_without_password(await second.ocpp()) == 401
                assert await root_of(second) == root
                await certified(second, "new.example")
                await charger.unplug()
                await second.until(lambda state: connector(state).get("session") is None)
                register = charger.connectors[1].register
                found = await second.finds("api/sessions", all_closed)
    assert found["total"]["count"] == 1
    assert found["sessions"][0]["energy_wh"] == pytest.approx(register, abs=1)


async def test_what_happened_after_the_backup_is_neither_mixed_nor_counted_twice(
    home: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    machine = tmp_path / "machine"
    async with (
        serve(home) as first,
        VirtualCharger(await first.ocpp(), "garage", **FAST) as charger,
    ):
        await charger.booted()
        await charger.plug(car())
        await first.until(lambda state: drawn(state) > 100)
        await asyncio.to_thread(back_up, home, machine)
        await charger.unplug()  # the session of the backup ends, and another one begins
        await first.until(lambda state: connector(state).get("session") is None)
        await charger.plug(car())
        await first.until(lambda state: drawn(state) > 100)
        await first.kill()

        await asyncio.to_thread(restore, machine, {"auto_adopt": True})
        async with serve(machine) as second:
            charger.url = f"{await second.ocpp()}garage"
            await second.until(lambda state: state["chargers"]["garage"]["online"])
            back = charger.connectors[1].register
            await second.until(lambda state: drawn(state) >= back)
            await charger.unplug()  # what flowed since its last reading may be lost, no more
            unread = charger.connectors[1].register - back
            await second.until(lambda state: connector(state).get("session") is None)
            await charger.plug(car())
            await second.until(lambda state: drawn(state) > 100)
            await charger.unplug()
            await second.until(lambda state: connector(state).get("session") is None)
            last = charger.connectors[1].register
            found = (await second.finds("api/sessions", all_closed))["sessions"]
    counted = sum(one["energy_wh"] for one in found)
    assert last - unread - 1 <= counted <= last + 1, found
