"""`script/run --home-assistant`: a home comes up by itself, and goes at Ctrl-C."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest
from addon.emulator.ports import free_port
from tests.patience import PATIENCE

pytestmark = [pytest.mark.core, pytest.mark.broker, pytest.mark.slow]

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "home_assistant.py"


async def run(port: int) -> asyncio.subprocess.Process:
    ports = ("--port", str(port), "--ocpp-port", str(free_port()))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, str(SCRIPT), *ports, "--language", "fr"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.usefixtures("installed_core")
async def test_it_prints_where_to_look_and_ends_at_once() -> None:
    port = free_port()
    home = await run(port)
    assert home.stdout is not None
    async with asyncio.timeout(5 * PATIENCE):
        words = (await home.stdout.readuntil(b"Ctrl-C")).decode()
    url = re.findall(r"http://\S+", words)[0]
    folder = Path(re.findall(r"/\S*borne-home-\S+", words)[0])
    assert url == f"http://127.0.0.1:{port}/local_borne"
    async with aiohttp.ClientSession() as http, http.get(url) as page:
        assert (page.status, page.content_type) == (200, "text/html")
    home.send_signal(signal.SIGINT)
    async with asyncio.timeout(PATIENCE):
        _, said = await home.communicate()
    assert home.returncode == 0, said.decode()
    assert b"Traceback" not in said
    assert not await asyncio.to_thread(folder.exists)


async def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        home = await run(taken.getsockname()[1])
        _, said = await home.communicate()
    assert home.returncode == 1
    assert said.decode().strip().endswith("in use. Name another with --port.")
