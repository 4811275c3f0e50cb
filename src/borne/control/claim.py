"""What control is told of each connector, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from borne.domain.decision import Choice, LimitApplied, NextChange
from borne.domain.say import Sentence
from borne.domain.site import ConnectorLimits, Style


@dataclass(frozen=True, slots=True)
class Draw:
    """What a car draws."""

    phases: int
    amps: float = 0.0
    """On the phase that draws most."""
    power: float = 0.0
    """W."""
    read_at: datetime | None = None
    """When the charger last said so."""
    active: bool = False
    """A transaction is open."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One connector with what the rules want of it."""

    id: str
    choice: Choice
    limits: ConnectorLimits
    draw: Draw


@dataclass(frozen=True, slots=True)
class Setting:
    """What a connector is told: A per phase, 0 pauses."""

    current: float
    why: Sentence
    limits: tuple[LimitApplied, ...] = ()
    next: NextChange | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What control remembers of one connector."""

    current: float = 0.0
    changed_at: datetime | None = None
    """When `current` last changed."""
    sun_on: bool = False
    sun_since: datetime | None = None
    """Since when the sun has been on or off for it."""
    cut_at: datetime | None = None
    """When a measured limit last took current away or held it back."""
    raised_at: datetime | None = None

    def settled(self, read_at: datetime | None, now: datetime) -> bool:
        """Whether the readings can be trusted to show the last order."""
        if self.changed_at is None:
            return True
        waited = (now - self.changed_at).total_seconds()
        if waited >= SETTLE_LONGEST:
            return True
        return read_at is not None and (read_at - self.changed_at).total_seconds() >= FOLLOW


@dataclass(frozen=True, slots=True)
class SunFilter:
    """The surplus seen twice: slow and asymmetric to start and stop by, fast to follow. W."""

    slow: float
    fast: float
    at: datetime
    """When the meter was last heard."""


@dataclass(frozen=True, slots=True)
class Memory:
    """All that control remembers between two rounds."""

    tracks: Mapping[str, Track] = field(default_factory=dict)
    suns: Mapping[Style, SunFilter] = field(default_factory=dict)
    blind_since: datetime | None = None
    """Since when the meter that the contract is guarded by has been unknown."""


FOLLOW = 3.0
"""s that a charger and its car need to follow an order; Legrand takes 2.3 s (10 A)."""

SETTLE_LONGEST = 30.0
"""s after which an order is taken as followed even without a reading."""
