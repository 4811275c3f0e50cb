"""A connector of the virtual charge point: its socket, its transaction, and the status it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from borne.simulate.station import LEAST_PILOT, Station

if TYPE_CHECKING:
    from datetime import datetime

    from borne.simulate.car import Car


@dataclass(slots=True)
class Transaction:
    """A transaction; `id` is None until the central system has given one.

    `given_up`: its StartTransaction was never taken, so nothing more is told about it.
    `by_badge`: a badge began it, and no order.
    """

    tag: str
    started: datetime
    meter_start: int
    id: int | None = None
    given_up: bool = False
    by_badge: bool = False
    next_sample: float = 0.0
    asked_at: float = 0.0
    """s, when its start was told."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A tag that may start a transaction here until an instant (s)."""

    tag: str
    until: float
    by_badge: bool = False


@dataclass(slots=True)
class Connector:
    """One connector. `finished`: its transaction ended and the car has not left yet."""

    number: int
    station: Station = field(default_factory=Station)
    operative: bool = True
    wanted_operative: bool = True
    transaction: Transaction | None = None
    authorised: Authorisation | None = None
    finished: bool = False
    told_status: str | None = None
    reserved: bool = False

    @property
    def status(self) -> str:
        """The OCPP 1.6 ChargePointStatus."""
        car = self.station.car
        if self.transaction is not None and car is not None:
            if self.station.limit < LEAST_PILOT:
                return "SuspendedEVSE"
            return "Charging" if car.wish(self.station.limit) > 0 else "SuspendedEV"
        if not self.operative:
            return "Unavailable"
        if car is not None:
            return "Finishing" if self.finished else "Preparing"
        if self.authorised is not None:
            return "Preparing"
        return "Reserved" if self.reserved else "Available"

    @property
    def car(self) -> Car | None:
        return self.station.car

    @property
    def amps(self) -> float:
        """A on the phase that carries most."""
        return max(self.station.current)

    @property
    def power(self) -> float:
        """W."""
        return self.station.power

    @property
    def register(self) -> int:
        """Wh, as the charger reports it: whole ones."""
        return int(self.station.register)

    @property
    def limit(self) -> float:
        """A that the profiles leave."""
        return self.station.limit
