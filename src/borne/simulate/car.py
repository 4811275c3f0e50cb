"""A car as the charger sees it: what it draws of what is offered, and how its battery fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

Amps = tuple[float, float, float]
NOTHING: Final[Amps] = (0.0, 0.0, 0.0)


@dataclass(slots=True)
class Car:
    """Amps per phase, percent and kWh. A car draws nothing, or from `least` up to what is offered.

    `asleep`: it does not answer the first offer; it wakes when the offer is taken away and
    given again (IEC 61851: a car that sleeps looks at the pilot only when it changes).
    `taper_from`: percent from which the on-board charger slows down.
    `weak_power_factor`: at 6 A and below; 8 A and more give `power_factor`.
    """

    name: str = "car"
    least: float = 6.0
    most: float = 16.0
    phases: int = 1
    battery: float = 52.0
    soc: float = 40.0
    full_at: float = 100.0
    taper_from: float = 95.0
    efficiency: float = 0.9
    power_factor: float = 0.99
    weak_power_factor: float = 0.85
    asleep: bool = False
    _was_offered: bool = field(default=False, init=False, repr=False)
    _had_an_offer: bool = field(default=False, init=False, repr=False)

    @property
    def wants(self) -> bool:
        """It would take energy if it were offered."""
        return not self.asleep and self.soc < self.full_at

    def power_factor_at(self, amps: float) -> float:
        weak, strong = 6.0, 8.0
        share = min(1.0, max(0.0, (amps - weak) / (strong - weak)))
        return self.weak_power_factor + share * (self.power_factor - self.weak_power_factor)

    def notice(self, offered: float) -> None:
        """See what the pilot offers (A); a fresh offer wakes a car that sleeps."""
        is_offered = offered >= self.least
        if is_offered and not self._was_offered:
            if self._had_an_offer:
                self.asleep = False
            self._had_an_offer = True
        self._was_offered = is_offered

    def wish(self, offered: float) -> float:
        """A per phase that it would draw of an offer: 0, or between its least and the offer."""
        if not self.wants or offered < self.least:
            return 0.0
        return max(self.least, min(offered, self._most_now()))

    def draw(self, offered: float, voltage: float, dt: float, given: int = 3) -> Amps:
        """A per phase over `dt` s at an offer in A on the `given` phases; the battery fills."""
        amps = self.wish(offered)
        if amps <= 0:
            return NOTHING
        phases = min(self.phases, given)
        watts = amps * voltage * phases * self.power_factor_at(amps)
        kwh = watts * self.efficiency * dt / 3_600_000
        self.soc = min(self.full_at, self.soc + 100 * kwh / self.battery)
        first, second, third = (amps if phase < phases else 0.0 for phase in range(3))
        return (first, second, third)

    def _most_now(self) -> float:
        if self.soc <= self.taper_from:
            return self.most
        left = (self.full_at - self.soc) / max(1e-9, self.full_at - self.taper_from)
        return self.least + (self.most - self.least) * min(1.0, left)
