"""The folders that Borne lives in: made where they are missing, and its alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from borne.domain.errors import BorneError
from borne.domain.say import Text

_NO_FOLDER: Final = Text(
    "Borne cannot use the folder {folder} ({reason}): make it writable, or name another one",
    "Borne ne peut pas utiliser le dossier {folder} ({reason}) : rendez-le accessible en écriture "
    "ou indiquez-en un autre",
)
_ANOTHER: Final = Text(
    "Another Borne is running with the folder {folder}: stop it, or name another folder",
    "Un autre Borne tourne avec le dossier {folder} : arrêtez-le, ou indiquez un autre dossier",
)


class FolderUnusable(BorneError):
    """A folder cannot be read or written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(_NO_FOLDER(folder=str(folder), reason=reason).say())


class AnotherBorne(BorneError):
    """Two processes would give the same numbers to different sessions."""

    def __init__(self, folder: Path) -> None:
        super().__init__(_ANOTHER(folder=str(folder)).say())


def make(*folders: Path) -> None:
    """Make them where they are missing. Raises FolderUnusable."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderUnusable(folder, error) from None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes out of a folder. The system lets go of it, however this one ends.

    Raises FolderUnusable, AnotherBorne.
    """
    try:
        lock = (folder / "borne.lock").open("w", encoding="ascii")
    except OSError as error:
        raise FolderUnusable(folder, error) from None
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AnotherBorne(folder) from None
        yield
