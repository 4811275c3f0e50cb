"""Who stands around Borne in `benchmarks.homeassistant`: a charger, a meter, and who looks on."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import aiomqtt
from aiohttp import ClientSession, ClientWebSocketResponse
from benchmarks.ocpp_load import obeyed
from benchmarks.ocpp_servers import OCPP16
from tests.homeassistant.core import Core
from websockets.asyncio.client import ClientConnection, connect

ANSWERS_WITHIN = 10.0
A_SECOND = 0.9
OURS = ("sensor.bench_", "binary_sensor.bench_")
NOT_BORNES = ("sensor.bench_grid", "sensor.bench_bare")


class Charger:
    """A charger that obeys at once, and notes when it was told which current."""

    def __init__(self, ws: ClientConnection) -> None:
        self._ws = ws
        self._sent = 0
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._energy = 1000.0
        self.transaction = 1
        self.told: asyncio.Queue[tuple[float, float]] = asyncio.Queue()
        """When, and A."""

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, *, charges: bool) -> AsyncIterator[Self]:
        """Connect, and where it `charges`, boot and start a transaction."""
        async with connect(f"{url}bench", subprotocols=[OCPP16], compression=None) as ws:
            charger = cls(ws)
            reading = asyncio.create_task(charger._read())
            try:
                if charges:
                    await charger._begin()
                yield charger
            finally:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    async def measure(self, *, power: float, amps: float = 10.0, offered: float = 32.0) -> None:
        """Send meter values and wait for the answer."""
        told = {
            "Power.Active.Import": (power, "W"),
            "Current.Import": (amps, "A"),
            "Current.Offered": (offered, "A"),
            "Energy.Active.Import.Register": (self._energy, "Wh"),
        }
        sampled = [
            {"value": str(value), "measurand": name, "unit": unit}
            for name, (value, unit) in told.items()
        ]
        value = {"timestamp": _now(), "sampledValue": sampled}
        where = {"connectorId": 1, "transactionId": self.transaction}
        await self._call("MeterValues", **where, meterValue=[value])

    async def _begin(self) -> None:
        await self._call("BootNotification", chargePointVendor="Bench", chargePointModel="One")
        await self._status("Preparing")
        start = {"connectorId": 1, "idTag": "BENCH", "meterStart": 1000, "timestamp": _now()}
        self.transaction = (await self._call("StartTransaction", **start))["transactionId"]
        await self._status("Charging")

    async def _status(self, status: str) -> None:
        await self._call("StatusNotification", connectorId=1, errorCode="NoError", status=status)

    async def _call(self, action: str, **payload: object) -> dict[str, Any]:
        self._sent += 1
        number = str(self._sent)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        await self._ws.send(json.dumps([2, number, action, payload]))
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await answer

    async def _read(self) -> None:
        async for text in self._ws:
            arrived = time.perf_counter()
            message = json.loads(text)
            if message[0] == 3 and (answer := self._answers.pop(message[1], None)):
                answer.set_result(message[2])
            elif message[0] == 2:
                if message[2] == "SetChargingProfile":
                    schedule = message[3]["csChargingProfiles"]["chargingSchedule"]
                    limit = schedule["chargingSchedulePeriod"][0]["limit"]
                    self.told.put_nowait((arrived, float(limit)))
                await self._ws.send(obeyed(message))


class Meter:
    """Sets states in Core as an integration does, over one connection that stays open."""

    def __init__(self, core: Core, http: ClientSession) -> None:
        self._core = core
        self._http = http

    async def show(self, entity: str, watts: float) -> None:
        """Set the state; whoever follows it has been told."""
        attributes = {"unit_of_measurement": "W", "device_class": "power"}
        body = {"state": f"{watts:.1f}", "attributes": attributes}
        headers = {"Authorization": f"Bearer {self._core.token}"}
        url = f"{self._core.url}/api/states/{entity}"
        async with self._http.post(url, json=body, headers=headers) as answer:
            answer.raise_for_status()

    async def change(
        self, entity: str, watts: float, charger: Charger
    ) -> tuple[float, tuple[float, float]]:
        """Set the state; when that began, and when the charger was told what current."""
        while not charger.told.empty():
            charger.told.get_nowait()
        began = time.perf_counter()
        setting = asyncio.create_task(self.show(entity, watts))
        async with asyncio.timeout(ANSWERS_WITHIN):
            told = await charger.told.get()
        await setting
        return began, told


class Watcher:
    """Sees every change of Borne's entities in Core."""

    def __init__(self, core: Core, socket: ClientWebSocketResponse) -> None:
        self._core = core
        self._socket = socket
        self._waiting: dict[tuple[str, str], asyncio.Future[float]] = {}
        self._writes: dict[str, list[float]] = defaultdict(list)

    @classmethod
    @asynccontextmanager
    async def of(cls, core: Core) -> AsyncIterator[Self]:
        async with (
            ClientSession() as http,
            http.ws_connect(f"{core.url}/api/websocket", max_msg_size=0) as socket,
        ):
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": core.token})
            await socket.receive_json()
            watcher = cls(core, socket)
            asked = {"id": 1, "type": "subscribe_events", "event_type": "state_changed"}
            await socket.send_json(asked)
            await socket.receive_json()
            reading = asyncio.create_task(watcher._read())
            try:
                yield watcher
            finally:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    def state(self, entity: str, state: str) -> asyncio.Future[float]:
        """When the entity comes to have that state."""
        seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[(entity, state)] = seen
        return seen

    def begin_count(self) -> None:
        self._writes.clear()

    def most_within_a_second(self) -> int:
        """The most changes of one entity within any second since `begin_count`."""
        return max((_densest(times) for times in self._writes.values()), default=0)

    async def reported(self) -> dict[str, str]:
        """When each entity was last written, also with what it showed already."""
        found = await self._core.get("/api/states")
        ours = [one["entity_id"] for one in found if _is_bornes(one["entity_id"])]
        lines = (
            "{% for id in ids %}{{ id }} {{ states[id].last_reported.timestamp() }}\n{% endfor %}"
        )
        url = f"{self._core.url}/api/template"
        headers = {"Authorization": f"Bearer {self._core.token}"}
        body = {"template": lines, "variables": {"ids": ours}}
        async with ClientSession() as http, http.post(url, json=body, headers=headers) as answer:
            text = await answer.text()
        return dict(line.split(" ", 1) for line in text.splitlines() if " " in line)

    async def _read(self) -> None:
        async for message in self._socket:
            seen = time.perf_counter()
            data = message.json()["event"]["data"]
            entity, new = data["entity_id"], data["new_state"]
            if new is None or not _is_bornes(entity):
                continue
            self._writes[entity].append(seen)
            waiting = self._waiting.pop((entity, new["state"]), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(seen)


class Tap:
    """Counts what is published at a broker under Borne's topics."""

    def __init__(self) -> None:
        self.published: dict[str, list[float]] = defaultdict(list)

    @classmethod
    @asynccontextmanager
    async def on(cls, client: aiomqtt.Client) -> AsyncIterator[Self]:
        tap = cls()
        async with client:
            await client.subscribe("borne/#")
            reading = asyncio.create_task(tap._read(client))
            try:
                yield tap
            finally:
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    @property
    def most_within_a_second(self) -> int:
        return max((_densest(times) for times in self.published.values()), default=0)

    async def _read(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            if not message.retain:
                self.published[str(message.topic)].append(time.perf_counter())


def _densest(times: list[float]) -> int:
    """The most within a second, as far as it can be told from how long each took to get here."""
    return max(sum(1 for other in times if at <= other < at + A_SECOND) for at in times)


def _is_bornes(entity: str) -> bool:
    return entity.startswith(OURS) and entity not in NOT_BORNES


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
