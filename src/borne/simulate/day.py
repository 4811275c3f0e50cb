"""A day in steps of one second: what a controller sees, what it orders, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from borne.domain.fact import Value
from borne.simulate.car import Amps, Car
from borne.simulate.figures import Figures, Tally
from borne.simulate.load import Load
from borne.simulate.meter import Meter
from borne.simulate.station import Physics, Station
from borne.simulate.surroundings import Surroundings

PROGRESS_EVERY: Final = 900
SLOW_START: Final = Physics(dead_time=14.0, ramp=3.0, step=1.0, follows_in=2.0)
"""A Legrand Green'Up, as it was measured."""


@dataclass(frozen=True, slots=True)
class GridSeen:
    """What the grid meter shows: W (positive: import) and VA drawn."""

    watts: float
    apparent: float
    solar: float
    price: float
    lost: frozenset[str] = frozenset()
    """The names of the inputs that are unavailable now."""


@dataclass(frozen=True, slots=True)
class CarSeen:
    """What a charger tells of its car: A per phase, W, Wh of its register, and the A it offers."""

    current: Amps
    power: float
    energy: float
    plugged: bool
    offered: float
    tag: str | None = None


class Controller(Protocol):
    """Whoever decides."""

    def second(
        self,
        second: int,
        grid: GridSeen | None,
        cars: Mapping[str, CarSeen],
        others: Mapping[str, Value | None],
    ) -> Mapping[str, float]:
        """What is told anew at this second; answers the A of every connector, 0 pauses."""
        ...


@dataclass(slots=True)
class Socket:
    """A connector with its car, which comes and goes."""

    station: Station
    car: Car
    amps: float = 0.0
    tag: str | None = None

    def plug(self, *, plugged: bool) -> None:
        """The car comes, or goes."""
        if plugged and self.station.car is None:
            self.station.plug(self.car)
        elif not plugged and self.station.car is not None:
            self.station.unplug()
        self.station.released = plugged

    @property
    def most(self) -> float:
        """W that the car could take now."""
        car, station = self.station.car, self.station
        if car is None or not car.wants:
            return 0.0
        phases = min(car.phases, station.physics.phases)
        return min(car.most, station.physics.most) * station.voltage * phases


def _no_phases() -> Mapping[str, int]:
    return {}


Comings = Callable[[int], Mapping[str, tuple[bool, str | None]]]
"""Who has come or gone at a second, by connector: whether plugged, and the badge."""


def always_there(connectors: tuple[str, ...]) -> Comings:
    """Cars that are plugged in at the beginning and stay."""

    def comings(second: int) -> Mapping[str, tuple[bool, str | None]]:
        return dict.fromkeys(connectors, (True, None)) if second == 0 else {}

    return comings


@dataclass(slots=True)
class Day:
    """One home with its cars; `start` and `end` are seconds of the day."""

    surroundings: Surroundings
    sockets: dict[str, Socket]
    comings: Comings
    contract: float = 9000.0
    start: int = 6 * 3600
    end: int = 21 * 3600
    delay: float = 1.0
    """s until a meter shows what it measured; of the grid's and of the chargers' own."""
    period: float = 2.0
    phases: Callable[[], Mapping[str, int]] = _no_phases
    """What the controller says of the phases of the connectors, where it changes them."""

    def run(
        self, controller: Controller, progress: Callable[[float], None] = lambda _: None
    ) -> Figures:
        """Play the day from its beginning to its end."""
        tally = Tally(self.contract)
        grid_meter = Meter[GridSeen](self.delay, self.period)
        car_meters = {id_: Meter[CarSeen](self.delay, self.period) for id_ in self.sockets}
        for second in range(self.start, self.end):
            shown = self._come_and_go(second - self.start)
            for id_, socket in self.sockets.items():
                socket.station.limit = socket.amps
                socket.station.advance(1)
                told = car_meters[id_].step(second, _seen(socket))
                if told is not None:
                    shown[id_] = told
            grid = grid_meter.step(second, self._count(second, tally))
            others = self.surroundings.others(second)
            orders = controller.second(second, grid, shown, others)
            for id_, amps in orders.items():
                socket = self.sockets[id_]
                if amps != socket.amps:
                    tally.ordered(id_, socket.amps, amps)
                    socket.amps = amps
            for id_, count in self.phases().items():
                station = self.sockets[id_].station
                tally.phase_changes += station.wanted_phases != count
                station.wanted_phases = count
            if (second - self.start) % PROGRESS_EVERY == 0:
                progress((second - self.start) / (self.end - self.start))
        progress(1.0)
        return tally.figures()

    def _come_and_go(self, second: int) -> dict[str, CarSeen]:
        shown = {}
        for id_, (plugged, tag) in self.comings(second).items():
            socket = self.sockets[id_]
            socket.plug(plugged=plugged)
            socket.tag = tag
            shown[id_] = _seen(socket)
        return shown

    def _count(self, second: int, tally: Tally) -> GridSeen:
        house = self.surroundings.load(second)
        cars, most = Load(), 0.0
        for socket in self.sockets.values():
            cars += socket.station.load
            most += socket.most
        whole = house + cars
        apparent = whole.volt_amperes if whole.watts > 0 else 0.0
        price = self.surroundings.price(second)
        tally.second(spare=-house.watts, car=cars.watts, most=most, apparent=apparent, price=price)
        solar = self.surroundings.solar(second)
        lost = self.surroundings.lost(second)
        return GridSeen(whole.watts, apparent, solar, price, lost)


def _seen(socket: Socket) -> CarSeen:
    station = socket.station
    plugged = station.car is not None
    return CarSeen(
        station.current, station.power, station.register, plugged, station.offered, socket.tag
    )
