"""The CPU that one MeterValues costs a server: Borne, a bare echo, and the `ocpp` package.

Each server runs in a process of its own and gets the same load from the same generator over the
loopback: chargers that boot, start a transaction and send meter values, each waiting for its
answer. What counts is the CPU time of the server's process (user and system) over the meter values
alone, as Linux keeps it in /proc.

    python benchmarks/ocpp_load.py [--chargers 20] [--messages 500] [--rounds 2] [--json FILE]

- echo: a bare `websockets` server that sends each frame back
- package: a central system as the documentation of the `ocpp` package shows it
- link only: Borne's port and link with an engine that answers at once: checked and repaired,
  nothing decided, nothing stored
- borne: `borne serve`: checked, decided, stored before it is answered
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

HERE = Path(__file__)
OCPP16 = Subprotocol("ocpp1.6")
WARM_UP = 25
READY_WITHIN = 40.0
STOP_WITHIN = 15.0
LOAD_WITHIN = 120.0
SAMPLED = "Energy.Active.Import.Register,Power.Active.Import,Current.Import"
CONFIGURATION = {
    "NumberOfConnectors": "1",
    "MeterValueSampleInterval": "10",
    "MeterValuesSampledData": SAMPLED,
}


# The load.


def meter_values(number: int, transaction: int) -> str:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=10 * number)
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
        "meterValue": [{"timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}", "sampledValue": sampled}],
    }
    return json.dumps([2, f"meter-{number}", "MeterValues", payload], separators=(",", ":"))


def obeyed(call: list[Any]) -> str:
    """The answer of a charger that does whatever it is told."""
    if call[2] == "GetConfiguration":
        keys = [
            {"key": key, "value": value, "readonly": False} for key, value in CONFIGURATION.items()
        ]
        return json.dumps([3, call[1], {"configurationKey": keys}])
    return json.dumps([3, call[1], {"status": "Accepted"}])


class LoadCharger:
    """One charger that sends a call and waits for its answer."""

    def __init__(self, ws: ClientConnection, *, echo: bool) -> None:
        self._ws = ws
        self._echo = echo
        self._transaction = 1
        self._sent = 0

    async def begin(self) -> None:
        if self._echo:
            return
        await self._call("BootNotification", chargePointVendor="Load", chargePointModel="Test")
        await self._status("Preparing")
        started = await self._call(
            "StartTransaction",
            connectorId=1,
            idTag="LOAD",
            meterStart=1000,
            timestamp="2026-01-01T00:00:00Z",
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

    async def _status(self, status: str) -> None:
        await self._call("StatusNotification", connectorId=1, errorCode="NoError", status=status)

    async def _call(self, action: str, **payload: object) -> dict[str, Any]:
        await self._ws.send(json.dumps([2, action, action, payload]))
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        while True:
            message = json.loads(await self._ws.recv())
            if self._echo:
                return {}
            if message[0] == 2:
                await self._ws.send(obeyed(message))
            elif message[0] == 3:
                return dict(message[2])
            else:
                raise SystemExit(f"the server answered with an error: {message}")


async def load(url: str, pid: int, chargers: int, messages: int, *, echo: bool) -> float:
    """Return the server's CPU seconds for all the meter values."""
    sockets = [
        await connect(f"{url}/load{number}", subprotocols=[OCPP16], compression=None)
        for number in range(chargers)
    ]
    try:
        fleet = [LoadCharger(ws, echo=echo) for ws in sockets]
        await asyncio.gather(*(charger.begin() for charger in fleet))
        await asyncio.gather(*(charger.measure(WARM_UP) for charger in fleet))
        before = cpu_seconds(pid)
        async with asyncio.timeout(LOAD_WITHIN):
            await asyncio.gather(*(charger.measure(messages) for charger in fleet))
        return cpu_seconds(pid) - before
    finally:
        await asyncio.gather(*(ws.close() for ws in sockets))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# The servers; `serve_*` run in a process of their own and print their port.


async def serve_echo() -> None:
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415  only this server

    async def echo(ws: ServerConnection) -> None:
        async for message in ws:
            await ws.send(message)

    async with serve(echo, "127.0.0.1", 0, subprotocols=[OCPP16], compression=None) as server:
        await announced(next(iter(server.sockets)).getsockname()[1])


