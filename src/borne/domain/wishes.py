"""What a person can ask for: the bodies of `borne_command`, read into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from borne.domain.decision import Mode


@dataclass(frozen=True, slots=True)
class SetMode:
    """Choose a mode by hand; None gives the connector back to the rules. s."""

    mode: Mode | None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SetMaxCurrent:
    """A ceiling that stays; None takes it away, 0 pauses. A."""

    amps: float | None


@dataclass(frozen=True, slots=True)
class BoostNow:
    """Full power for so many s, so many Wh, or until unplugged; `off` ends it."""

    seconds: float | None = None
    energy: float | None = None
    off: bool = False


@dataclass(frozen=True, slots=True)
class StartNow:
    """Start a transaction, under a badge if one is named."""

    tag: str | None = None


@dataclass(frozen=True, slots=True)
class StopNow:
    """Stop the transaction; nothing starts again before unplug, badge or command."""


@dataclass(frozen=True, slots=True)
class ResetNow:
    hard: bool = False


@dataclass(frozen=True, slots=True)
class UnlockNow:
    """Release the cable."""


@dataclass(frozen=True, slots=True)
class SetAvailability:
    operative: bool


@dataclass(frozen=True, slots=True)
class ClearProfiles:
    """Take every limit off; those that still hold are sent again."""


@dataclass(frozen=True, slots=True)
class TriggerNow:
    message: str


@dataclass(frozen=True, slots=True)
class GetConfigurationNow:
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetConfigurationNow:
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class TransferData:
    vendor: str
    message: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class AllowTag:
    """Name a badge and let it charge; `once` only for the car that is there now."""

    tag: str
    name: str | None = None
    person: str | None = None
    group: str | None = None
    vehicle: str | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class BlockTag:
    tag: str


@dataclass(frozen=True, slots=True)
class ForgetTag:
    tag: str


@dataclass(frozen=True, slots=True)
class DismissTag:
    """Take an unknown badge off the list until it is seen again."""

    tag: str


@dataclass(frozen=True, slots=True)
class Adopt:
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Ignore:
    """Keep answering it Pending, and do not ask about it again."""


@dataclass(frozen=True, slots=True)
class Rename:
    name: str


Intent: TypeAlias = (
    SetMode
    | SetMaxCurrent
    | BoostNow
    | StartNow
    | StopNow
    | ResetNow
    | UnlockNow
    | SetAvailability
    | ClearProfiles
    | TriggerNow
    | GetConfigurationNow
    | SetConfigurationNow
    | TransferData
    | AllowTag
    | BlockTag
    | ForgetTag
    | DismissTag
    | Adopt
    | Ignore
    | Rename
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One intent for a charger, or for a connector of it (None: its only one)."""

    id: str
    intent: Intent
    charger: str | None = None
    connector: int | None = None
    by: str | None = None
    """Who asked, as far as it is known."""


Body: TypeAlias = Mapping[str, object]
