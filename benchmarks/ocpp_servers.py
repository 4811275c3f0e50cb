"""The servers that the benchmarks measure, each in a process of its own.

- echo: a bare `websockets` server that sends each frame back
- package: a central system as the documentation of the `ocpp` package shows it
- link only: Borne's port and link with an engine that answers at once: checked and repaired,
  nothing decided, nothing stored
- borne: `borne serve`: checked, decided, stored before it is answered
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from websockets.typing import Subprotocol

HERE = Path(__file__)
SOURCES = HERE.parents[1] / "src"
OCPP16 = Subprotocol("ocpp1.6")
READY_WITHIN = 40.0
RULES = "access: {unknown_tag: accept}\nrules:\n  - {name: Always, charge: 10 A}\n"
STOP_WITHIN = 15.0


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# `serve_*` run in the process of the server, and print its port.


async def serve_echo() -> None:
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415  only this server

    async def echo(ws: ServerConnection) -> None:
        async for message in ws:
            await ws.send(message)

    async with serve(echo, "127.0.0.1", 0, subprotocols=[OCPP16], compression=None) as server:
        await announced(next(iter(server.sockets)).getsockname()[1])


async def serve_package() -> None:
    from ocpp.routing import on  # noqa: PLC0415  only this server
    from ocpp.v16 import ChargePoint, call_result  # noqa: PLC0415  likewise
    from ocpp.v16.enums import AuthorizationStatus, RegistrationStatus  # noqa: PLC0415  likewise
    from websockets.asyncio.server import ServerConnection, serve  # noqa: PLC0415  likewise
    from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  likewise

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
    from borne.ocpp.server import OcppServer  # noqa: PLC0415  likewise

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
        [sys.executable, str(HERE), name],
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
def borne_server(
    through: Sequence[str] = ("borne",), rules: str = RULES
) -> Iterator[tuple[str, int, Path]]:
    """`borne serve` with a fresh database; every charger is adopted, and may charge with 10 A.

    `through` is the module that runs it, and what comes before its own words. The path is that of
    its rule file.
    """
    with tempfile.TemporaryDirectory(prefix="borne-load-") as folder:
        data, config = Path(folder, "data"), Path(folder, "config")
        data.mkdir()
        (config / "rules").mkdir(parents=True)
        rule_file = config / "rules" / "home.yaml"
        rule_file.write_text(rules)
        options = Path(folder, "options.json")
        options.write_text(json.dumps({"auto_adopt": True, "log_level": "warning"}))
        ocpp, panel = free_port(), free_port()
        arguments = ["--data", data, "--config", config, "--options", options, "--host"]
        arguments += ["127.0.0.1", "--ocpp-port", ocpp, "--panel-port", panel, "--file-port", "0"]
        process = subprocess.Popen(
            [sys.executable, "-m", *through, "serve", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
        try:
            wait_for_health(process, panel)
            yield f"ws://127.0.0.1:{ocpp}", process.pid, rule_file
        finally:
            stop(process)


def compile_all() -> None:
    """As in the image, where it is done once, at the build."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", SOURCES], check=True)


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


if __name__ == "__main__":
    asyncio.run(SERVERS[sys.argv[1]]())
