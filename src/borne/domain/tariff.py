"""What electricity costs: the site's tariff, and what has been charged at which price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from msgspec import Struct, field


class Rates(Struct, frozen=True, gc=False):
    """EUR/kWh; `off_peak` None: the same all day."""

    peak: float
    off_peak: float | None = None


class Tariff(Struct, frozen=True, gc=False):
    """The `price:` of the site: an input that tells it, or rates by the clock and the colour."""

    entry: str | None = None
    """The input that tells the price."""
    rates: Rates | None = None
    off_peak: tuple[tuple[int, int], ...] = ()
    """Windows in minutes of the day, over midnight when the end is less."""
    colour: str | None = None
    """The input that tells the colour of the day."""
    tomorrow: str | None = None
    """The input that tells the colour of the next day."""
    colours: Mapping[str, Rates] = field(default_factory=dict)
    """By `blue`, `white`, `red`."""
    turns: int = 6 * 60
    """The minute at which a day of a colour begins."""

    @property
    def inputs(self) -> frozenset[str]:
        """The names of the inputs that it looks at."""
        return frozenset(name for name in (self.entry, self.colour, self.tomorrow) if name)


class PriceSlot(Struct, frozen=True, gc=False):
    """A time in which the price stays the same; None: nobody knows it yet."""

    start: datetime
    end: datetime
    price: float | None
    """EUR/kWh."""
    name: str = ""
    """As `peak`, `off_peak` or `red peak`; empty where the tariff has no names."""


LEAST: Final = 0.001
"""Wh that are worth an entry in the books."""


class Portion(Struct, frozen=True, gc=False):
    """What a session has charged on one day in one slot of the tariff. Wh, EUR, s."""

    session: int
    day: date
    """In the site's zone."""
    slot: str
    charger: str
    connector: int
    tag: str | None = None
    energy: float = 0.0
    cost: float = 0.0
    """Of what was charged while the price was known."""
    unpriced: float = 0.0
    """Wh of it that were charged while nobody knew the price."""
    seconds: float = 0.0
    """In which it was charged."""
    solar: float = 0.0
    """Wh of it that did not come from the grid: from the panels, or from a battery."""
    metered: float = 0.0
    """Wh of it of which it is known whether they did."""

    @property
    def key(self) -> tuple[int, date, str]:
        return self.session, self.day, self.slot


def solar_share_of(solar: float, metered: float) -> float | None:
    """The part that did not come from the grid, 0 to 1; None where nobody knows of any."""
    return min(1.0, solar / metered) if metered >= LEAST else None


def cost_of(portions: Iterable[Portion]) -> float | None:
    """EUR of what was charged while the price was known; None where it never was."""
    priced, cost = False, 0.0
    for one in portions:
        priced = priced or one.energy - one.unpriced >= LEAST
        cost += one.cost
    return cost if priced else None
