"""What Borne tells by itself: the kinds that can be switched off, and one notice of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from borne.domain.say import Sentence
from borne.rules.clock import Schedule, read_window
from borne.rules.ties import Happening, Urgency


class Kind(StrEnum):
    """What a notice can be about."""

    UNKNOWN_BADGE = "unknown_badge"
    NEW_CHARGER = "new_charger"
    CAR_WAITS = "car_waits"
    BOOST = "boost"
    SESSION_ENDED = "session_ended"
    LIMIT_IGNORED = "limit_ignored"
    CONTRACT_NEAR = "contract_near"
    CHARGER_LOST = "charger_lost"
    CHARGER_FAULT = "charger_fault"
    PROBLEM = "problem"


SAME: Final[Mapping[Kind, Happening]] = {
    Kind.UNKNOWN_BADGE: Happening.TAG_UNKNOWN,
    Kind.SESSION_ENDED: Happening.SESSION_ENDED,
    Kind.LIMIT_IGNORED: Happening.LIMIT_IGNORED,
    Kind.CONTRACT_NEAR: Happening.LIMIT_NEAR,
    Kind.CHARGER_LOST: Happening.CHARGER_LOST,
}
"""What `events:` of the rules calls the same; a notice that they give themselves is theirs."""


class Offer(StrEnum):
    """What a button of a notice does."""

    TAG_ONCE = "BORNE_TAG_ONCE"
    TAG_ALWAYS = "BORNE_TAG_ALWAYS"
    TAG_BLOCK = "BORNE_TAG_BLOCK"
    ADOPT = "BORNE_ADOPT"
    BOOST = "BORNE_BOOST"
    BOOST_OFF = "BORNE_BOOST_OFF"
    STOP = "BORNE_STOP"


BADGE_OFFERS: Final = (Offer.TAG_ONCE, Offer.TAG_ALWAYS, Offer.TAG_BLOCK)


class Notice(Struct, frozen=True):
    """One thing that a person is told, for as long as its cause stands."""

    kind: Kind
    cause: str
    """What makes two of a kind the same."""
    at: datetime
    """Since when it is so."""
    title: Sentence
    message: Sentence
    urgency: Urgency = Urgency.INFO
    offers: tuple[Offer, ...] = ()
    about: str = ""
    """The badge, the charger or the connector (`garage/1`) that the offers are about."""
    charger: str | None = None

    @property
    def id(self) -> str:
        """Under which Home Assistant and its phones know it."""
        return id_of(self.kind, self.cause)


class Told(Struct, frozen=True):
    """A notice that was shown, by an earlier run of Borne perhaps."""

    kind: Kind
    cause: str
    at: datetime
    urgency: Urgency = Urgency.INFO
    phones: tuple[str, ...] = ()
    """Those that it rang on."""
    held: bool = False
    """It is shown, and no phone has rung yet: it was quiet."""


class Choices(Struct, frozen=True):
    """What a person wants to be told, and when not."""

    off: frozenset[Kind] = frozenset({Kind.CAR_WAITS, Kind.BOOST})
    quiet: str | None = "22:00-07:00"
    """A window by the house's clock in which no phone rings but for what is critical."""

    @property
    def night(self) -> Schedule | None:
        """The same as a schedule; None: it is never quiet."""
        window = read_window(self.quiet) if self.quiet else None
        return Schedule((window,)) if window is not None else None


def id_of(kind: Kind, cause: str) -> str:
    """Under which Home Assistant and its phones know a notice."""
    return f"borne_{kind}_{cause}"
