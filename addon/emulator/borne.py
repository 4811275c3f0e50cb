"""Borne as the app of the stand-in Supervisor, on ports that are free here."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from addon.emulator.app import App
from addon.emulator.backups import Backups
from addon.emulator.ports import free_port

if TYPE_CHECKING:
    from addon.emulator.machine import Machine
    from addon.emulator.supervisor import Supervisor

# What another Home Assistant or Borne of this terminal must not lend to this one; and each start
# would compile all anew, too.
NOT_INHERITED = (
    *("SUPERVISOR", "HASSIO", "HOME_ASSISTANT", "BORNE_INGRESS"),
    "PYTHONDONTWRITEBYTECODE",
)
BACKUP_IN_THE_IMAGE: Final = "/usr/bin/borne-backup"
BACKUP: Final = Path(__file__).resolve().parents[1] / "backup.py"
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
    command = [sys.executable, "-m", "borne", "serve", "--panel-port", str(panel)]
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

    # As the service's run script does: what came out of a backup is put in place first.
    restore = inside(f"{BACKUP_IN_THE_IMAGE} restore", folder)
    script = f"{shlex.join(restore)} || exit 78; exec {shlex.join(command)}"
    # Who is killed leaves nothing behind.
    beginning = [setpriv, "--pdeathsig", "TERM"] if (setpriv := shutil.which("setpriv")) else []
    return App(
        machine,
        [*beginning, "/bin/sh", "-c", script],
        panel=f"http://127.0.0.1:{panel}",
        options=folder / "data" / "options.json",
        environment=environment,
        log=folder / "borne.log",
    )


def backups_of(machine: Machine, folder: Path) -> Backups:
    """The backups of Borne over that folder."""
    return Backups(machine, folder, lambda command: inside(command, folder))


def inside(command: str, folder: Path) -> list[str]:
    """A command of the app's image, as it runs here."""
    program, *words = shlex.split(command)
    if program != BACKUP_IN_THE_IMAGE:
        raise ValueError(f"{program} is not known to be in the image")
    return [sys.executable, "-I", str(BACKUP), *words, str(folder / "data")]
