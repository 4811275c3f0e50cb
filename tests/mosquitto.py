"""A real Mosquitto on loopback, started, stopped and wiped by tests."""

from __future__ import annotations

import asyncio
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Self

import aiomqtt
from addon.emulator.ports import free_port

from .patience import PATIENCE

ALWAYS = "listener {port} 127.0.0.1\npersistence false\nuser root\n"
PASSWORD = "only-on-loopback"


def found() -> str | None:
    """Where the broker's program is."""
    return shutil.which("mosquitto") or next(
        (path for path in ("/usr/sbin/mosquitto",) if Path(path).exists()), None
    )


class Mosquitto:
    """One broker. It keeps nothing on disk: stopped and started again, it is wiped."""

    def __init__(self, folder: Path, *, user: str | None = None) -> None:
        self.port = free_port()
        self.user = user
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        who = f"{self.user}:{PASSWORD}@" if self.user else ""
        return f"mqtt://{who}127.0.0.1:{self.port}"

    async def start(self) -> Self:
        program = found()
        assert program is not None, "Debian's mosquitto is not installed: script/test installs it"
        config = self._folder / "mosquitto.conf"
        text = ALWAYS.format(port=self.port)
        if self.user is None:
            text += "allow_anonymous true\n"
        else:
            passwords = self._folder / "passwords"
            passwords.touch(mode=0o600)
            made = await asyncio.create_subprocess_exec(
                *("mosquitto_passwd", "-b", str(passwords), self.user, PASSWORD)
            )
            assert await made.wait() == 0
            text += f"allow_anonymous false\npassword_file {passwords}\n"
        config.write_text(text)
        self._process = await asyncio.create_subprocess_exec(
            *(program, "-c", str(config)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return self
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()
        self._process = None

    def client(self) -> aiomqtt.Client:
        """Somebody else at the broker."""
        password = PASSWORD if self.user else None
        return aiomqtt.Client(
            "127.0.0.1", self.port, username=self.user, password=password, timeout=PATIENCE
        )
