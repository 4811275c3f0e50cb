"""What a make of charger does in its own way, as far as a decision must know it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from borne.domain.say import Sentence

VALID_FOR: Final = 900
"""s after which a charger that hears nothing more falls back by itself."""

WRITES_PER_HOUR: Final = 360
"""One every 10 s. Limits of a transaction live in the memory of most chargers; those that keep them
in flash, which wears out, are known by a quirk."""


class Pause(StrEnum):
    """How a charge is paused."""

    LIMIT = "limit"
    """By a limit of 0 A: the transaction stays open."""
    STOP = "stop"
    """By RemoteStopTransaction; RemoteStartTransaction goes on."""


class Traits(Struct, frozen=True):
    """How this charger differs from what OCPP lets one expect; A per phase."""

    floor: float = 0.0
    """It is never given less, but for a pause."""
    steps: tuple[float, ...] = ()
    """The only currents that it gives, rising; none: any."""
    pause: Pause = Pause.LIMIT
    finishing_is_preparing: bool = False
    """It says Finishing where a car is there and may start again."""
    waits_for_start: bool = False
    """After a badge it starts nothing by itself."""
    may_stop: bool = True
    """A pause may be made by a stop, where no limit of 0 A makes one."""
    purposes: tuple[str, ...] = ()
    """The only purposes of profiles that it follows, in this order; none: that is to be found."""
    rate_unit: str | None = None
    """`A` or `W`, the only one that it follows."""
    stack_level: int | None = None
    relative: bool = False
    """It follows no schedule that begins at a time of day."""
    follows_in: float | None = None
    """s until it follows a limit."""
    asks_values: float = 0.0
    """s after which it is asked for its values, which it does not tell by itself; 0: never."""
    valid_for: int = VALID_FOR
    """s that a limit holds by itself."""
    phases_fixed: bool = False
    """It does not change its phases, whatever it says."""
    phase_pause: float = 0.0
    """s without current that it needs before and after a change of phases."""
    writes_per_hour: int = WRITES_PER_HOUR
    """Profiles that it may be sent; what keeps safe may exceed it."""


class Quirk(Struct, frozen=True):
    """An entry of the quirk database that fits a charger, or may."""

    name: str
    """As commands have it."""
    title: Sentence
    """The same in a few words."""
    on: bool
    why: Sentence
    evidence: Sentence
    """How it is known that this charger is meant."""
    source: Sentence
    """Where it was learned."""
    hint: Sentence | None = None
    """What a person can do."""
    by_hand: bool = False
    """It fits any make, and is off until a person switches it on."""
