"""What a rule plans for: enough by a time, the cheapest hours, or a price that is low enough."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from borne.domain.tariff import PriceSlot


class Goal(Struct, frozen=True):
    """What `charge: {…}` of a rule asks for; Wh, %, s, EUR/kWh."""

    by: int | None = None
    """The minute of the day at which it must be there."""
    energy: float | None = None
    """Wh since the plug-in, or since it was last to be ready."""
    soc: float | None = None
    capacity: float | None = None
    """Wh of the car's battery, without which nobody can turn % into energy."""
    car: str | None = None
    """The input that tells the car's soc; None: what the charger tells."""
    length: float | None = None
    """s of charging, in the cheapest hours."""
    below: float | None = None
    price: str | None = None
    """The input that tells the price; None: the site's own."""
    sun: bool = False
    """The sun that is forecast is left to do what it can."""
    in_one_go: bool = False

    @property
    def inputs(self) -> frozenset[str]:
        """The names of the inputs that it looks at."""
        return frozenset(name for name in (self.car, self.price) if name)


class Progress(Struct, frozen=True):
    """How much there is of what was asked for."""

    of: str
    """`energy` (Wh), `time` (s) or `soc` (%)."""
    done: float
    wanted: float


class Outlook(Struct, frozen=True):
    """A plan as it can be drawn: when it charges, and what each hour until then costs."""

    spans: tuple[tuple[datetime, datetime], ...]
    slots: tuple[PriceSlot, ...]
    deadline: datetime | None = None
    """None: it goes by the price alone."""
    missing: float = 0.0
    """Wh that will be missing then."""
    progress: Progress | None = None
    """None: nobody knows, or nothing was asked for."""
    below: float | None = None
    """EUR/kWh below which it charges."""


class Asked(Struct, frozen=True):
    """A goal at one instant: until when, and the most A per phase that its rule gives."""

    goal: Goal
    deadline: datetime | None
    ceiling: float | None = None
