"""What a charger tells of its upkeep: firmware, diagnostics, logs, security."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

MOST_SECURITY_NOTES: Final = 20


class FileKind(StrEnum):
    """What a file between Borne and a charger is."""

    FIRMWARE = "firmware"
    DIAGNOSTICS = "diagnostics"
    LOG = "log"


class Reported(Struct, frozen=True):
    """A status in OCPP's own word, and when the charger told it."""

    status: str
    at: datetime


class SecurityNote(Struct, frozen=True):
    """A security event of the charger; `at` as the charger says."""

    kind: str
    at: datetime
    info: str | None = None
    count: int = 1
    """How often it was told; `at` is the last time."""


class Transfer(Struct, frozen=True):
    """The last file of its kind between Borne and the charger; bytes."""

    kind: FileKind
    name: str
    done: int
    total: int | None
    at: datetime
    finished: bool = False
    file: str | None = None
    """What was received, as the panel names it."""
    problem: str | None = None
    """Why it was cut short, in one word: `interrupted`, `too_large`, `disk`, …"""


class Reservation(Struct, frozen=True):
    """A connector is kept for a badge; 0 is any connector."""

    id: int
    connector: int
    tag: str
    until: datetime


class Upkeep(Struct, frozen=True):
    """The last of each kind. `security` has the newest last and is bounded."""

    firmware: Reported | None = None
    diagnostics: Reported | None = None
    log: Reported | None = None
    security: tuple[SecurityNote, ...] = ()
    transfers: Mapping[FileKind, Transfer] = field(default_factory=dict)
    numbered: int = 0
    """The last number that a request or a reservation was given."""
