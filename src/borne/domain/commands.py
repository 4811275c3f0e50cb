"""What Borne does; the mirror of `events`. Times are aware; units are base units."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from borne.domain.care_orders import CareOrder
from borne.domain.records import Record
from borne.domain.say import Sentence
from borne.domain.security_orders import SecurityOrder
from borne.domain.tag import Terms
from borne.domain.upkeep_orders import UpkeepOrder
from borne.domain.way import Way


class Ticket(NamedTuple):
    """Where an answer must go: the connection that asked, and its call's unique id."""

    connection: int
    call: str


class Admission(StrEnum):
    """What a badge is told (OCPP 1.6 section 7.2)."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    EXPIRED = "Expired"
    INVALID = "Invalid"
    CONCURRENT = "ConcurrentTx"
    """It has as many transactions open as it may; told to a start only."""


# Answers to a charger's calls. Each goes out only once what it confirms is on disk.


class AnswerBoot(Struct, frozen=True, gc=False):
    """To BootNotification: accepted, or pending until somebody adopts it."""

    charger: str
    ticket: Ticket
    accepted: bool
    interval: int
    """s between heartbeats, or until it may ask again."""


class AnswerTag(Struct, frozen=True, gc=False):
    """To Authorize."""

    charger: str
    ticket: Ticket
    admission: Admission
    terms: Terms = Terms()


class AnswerStart(Struct, frozen=True, gc=False):
    """To StartTransaction."""

    charger: str
    ticket: Ticket
    transaction: int
    admission: Admission
    terms: Terms = Terms()


class AnswerStop(Struct, frozen=True, gc=False):
    """To StopTransaction."""

    charger: str
    ticket: Ticket
    admission: Admission | None
    terms: Terms = Terms()


class AnswerData(Struct, frozen=True, gc=False):
    """To DataTransfer: OCPP's status word, and data."""

    charger: str
    ticket: Ticket
    status: str
    data: str | None = None


class AnswerPlain(Struct, frozen=True, gc=False):
    """To a call that wants no more than to be confirmed."""

    charger: str
    ticket: Ticket


class AnswerCertificate(Struct, frozen=True, gc=False):
    """To SignCertificate: whether the certificate will come."""

    charger: str
    ticket: Ticket
    accepted: bool


class AnswerFailed(Struct, frozen=True, gc=False):
    """To a call that Borne could not handle, by a defect of its own: the charger goes on."""

    charger: str
    ticket: Ticket


Confirmation: TypeAlias = (
    AnswerBoot | AnswerTag | AnswerStart | AnswerStop | AnswerData | AnswerPlain | AnswerCertificate
)
Answer: TypeAlias = Confirmation | AnswerFailed


# Orders to a charger. `wish` names the wish that waits for the answer, if any.


class Prepare(Struct, frozen=True, gc=False):
    """Set the connection up: read what is set, write what must differ, ask for each status."""

    charger: str
    wish: str | None = None


class SetLimit(Struct, frozen=True, gc=False):
    """Limit an open transaction: A per phase, 0 pauses; valid for so many seconds."""

    charger: str
    connector: int
    transaction: int
    current: float
    phases: int
    valid_for: int
    wish: str | None = None
    way: Way | None = None
    """None: as its quirks and its settings tell."""
    number: int | None = None
    """Over how many phases it is to charge; None: it is not told."""


class SetFallback(Struct, frozen=True, gc=False):
    """What a connector falls back to without Borne: A per phase, for every transaction."""

    charger: str
    connector: int
    current: float
    wish: str | None = None
    way: Way | None = None
    number: int | None = None
    """Over how many phases it is then to charge; None: it is not told."""


class ClearLimits(Struct, frozen=True, gc=False):
    """Take every limit off that Borne has set; `every`: whoever has set it."""

    charger: str
    connector: int | None = None
    wish: str | None = None
    every: bool = False


class StartRemotely(Struct, frozen=True, gc=False):
    """RemoteStartTransaction."""

    charger: str
    connector: int
    tag: str
    wish: str | None = None


class StopRemotely(Struct, frozen=True, gc=False):
    """RemoteStopTransaction."""

    charger: str
    connector: int
    transaction: int
    wish: str | None = None


class ResetCharger(Struct, frozen=True, gc=False):
    """Reset, hard or soft."""

    charger: str
    hard: bool
    wish: str | None = None


class Unlock(Struct, frozen=True, gc=False):
    """UnlockConnector."""

    charger: str
    connector: int
    wish: str | None = None


class SetAvailable(Struct, frozen=True, gc=False):
    """ChangeAvailability; connector 0 is the whole charger."""

    charger: str
    connector: int
    operative: bool
    wish: str | None = None


class Trigger(Struct, frozen=True, gc=False):
    """TriggerMessage: ask for a message now."""

    charger: str
    message: str
    connector: int | None = None
    wish: str | None = None


class ReadConfiguration(Struct, frozen=True, gc=False):
    """GetConfiguration; no keys: all of them."""

    charger: str
    keys: tuple[str, ...] = ()
    wish: str | None = None


class WriteConfiguration(Struct, frozen=True, gc=False):
    """ChangeConfiguration."""

    charger: str
    key: str
    value: str
    wish: str | None = None


class SendData(Struct, frozen=True, gc=False):
    """DataTransfer to the charger."""

    charger: str
    vendor: str
    message: str | None = None
    data: str | None = None
    wish: str | None = None


class UseQuirks(Struct, frozen=True, gc=False):
    """Go by these quirks, and by what it last said of itself; no call to the charger."""

    charger: str
    vendor: str | None
    model: str | None
    firmware: str | None
    choices: Mapping[str, bool]
    """By name, what a person has switched on or off."""
    wish: str | None = None
    seen: tuple[str, ...] = ()
    """What it was seen to do, before Borne was last started."""


Order: TypeAlias = (
    Prepare
    | UseQuirks
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
    | CareOrder
    | UpkeepOrder
    | SecurityOrder
)


# To the rest.


class Announce(Struct, frozen=True, gc=False):
    """An event for Home Assistant and the panel: `borne_session_started`, … with plain data."""

    event: str
    data: Mapping[str, object]


class Fulfil(Struct, frozen=True, gc=False):
    """The end of a wish: what came of it."""

    wish: str
    ok: bool
    message: Sentence
    data: Mapping[str, object] | None = None


Command: TypeAlias = Answer | Order | Record | Announce | Fulfil
