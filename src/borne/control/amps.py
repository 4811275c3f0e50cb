"""Amps in the steps that a charger takes."""

from __future__ import annotations

import math


def floor_to(amps: float, step: float) -> float:
    """Round down to a whole number of steps."""
    return round(math.floor(amps / step + 1e-9) * step, 3)