async def serve_package() -> None:
    from ocpp.routing import on  # noqa: PLC0415  only this server
    from ocpp.v16 import ChargePoint, call_result  # noqa: PLC0415
    from ocpp.v16.enums import AuthorizationStatus, RegistrationStatus  # noqa: PLC0415
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415
    from websockets.exceptions import ConnectionClosed  # noqa: PLC0415

    class Central(ChargePoint):  # type: ignore[misc]  # the package has no types
        @on("BootNotification")  # type: ignore[untyped-decorator]  # likewise
        def on_boot(self, **_: object) -> object:
            return call_result.BootNotification(
                current_time=datetime.now(UTC).isoformat(),
                interval=300,
                status=RegistrationStatus.accepted,
            )

        @on("StatusNotification")  # type: ignore[untyped-decorator]  # likewise
        def on_status(self, **_: object) -> object:
            return call_result.StatusNotification()

        @on("StartTransaction")  # type: ignore[untyped-decorator]  # likewise
        def on_start(self, **_: object) -> object:
            return call_result.StartTransaction(
                transaction_id=1, id_tag_info={"status": AuthorizationStatus.accepted}
            )

        @on("MeterValues")  # type: ignore[untyped-decorator]  # likewise
        def on_meter_values(self, **_: object) -> object:
            return call_result.MeterValues()

    async def on_connect(ws: ServerConnection) -> None:
        path = ws.request.path.strip("/") if ws.request else ""
        try:
            await Central(path, ws).start()
        except ConnectionClosed:
            return

    async with serve(on_connect, "127.0.0.1", 0, subprotocols=[OCPP16], compression=None) as server:
        await announced(next(iter(server.sockets)).getsockname()[1])


async def serve_link() -> None:
    from borne.domain import commands, events  # noqa: PLC0415  only this server
    from borne.ocpp.server import OcppServer  # noqa: PLC0415

    class Clock:
        def now(self) -> datetime:
            return datetime.now(UTC)

    def answer(event: events.Event) -> None:
        match event:
            case events.ChargerBooted(charger=charger, ticket=ticket):
                server.answer(commands.AnswerBoot(charger, ticket, accepted=True, interval=300))
            case events.TransactionStarted(charger=charger, ticket=ticket):
                accepted = commands.Admission.ACCEPTED
                server.answer(commands.AnswerStart(charger, ticket, 1, accepted))
            case (
                events.MeterSampled(charger=charger, ticket=ticket)
                | events.StatusChanged(charger=charger, ticket=ticket)
            ):
                server.answer(commands.AnswerPlain(charger, ticket))

    # As with the engine, the answer comes in a later turn of the loop than the event.
    loop = asyncio.get_running_loop()
    server = OcppServer(lambda event: void(loop.call_soon(answer, event)), Clock(), "127.0.0.1", 0)
    async with server:
        await announced(server.port)


def void(_: object) -> None:
    return None


async def announced(port: int) -> None:
    """Print the port and stay until the parent closes the pipe."""
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)


SERVERS: dict[str, Callable[[], Any]] = {
    "echo": serve_echo,
    "package": serve_package,
    "link only": serve_link,
}


@contextmanager
def own_server(name: str) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(
        [sys.executable, str(HERE), "--serve", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise SystemExit(f"the server “{name}” did not start")
        yield f"ws://127.0.0.1:{port}", process.pid
    finally:
        stop(process)


@contextmanager
def borne_server() -> Iterator[tuple[str, int]]:
    """`borne serve` with a fresh database; every charger is adopted."""
    with tempfile.TemporaryDirectory(prefix="borne-load-") as folder:
        data, config = Path(folder, "data"), Path(folder, "config")
        data.mkdir()
        config.mkdir()
        options = Path(folder, "options.json")
        options.write_text(json.dumps({"auto_adopt": True, "log_level": "warning"}))
        ocpp, panel = free_port(), free_port()
        arguments = ["--data", data, "--config", config, "--options", options, "--host"]
        arguments += ["127.0.0.1", "--ocpp-port", ocpp, "--panel-port", panel, "--file-port", "0"]
        process = subprocess.Popen(
            [sys.executable, "-m", "borne", "serve", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
        try:
            wait_for_health(process, panel)
            yield f"ws://127.0.0.1:{ocpp}", process.pid
        finally:
            stop(process)


def wait_for_health(process: subprocess.Popen[Any], port: int) -> None:
    url = f"http://127.0.0.1:{port}/api/health"
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("borne serve did not become ready")


def stop(process: subprocess.Popen[Any]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    else:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# The figures.


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    microseconds: float
    """CPU of the server a message: the median of the rounds."""
    rounds: tuple[float, ...]


def measure(name: str, chargers: int, messages: int) -> float:
    """Microseconds of the server's CPU a message, in one run with a fresh server."""
    with borne_server() if name == "borne" else own_server(name) as (url, pid):
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
    parser.add_argument("--serve", choices=list(SERVERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(SERVERS[options.serve]())
        return
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
