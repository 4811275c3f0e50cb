"""What went over the wire between Borne and a charger, for people who look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["call", "result", "error", "unreadable"]


class Remark(Struct, frozen=True):
    """What was not as OCPP says in a frame, and what was made of it."""

    severity: str
    field: str | None
    text: str


class Message(Struct, frozen=True):
    """One frame, decoded; secrets are hidden."""

    number: int
    """Rises with each frame of any charger."""
    at: datetime
    charger: str
    connection: int
    sent: bool
    """By Borne; else by the charger."""
    kind: Kind
    size: int
    """Characters."""
    action: str | None = None
    """Of an answer: that of its call, where that is still known."""
    id: str | None = None
    payload: object = None
    code: str | None = None
    """Of an error: OCPP's word for it."""
    words: str | None = None
    text: str | None = None
    """The frame itself where it cannot be read."""
    remarks: tuple[Remark, ...] = ()


class Question(Struct, frozen=True):
    """Which frames; None: all."""

    charger: str | None = None
    action: str | None = None
    sent: bool | None = None
    text: str | None = None
    """Somewhere in the frame, whatever its case."""
    remarked: bool = False
    """Only those with a remark."""


class Messages(Struct, frozen=True):
    """Those that were found, and whether there are more beyond them."""

    found: tuple[Message, ...]
    more: bool
    newest: int
    """The number of the last frame of all, so that one can go on from there."""


class Connection(Struct, frozen=True):
    """One connection of a charger, open while `end` is None."""

    start: datetime
    remote: str | None
    end: datetime | None = None
    reason: str | None = None


class Repair(Struct, frozen=True):
    """How often something of a charger's messages had to be mended or passed over."""

    action: str | None
    field: str | None
    count: int


class ProfileSent(Struct, frozen=True):
    """The last answer of a charger to a kind of charging profile."""

    purpose: str
    stack_level: int
    unit: str
    at: datetime
    status: str
    count: int


class Measurand(Struct, frozen=True):
    """What a charger measures, as lately seen in its messages."""

    name: str
    units: tuple[str, ...]
    phases: tuple[str, ...]
    last: str
    at: datetime
    count: int


class Evidence(Struct, frozen=True):
    """What a charger does, beside what it says; since Borne started."""

    connections: tuple[Connection, ...] = ()
    repairs: tuple[Repair, ...] = ()
    profiles: tuple[ProfileSent, ...] = ()
    measurands: tuple[Measurand, ...] = ()
    messages: Mapping[str, int] = {}
    """By action, those of the charger that are still kept."""
