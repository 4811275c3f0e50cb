"""What a clairvoyant would have done with as many starts and as much import: the bound of a day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

MINUTE: Final = 60
_LOOKS: Final = 18


class Bound(Struct, frozen=True):
    """kWh of sun and of import, and the starts they took."""

    captured: float
    imported: float
    starts: int


def optimum(
    spare: Sequence[float], least: float, most: float, starts: int, imported: float
) -> Bound:
    """The most sun that a car can take with so many starts and so many kWh of import.

    `spare`: W by the second; `least`, `most`: W of the car. It goes on and off at whole minutes.
    """
    minutes = [
        _worth(spare[start : start + MINUTE], least, most) for start in range(0, len(spare), MINUTE)
    ]
    low, high = 0.0, 64.0  # what a kWh of import costs, in kWh of sun
    best = _path(minutes, starts, low)
    if best.imported <= imported:
        return best
    found = _path(minutes, starts, high)
    for _ in range(_LOOKS):
        price = (low + high) / 2
        path = _path(minutes, starts, price)
        if path.imported <= imported:
            high, found = price, path
        else:
            low = price
    return found


def _worth(spare: Sequence[float], least: float, most: float) -> tuple[float, float]:
    """kWh of sun and of import in a minute in which the car is on."""
    captured = bought = 0.0
    for watts in spare:
        car = min(most, max(least, watts))
        sun = min(max(0.0, watts), car)
        captured += sun
        bought += car - sun
    return captured / 3.6e6, bought / 3.6e6


def _path(minutes: Sequence[tuple[float, float]], starts: int, price: float) -> Bound:
    """The best of all ways to be on and off with so many starts, import at a price."""
    nothing = (0.0, 0.0, 0.0, 0)
    none = (-math.inf, 0.0, 0.0, 0)
    off = [nothing] + [none] * starts
    on = [none] * (starts + 1)
    for captured, bought in minutes:
        gain = captured - price * bought
        for used in range(starts, -1, -1):
            go_on = on[used]
            begin = off[used - 1] if used else none
            best = go_on if go_on[0] >= begin[0] else begin
            next_on = (best[0] + gain, best[1] + captured, best[2] + bought, used)
            off[used] = off[used] if off[used][0] >= on[used][0] else on[used]
            on[used] = next_on
    best = max((*off, *on), key=lambda path: path[0])
    return Bound(best[1], best[2], best[3])
