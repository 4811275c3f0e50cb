"""Two ways of charging side by side: what each came to, and where they began to differ."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from borne.domain.decision import Decision

MOST_CHANGES: Final = 200
_KWH: Final = 3_600_000.0


class Sum(Struct):
    """What some charging came to; kWh, EUR for what was imported."""

    energy: float = 0.0
    solar: float = 0.0
    grid: float = 0.0
    cost: float = 0.0
    starts: int = 0
    missed: int | None = None
    missed_energy: float | None = None

    def add(self, watts: float, spare: float | None, price: float | None, seconds: float) -> None:
        """So many W for so long, with W of sun to spare at a price."""
        solar = min(watts, max(0.0, spare or 0.0))
        self.energy += watts * seconds / _KWH
        self.solar += solar * seconds / _KWH
        self.grid += (watts - solar) * seconds / _KWH
        self.cost += (watts - solar) * (price or 0.0) * seconds / _KWH


class Side(Struct, frozen=True):
    """What held at one instant, on one side of a comparison."""

    rule: str | None
    mode: str | None
    charge: bool
    current: float
    decision: Decision | None = None
    """With its why; None where only the outcome was recorded."""

    @classmethod
    def of(cls, decision: Decision) -> Side:
        """That decision."""
        return cls(decision.rule, decision.mode.value, decision.charge, decision.current, decision)


class Change(Struct, frozen=True):
    """An instant at which the two sides began to differ."""

    at: datetime
    connector: str
    was: Side
    would: Side
