"""What a person can ask for: the bodies of `borne_command`, read into values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from borne.domain.care_intents import CareIntent
from borne.domain.decision import Mode
from borne.domain.security_intents import SecurityIntent
from borne.domain.tag import Tag
from borne.domain.upkeep_intents import UpkeepIntent


class SetMode(Struct, frozen=True):
    """Choose a mode by hand; None gives the connector back to the rules. s."""

    mode: Mode | None
    seconds: float | None = None


class SetMaxCurrent(Struct, frozen=True):
    """A ceiling that stays; None takes it away, 0 pauses. A."""

    amps: float | None


class BoostNow(Struct, frozen=True):
    """Full power for so many s, so many Wh, or until unplugged; `off` ends it."""

    seconds: float | None = None
    energy: float | None = None
    off: bool = False


class StartNow(Struct, frozen=True):
    """Start a transaction, under a badge if one is named."""

    tag: str | None = None


class StopNow(Struct, frozen=True):
    """Stop the transaction; nothing starts again before unplug, badge or command."""


class ResetNow(Struct, frozen=True):
    hard: bool = False


class UnlockNow(Struct, frozen=True):
    """Release the cable."""


class SetAvailability(Struct, frozen=True):
    operative: bool


class ClearProfiles(Struct, frozen=True):
    """Take every limit off; those that still hold are sent again."""

    every: bool = False
    """Also what others have set: the charger's own settings, a former central system."""


class TriggerNow(Struct, frozen=True):
    message: str


class GetConfigurationNow(Struct, frozen=True):
    keys: tuple[str, ...] = ()


class SetConfigurationNow(Struct, frozen=True):
    key: str
    value: str


class FindWays(Struct, frozen=True):
    """Find out anew how a charger is to be limited."""


class SetQuirk(Struct, frozen=True):
    """Switch a quirk on or off for a charger; None: as the database says."""

    name: str
    on: bool | None


class TransferData(Struct, frozen=True):
    vendor: str
    message: str | None = None
    data: str | None = None


class AllowTag(Struct, frozen=True):
    """Name a badge and let it charge; `once` only for the car that is there now."""

    tag: str
    name: str | None = None
    person: str | None = None
    group: str | None = None
    vehicle: str | None = None
    once: bool = False


class BlockTag(Struct, frozen=True):
    tag: str


class SetTag(Struct, frozen=True):
    """Change what is known of a badge: the fields named, the others stay."""

    tag: Tag
    fields: frozenset[str]


class SetTags(Struct, frozen=True):
    """Change many at once, as an import does."""

    tags: tuple[SetTag, ...]


class LearnTag(Struct, frozen=True):
    """Add the next unknown badge that is shown within so many s; `off` ends the waiting."""

    name: str | None = None
    person: str | None = None
    group: str | None = None
    seconds: float = 120.0
    off: bool = False


class ForgetTag(Struct, frozen=True):
    tag: str


class DismissTag(Struct, frozen=True):
    """Take an unknown badge off the list until it is seen again."""

    tag: str


class Adopt(Struct, frozen=True):
    name: str | None = None


class Ignore(Struct, frozen=True):
    """Keep answering it Pending, and do not ask about it again."""


class Rename(Struct, frozen=True):
    name: str


class Forget(Struct, frozen=True):
    """Forget a charger that is gone, and what was set for it; its sessions stay."""


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
    | SetQuirk
    | FindWays
    | TransferData
    | AllowTag
    | BlockTag
    | SetTag
    | SetTags
    | LearnTag
    | ForgetTag
    | DismissTag
    | Adopt
    | Ignore
    | Rename
    | Forget
    | CareIntent
    | UpkeepIntent
    | SecurityIntent
)


class Wish(Struct, frozen=True):
    """One intent for a charger, or for a connector of it (None: its only one)."""

    id: str
    intent: Intent
    charger: str | None = None
    connector: int | None = None
    by: str | None = None
    """Who asked, as far as it is known."""


Body: TypeAlias = Mapping[str, object]
