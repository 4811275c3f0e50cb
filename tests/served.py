"""Borne as a process of its own, as the app runs it, for the tests that look from outside."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from addon.emulator.ports import free_port

from .patience import PATIENCE, is_so

_APART = ("SUPERVISOR", "HOME_ASSISTANT", "BORNE", "PYTHONDONTWRITEBYTECODE")
"""What of the surroundings does not count: each start of many would compile all anew, too."""


@dataclass
class Served:
    """One `borne serve` or `borne demo`, with its log and its API."""

    process: asyncio.subprocess.Process
    folder: Path
    lines: list[str] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def follow(self) -> None:
        """Read the log until the end."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            async with self.changed:
                self.lines.append(line.decode().rstrip())
                self.changed.notify_all()

    async def logged(self, pattern: str) -> re.Match[str]:
        """Wait for a line of the log."""
        async with asyncio.timeout(PATIENCE), self.changed:
            while True:
                for line in self.lines:
                    if found := re.search(pattern, line):
                        return found
                await self.changed.wait()

    async def ocpp(self) -> str:
        """The address for chargers."""
        found = await self.logged(r"Chargers connect to port (\d+)")
        return f"ws://127.0.0.1:{found[1]}/"

    async def panel(self) -> str:
        """The address of the panel."""
        found = await self.logged(r"The panel is at (http://\S+)")
        return found[1]

    async def get(self, path: str) -> Any:
        """One answer of the API."""
        async with aiohttp.ClientSession() as http, http.get(await self.panel() + path) as answer:
            return await answer.json()

    async def finds(self, path: str, met: Callable[[Any], object]) -> Any:
        """Ask the API until something is true of its answer: the disk comes after what is seen."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.get(path)
                if is_so(met, answer):
                    return answer
                await asyncio.sleep(0.1)

    async def command(self, **body: object) -> Any:
        """Send one command and return what came of it."""
        url = await self.panel() + "api/command"
        async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
            return await answer.json()

    async def until(self, met: Callable[[Any], object], *, path: str = "api/live") -> Any:
        """Follow the live state until something is true of it; the state."""
        async with (
            asyncio.timeout(PATIENCE),
            aiohttp.ClientSession() as http,
            http.ws_connect(await self.panel() + path) as live,
        ):
            await live.send_json({"type": "hello", "language": "en"})
            state: dict[str, Any] = {}
            async for message in live:
                state = _merged(state, json.loads(message.data))
                if is_so(met, state):
                    return state
        raise AssertionError("the live connection ended")

    async def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """As the Supervisor does; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


def _merged(state: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    if message["type"] == "state":
        found: dict[str, Any] = message["state"]
        return {**found, "chargers": {charger["id"]: charger for charger in found["chargers"]}}
    if message["type"] != "changed":
        return state
    chargers = {**state["chargers"], **message.get("chargers", {})}
    present = {name: charger for name, charger in chargers.items() if charger is not None}
    return {**state, **message, "chargers": present}


@asynccontextmanager
async def serving(
    folder: Path, *arguments: str, command: str = "serve", **environment: str
) -> AsyncIterator[Served]:
    """Start Borne on free ports of loopback; it is stopped at the end if it still runs.

    Another one that is started where it was finds its port for chargers free.
    """
    places = ("--data", str(folder / "data"), "--config", str(folder / "config"))
    ports = (
        *(
            "--ocpp-port",
            str(free_port()),
            "--panel-port",
            "0",
            "--file-port",
            "0",
            "--tls-port",
            "0",
        ),
        *("--host", "127.0.0.1", "--ssl", str(folder / "ssl")),
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_APART)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "borne", command, *places, *ports, *arguments),
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        env={**clean, "PYTHONUNBUFFERED": "1", **environment},
    )
    served = Served(process, folder)
    following = asyncio.create_task(served.follow())
    try:
        yield served
    finally:
        if process.returncode is None:
            await served.stop()
        await following
