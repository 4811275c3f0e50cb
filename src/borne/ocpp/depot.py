"""The folders of the files for chargers and from them. Every call may wait for the disk.

Firmware is what stands in CONFIG/firmware. What chargers send is kept in DATA/files under names
that say all that is known of it: `time-key~kind~charger~name`.
"""

from __future__ import annotations

import errno
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, TypeAlias

from borne.domain.errors import NoRoom
from borne.domain.upkeep import FileKind

MOST_FILES: Final = 50
MOST_BYTES: Final = 512 * 2**20
"""Of all that is kept together; the oldest go first."""
LARGEST_RECEIVED: Final = 64 * 2**20
LARGEST_FIRMWARE: Final = 256 * 2**20
MOST_FIRMWARE: Final = 20
_PART: Final = ".part-"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_SAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_ID: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_LONGEST_NAME: Final = 80

_Named: TypeAlias = Callable[[str], str]
"""The name in the folder, from what the sender calls it."""


@dataclass(frozen=True, slots=True)
class Firmware:
    """A file of the firmware folder."""

    name: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """A file that a charger has sent."""

    id: str
    kind: FileKind
    charger: str
    name: str
    size: int
    at: datetime
    path: Path


class Depot:
    """`firmware` and `files` are folders; they are made when they are first needed."""

    def __init__(self, firmware: Path, files: Path) -> None:
        self.firmware_folder = firmware
        self.files_folder = files

    def tidy(self) -> None:
        """Remove what was cut short when Borne ended. Raises OSError."""
        for folder in (self.firmware_folder, self.files_folder):
            for part in folder.glob(f"{_PART}*"):
                part.unlink(missing_ok=True)

    # Firmware.

    def firmware(self) -> list[Firmware]:
        """What can be given to a charger, by name."""
        found = [self._firmware(path) for path in _files_in(self.firmware_folder)]
        return sorted((one for one in found if one is not None), key=lambda one: one.name)

    def firmware_path(self, name: str) -> Path | None:
        """The file of that name, if it is one of this folder."""
        path = self.firmware_folder / name
        if path.name != name or name.startswith(".") or path.is_symlink() or not path.is_file():
            return None
        return path

    def keep_firmware(self, name: str) -> Upload:
        """Write a firmware file; it takes the place of one of that name. Raises OSError, NoRoom."""
        if len(self.firmware()) >= MOST_FIRMWARE and self.firmware_path(name) is None:
            raise NoRoom(disk=False)
        return Upload(self.firmware_folder, LARGEST_FIRMWARE, lambda _: name)

    def remove_firmware(self, name: str) -> bool:
        """Whether there was one; who has not fetched it yet never will. Raises OSError."""
        path = self.firmware_path(name)
        if path is None:
            return False
        path.unlink(missing_ok=True)
        return True

    # From chargers.

    def received(self) -> list[Received]:
        """What is kept, newest first."""
        found = [_received(path) for path in _files_in(self.files_folder)]
        kept = [one for one in found if one is not None]
        return sorted(kept, key=lambda one: (one.at, one.id), reverse=True)

    def find(self, id_: str) -> Received | None:
        return next((one for one in self.received() if one.id == id_), None)

    def keep(self, kind: FileKind, charger: str, name: str, at: datetime) -> Upload:
        """Receive a file. Raises OSError."""
        id_ = f"{at.astimezone(UTC).strftime(_STAMP)}-{secrets.token_hex(4)}"
        owner = charger.replace("/", "_").replace("~", "_")
        return Upload(
            self.files_folder,
            LARGEST_RECEIVED,
            lambda named: f"{id_}~{kind.value}~{owner}~{safe_name(named or name)}",
        )

    def remove(self, id_: str) -> bool:
        """Whether there was one. Raises OSError."""
        found = self.find(id_)
        if found is None:
            return False
        found.path.unlink(missing_ok=True)
        return True

    def prune(self) -> None:
        """Let the oldest go where there are too many. Raises OSError."""
        total = 0
        for count, one in enumerate(self.received(), start=1):
            total += one.size
            if count > MOST_FILES or total > MOST_BYTES:
                one.path.unlink(missing_ok=True)

    @staticmethod
    def _firmware(path: Path) -> Firmware | None:
        try:
            stat = path.stat()
        except OSError:
            return None
        return Firmware(path.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


class Upload:
    """A file in the making: nothing of it is left unless `keep` is called."""

    def __init__(self, folder: Path, most: int, named: _Named) -> None:
        self._folder = folder
        self._most = most
        self._named = named
        self._part: Path | None = None
        self._file: IO[bytes] | None = None
        self.size = 0

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._part = self._folder / f"{_PART}{secrets.token_hex(8)}"
        self._file = self._part.open("xb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Raises NoRoom, OSError."""
        if self._file is None:
            raise ValueError("the file is not open")
        self.size += len(data)
        if self.size > self._most:
            raise NoRoom(disk=False)
        with _Full():
            self._file.write(data)

    def keep(self, name: str = "") -> Path:
        """The whole of it is there: put it in its place. Raises NoRoom, OSError."""
        if self._file is None or self._part is None:
            raise ValueError("the file is not open")
        with _Full():
            self._file.flush()
            self._file.close()
        self._file = None
        path = self._folder / self._named(name)
        self._part.replace(path)
        self._part = None
        return path


class _Full:
    """What a full disk says, in our words."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom(disk=True) from error


def safe_name(name: str) -> str:
    """A name without anything that a file system or a browser could take amiss."""
    plain = _SAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip("._")
    if len(plain) > _LONGEST_NAME:
        stem, dot, end = plain.rpartition(".")
        end = end[:10]
        plain = (
            f"{stem[: _LONGEST_NAME - len(end) - 1]}{dot}{end}" if dot else plain[:_LONGEST_NAME]
        )
    return plain or "file"


def id_of(path: Path) -> str:
    return path.name.partition("~")[0]


def _received(path: Path) -> Received | None:
    parts = path.name.split("~", 3)
    if len(parts) != 4 or not _ID.fullmatch(parts[0]):
        return None
    id_, kind, charger, name = parts
    try:
        at = datetime.strptime(id_.partition("-")[0], _STAMP).replace(tzinfo=UTC)
        return Received(id_, FileKind(kind), charger, name, path.stat().st_size, at, path)
    except (ValueError, OSError):
        return None


def _files_in(folder: Path) -> Iterator[Path]:
    try:
        names = list(folder.iterdir())
    except OSError:
        return
    for path in names:
        if not path.name.startswith(".") and not path.is_symlink() and path.is_file():
            yield path
