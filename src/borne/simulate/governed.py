"""Borne itself as the controller of a simulated day: the same core, the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from borne.domain.charger import Connector
from borne.domain.fact import Value
from borne.domain.life import Status
from borne.domain.site import Site
from borne.engine.closed_loop import ClosedLoop
from borne.engine.deadlines import Deadlines
from borne.engine.observation import ConnectorSeen, Observation
from borne.simulate.day import CarSeen, GridSeen


@dataclass(slots=True)
class Governed:
    """Tells the loop what is seen, by the names that the rules' own site gives it."""

    loop: ClosedLoop
    midnight: datetime
    missed: float = 0.0
    """Wh that were missing when deadlines passed."""
    _orders: dict[str, float] = field(default_factory=dict)
    _deadlines: Deadlines = field(default_factory=Deadlines)

    def __post_init__(self) -> None:
        self.midnight = self.midnight.astimezone(UTC)

    def second(
        self,
        second: int,
        grid: GridSeen | None,
        cars: Mapping[str, CarSeen],
        others: Mapping[str, Value | None],
    ) -> Mapping[str, float]:
        """What is told anew at this second; answers the A of every connector."""
        at = self.midnight + timedelta(seconds=second)
        wake = self.loop.core.next_wake()
        if grid is None and not cars and not others and (wake is None or wake > at):
            return self._orders
        facts = dict(others)
        if grid is not None:
            facts |= facts_of(self.loop.core.book.site, grid)
        self.loop.step(Observation(at, facts, {id_: _shown(car) for id_, car in cars.items()}))
        self.missed += sum(wh for _, wh in self._deadlines.look(at, self.loop.connectors))
        self._orders = {one.id: _told(one) for one in self.loop.connectors if one.decision}
        return self._orders

    def phases(self) -> Mapping[str, int]:
        """On how many phases each connector is told to charge, where it is told."""
        return {
            one.id: one.phasing.number
            for one in self.loop.connectors
            if one.phasing.number is not None
        }


def measured(site: Site) -> set[str]:
    """The names of the inputs that a day tells."""
    return set(facts_of(site, GridSeen(0.0, 0.0, 0.0, 0.0)))


def facts_of(site: Site, grid: GridSeen) -> dict[str, Value | None]:
    """The inputs that measure the site, by the names that the rules give them."""
    meter = site.meter
    told: dict[str | None, Value | None] = {
        site.apparent: grid.apparent,
        site.solar: grid.solar,
        site.voltage_input: site.voltage,
        site.battery_power: 0.0,
        site.battery_soc: 100.0,
    }
    if meter is not None:
        told[meter.signed] = grid.watts
        told[meter.imported] = max(0.0, grid.watts)
        told[meter.exported] = max(0.0, -grid.watts)
    return {
        name: None if name in grid.lost else value
        for name, value in told.items()
        if name is not None
    }


def _told(connector: Connector) -> float:
    """A that it was told: less than was decided, while a rise waits for the charger's sake."""
    decided = connector.decision.current if connector.decision else 0.0
    return min(decided, connector.asked.current) if connector.asked else decided


def _shown(car: CarSeen) -> ConnectorSeen:
    status = None
    if car.plugged:
        flows = max(car.current) > 0
        status = Status.CHARGING if flows else Status.SUSPENDED_EVSE
        status = Status.SUSPENDED_EV if car.offered and not flows else status
    return ConnectorSeen(
        status=status,
        plugged=car.plugged,
        tag=car.tag,
        currents=car.current,
        power=car.power,
        energy=car.energy,
    )
