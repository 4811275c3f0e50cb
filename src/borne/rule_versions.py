"""The former versions of the rule files in `DATA/rule-versions/`: one file each, the last 50."""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from borne.web.versions import Version

_LOG: Final = logging.getLogger(__name__)

KEPT: Final = 50
"""Of each rule file."""
_FILE: Final = re.compile(r"(\d{8})\.json")


class RuleVersions:
    """The folder of versions. Its calls wait for the disk; what is damaged is passed over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[int, Version] = {}
        self._alone = threading.RLock()
        """The panel and the watch of the files call from threads of their own."""

    def of(self, name: str) -> list[Version]:
        """The versions of a rule file, newest first."""
        return [one for one in self._all() if one.name == name][::-1]

    def find(self, number: int) -> Version | None:
        """The version with that number."""
        return next((one for one in self._all() if one.id == number), None)

    def keep(self, name: str, text: str, at: datetime, by: str | None, how: str) -> Version | None:
        """Keep a text unless it is the newest already; the oldest above 50 go. Raises OSError."""
        with self._alone:
            return self._keep(name, text, at, by, how)

    def _keep(self, name: str, text: str, at: datetime, by: str | None, how: str) -> Version | None:
        versions = self._all()
        newest = next((one for one in reversed(versions) if one.name == name), None)
        if newest is not None and newest.text == text:
            return None
        number = max((number for number, _ in self._files()), default=0) + 1
        version = Version(number, name, at, by, how, text)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(self._folder / f"{number:08}.json", msgspec.json.encode(version))
        self._read[number] = version
        for old in [one for one in versions if one.name == name][: 1 - KEPT]:
            self.forget(old)
        return version

    def forget(self, version: Version) -> None:
        """Let go of a version. Raises OSError."""
        with self._alone:
            (self._folder / f"{version.id:08}.json").unlink(missing_ok=True)
            self._read.pop(version.id, None)

    def _write(self, file: Path, data: bytes) -> None:
        temporary = file.with_suffix(".part")
        with temporary.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(file)

    def _all(self) -> list[Version]:
        """All versions, oldest first; each is read from the disk once."""
        with self._alone:
            return self._all_read()

    def _all_read(self) -> list[Version]:
        found: list[Version] = []
        for number, file in sorted(self._files()):
            known = self._read.get(number)
            if known is None:
                try:
                    known = msgspec.json.decode(file.read_bytes(), type=Version)
                except (OSError, msgspec.MsgspecError) as error:
                    _LOG.warning(
                        "A former version of the rules cannot be read: %s: %s", file, error
                    )
                    continue
                self._read[number] = known
            found.append(known)
        return found

    def _files(self) -> Iterator[tuple[int, Path]]:
        for file in self._folder.glob("*.json"):
            match = _FILE.fullmatch(file.name)
            if match:
                yield int(match[1]), file
