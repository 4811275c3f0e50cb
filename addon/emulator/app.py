"""The app's process, started and stopped as the Supervisor starts and stops its container."""

from __future__ import annotations

import asyncio
import json
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import aiohttp
from addon.emulator.manifest import options_for_start

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from addon.emulator.machine import Machine

HEALTH: Final = "/api/health"
BETWEEN_CHECKS: Final = 0.1


class NotStartedError(Exception):
    """The app was not started; the message says what is wrong with its options."""


class App:
    """One app: `state` is what the Supervisor shows of it.

    `stopped`, `startup` until it is healthy, `started`, `error` after an end by itself that was
    not 0. `environment` is asked at each start, since the token is another each time.
    """

    def __init__(
        self,
        machine: Machine,
        command: Sequence[str],
        *,
        panel: str,
        options: Path,
        environment: Callable[[], Mapping[str, str]],
        log: Path | None = None,
    ) -> None:
        self.state = "stopped"
        self._machine = machine
        self._command = tuple(command)
        self._panel = panel
        self._options = options
        self._environment = environment
        self.log = log
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()

    async def start(self) -> None:
        """Write the options, make a new token, start; raises where the options are refused."""
        if self._process is not None:
            return
        machine = self._machine
        options, problems = options_for_start(
            machine.manifest, machine.chosen_options, machine.secrets
        )
        if problems:
            self.state = "error"
            raise NotStartedError(problems[0])
        self._options.parent.mkdir(parents=True, exist_ok=True)
        self._options.write_text(json.dumps(options, indent=2), encoding="utf-8")
        machine.restart_app()
        self._process = await self._spawn()
        self.state = "startup"
        self._settled.clear()
        machine.panel = self._panel
        self._watching = asyncio.create_task(self._watch(self._process))

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when the manifest's `timeout` is over."""
        process = self._process
        if process is None or self._watching is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        done, _ = await asyncio.wait({self._watching}, timeout=self._machine.manifest.timeout)
        if not done:
            with suppress(ProcessLookupError):
                process.kill()
            await self._watching
        self.state = "stopped"

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def ended(self) -> int | None:
        """Wait until it has ended by itself or is stopped; how it ended."""
        process, watching = self._process, self._watching
        if process is None or watching is None:
            return None
        await asyncio.wait({watching})
        return process.returncode

    async def healthy(self) -> bool:
        """Wait until its first health check succeeds; False where it ends before."""
        await self._settled.wait()
        return self.state == "started"

    async def _spawn(self) -> asyncio.subprocess.Process:
        log = None if self.log is None else self.log.open("ab")
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                env=dict(self._environment()),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            if log is not None:
                log.close()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        checking = asyncio.create_task(self._check())
        code = await process.wait()
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)
        self._process = None
        self._machine.panel = None
        self.state = "error" if code else "stopped"
        self._settled.set()

    async def _check(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
            while self.state == "startup":
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(self._panel + HEALTH) as answer:
                        if answer.ok:
                            self.state = "started"
                            self._settled.set()
                            return
                await asyncio.sleep(BETWEEN_CHECKS)
