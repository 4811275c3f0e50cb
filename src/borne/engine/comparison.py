"""Two ways of charging side by side: what each came to, and where they began to differ."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from msgspec import Struct

from borne.domain.decision import Decision

MOST_CHANGES: Final = 200
_KWH: Final = 3_600_000.0
_APART: Final = 2.0
"""A by which two currents under the same rule differ."""
_TOGETHER: Final = 1.0
"""A by which they no longer do."""

Held: TypeAlias = tuple[str | None, bool, float]
"""What holds at one instant: the rule, whether the car may charge, and its A."""
Difference: TypeAlias = tuple[tuple[str | None, bool], tuple[str | None, bool]]


def difference(was: Held, would: Held, before: Difference | None) -> Difference | None:
    """What differs in the eyes of a person; None: nothing. `before` is what differed until now."""
    pair = was[:2], would[:2]
    least = _TOGETHER if pair == before else _APART
    return pair if pair[0] != pair[1] or abs(was[2] - would[2]) > least else None


class Sum(Struct):
    """What some charging came to; kWh, EUR for what was imported."""

    energy: float = 0.0
    solar: float = 0.0
    grid: float = 0.0
    cost: float = 0.0
    starts: int = 0
    phase_changes: int | None = None
    """Between one phase and more; None: not counted."""
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

    @property
    def held(self) -> Held:
        """What a person compares."""
        return self.rule, self.charge, self.current

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
