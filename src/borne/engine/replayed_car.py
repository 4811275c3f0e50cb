"""A car in a replay: what it was seen to do, and what it shows of what it now does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from borne.domain.decision import Mode
from borne.domain.life import Status
from borne.domain.wishes import BoostNow, Intent, SetMaxCurrent, SetMode
from borne.engine.comparison import Change, Difference
from borne.engine.observation import Asked, ConnectorSeen
from borne.engine.segment import Shown
from borne.engine.timeline import Stay


@dataclass(slots=True)
class Car:
    """A connector in the replay."""

    shown: Shown = field(default_factory=Shown)
    stay: Stay = field(default_factory=Stay)
    coming: Iterator[Stay] = field(default_factory=lambda: iter(()))
    amps: float = 0.0
    has: int = 1
    """Phases that it was seen to use then."""
    phases: int = 1
    """Those of them that it may use."""
    told_phases: int = 0
    """How many the replay's charger is told to use; 0: not told yet."""
    seen_phases: int = 0
    """Over how many the car was last seen to draw; 0: not seen yet."""
    watts: float = 0.0
    taken: float = 0.0
    """Wh since it was plugged in."""
    register: float = 0.0
    differs: Difference | None = None
    change: Change | None = None
    """A difference that has not lasted yet."""
    told: bool = False
    """What is to be seen has been told."""

    @property
    def full(self) -> bool:
        """It has all that it took then."""
        return self.stay.full and self.taken >= self.stay.energy

    @property
    def was(self) -> float:
        """W that were really drawn."""
        return max(0.0, self.shown.power or 0.0)


def seen(car: Car) -> ConnectorSeen:
    """What the replayed connector shows."""
    if not car.shown.plugged:
        return ConnectorSeen(plugged=False, currents=(0.0,), power=0.0)
    if car.watts > 0:
        status = Status.CHARGING
    else:
        status = Status.SUSPENDED_EV if car.full else Status.SUSPENDED_EVSE
    currents = tuple(car.amps if phase < car.phases else 0.0 for phase in range(3))
    return ConnectorSeen(status, True, car.shown.tag, currents, car.watts, car.register)


def by_hand(id_: str, before: Shown, after: Shown) -> Iterator[Asked]:
    """What a person had set then is set in the replay as well."""
    charger, _, number = id_.rpartition("/")
    intents: list[Intent] = []
    if after.boost != before.boost:
        intents.append(BoostNow(off=not after.boost))
    if after.by_hand != before.by_hand:
        intents.append(SetMode(Mode(after.by_hand) if after.by_hand else None))
    if after.ceiling != before.ceiling:
        intents.append(SetMaxCurrent(after.ceiling))
    for intent in intents:
        yield Asked(intent, charger, int(number))
