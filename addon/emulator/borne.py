"""Borne as the app of the stand-in Supervisor, on ports that are free here."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from typing import TYPE_CHECKING

from addon.emulator.app import App

if TYPE_CHECKING:
    from pathlib import Path

    from addon.emulator.supervisor import Supervisor

# What another Home Assistant or Borne of this terminal must not lend to this one.
NOT_INHERITED = ("SUPERVISOR", "HASSIO", "HOME_ASSISTANT", "BORNE_INGRESS")
PORTS = {
    "--ocpp-port": "9000/tcp",
    "--file-port": "9001/tcp",
    "--tls-port": "9443/tcp",
}


def borne_of(supervisor: Supervisor, folder: Path, *, host: str | None = None) -> App:
    """Borne over `data`, `config` and `ssl` of that folder; its log is `borne.log` in it.

    It is not started yet. A port of the machine's `network` is taken where it is named there,
    else a free one is, and told there. `host` as `borne serve` takes it.
    """
    machine = supervisor.machine
    panel = free_port()
    # Who is killed leaves nothing behind.
    beginning = [setpriv, "--pdeathsig", "TERM"] if (setpriv := shutil.which("setpriv")) else []
    command = [*beginning, sys.executable, "-m", "borne", "serve", "--panel-port", str(panel)]
    for option, port in PORTS.items():
        command += [option, str(machine.network.setdefault(port, free_port()))]
    for name in ("data", "config", "ssl"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        command += [f"--{name}", str(folder / name)]
    if host is not None:
        command += ["--host", host]

    def environment() -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_INHERITED)}
        source = supervisor.source or "127.0.0.1"
        return {**kept, **supervisor.environment(), "BORNE_INGRESS_FROM": source}

    return App(
        machine,
        command,
        panel=f"http://127.0.0.1:{panel}",
        options=folder / "data" / "options.json",
        environment=environment,
        log=folder / "borne.log",
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
