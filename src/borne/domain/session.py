"""A session lasts from plug to unplug and may hold several transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

LOST: Final = "Lost"
"""The reason of a transaction that ended without a stop, for another had begun."""
ORPHAN: Final = "Orphan"
"""The reason of a session of which only the end is known."""


class Transaction(Struct, frozen=True, gc=False):
    """One OCPP transaction; Wh of the charger's register."""

    id: int
    session: int
    charger: str
    connector: int
    tag: str
    started: datetime
    meter_start: float
    register: float
    """The last register value that was counted."""
    energy: float = 0.0
    """Wh so far: what the register rose by, falls left out."""
    ended: datetime | None = None
    meter_stop: float | None = None
    reason: str | None = None

    def counted(self, register: float) -> Transaction:
        """Count up to `register`; one that fell begins anew there, one below zero says nothing."""
        if register < 0:
            return self
        rise = max(0.0, register - self.register)
        return replace(self, register=register, energy=self.energy + rise)


class Session(Struct, frozen=True, gc=False):
    """From plug to unplug; Wh."""

    id: int
    charger: str
    connector: int
    started: datetime
    tag: str | None = None
    person: str | None = None
    ended: datetime | None = None
    stop_reason: str | None = None
    energy_before: float = 0.0
    """Wh of the transactions that have ended."""
    transactions: int = 0
    """How many there were, the open one included."""
    charging_before: float = 0.0
    """s of the transactions that have ended."""
    transaction: Transaction | None = None
    """The open one."""
    cost: float | None = None
    """EUR so far, of what was charged while the price was known; None: it never was."""

    @property
    def energy(self) -> float:
        """Wh so far."""
        return self.energy_before + (self.transaction.energy if self.transaction else 0.0)

    def charging_seconds(self, now: datetime) -> float:
        """How long transactions have been open."""
        if self.transaction is None:
            return self.charging_before
        return self.charging_before + max(0.0, (now - self.transaction.started).total_seconds())
