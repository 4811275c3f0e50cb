"""What Borne has heard from outside about the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

from borne.domain.say import Sentence

Value: TypeAlias = float | str | bool


class Span(Struct, frozen=True):
    """What a source tells of a time to come: a price in EUR/kWh, a mean power in W."""

    start: datetime
    end: datetime
    value: float


class Fact(Struct, frozen=True):
    """The last value of a source (numbers in base units); None is unknown or unavailable."""

    value: Value | None
    at: datetime
    ahead: tuple[Span, ...] = ()
    """What it tells of the time to come, in order, without overlap."""
    odd: Sentence | None = None
    """Why what it tells counts as unknown."""

    def fresh(self, now: datetime, max_age: timedelta | None) -> bool:
        """Whether it still counts at `now`; an age that was never limited always does."""
        return max_age is None or now - self.at <= max_age
