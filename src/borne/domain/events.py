"""What can happen to Borne; the mirror of `commands`. Times are aware; units are base units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from borne.domain.charger import ConfigurationKey, Sample
from borne.domain.commands import Order, Ticket
from borne.domain.fact import Span, Value
from borne.domain.life import Status
from borne.domain.say import Sentence
from borne.domain.security import Profile
from borne.domain.security_events import DoorEvent
from borne.domain.traits import Quirk, Traits
from borne.domain.upkeep_events import UpkeepEvent
from borne.domain.whereabouts import Whereabouts
from borne.domain.wishes import Wish


class ChargerConnected(Struct, frozen=True, gc=False):
    """A charger has opened its socket. `connection` is unique and rises."""

    at: datetime
    charger: str
    connection: int
    protocol: str
    remote: str | None = None
    proves: Profile = Profile.NONE
    tls: bool = False
    verifier: str | None = None
    """That of the password it has shown."""
    mistaken: bool = False
    """It has shown a password that is none of those it was given, and needs none yet."""


class ChargerDisconnected(Struct, frozen=True, gc=False):
    """That socket has gone; a newer one of the same charger may be there already."""

    at: datetime
    charger: str
    connection: int
    reason: str
    dropped: bool = False
    """Neither Borne nor the charger had a reason to end it."""
    quiet: float | None = None
    """s that nothing had passed; None: it cannot be told."""
    mute: float | None = None
    """s that no message of OCPP had passed."""


class ChargerBooted(Struct, frozen=True, gc=False):
    """BootNotification."""

    at: datetime
    charger: str
    ticket: Ticket
    vendor: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None


class ChargerHeard(Struct, frozen=True, gc=False):
    """A sign of life that says nothing else; the link has answered it."""

    at: datetime
    charger: str


class ChargerReady(Struct, frozen=True, gc=False):
    """The set-up of this connection is done: the charger may be ordered about."""

    at: datetime
    charger: str
    connectors: int | None = None
    """How many it says it has."""


class StatusChanged(Struct, frozen=True, gc=False):
    """StatusNotification; connector 0 is the charger itself. `error` None: no error."""

    at: datetime
    charger: str
    ticket: Ticket
    connector: int
    status: Status
    error: str | None = None
    info: str | None = None
    told: datetime | None = None
    """What the charger's own clock said."""


class TagSwiped(Struct, frozen=True, gc=False):
    """Authorize."""

    at: datetime
    charger: str
    ticket: Ticket
    tag: str


class TransactionStarted(Struct, frozen=True, gc=False):
    """StartTransaction; `began` and `meter` (Wh) as the charger says."""

    at: datetime
    charger: str
    ticket: Ticket
    connector: int
    tag: str
    meter: float
    began: datetime


class TransactionStopped(Struct, frozen=True, gc=False):
    """StopTransaction, with the samples of its transactionData."""

    at: datetime
    charger: str
    ticket: Ticket
    transaction: int
    meter: float
    ended: datetime
    tag: str | None = None
    reason: str | None = None
    samples: tuple[Sample, ...] = ()


class MeterSampled(Struct, frozen=True, gc=False):
    """MeterValues; samples in the order of their times."""

    at: datetime
    charger: str
    ticket: Ticket
    connector: int
    samples: tuple[Sample, ...]
    transaction: int | None = None


class DataReceived(Struct, frozen=True, gc=False):
    """DataTransfer from the charger."""

    at: datetime
    charger: str
    ticket: Ticket
    vendor: str
    message: str | None = None
    data: str | None = None


class ConfigurationRead(Struct, frozen=True, gc=False):
    """Settings that the charger has told or confirmed."""

    at: datetime
    charger: str
    keys: tuple[ConfigurationKey, ...]


class KeysWritten(Struct, frozen=True, gc=False):
    """What set-up has written and has not read back since, by key: all of it."""

    at: datetime
    charger: str
    written: Mapping[str, tuple[str, ...]]


class KeyAnswered(Struct, frozen=True, gc=False):
    """A charger's answer to a change of a setting; secrets are hidden."""

    at: datetime
    charger: str
    key: str
    before: str | None
    """As it was told last; None: it was not."""
    value: str
    status: str
    """OCPP's own word, or the error."""
    wished: bool
    """By a person; else it is Borne's set-up."""


class TraitsLearned(Struct, frozen=True, gc=False):
    """What a charger does in its own way, as far as it is known now."""

    at: datetime
    charger: str
    traits: Traits
    quirks: tuple[Quirk, ...]
    seen: tuple[str, ...] = ()
    """The behaviours by which some of them were found, sorted."""


class OrderAnswered(Struct, frozen=True, gc=False):
    """The charger's answer to an order, or why there is none. `status` is OCPP's own word."""

    at: datetime
    order: Order
    ok: bool
    status: str
    message: Sentence
    data: Mapping[str, object] | None = None


class FactsChanged(Struct, frozen=True, gc=False):
    """New values of sources, by entity; None: unknown or unavailable.

    `at` is when they were heard; `since`, by source, when they were last reported, if older.
    """

    at: datetime
    facts: Mapping[str, Value | None]
    since: Mapping[str, datetime] | None = None
    ahead: Mapping[str, tuple[Span, ...]] | None = None
    """By source, what it tells of the time to come."""
    odd: Mapping[str, Sentence] | None = None
    """By source, why what it tells counts as unknown."""


class HomeChanged(Struct, frozen=True, gc=False):
    """How Borne stands with Home Assistant: off, connecting, connected, refused, unreachable."""

    at: datetime
    status: str
    message: Sentence
    language: str | None = None
    time_zone: str | None = None
    whereabouts: Whereabouts | None = None


class WishMade(Struct, frozen=True, gc=False):
    """A person, or an automation, wants something."""

    at: datetime
    wish: Wish


class TroubleFound(Struct, frozen=True, gc=False):
    """Something outside Borne's rules is wrong and stays so until TroubleGone with its code."""

    at: datetime
    code: str
    severity: str
    message: Sentence


class TroubleGone(Struct, frozen=True, gc=False):
    """The trouble of that code is over."""

    at: datetime
    code: str


class Woke(Struct, frozen=True, gc=False):
    """The instant has come at which something can change by itself."""

    at: datetime
    chargers: frozenset[str] | None = None
    """Where; None: it may be anywhere."""


ChargerEvent: TypeAlias = (
    ChargerConnected
    | ChargerDisconnected
    | ChargerBooted
    | ChargerHeard
    | ChargerReady
    | StatusChanged
    | TagSwiped
    | TransactionStarted
    | TransactionStopped
    | MeterSampled
    | DataReceived
    | ConfigurationRead
    | KeysWritten
    | KeyAnswered
    | TraitsLearned
    | OrderAnswered
    | UpkeepEvent
    | DoorEvent
)
Event: TypeAlias = (
    ChargerEvent | FactsChanged | HomeChanged | WishMade | TroubleFound | TroubleGone | Woke
)
