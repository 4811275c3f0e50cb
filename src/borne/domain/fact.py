"""What Borne has heard from outside about the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from msgspec import Struct

Value: TypeAlias = float | str | bool


class Fact(Struct, frozen=True):
    """The last value of a source (numbers in base units); None is unknown or unavailable."""

    value: Value | None
    at: datetime

    def fresh(self, now: datetime, max_age: timedelta | None) -> bool:
        """Whether it still counts at `now`; an age that was never limited always does."""
        return max_age is None or now - self.at <= max_age
