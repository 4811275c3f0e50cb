"""An electric load: what it draws in W, and the VA that the wires carry for it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """Active power in W and reactive power in var; loads add up."""

    watts: float = 0.0
    reactive: float = 0.0

    @property
    def volt_amperes(self) -> float:
        return math.hypot(self.watts, self.reactive)

    def __add__(self, other: Load) -> Load:
        return Load(self.watts + other.watts, self.reactive + other.reactive)


def load_of(watts: float, power_factor: float) -> Load:
    """The load that draws `watts` at a power factor in ]0, 1]."""
    return Load(watts, watts * math.sqrt(1 - power_factor**2) / power_factor)
