"""What a charger tells of its upkeep, and how its files get on."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from borne.domain.commands import Ticket
from borne.domain.upkeep import FileKind


class FirmwareStatus(Struct, frozen=True):
    """FirmwareStatusNotification, or its signed variant."""

    at: datetime
    charger: str
    ticket: Ticket
    status: str
    request: int | None = None


class DiagnosticsStatus(Struct, frozen=True):
    """DiagnosticsStatusNotification."""

    at: datetime
    charger: str
    ticket: Ticket
    status: str


class LogStatus(Struct, frozen=True):
    """LogStatusNotification."""

    at: datetime
    charger: str
    ticket: Ticket
    status: str
    request: int | None = None


class SecurityEvent(Struct, frozen=True):
    """SecurityEventNotification; `happened` as the charger says."""

    at: datetime
    charger: str
    ticket: Ticket
    kind: str
    happened: datetime
    info: str | None = None


class FileMoved(Struct, frozen=True):
    """Bytes of a file have gone between Borne and the charger; `total` None: not known."""

    at: datetime
    charger: str
    kind: FileKind
    name: str
    done: int
    total: int | None = None
    finished: bool = False
    file: str | None = None
    problem: str | None = None


UpkeepEvent: TypeAlias = FirmwareStatus | DiagnosticsStatus | LogStatus | SecurityEvent | FileMoved
