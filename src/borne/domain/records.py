"""What must outlive the process. Each is an upsert by its key: written twice, it stands once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from borne.domain.decision import ByHand, Decision
from borne.domain.session import Session, Transaction
from borne.domain.tag import Tag, UnknownTag


@dataclass(frozen=True, slots=True)
class SaveCharger:
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


@dataclass(frozen=True, slots=True)
class SaveConnector:
    """What a person has set on a connector. Key: charger, number."""

    charger: str
    number: int
    by_hand: ByHand
    held: bool
    operative: bool


@dataclass(frozen=True, slots=True)
class SaveTag:
    """A badge. Key: the folded tag."""

    tag: Tag


@dataclass(frozen=True, slots=True)
class DeleteTag:
    """Forget a badge."""

    tag: str


@dataclass(frozen=True, slots=True)
class SaveUnknownTag:
    """An unknown badge, with its last time and place. Key: the folded tag."""

    tag: UnknownTag


@dataclass(frozen=True, slots=True)
class DeleteUnknownTag:
    """The badge is known now, or was dismissed."""

    tag: str


@dataclass(frozen=True, slots=True)
class SaveSession:
    """A session as it stands, without its open transaction. Key: id."""

    session: Session


@dataclass(frozen=True, slots=True)
class ForgetSession:
    """A car was plugged in and out again without any transaction: nothing to keep."""

    id: int


@dataclass(frozen=True, slots=True)
class SaveTransaction:
    """A transaction as it stands. Key: id."""

    transaction: Transaction


@dataclass(frozen=True, slots=True)
class SaveSample:
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


@dataclass(frozen=True, slots=True)
class SaveDecision:
    """A decision that differs from the one before. Key: charger, connector, at."""

    charger: str
    connector: int
    session: int | None
    decision: Decision


Record: TypeAlias = (
    SaveCharger
    | SaveConnector
    | SaveTag
    | DeleteTag
    | SaveUnknownTag
    | DeleteUnknownTag
    | SaveSession
    | ForgetSession
    | SaveTransaction
    | SaveSample
    | SaveDecision
)
