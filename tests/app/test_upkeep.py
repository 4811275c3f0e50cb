"""Firmware, files, badges and reservations with `borne serve` and a charger on real sockets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # each starts Borne as a process of its own

Serve = Callable[..., Any]
FIRMWARE = b"2.5.1\n" + bytes(300_000)


def garage(state: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = state["chargers"].get("garage", {})
    return found


def told(state: dict[str, Any], what: str) -> str | None:
    """The last status of that kind."""
    return (garage(state).get(f"{what}_status") or {}).get("status")


async def ready(served: Any) -> None:
    await served.until(lambda state: garage(state).get("configuration"))


async def bring(served: Any, name: str, data: bytes) -> Any:
    url = f"{await served.panel()}api/firmware"
    kind = {"Content-Type": "application/octet-stream"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, params={"name": name}, data=data, headers=kind) as answer,
    ):
        return await answer.json()


async def taken(served: Any, id_: str) -> bytes:
    url = f"{await served.panel()}api/files/{id_}"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return await answer.read()


async def test_firmware_is_brought_to_the_charger_and_runs(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage"):
        await ready(served)
        assert (await bring(served, "new.bin", FIRMWARE))["ok"]
        said = await served.command(charger="garage", command="update_firmware", file="new.bin")
        assert (said["ok"], said["message"]) == (True, "The charger will fetch the firmware.")
        await served.until(lambda state: told(state, "firmware") == "Installed")
        await served.until(lambda state: garage(state)["firmware"] == "2.5.1")
        state = await served.until(
            lambda state: garage(state)["security_events"][0]["type"] == "FirmwareUpdated"
        )
        (transfer,) = garage(state)["transfers"]
        assert (transfer["bytes"], transfer["finished"]) == (len(FIRMWARE), True)


async def test_firmware_that_is_not_there_is_refused_in_a_sentence(
    home: Path, serve: Serve
) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage"):
        await ready(served)
        said = await served.command(charger="garage", command="update_firmware", file="no.bin")
        assert (said["ok"], said["message"]) == (
            False,
            "There is no file “no.bin” in the folder firmware",
        )


async def test_diagnostics_and_logs_arrive_and_can_be_taken(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage"):
        await ready(served)
        said = await served.command(charger="garage", command="get_diagnostics")
        assert (said["ok"], said["name"]) == (True, "diagnostics-garage.json")
        await served.until(lambda state: told(state, "diagnostics") == "Uploaded")
        assert (await served.command(charger="garage", command="get_log", type="security"))["ok"]
        await served.until(lambda state: told(state, "log") == "Uploaded")
        files = (await served.get("api/files"))["files"]
        assert [one["kind"] for one in files] in (["log", "diagnostics"], ["diagnostics", "log"])
        for one in files:
            assert b'"serial": "garage"' in await taken(served, one["id"])


async def test_the_charger_knows_the_badges_when_borne_is_away(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await ready(served)
        assert (await served.command(command="allow_tag", tag="ANNA"))["ok"]
        assert (await served.command(charger="garage", command="send_local_list"))["ok"]
        said = await served.command(charger="garage", command="local_list_version")
        assert (said["ok"], said["version"]) == (True, 1)
        await charger.lose_line()
        await charger.plug(Car())
        await charger.swipe("STRANGER")
        assert charger.connectors[1].transaction is None
        await charger.swipe("ANNA")
        assert charger.connectors[1].transaction is not None


async def test_a_connector_is_kept_for_a_badge(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await ready(served)
        body: dict[str, Any] = {"charger": "garage", "command": "reserve", "tag": "ANNA"}
        assert (await served.command(**body, **{"for": "1 h"}))["ok"]
        state = await served.until(
            lambda state: garage(state)["connectors"][0]["status"] == "Reserved"
        )
        (kept,) = garage(state)["reservations"]
        assert (kept["tag"], kept["connector"]) == ("ANNA", 1)
        said = await served.command(**body, **{"for": "1 h"})
        assert (said["ok"], said["message"]) == (False, "The connector is in use.")
        assert (await served.command(charger="garage", command="cancel_reservation"))["ok"]
        state = await served.until(lambda state: not garage(state)["reservations"])
        assert charger.connectors[1].status == "Available"
        said = await served.command(charger="garage", command="cancel_reservation")
        assert not said["ok"]


async def test_what_is_in_force_is_read_back(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await ready(served)
        await charger.plug(Car(most=32))
        await charger.until(lambda charger: charger.connectors[1].limit == 32)
        said = await served.command(charger="garage", command="composite_schedule", seconds=600)
        assert (said["ok"], said["unit"], said["seconds"]) == (True, "A", 600)
        assert said["periods"][0]["limit"] == 32
        assert (await served.command(charger="garage", command="clear_cache"))["ok"]


async def test_a_taken_port_for_files_stops_nothing_else(home: Path, serve: Serve) -> None:
    async with serve(home) as first:
        port = (await first.logged(r"Files for chargers pass through port (\d+)"))[1]
        other = home / "other"
        other.mkdir()
        async with serve(other, "--file-port", port) as second:
            await second.until(
                lambda state: "file_port" in [one["code"] for one in state["problems"]]
            )
