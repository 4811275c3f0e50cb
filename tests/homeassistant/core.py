"""A real Home Assistant Core that tests start, speak to over its own API, restart and stop."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import aiohttp
from addon.emulator.ports import free_port
from tests.patience import PATIENCE

from .core_install import environment

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from .core_install import Installed

START_LIMIT_S = 300
STOP_LIMIT_S = 90
RESTART_ME = 100
CLIENT = "http://127.0.0.1/"
OWNER = {"name": "Test", "username": "test", "password": "only-on-loopback"}
CONFIGURATION = """\
homeassistant:
  name: Home
  latitude: 48.85
  longitude: 2.35
  elevation: 35
  unit_system: metric
  currency: EUR
  country: FR
  time_zone: Europe/Paris
  language: {language}
http:
  server_host: 127.0.0.1
  server_port: {port}
api:
websocket_api:
recorder:
history:
energy:
template:
logger:
  default: warning
"""
ONBOARDED = {
    "version": 4,
    "minor_version": 1,
    "key": "onboarding",
    "data": {"done": ["core_config", "analytics"]},
}


class CoreNotRunningError(Exception):
    """Home Assistant Core did not come up; the message ends with its log."""


class Core:
    """One Core process on loopback with its own configuration, an owner and a long-lived token.

    `supervised` is what a Supervisor adds to its environment; then Core loads `hassio`.
    `port` None: a free one.
    """

    def __init__(
        self,
        installed: Installed,
        language: str = "en",
        *,
        supervised: Mapping[str, str] | None = None,
        port: int | None = None,
        owner: Mapping[str, str] = OWNER,
    ) -> None:
        self.version = installed.version
        self.language = language
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = ""
        self.owner = dict(owner)
        self._supervised = dict(supervised or {})
        self._installed = installed
        self._process: subprocess.Popen[bytes] | None = None
        installed.configurations.mkdir(parents=True, exist_ok=True)
        self.config = Path(tempfile.mkdtemp(prefix="core-", dir=installed.configurations))
        storage = self.config / ".storage"
        storage.mkdir()
        (storage / "onboarding").write_text(json.dumps(ONBOARDED))
        atexit.register(self.remove)

    # Life

    async def start(self) -> Self:
        """Start Core and wait until it says it is running; the first time, make its owner."""
        text = CONFIGURATION.format(language=self.language, port=self.port)
        (self.config / "configuration.yaml").write_text(text)
        self._spawn()
        until = time.monotonic() + START_LIMIT_S
        if not self.token:
            await self._answers(until)
            await self._onboard()
        while await self._state() != "RUNNING":
            await self._wait_a_little(until)
        return self

    async def restart(self, language: str | None = None) -> None:
        """Stop Core as a shutdown does, and start it again, if wanted in another language."""
        await self.stop()
        self.language = language or self.language
        await self.start()

    async def stop(self) -> None:
        """End Core's process; its configuration stays for the next start."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, STOP_LIMIT_S)
        self.kill()

    def kill(self) -> None:
        """End Core's process and its children at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """End Core and forget its configuration."""
        self.kill()
        shutil.rmtree(self.config, ignore_errors=True)
        atexit.unregister(self.remove)

    def log(self) -> str:
        """Return what Core has logged since its last start."""
        path = self.config / "output.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _spawn(self) -> None:
        command = self._installed.command(self.config)
        if setpriv := shutil.which("setpriv"):
            command = [setpriv, "--pdeathsig", "KILL", *command]
        home = "/" if self._installed.root else str(self.config)
        with (self.config / "output.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 — the words come from core_install
                command,
                env=environment() | self._supervised | {"HOME": home},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def _wait_a_little(self, until: float) -> None:
        process = self._process
        if process is not None and process.poll() == RESTART_ME:
            self._spawn()
        elif process is None or process.poll() is not None:
            raise CoreNotRunningError(f"Core ended by itself:\n{self.log()[-2000:]}")
        if time.monotonic() > until:
            self.kill()
            raise CoreNotRunningError(
                f"Core did not run within {START_LIMIT_S} s:\n{self.log()[-2000:]}"
            )
        await asyncio.sleep(0.1)

    # The first start

    async def _answers(self, until: float) -> None:
        async with aiohttp.ClientSession(self.url) as http:
            while True:
                with suppress(aiohttp.ClientError):
                    async with http.get("/api/onboarding") as answer:
                        if answer.ok:
                            return
                await self._wait_a_little(until)

    async def _onboard(self) -> None:
        owner = {"client_id": CLIENT, "language": self.language} | self.owner
        async with aiohttp.ClientSession(self.url, raise_for_status=True) as http:
            async with http.post("/api/onboarding/users", json=owner) as answer:
                code = (await answer.json())["auth_code"]
            asked = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT}
            async with http.post("/auth/token", data=asked) as answer:
                self.token = (await answer.json())["access_token"]
            rest = {"client_id": CLIENT, "redirect_uri": CLIENT}
            async with http.post(
                "/api/onboarding/integration", json=rest, headers=self._headers()
            ) as answer:
                await answer.read()
        self.token = await self.ask(
            {"type": "auth/long_lived_access_token", "client_name": "Borne", "lifespan": 3650}
        )
        # Newer Cores try the `http:` of the configuration for five minutes, then go back to
        # their own and restart; older ones do not know the command and keep it anyway.
        with suppress(CoreRefusedError):
            await self.ask({"type": "http/config/promote"})

    async def _state(self) -> str | None:
        try:
            config = await self.get("/api/config")
        except aiohttp.ClientError:
            return None
        state: str = config["state"]
        return state

    # Its API

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str) -> Any:
        async with (
            aiohttp.ClientSession(self.url, headers=self._headers()) as http,
            http.get(path, raise_for_status=True) as answer,
        ):
            return await answer.json()

    async def post(self, path: str, data: dict[str, Any]) -> Any:
        async with (
            aiohttp.ClientSession(self.url, headers=self._headers()) as http,
            http.post(path, json=data, raise_for_status=True) as answer,
        ):
            return await answer.json()

    async def ask(self, command: dict[str, Any], token: str | None = None) -> Any:
        """Send one command over a WebSocket of its own, as its owner if no other; its result."""
        async with self._socket(token) as talk:
            return await self._result(talk, command)

    async def state(self, entity_id: str) -> dict[str, Any] | None:
        """Return an entity's state and attributes, or None where Core has no such entity."""
        try:
            found: dict[str, Any] = await self.get(f"/api/states/{entity_id}")
        except aiohttp.ClientResponseError as error:
            if error.status == 404:
                return None
            raise
        return found

    async def state_when(
        self, entity_id: str, expected: str, within_s: float = PATIENCE
    ) -> dict[str, Any]:
        """Return the entity as soon as its state is `expected`; fail when time is up."""
        return await self.state_that(
            lambda it: it["state"] == expected, entity_id, within_s, wanted=repr(expected)
        )

    async def state_that(
        self,
        holds: Callable[[dict[str, Any]], bool],
        entity_id: str,
        within_s: float = PATIENCE,
        *,
        wanted: str = "what was waited for",
    ) -> dict[str, Any]:
        """Return the entity as soon as it `holds`; fail when time is up, saying how it stood."""
        until = time.monotonic() + within_s
        while True:
            found = await self.state(entity_id)
            if found is not None and holds(found):
                return found
            assert time.monotonic() < until, (
                f"{entity_id} is not {wanted} after {within_s:g} s, but {_told(found)}"
            )
            await asyncio.sleep(0.05)

    async def state_known(self, entity_id: str, within_s: float = PATIENCE) -> dict[str, Any]:
        """Return the entity as soon as it is there and available."""
        return await self.state_that(
            lambda it: it["state"] != "unavailable", entity_id, within_s, wanted="available"
        )

    async def set_state(self, entity_id: str, state: str, attributes: Any = None) -> None:
        await self.post(
            f"/api/states/{entity_id}", {"state": state, "attributes": attributes or {}}
        )

    async def remove_state(self, entity_id: str) -> None:
        async with (
            aiohttp.ClientSession(self.url, headers=self._headers()) as http,
            http.delete(f"/api/states/{entity_id}", raise_for_status=True) as answer,
        ):
            await answer.read()

    async def forget_states(self) -> None:
        """Remove every sensor's state, as nobody has pushed it."""
        for state in await self.get("/api/states"):
            if state["entity_id"].partition(".")[0] in {"sensor", "binary_sensor"}:
                with suppress(aiohttp.ClientResponseError):  # it has gone by itself meanwhile
                    await self.remove_state(state["entity_id"])

    async def fire(self, event_type: str, data: dict[str, Any]) -> None:
        await self.post(f"/api/events/{event_type}", data)

    @asynccontextmanager
    async def subscribe(self, event_type: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        """Listen from now on: `async with core.subscribe(…) as events: event = await anext(…)`.

        Each event has `event_type`, `data`, `origin` and `context`, as Core sends it.
        """
        async with self._socket() as talk:
            await self._result(talk, {"type": "subscribe_events", "event_type": event_type})
            yield self._events(talk)

    @staticmethod
    async def _events(talk: aiohttp.ClientWebSocketResponse) -> AsyncIterator[dict[str, Any]]:
        while True:
            yield (await talk.receive_json(timeout=PATIENCE))["event"]

    @asynccontextmanager
    async def talk(self) -> AsyncIterator[Callable[[dict[str, Any]], Any]]:
        """Send commands over one WebSocket: `answer = await say(command)`, as Core sends it."""
        async with self._socket() as socket:

            async def say(command: dict[str, Any]) -> Any:
                if command:
                    await socket.send_json(command)
                return await socket.receive_json(timeout=PATIENCE)

            yield say

    @asynccontextmanager
    async def _socket(
        self, token: str | None = None
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        async with (
            aiohttp.ClientSession(self.url) as http,
            http.ws_connect("/api/websocket", max_msg_size=0) as talk,
        ):
            await talk.receive_json()
            await talk.send_json({"type": "auth", "access_token": token or self.token})
            answer = await talk.receive_json()
            if answer["type"] != "auth_ok":
                raise CoreRefusedError(answer["message"])
            yield talk

    @staticmethod
    async def _result(talk: aiohttp.ClientWebSocketResponse, command: dict[str, Any]) -> Any:
        await talk.send_json({"id": 1} | command)
        answer = await talk.receive_json(timeout=PATIENCE)
        if not answer["success"]:
            raise CoreRefusedError(answer["error"]["message"])
        return answer["result"]


def _told(found: dict[str, Any] | None) -> str:
    """What Core tells of an entity, for whoever waited for something else."""
    if found is None:
        return "not there at all"
    return f"{found['state']!r} since {found['last_updated']}, with {found['attributes']}"


class CoreRefusedError(Exception):
    """Core refused a command; the message is its own."""
