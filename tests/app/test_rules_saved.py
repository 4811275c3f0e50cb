"""Rules saved from the panel while a car charges: real processes, sockets and files."""

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


async def post(served: Any, path: str, **body: Any) -> Any:
    url = await served.panel() + f"api/rules/{path}"
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
        return await answer.json()


def decided(state: dict[str, Any]) -> dict[str, Any]:
    connectors = state["chargers"].get("garage", {}).get("connectors", [])
    found: dict[str, Any] = next(iter(connectors), {})
    return found


async def test_a_save_does_not_disturb_a_session_and_an_editor_is_noticed(
    home: Path, serve: Serve
) -> None:
    file = home / "config" / "rules" / "home.yaml"
    good = file.read_bytes().decode()
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
        state = await served.until(lambda state: decided(state).get("charging"))
        session = decided(state)["session"]["id"]
        (shown,) = (await served.get("api/rules"))["files"]
        text = good.replace("name: Always", "name: All day")
        saved = await post(served, "save", name="home.yaml", text=text, version=shown["version"])
        assert saved["ok"] is True
        state = await served.until(
            lambda state: (decided(state).get("decision") or {}).get("rule") == "All day"
        )
        assert decided(state)["charging"] is True
        assert decided(state)["session"]["id"] == session

        new = file.with_name(".new")
        new.write_bytes((text + "# by an editor\r\n").encode())
        new.replace(file)  # nobody ever sees half of it
        while True:
            found = await post(served, "versions", name="home.yaml")
            if found["versions"][0]["how"] == "outside":
                break
            await served.until(lambda _: True)
        assert [one["how"] for one in found["versions"]] == ["outside", "panel", "start"]
        late = await post(served, "save", name="home.yaml", text=good, version=saved["version"])
        assert late["conflict"]["text"] == text + "# by an editor\r\n"
        oldest = found["versions"][-1]["id"]
        back = await post(served, "restore", id=oldest, version=late["conflict"]["version"])
        assert back["ok"] is True
        assert file.read_bytes().decode() == good
        await served.until(
            lambda state: (decided(state).get("decision") or {}).get("rule") == "Always"
        )
        (row,) = (await served.get("api/sessions"))["sessions"]
        assert row["transactions"] == 1
