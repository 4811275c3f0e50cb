"""What outlives Borne of its dealings with Home Assistant: one small JSON file each."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TypeVar

import msgspec

_LOG = logging.getLogger(__name__)

T = TypeVar("T")


def recalled(file: Path | None, type_: type[T], otherwise: T, loss: str) -> T:
    """Return what was kept; without a file, or with a broken one, `otherwise`.

    `loss` is what the log says comes of a broken one.
    """
    if file is None:
        return otherwise
    try:
        return msgspec.json.decode(file.read_bytes(), type=type_)
    except FileNotFoundError:
        return otherwise
    except (OSError, msgspec.MsgspecError) as error:
        _LOG.warning("%s cannot be read (%s): %s", file, error, loss)
        return otherwise


def keep(file: Path | None, value: object) -> None:
    """Write in one step; a disk that refuses costs no more than a warning."""
    if file is None:
        return
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(msgspec.json.encode(value))
        part.replace(file)
    except OSError as error:
        _LOG.warning("%s cannot be written: %s", file, error.strerror)
