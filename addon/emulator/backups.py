"""A backup of the app, made while it runs, and its restore, as the Supervisor does both.

The archive is the app's own part of a backup: `app.json`, with the person's options, and the
folders `data` and `config`.
"""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import tarfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from addon.emulator.machine import Machine

ABOUT: Final = "app.json"
FOLDERS: Final = ("data", "config")


class BackupFailedError(Exception):
    """A backup cannot be made or restored; the message says which step has failed."""


@dataclass(frozen=True, slots=True)
class Backups:
    """Of the machine's app, whose folders stand in `folder`.

    `inside` turns a command of the manifest into what runs it in the app's container.
    """

    machine: Machine
    folder: Path
    inside: Callable[[str], Sequence[str]]

    async def make(self, archive: Path) -> None:
        """Archive the app. It goes on running; only a running one is told before and after."""
        manifest = self.machine.manifest
        running = self.machine.app_state in {"startup", "started"}
        if running and manifest.backup_pre is not None:
            await self._step(manifest.backup_pre)
        try:
            await asyncio.to_thread(self._pack, archive)
        finally:
            if running and manifest.backup_post is not None:
                await self._step(manifest.backup_post)

    async def restore(self, archive: Path) -> None:
        """Put the app back to what it was; it must not run, and is not started."""
        self.machine.chosen_options = await asyncio.to_thread(self._unpack, archive)

    async def _step(self, command: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *self.inside(command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode:
            raise BackupFailedError(f"{command} ended with {process.returncode}: {said.decode()}")

    def _pack(self, archive: Path) -> None:
        about = json.dumps({"options": self.machine.chosen_options}).encode()
        with tarfile.open(archive, "w:gz") as tar:
            info = tarfile.TarInfo(ABOUT)
            info.size = len(about)
            tar.addfile(info, io.BytesIO(about))
            for name in FOLDERS:
                self._add(tar, self.folder / name, name)

    def _add(self, tar: tarfile.TarFile, path: Path, name: str) -> None:
        """Add a file or a folder but for what the manifest leaves out; a folder with all in it."""
        if any(path.match(pattern) for pattern in self.machine.manifest.backup_exclude):
            return
        with suppress(FileNotFoundError):  # it has gone while its folder was read
            tar.add(path, name, recursive=False)
        if path.is_dir():
            for inner in sorted(path.iterdir()):
                self._add(tar, inner, f"{name}/{inner.name}")

    def _unpack(self, archive: Path) -> dict[str, object]:
        for name in FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        with tarfile.open(archive) as tar:
            inner = [it for it in tar.getmembers() if it.name != ABOUT]
            tar.extractall(self.folder, inner, filter="data")
            about = tar.extractfile(ABOUT)
            if about is None:
                raise BackupFailedError(f"{archive} is no app's backup")
            options: dict[str, object] = json.load(about)["options"]
            return options
