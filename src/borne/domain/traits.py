"""What a make of charger does in its own way, as far as a decision must know it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from borne.domain.say import Sentence


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
    fallback_ends_limit: bool = False
    """What it is told to fall back to takes the place of its limit."""
    waits_for_start: bool = False
    """After a badge it starts nothing by itself."""


class Quirk(Struct, frozen=True):
    """An entry of the quirk database that fits a charger."""

    name: str
    on: bool
    why: Sentence
    evidence: Sentence
    """How it is known that this charger is meant."""
    source: str
    hint: Sentence | None = None
    """What a person can do."""
