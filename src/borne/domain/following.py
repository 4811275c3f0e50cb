"""The life of a limit from the order to what is seen of it, as a table."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct


class Verdict(StrEnum):
    """What is known of the last limit."""

    NONE = "none"
    """Nothing was asked for."""
    WAITING = "waiting"
    """It cannot be seen yet."""
    FOLLOWED = "followed"
    IGNORED = "ignored"
    UNKNOWN = "unknown"
    """It cannot be told: the car takes less than it may, or nothing is measured."""


class Finding(StrEnum):
    """What a moment tells of it."""

    ASKED = "a limit is sent"
    NEAR = "the limit is what is drawn or offered"
    LESS = "less is drawn, and that may be the car's own wish"
    MORE = "more is drawn"
    STILL_MORE = "more is still drawn after the time that the charger needs"
    STILL_LESS = "it stays at what it falls back to after that time"
    SILENCE = "nothing is measured in all that time"
    REFUSED = "the charger refuses it"


_ON: Final = {
    Finding.ASKED: Verdict.WAITING,
    Finding.NEAR: Verdict.FOLLOWED,
    Finding.STILL_MORE: Verdict.IGNORED,
    Finding.STILL_LESS: Verdict.IGNORED,
    Finding.REFUSED: Verdict.IGNORED,
}
"""What holds whatever was known before."""

FOLLOWING: Final[dict[tuple[Verdict, Finding], Verdict]] = {
    **{(before, finding): after for before in Verdict for finding, after in _ON.items()},
    (Verdict.WAITING, Finding.LESS): Verdict.UNKNOWN,
    (Verdict.WAITING, Finding.MORE): Verdict.WAITING,
    (Verdict.WAITING, Finding.SILENCE): Verdict.UNKNOWN,
    (Verdict.FOLLOWED, Finding.LESS): Verdict.FOLLOWED,
    (Verdict.FOLLOWED, Finding.MORE): Verdict.WAITING,
    (Verdict.FOLLOWED, Finding.SILENCE): Verdict.FOLLOWED,
    (Verdict.IGNORED, Finding.LESS): Verdict.UNKNOWN,
    (Verdict.IGNORED, Finding.MORE): Verdict.IGNORED,
    (Verdict.IGNORED, Finding.SILENCE): Verdict.IGNORED,
    (Verdict.UNKNOWN, Finding.LESS): Verdict.UNKNOWN,
    (Verdict.UNKNOWN, Finding.MORE): Verdict.WAITING,
    (Verdict.UNKNOWN, Finding.SILENCE): Verdict.UNKNOWN,
    (Verdict.NONE, Finding.LESS): Verdict.NONE,
    (Verdict.NONE, Finding.MORE): Verdict.NONE,
    (Verdict.NONE, Finding.SILENCE): Verdict.NONE,
}


class Seen(Struct, frozen=True, gc=False):
    """A per phase, and when the charger said so."""

    amps: float
    at: datetime


class Following(Struct, frozen=True, gc=False):
    """What is seen of the last limit of a connector."""

    verdict: Verdict = Verdict.NONE
    since: datetime | None = None
    """Since when this is the verdict."""
    offered: Seen | None = None
    drawn: Seen | None = None
    before: Seen | None = None
    """What was drawn when the limit was sent."""
    wrong_since: datetime | None = None
    """Since when it shows another current than it should, after the time that it needs."""
    slow: float = 0.0
    """s after the limit was sent at which more was still drawn."""
    refused: bool = False
    ignores: bool = False
    """It was seen not to follow, and has not followed since: what it draws counts as it is."""
    rises_at: datetime | None = None
    """A higher limit waits until then, for the charger was written to often."""
