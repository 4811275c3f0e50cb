"""The CPU that one MeterValues costs a server: Borne, a bare echo, and the `ocpp` package.

Each server runs in a process of its own and gets the same load from the same generator over the
loopback: chargers that boot, start a transaction and send meter values, each waiting for its
answer. What counts is the CPU time of the server's process (user and system) over the meter values
alone, as Linux keeps it in /proc.

    python -m benchmarks.ocpp_load [--chargers 20] [--messages 500] [--rounds 2] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.ocpp_servers import OCPP16, SERVERS, borne_server, cpu_seconds, own_server
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

WARM_UP = 25
LOAD_WITHIN = 120.0
SAMPLED = "Energy.Active.Import.Register,Power.Active.Import,Current.Import"
CONFIGURATION = {
    "NumberOfConnectors": "1",
    "MeterValueSampleInterval": "10",
    "MeterValuesSampledData": SAMPLED,
}


# The load.


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def meter_values(number: int, transaction: int) -> str:
    sampled = [
        {
            "value": str(1000 + 6 * number),
            "context": "Sample.Periodic",
            "measurand": "Energy.Active.Import.Register",
            "unit": "Wh",
        },
        {"value": "2300.0", "measurand": "Power.Active.Import", "unit": "W"},
        {"value": "10.0", "measurand": "Current.Import", "phase": "L1", "unit": "A"},
        {"value": "230.1", "measurand": "Voltage", "phase": "L1-N", "unit": "V"},
    ]
    payload = {
        "connectorId": 1,
        "transactionId": transaction,
        "meterValue": [{"timestamp": now(), "sampledValue": sampled}],
    }
    return json.dumps([2, f"meter-{number}", "MeterValues", payload], separators=(",", ":"))


SAID: dict[str, dict[str, Any]] = {
    "CancelReservation": {"status": "Rejected"},
    "GetCompositeSchedule": {"status": "Rejected"},
    "GetDiagnostics": {},
    "GetInstalledCertificateIds": {"status": "NotFound"},
    "GetLocalListVersion": {"listVersion": 0},
    "UnlockConnector": {"status": "NotSupported"},
    "UpdateFirmware": {},
}
"""What it answers where that is not a plain yes."""


def obeyed(call: list[Any]) -> str:
    """The answer of a charger that does whatever it is told."""
    if call[2] == "GetConfiguration":
        asked = call[3].get("key") or [*CONFIGURATION]
        keys = [
            {"key": key, "value": CONFIGURATION[key], "readonly": False}
            for key in asked
            if key in CONFIGURATION
        ]
        unknown = [key for key in asked if key not in CONFIGURATION]
        return json.dumps([3, call[1], {"configurationKey": keys, "unknownKey": unknown}])
    return json.dumps([3, call[1], SAID.get(call[2], {"status": "Accepted"})])


class LoadCharger:
    """One charger that sends a call and waits for its answer; what it is asked, it answers."""

    def __init__(self, ws: ClientConnection, *, echo: bool) -> None:
        self._ws = ws
        self._echo = echo
        self._transaction = 1
        self._sent = 0
        self._answers: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        if self._echo:
            return
        self._listening = asyncio.create_task(self._listen())
        await self._call("BootNotification", chargePointVendor="Load", chargePointModel="Test")
        await self._status("Preparing")
        started = await self._call(
            "StartTransaction",
            connectorId=1,
            idTag="LOAD",
            meterStart=1000,
            timestamp=now(),
        )
        self._transaction = started["transactionId"]
        await self._status("Charging")

    async def measure(self, messages: int) -> None:
        for _ in range(messages):
            self._sent += 1
            await self._ws.send(meter_values(self._sent, self._transaction))
            await self._answer()

    async def leave(self) -> None:
        await self._ws.close()
        if self._listening is not None:
            await self._listening

    async def _status(self, status: str) -> None:
        await self._call("StatusNotification", connectorId=1, errorCode="NoError", status=status)

    async def _call(self, action: str, **payload: object) -> dict[str, Any]:
        await self._ws.send(json.dumps([2, action, action, payload]))
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        if self._echo:
            await self._ws.recv()
            return {}
        answer = await self._answers.get()
        if answer is None:
            raise SystemExit("the server closed the connection")
        return answer

    async def _listen(self) -> None:
        async for text in self._ws:
            message = json.loads(text)
            if message[0] == 2:
                with suppress(ConnectionClosed):  # by ourselves, with a call still unread
                    await self._ws.send(obeyed(message))
            elif message[0] == 3:
                self._answers.put_nowait(message[2])
            else:
                raise SystemExit(f"the server answered with an error: {message}")
        self._answers.put_nowait(None)


async def load(url: str, pid: int, chargers: int, messages: int, *, echo: bool) -> float:
    """Return the server's CPU seconds for all the meter values."""
    fleet = [
        LoadCharger(
            await connect(f"{url}/load{number}", subprotocols=[OCPP16], compression=None), echo=echo
        )
        for number in range(chargers)
    ]
    try:
        await asyncio.gather(*(charger.begin() for charger in fleet))
        await asyncio.gather(*(charger.measure(WARM_UP) for charger in fleet))
        before = cpu_seconds(pid)
        async with asyncio.timeout(LOAD_WITHIN):
            await asyncio.gather(*(charger.measure(messages) for charger in fleet))
        return cpu_seconds(pid) - before
    finally:
        await asyncio.gather(*(charger.leave() for charger in fleet))


# The figures.


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    microseconds: float
    """CPU of the server a message: the median of the rounds."""
    rounds: tuple[float, ...]


def measure(name: str, chargers: int, messages: int) -> float:
    """Microseconds of the server's CPU a message, in one run with a fresh server."""
    with borne_server() if name == "borne" else own_server(name) as (url, pid, *_):
        seconds = asyncio.run(load(url, pid, chargers, messages, echo=name == "echo"))
    return seconds / (chargers * messages) * 1e6


def table(rows: list[Row]) -> str:
    base = {row.name: row.microseconds for row in rows}
    lines = [f"{'server':<12}{'µs a message':>14}{'× echo':>9}{'× package':>11}"]
    for row in rows:
        ratios = [
            f"{row.microseconds / base[peer]:.2f}" if base.get(peer) else "—"
            for peer in ("echo", "package")
        ]
        lines.append(f"{row.name:<12}{row.microseconds:>14.1f}{ratios[0]:>9}{ratios[1]:>11}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--chargers", type=int, default=20)
    parser.add_argument("--messages", type=int, default=500, help="of each charger")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", action="append", choices=[*SERVERS, "borne"])
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    if not Path("/proc/self/stat").exists():
        raise SystemExit("the CPU time of another process is read from /proc: this needs Linux")
    taken: dict[str, list[float]] = {name: [] for name in options.only or [*SERVERS, "borne"]}
    for _ in range(options.rounds):
        for name, rounds in taken.items():
            rounds.append(measure(name, options.chargers, options.messages))
            print(f"{name}: {rounds[-1]:.1f} µs", file=sys.stderr)
    rows = [Row(name, statistics.median(each), tuple(each)) for name, each in taken.items()]
    print(table(rows))
    figures = {
        "chargers": options.chargers,
        "messages": options.messages,
        "microseconds": {row.name: [round(one, 1) for one in row.rounds] for row in rows},
    }
    print(json.dumps(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
