"""The rule files in `CONFIG/rules/`: read as one, watched, never written by halves."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from watchfiles import Change, awatch

from borne.domain.say import Sentence, Text, plain
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.problem import Problem, Severity

_LOG: Final = logging.getLogger(__name__)

FIRST_FILE: Final = "home.yaml"
_LARGEST: Final = 1_000_000

_UNREADABLE: Final = Text(
    "the file cannot be read ({reason})", "le fichier ne peut pas être lu ({reason})"
)
_NO_FILES: Final = Text(
    "there is no rule file any more: put one back, or restart Borne for one to begin with",
    "il n’y a plus de fichier de règles : remettez-en un, ou redémarrez Borne pour en avoir un",
)
_NO_FILE: Final = Text("there is none", "il n’existe pas")
_NOT_TEXT: Final = Text("it is not UTF-8 text", "ce n’est pas du texte UTF-8")
_TOO_LARGE: Final = Text("it is larger than 1 MB", "il dépasse 1 Mo")


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """The folder of rule files."""

    folder: Path

    def prepare(self, first: Path) -> None:
        """Make the folder, with `first` as its only file if it has none. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.names():
            shutil.copyfile(first, self.folder / FIRST_FILE)

    def names(self) -> list[str]:
        """The rule files, in the order in which they are read."""
        return sorted(
            file.name
            for file in self.folder.glob("*.yaml")
            if file.is_file() and not file.name.startswith(".")
        )

    def sources(self) -> tuple[list[SourceFile], list[Problem]]:
        """The files that can be read; each other is an error at its first character."""
        return texts_of((name, self.folder / name) for name in self.names())

    def read(self) -> Reading:
        """Read them as one; a file that cannot be read is an error."""
        files, problems = self.sources()
        if not files and not problems:
            problems.append(_problem(FIRST_FILE, "no-files", _NO_FILES()))
        reading = read(files)
        if not problems:
            return reading
        return replace(reading, book=None, problems=(*problems, *reading.problems))

    def write(self, name: str, text: str) -> None:
        """Put the text in place in one step; a crash leaves the old file or the new. OSError."""
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=self.folder, prefix=".", delete=False
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary = Path(file.name)
        try:
            target = self.folder / name
            temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    async def changes(self) -> AsyncGenerator[None, None]:
        """Yield each time that a rule file may have changed."""
        watched = self.folder.parent  # which outlives the folder, if somebody replaces that
        async for _ in awatch(
            watched, watch_filter=self._concerns, debounce=200, step=50, rust_timeout=1000
        ):
            yield

    def _concerns(self, _change: Change, path: str) -> bool:
        changed = Path(path)
        return changed == self.folder or (
            changed.parent == self.folder and changed.suffix == ".yaml" and changed.name[0] != "."
        )

    def text(self, name: str) -> str:
        """The text of one file, line ends as they are. Raises OSError, UnicodeDecodeError."""
        return _text(self.folder / name)


def texts_of(named: Iterable[tuple[str, Path]]) -> tuple[list[SourceFile], list[Problem]]:
    """The files that can be read, by their names; each other is an error at its first character."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for name, file in named:
        try:
            files.append(SourceFile(name, _text(file)))
        except UnicodeDecodeError:
            problems.append(_unreadable(name, _NOT_TEXT()))
        except _TooLarge:
            problems.append(_unreadable(name, _TOO_LARGE()))
        except FileNotFoundError:
            problems.append(_unreadable(name, _NO_FILE()))
        except OSError as error:
            problems.append(_unreadable(name, plain(error.strerror or str(error))))
    return files, problems


def _text(file: Path) -> str:
    """The text of a file, line ends as they are. Raises OSError, UnicodeDecodeError, _TooLarge."""
    with file.open(encoding="utf-8", newline="") as opened:
        text = opened.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise _TooLarge
    return text


def log_problems(reading: Reading) -> None:
    """One line a problem."""
    for problem in reading.problems:
        _LOG.warning("rules/%s", problem.say())


class _TooLarge(Exception):
    """No person wrote so many rules."""


def _unreadable(name: str, reason: Sentence) -> Problem:
    return _problem(name, "unreadable", _UNREADABLE(reason=reason))


def _problem(name: str, code: str, message: Sentence) -> Problem:
    return Problem(name, 1, 1, 1, 1, Severity.ERROR, code, message)
