"""What must outlive the process. Each is an upsert by its key: written twice, it stands once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from borne.domain.care import Care
from borne.domain.decision import ByHand, Decision
from borne.domain.phasing import Phasing
from borne.domain.security import Security
from borne.domain.session import Session, Transaction
from borne.domain.tag import Tag, UnknownTag
from borne.domain.tariff import Portion
from borne.domain.way import Manner


class SaveCharger(Struct, frozen=True, gc=False):
    """A charger's identity and standing. Key: id."""

    id: str
    first_seen: datetime
    last_seen: datetime | None
    name: str | None
    adopted: bool
    ignored: bool
    attempts: int
    vendor: str | None
    model: str | None
    serial: str | None
    firmware: str | None
    protocol: str
    connectors: tuple[int, ...]
    """The numbers it is known to have, so that its entities exist before it is back."""
    choices: Mapping[str, bool] = {}
    """By quirk, what a person has switched on or off."""
    care: Care | None = None
    """How Borne deals with it; None: as with any."""
    manner: Manner = Manner()
    """What it has shown of how it is to be limited."""
    security: Security = Security()


class DeleteCharger(Struct, frozen=True, gc=False):
    """Forget a charger; its sessions stay."""

    id: str


class DeleteConnector(Struct, frozen=True, gc=False):
    """Forget what was set on a connector."""

    charger: str
    number: int


class SaveConnector(Struct, frozen=True, gc=False):
    """What is to be remembered of a connector. Key: charger, number."""

    charger: str
    number: int
    by_hand: ByHand
    held: bool
    operative: bool
    phasing: Phasing = Phasing()
    """What is known of its phases."""


class SaveTag(Struct, frozen=True, gc=False):
    """A badge. Key: the folded tag."""

    tag: Tag


class DeleteTag(Struct, frozen=True, gc=False):
    """Forget a badge."""

    tag: str


class SaveUnknownTag(Struct, frozen=True, gc=False):
    """An unknown badge, with its last time and place. Key: the folded tag."""

    tag: UnknownTag


class DeleteUnknownTag(Struct, frozen=True, gc=False):
    """The badge is known now, or was dismissed."""

    tag: str


class SaveAllowedOnce(Struct, frozen=True, gc=False):
    """A badge may charge for one session, also after a restart. Key: the folded tag."""

    tag: str


class DeleteAllowedOnce(Struct, frozen=True, gc=False):
    """That session is over, or the leave was withdrawn."""

    tag: str


class SaveSession(Struct, frozen=True, gc=False):
    """A session as it stands, without its open transaction. Key: id."""

    session: Session


class ForgetSession(Struct, frozen=True, gc=False):
    """A car was plugged in and out again without any transaction: nothing to keep."""

    id: int


class SaveTransaction(Struct, frozen=True, gc=False):
    """A transaction as it stands. Key: id."""

    transaction: Transaction


class SaveSample(Struct, frozen=True, gc=False):
    """A meter reading that carries energy. Key: charger, connector, at.

    Wh, W, A; `total` never falls; `session_energy` and `transaction_energy` are the sums so far,
    from which an open session goes on after a crash.
    """

    charger: str
    connector: int
    at: datetime
    register: float
    total: float
    session: int | None = None
    transaction: int | None = None
    session_energy: float | None = None
    transaction_energy: float | None = None
    power: float | None = None
    current: float | None = None
    asked: float | None = None
    soc: float | None = None
    voltage: float | None = None


class SavePortion(Struct, frozen=True, gc=False):
    """What a session has charged on a day in a slot of the tariff. Key: session, day, slot."""

    portion: Portion


class SaveDecision(Struct, frozen=True, gc=False):
    """A decision that differs from the one before. Key: charger, connector, at."""

    charger: str
    connector: int
    session: int | None
    decision: Decision


class SaveRecording(Struct, frozen=True, gc=False):
    """Some minutes of the past from which it can be replayed. Key: start."""

    start: datetime
    end: datetime
    packed: Callable[[], bytes]
    """Packs them; not for a thread that others wait for."""


Record: TypeAlias = (
    SaveCharger
    | DeleteCharger
    | SaveConnector
    | DeleteConnector
    | SaveTag
    | DeleteTag
    | SaveUnknownTag
    | DeleteUnknownTag
    | SaveAllowedOnce
    | DeleteAllowedOnce
    | SaveSession
    | ForgetSession
    | SaveTransaction
    | SaveSample
    | SavePortion
    | SaveDecision
    | SaveRecording
)
