"""`borne simulate`: the rules over one generated or recorded day, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Final

from msgspec import structs

from borne.domain.say import Sentence, Text
from borne.domain.site import Site
from borne.engine.closed_loop import ClosedLoop
from borne.rules.model import RuleBook
from borne.simulate.car import Car
from borne.simulate.day import SLOW_START, Day, Socket, always_there
from borne.simulate.figures import Figures
from borne.simulate.governed import Governed, measured
from borne.simulate.house import House
from borne.simulate.scenario import Recorded, Scenario, missing
from borne.simulate.station import Station
from borne.simulate.sun import DAY, Sun
from borne.simulate.surroundings import Generated

NO_CONTRACT: Final = 9000.0
"""VA by which a house without a `contract` is counted."""
_ALONE: Final = "charger/1"

WORDS: Final[dict[str, tuple[Text, str]]] = {
    "surplus_captured": (Text("sun to spare that was taken", "surplus solaire pris"), "%"),
    "car_energy": (Text("charged", "chargé"), "kWh"),
    "grid_energy": (Text("imported for charging", "importé pour la charge"), "kWh"),
    "solar_share": (Text("share of sun", "part de soleil"), "%"),
    "starts": (Text("starts", "démarrages"), ""),
    "phase_changes": (Text("changes of phases", "changements de phases"), ""),
    "short_runs": (Text("runs below 5 min", "charges de moins de 5 min"), ""),
    "setpoints_per_hour": (Text("orders an hour", "ordres par heure"), ""),
    "seconds_above_contract": (Text("above the contract", "au-dessus du contrat"), "s"),
    "longest_above_contract": (Text("longest time above", "plus longue durée au-dessus"), "s"),
    "linky_peak": (Text("Linky filter (1 trips)", "filtre du Linky (1 coupe)"), ""),
    "trips": (Text("trips", "coupures"), ""),
    "orders_below_minimum": (Text("orders below the least", "ordres sous le minimum"), ""),
    "missed_energy": (Text("missed at the deadline", "manqué à l’échéance"), "kWh"),
    "cost": (Text("cost", "coût"), "EUR"),
}
"""The figures in the order in which a person reads them."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Which generated day."""

    day: date = date(2026, 6, 21)
    seed: int = 1
    regime: str = "mixed"
    peak_w: float = 6000.0


def run(
    loop: ClosedLoop,
    sky: Sky,
    scenario: Scenario | None,
    progress: Callable[[float], None],
) -> Figures:
    """Play the day; a scenario takes the place of what it tells."""
    book, zone = loop.core.book, loop.core.policy.zone
    generated = Generated(_sun(sky), House(sky.seed))
    contract = book.site.contract or NO_CONTRACT
    if scenario is None:
        sockets = _sockets(book, ())
        midnight = datetime.combine(sky.day, time.min, zone)
        day = Day(generated, sockets, always_there(tuple(sockets)), contract, 0, DAY)
        return _played(day, Governed(loop, midnight), progress)
    sockets = _sockets(book, scenario.connectors)
    recorded = Recorded(scenario, book.site, generated, _second(scenario.begin, zone))
    comings = scenario.comings if scenario.connectors else always_there(tuple(sockets))
    day = Day(recorded, sockets, comings, contract, 0, scenario.length + 1)
    return _played(day, Governed(loop, scenario.begin), progress)


def _played(day: Day, governed: Governed, progress: Callable[[float], None]) -> Figures:
    day.phases = governed.phases
    figures = day.run(governed, progress)
    return structs.replace(figures, missed_energy=round(governed.missed / 1000, 3))


def unknown_inputs(book: RuleBook, scenario: Scenario | None) -> Sentence | None:
    """The inputs that nothing tells on that day."""
    told = frozenset(measured(book.site)) | (scenario.inputs if scenario else frozenset())
    return missing(book, told)


def _sun(sky: Sky) -> Sun:
    return Sun(
        sky.seed,
        sky.peak_w,
        day_of_year=sky.day.timetuple().tm_yday,
        regime=sky.regime,
        noon_hour=13.8 if 4 <= sky.day.month <= 10 else 12.8,
    )


def _second(at: datetime, zone: tzinfo) -> int:
    here = at.astimezone(zone)
    return here.hour * 3600 + here.minute * 60 + here.second


def _sockets(book: RuleBook, named: tuple[str, ...]) -> dict[str, Socket]:
    """A charger that takes its time, with a car that has room for the whole day."""
    connectors = named or tuple(book.site.connectors) or (_ALONE,)
    return {id_: _socket(book.site, id_) for id_ in connectors}


def _socket(site: Site, connector: str) -> Socket:
    limits = site.limits_of(connector)
    phases = min(limits.phases or site.phases, site.phases)
    switchable = limits.switching is not None
    physics = replace(SLOW_START, phases=phases, switchable=switchable)
    return Socket(Station(physics), Car(most=32.0, phases=phases, battery=200.0))
