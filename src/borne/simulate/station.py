"""One socket of a charger, as physics: pilot, contactor, the car behind it and the register."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from borne.simulate.car import NOTHING, Amps, Car
from borne.simulate.load import Load

_SUBSTEP = 1.0
LEAST_PILOT = 6.0


@dataclass(frozen=True, slots=True)
class Physics:
    """How a charger behaves: seconds, amps and amps per second.

    `dead_time`: from the offer to the first current. `ramp`: how fast current rises.
    `step`: the pilot goes in these steps, rounded down. `follows_in`: seconds until a new limit
    is on the pilot. `switchable`: its phases can be changed, which takes `switches_in` seconds.
    """

    dead_time: float = 5.0
    ramp: float = 3.0
    step: float = 0.1
    follows_in: float = 1.0
    most: float = 32.0
    phases: int = 1
    switchable: bool = False
    switches_in: float = 5.0


@dataclass(slots=True)
class Station:
    """The state of a socket. `register` (Wh) is the integral of `power` (W) over time.

    Tell it the limit with `limit`, whether current may flow with `released`, and the time with
    `advance`.
    """

    physics: Physics = field(default_factory=Physics)
    voltage: float = 230.0
    register: float = 0.0
    limit: float = 0.0
    released: bool = False
    car: Car | None = None
    current: Amps = NOTHING
    power: float = 0.0
    pilot: float = 0.0
    phases: int = 0
    """How many its contactor closes; begins with all that it has."""
    wanted_phases: int = 0
    """How many it was told to close."""
    switched: int = 0
    """How often its phases were changed."""
    switched_loaded: int = 0
    """How often while current flowed, which a contactor does not bear for long."""
    _switching: float = 0.0
    _closed_for: float = 0.0
    _coming: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        self.phases = self.wanted_phases = self.physics.phases

    @property
    def contactor(self) -> bool:
        """Closed while the car wants energy and the pilot offers enough for it."""
        car = self.car
        return self.released and car is not None and car.wants and self.pilot >= LEAST_PILOT

    @property
    def offered(self) -> float:
        """A that the car may draw now."""
        return self.pilot if self.released and self.car is not None else 0.0

    @property
    def load(self) -> Load:
        """W and var drawn; the VA are voltage times current."""
        apparent = self.voltage * sum(self.current)
        return Load(self.power, math.sqrt(max(0.0, apparent**2 - self.power**2)))

    def plug(self, car: Car) -> None:
        if self.car is not None:
            raise ValueError("A car is plugged in already: unplug it first.")
        self.car = car

    def unplug(self) -> Car | None:
        car, self.car = self.car, None
        if car is not None:
            car.notice(0.0)
        self._rest()
        return car

    def advance(self, dt: float) -> None:
        """Let `dt` seconds pass."""
        while dt > 0:
            piece = min(dt, _SUBSTEP)
            self._advance_piece(piece)
            dt -= piece

    def _advance_piece(self, dt: float) -> None:
        self._follow(dt)
        self._switch(dt)
        car = self.car
        if car is None:
            return
        car.notice(self.offered)
        if not self.contactor:
            self._rest()
            return
        self._closed_for += dt
        self.current = car.draw(self._risen(car, dt), self.voltage, dt, self.phases)
        drawn = max(self.current)
        self.power = self.voltage * sum(self.current) * car.power_factor_at(drawn)
        self.register += self.power * dt / 3600

    def _follow(self, dt: float) -> None:
        """Put the limit on the pilot, in steps, once it has stood for long enough."""
        physics = self.physics
        steps = math.floor(min(self.limit, physics.most) / physics.step + 1e-6)
        wanted = round(steps * physics.step, 3)
        if wanted < LEAST_PILOT:
            wanted = 0.0
        before, waited = self._coming
        waited = waited + dt if wanted == before else dt
        self._coming = (wanted, waited)
        if waited >= physics.follows_in:
            self.pilot = wanted

    def _switch(self, dt: float) -> None:
        """Close as many phases as it was told, some time after it was told."""
        wanted = min(self.wanted_phases or self.physics.phases, self.physics.phases)
        if not self.physics.switchable or wanted == self.phases:
            self._switching = 0.0
            return
        self._switching += dt
        if self._switching >= self.physics.switches_in:
            self.switched += 1
            self.switched_loaded += max(self.current) > 0
            self.phases = wanted
            self._rest()

    def _risen(self, car: Car, dt: float) -> float:
        """A that the current may have reached since the contactor closed."""
        if self._closed_for <= self.physics.dead_time:
            return 0.0
        risen = max(self.current) + self.physics.ramp * dt
        return min(self.pilot, max(car.least, risen))

    def _rest(self) -> None:
        self.current, self.power, self._closed_for = NOTHING, 0.0, 0.0
