"""End to end: a sensor of Home Assistant, a rule, a charger over its socket, and back."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from addon.emulator.ports import free_port
from tests.patience import PATIENCE

from .core import Core

pytestmark = [pytest.mark.core, pytest.mark.slow]

RULES = """\
site:
  contract: 9 kVA
  meter: grid
inputs:
  grid: {entity: sensor.spine_grid, unit: W, max_age: 2 min}
rules:
  - name: Sun
    when: grid < -1 kW
    charge: surplus
  - name: Otherwise
    charge: off
"""


@asynccontextmanager
async def running(*words: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `borne` with these words until the end of the block; it must then stop cleanly."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SUPERVISOR", "HOME_ASS"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "borne",
        *words,
        env=kept | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_sensor_decides_and_the_entities_tell_why(core: Core, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "options.json").write_text('{"auto_adopt": true, "language": "fr"}')
    (tmp_path / "config" / "rules").mkdir(parents=True)
    (tmp_path / "config" / "rules" / "home.yaml").write_text(RULES)
    await core.set_state("sensor.spine_grid", "-3.5", {"unit_of_measurement": "kW"})
    port, panel = str(free_port()), str(free_port())
    folders = ["--data", str(tmp_path / "data"), "--config", str(tmp_path / "config")]
    ports = ["--ocpp-port", port, "--panel-port", panel, "--file-port", "0", "--tls-port", "0"]
    where = {"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token}
    charger = ["charger", "--url", f"ws://127.0.0.1:{port}/", "--id", "spine", "--plug"]
    async with (
        core.subscribe("borne_session_started") as started,
        core.subscribe("borne_command_result") as results,
        running("serve", *folders, *ports, **where) as borne,
        running(*charger),
    ):
        assert (await anext(started))["data"]["charger"] == "spine"
        charging = await core.state_when("sensor.spine_status", "Charging")
        assert charging["attributes"]["friendly_name"] == "spine État"
        await core.state_that(
            lambda it: it["state"] in {"14.0", "15.0", "16.0"}, "sensor.spine_current_limit"
        )
        await core.state_that(lambda it: it["state"].startswith("Sun"), "sensor.spine_reason")
        body = {"id": "b", "charger": "spine", "command": "mode", "mode": False}
        await core.fire("borne_command", body)
        assert (await anext(results))["data"]["ok"] is True
        await core.state_when("sensor.spine_current_limit", "0.0")
        assert borne.returncode is None
    assert borne.returncode == 0
    await core.state_when("sensor.spine_status", "unavailable")
