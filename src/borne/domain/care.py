"""How Borne deals with a charger, beyond what OCPP says; kept over a restart."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from borne.domain.key_change import KeyChange
from borne.domain.listing import Listing
from borne.domain.rhythm import Drop, Pace
from borne.domain.upkeep import Reservation


class Clock(Struct, frozen=True):
    """By how many seconds a charger's clock is ahead."""

    offset: float | None = None
    """0: it is right, None: it has not told the time yet."""
    former: float | None = None
    """Before it was set right: what it queued until then has such times."""


class Care(Struct, frozen=True):
    """What was learned of its line, and what a person has chosen."""

    strict: bool = False
    """Nothing of its messages is repaired."""
    drops: tuple[Drop, ...] = ()
    """The last ones, the oldest first."""
    ping: Pace = field(default_factory=Pace)
    heartbeat: Pace = field(default_factory=Pace)
    clock: Clock = Clock()
    listing: Listing = field(default_factory=Listing)
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By key, what set-up has written and has not read back since: never written again blindly."""
    keys: tuple[KeyChange, ...] = ()
    """What changed in its settings of late, the oldest first."""
    reservations: tuple[Reservation, ...] = ()
    """Which connectors it keeps for a badge; those that are over may be among them."""
