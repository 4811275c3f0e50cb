"""What control is told of each connector, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from borne.control.breaker import Heat
from borne.control.demand import Demand
from borne.domain.decision import Choice, LimitApplied, NextChange
from borne.domain.phasing import Phasing, Switching
from borne.domain.say import Sentence
from borne.domain.site import ConnectorLimits, Style
from borne.domain.traits import Traits

FOLLOW: Final = 3.0
"""s that a charger and its car need to follow an order; Legrand takes 2.3 s (10 A)."""


class Draw(Struct, frozen=True):
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
    shown: int = 0
    """Over how many phases the last reading shows that current flows; 0: none, or unknown."""


class Claim(Struct, frozen=True):
    """One connector with what the rules want of it."""

    id: str
    choice: Choice
    limits: ConnectorLimits
    draw: Draw
    follows_in: float | None = None
    """s that its charger is known to need; None: as most do."""
    ignores: bool = False
    """It does not do as it is told: what it draws is nobody else's to have."""
    switching: Switching | None = None
    """How its phases may be changed; None: not at all."""
    phasing: Phasing = Phasing()
    heeded: bool = True
    """Its charger has taken the last limit."""
    still: bool = False
    """Its charger says that nothing flows, even if it measures nothing."""
    session: int | None = None
    spared_until: datetime | None = None
    """Its charger was written to often: the sun alone changes nothing before; None: it may now."""


def fitted(limits: ConnectorLimits, traits: Traits) -> ConnectorLimits:
    """What the site says of a connector, held to what its charger can do."""
    if not (traits.floor or traits.steps):
        return limits
    least = max(limits.least, traits.floor)
    least = min((step for step in traits.steps if step >= least), default=least)
    return replace(limits, least=least, steps=traits.steps)


class Setting(Struct, frozen=True):
    """What a connector is told: A per phase, 0 pauses."""

    current: float
    why: Sentence
    limits: tuple[LimitApplied, ...] = ()
    next: NextChange | None = None
    starts: int = 0
    """How often it has begun to charge today."""
    phasing: Phasing = Phasing()


class Track(Struct, frozen=True):
    """What control remembers of one connector."""

    current: float = 0.0
    active: bool = False
    """A transaction was open."""
    before: float = 0.0
    """A that it drew until `current` last changed."""
    changed_at: datetime | None = None
    """When what the car may draw last changed."""
    sun_on: bool = False
    sun_since: datetime | None = None
    """Since when the sun has been on or off for it."""
    cut_at: datetime | None = None
    """When a measured limit last took current away, or left no more than is given."""
    raised_at: datetime | None = None
    """When some of it was last given back."""
    follows_in: float = FOLLOW
    """s until an order can be seen."""
    starts: int = 0
    """How often it has begun to charge on `day`."""
    day: date | None = None
    takes: float | None = None
    """A that this car takes at most, where it leaves some of its offer unused."""
    floor: float = 0.0
    """A that this car takes where it is told the least; 0: just that."""
    leans_to: int = 0
    """The other number of phases that would now suit better; 0: none."""
    leans_since: datetime | None = None
    narrow: bool = False
    """The limits have left too little on all phases: one is used, or about to be."""

    def begun(self, today: date) -> int:
        """How often it has begun to charge today."""
        return self.starts if self.day == today else 0

    def shown(self, at: datetime | None) -> bool:
        """Whether what was measured at that instant shows the last change."""
        if self.changed_at is None:
            return True
        return at is not None and (at - self.changed_at).total_seconds() >= self.follows_in

    def settles_at(
        self, read_at: datetime | None, heard: datetime | None, now: datetime
    ) -> datetime | None:
        """Until when neither the charger's readings nor the meter show the last change; None: now.

        `heard` is when the meter was last heard. What stays silent is waited for only so long.
        """
        if self.changed_at is None:
            return None
        waits = [
            self.changed_at + longest
            for at, longest in ((read_at, READING_LONGEST), (heard, METER_LONGEST))
            if not self.shown(at)
        ]
        last = max(waits, default=now)
        return last if last > now else None


class SunFilter(Struct, frozen=True):
    """The surplus seen twice: slow and asymmetric to start and stop by, fast to follow. W."""

    slow: float
    fast: float
    at: datetime
    """When the meter was last heard."""
    even: float = 0.0
    """Slow upwards and downwards alike: for how many phases it is enough."""


class Memory(Struct, frozen=True):
    """All that control remembers between two rounds."""

    tracks: Mapping[str, Track] = field(default_factory=dict)
    suns: Mapping[Style, SunFilter] = field(default_factory=dict)
    heats: Mapping[int, Heat] = field(default_factory=dict)
    """How warm the breaker is, by phase; a meter of the whole site is phase 0."""
    demand: Demand | None = None
    blind_since: datetime | None = None
    """Since when the meter that the contract is guarded by has been unknown."""


READING_LONGEST: Final = timedelta(seconds=30)
"""So long a charger's reading is waited for: some send none while nothing is drawn."""

METER_LONGEST: Final = timedelta(seconds=60)
"""So long the meter is waited for: many tell only of changes."""
