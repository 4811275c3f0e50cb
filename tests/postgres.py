"""A real PostgreSQL on loopback, started, stopped and killed by tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import psycopg
from addon.emulator.ports import free_port

from .patience import PATIENCE

PASSWORD: Final = "only@on/loopback"
_QUOTED: Final = "only%40on%2Floopback"
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "16MB",
    "max_connections": "40",
    "autovacuum": "off",
    # Tests kill programs, not the machine: what was written to a file is in it.
    "fsync": "off",
    "lc_messages": "C",
}
_numbers = count(1)


def programs() -> Path | None:
    """The folder of the newest server's programs; Debian keeps it out of the PATH."""
    found = shutil.which("pg_ctl")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda it: int(it.parent.name))
    return debian[-1] if debian else (Path(found).parent if found else None)


class Postgres:
    """One server with a folder of its own. It refuses to run as root, so it runs as another."""

    def __init__(self, bin_: Path, folder: Path) -> None:
        self.port = free_port()
        self._bin = bin_
        self._folder = folder
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            names = {one.pw_name for one in pwd.getpwall()}
            user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(folder, user.pw_uid, user.pw_gid)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        self._run("initdb", "--pgdata", self._data, "--username=ana", f"--pwfile={secret}",
                  "--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
                  "--no-instructions")  # fmt: skip

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(self._bin / program), *map(str, arguments)]
        done = subprocess.run(  # noqa: S603  Debian's own programs
            words, check=False, capture_output=True, text=True, cwd=self._folder, **self._as
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self, **settings: str) -> None:
        """Start it, with these settings for as long as it runs."""
        given = {**_SETTINGS, "port": str(self.port), **settings}
        options = " ".join(f"-c {name}='{value}'" for name, value in given.items())
        self._run("pg_ctl", "start", "--wait", f"--timeout={PATIENCE:.0f}", "--pgdata", self._data,
                  "--log", self._folder / "log", "--options", options)  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """As its owner does, without waiting for anybody."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={mode}", "--pgdata", self._data)

    @property
    def running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    def signal(self, what: signal.Signals) -> None:
        """Send that to the server and to all that it has started."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = subprocess.run(  # noqa: S603
            ["ps", "-o", "pid=", "--ppid", str(first)],  # noqa: S607
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        for process in (first, *map(int, children.stdout.split())):
            os.kill(process, what)

    def kill(self) -> None:
        """As a power cut does: nothing is finished, and the files stay as they are."""
        self.signal(signal.SIGKILL)
        (self._data / "postmaster.pid").unlink()

    def url(self, name: str, *, scheme: str = "postgresql", password: str = _QUOTED) -> str:
        """How Borne is told of a database."""
        return f"{scheme}://ana:{password}@127.0.0.1:{self.port}/{name}"

    def new_place(self) -> str:
        """An empty schema, which is made quicker than a database; its URL."""
        name = f"borne{next(_numbers)}"
        self.ask("postgres", f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    def ask(self, where: str, sql: str) -> list[tuple[Any, ...]]:
        """What another program sees, or does, in a database of that name or URL."""
        url = where if "://" in where else self.url(where)
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def a_server(bin_: Path) -> Iterator[Postgres]:
    """A server that runs, in a folder that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="borne-postgres-"))
    folder.chmod(0o755)
    try:
        server = Postgres(bin_, folder)
        server.start()
        try:
            yield server
        finally:
            if server.running:
                server.stop("immediate")
    finally:
        shutil.rmtree(folder)
