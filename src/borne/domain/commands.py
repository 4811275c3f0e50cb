"""What Borne does; the mirror of `events`. Times are aware; units are base units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from borne.domain.records import Record
from borne.domain.say import Sentence


class Ticket(NamedTuple):
    """Where an answer must go: the connection that asked, and its call's unique id."""

    connection: int
    call: str


class Admission(StrEnum):
    """What a badge is told (OCPP 1.6 section 7.2)."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    INVALID = "Invalid"


# Answers to a charger's calls. Each goes out only once what it confirms is on disk.


@dataclass(frozen=True, slots=True)
class AnswerBoot:
    """To BootNotification: accepted, or pending until somebody adopts it."""

    charger: str
    ticket: Ticket
    accepted: bool
    interval: int
    """s between heartbeats, or until it may ask again."""


@dataclass(frozen=True, slots=True)
class AnswerTag:
    """To Authorize."""

    charger: str
    ticket: Ticket
    admission: Admission


@dataclass(frozen=True, slots=True)
class AnswerStart:
    """To StartTransaction."""

    charger: str
    ticket: Ticket
    transaction: int
    admission: Admission


@dataclass(frozen=True, slots=True)
class AnswerStop:
    """To StopTransaction."""

    charger: str
    ticket: Ticket
    admission: Admission | None


@dataclass(frozen=True, slots=True)
class AnswerData:
    """To DataTransfer: OCPP's status word, and data."""

    charger: str
    ticket: Ticket
    status: str
    data: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerPlain:
    """To a call that wants no more than to be confirmed."""

    charger: str
    ticket: Ticket


Answer: TypeAlias = AnswerBoot | AnswerTag | AnswerStart | AnswerStop | AnswerData | AnswerPlain


# Orders to a charger. `wish` names the wish that waits for the answer, if any.


@dataclass(frozen=True, slots=True)
class Prepare:
    """Set the connection up: read what is set, write what must differ, ask for each status."""

    charger: str
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class SetLimit:
    """Limit an open transaction: A per phase, 0 pauses; valid for so many seconds."""

    charger: str
    connector: int
    transaction: int
    current: float
    phases: int
    valid_for: int
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class SetFallback:
    """What a connector falls back to without Borne: A per phase, for every transaction."""

    charger: str
    connector: int
    current: float
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class ClearLimits:
    """Take every limit off that Borne has set."""

    charger: str
    connector: int | None = None
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class StartRemotely:
    """RemoteStartTransaction."""

    charger: str
    connector: int
    tag: str
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class StopRemotely:
    """RemoteStopTransaction."""

    charger: str
    connector: int
    transaction: int
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class ResetCharger:
    """Reset, hard or soft."""

    charger: str
    hard: bool
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class Unlock:
    """UnlockConnector."""

    charger: str
    connector: int
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class SetAvailable:
    """ChangeAvailability; connector 0 is the whole charger."""

    charger: str
    connector: int
    operative: bool
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """TriggerMessage: ask for a message now."""

    charger: str
    message: str
    connector: int | None = None
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class ReadConfiguration:
    """GetConfiguration; no keys: all of them."""

    charger: str
    keys: tuple[str, ...] = ()
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class WriteConfiguration:
    """ChangeConfiguration."""

    charger: str
    key: str
    value: str
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class SendData:
    """DataTransfer to the charger."""

    charger: str
    vendor: str
    message: str | None = None
    data: str | None = None
    wish: str | None = None


Order: TypeAlias = (
    Prepare
    | SetLimit
    | SetFallback
    | ClearLimits
    | StartRemotely
    | StopRemotely
    | ResetCharger
    | Unlock
    | SetAvailable
    | Trigger
    | ReadConfiguration
    | WriteConfiguration
    | SendData
)


# To the rest.


@dataclass(frozen=True, slots=True)
class Announce:
    """An event for Home Assistant and the panel: `borne_session_started`, … with plain data."""

    event: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fulfil:
    """The end of a wish: what came of it."""

    wish: str
    ok: bool
    message: Sentence
    data: Mapping[str, object] | None = None


Command: TypeAlias = Answer | Order | Record | Announce | Fulfil
