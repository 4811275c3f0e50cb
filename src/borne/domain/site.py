"""The house: its grid connection, its meter and what each connector can do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from borne.domain.phasing import Switching
from borne.domain.tariff import Tariff
from borne.domain.whereabouts import Whereabouts


class Style(StrEnum):
    """How a car follows the sun: from almost no import to all of the sun."""

    STRICT = "strict"
    BALANCED = "balanced"
    MOST = "most"


class IfLost(StrEnum):
    """What a charger does by itself when it loses Borne."""

    SAFE_CURRENT = "safe_current"
    OFF = "off"


class Breaker(StrEnum):
    """What opens when the contract is exceeded."""

    LINKY = "linky"
    B = "B"
    C = "C"
    CEILING = "ceiling"
    """Nothing is known of it: the contract is all there is."""


class DemandWindow(Struct, frozen=True):
    """The mean power over each window of so many s is to stay below so many W."""

    seconds: float
    below: float


class ConnectorLimits(Struct, frozen=True):
    """What a connector can do; amps per phase."""

    least: float = 6.0
    most: float = 32.0
    step: float = 1.0
    phases: int | None = None
    """How many phases it uses; None: as many as the site has, until the readings tell."""
    priority: int = 0
    wiring: str = "RST"
    """To which phases of the site its L1, L2 and L3 are wired."""
    steps: tuple[float, ...] = ()
    """A: the only currents that it gives, rising, if there are such."""
    follows_in: float | None = None
    """s that the charger takes to follow a limit; None: as its make and what was seen tell."""
    switching: Switching | None = None
    """Its owner knows that charger and cars bear a change of phases; None: nobody does."""


class Meter(Struct, frozen=True):
    """The names of the inputs that measure the grid: one signed, or two that count apart."""

    signed: str | None = None
    imported: str | None = None
    exported: str | None = None


class Site(Struct, frozen=True):
    """The `site:` section of the rules; W, VA, V and A per phase."""

    phases: int = 1
    voltage: float = 230.0
    voltage_input: str | None = None
    contract: float | None = None
    """VA for the whole site."""
    meter: Meter | None = None
    apparent: str | None = None
    """The input that measures the apparent power drawn, in VA."""
    per_phase: tuple[str, ...] = ()
    """The three inputs that measure what is drawn on each phase."""
    per_phase_in_amps: bool = False
    breaker: Breaker = Breaker.CEILING
    demand: DemandWindow | None = None
    solar: str | None = None
    battery_power: str | None = None
    battery_soc: str | None = None
    safe_current: float = 8.0
    if_lost: IfLost = IfLost.SAFE_CURRENT
    connectors: Mapping[str, ConnectorLimits] = field(default_factory=dict)
    time_zone: str | None = None
    whereabouts: Whereabouts = Whereabouts()
    """Where the rules say that the house is; what they leave out, Home Assistant tells."""
    price: Tariff | None = None
    forecast: str | None = None
    """The input whose entity tells the W of the panels to come."""

    @property
    def inputs(self) -> frozenset[str]:
        """The names of the inputs that measure the site."""
        meter = self.meter or Meter()
        names = {
            *(meter.signed, meter.imported, meter.exported, self.apparent, self.voltage_input),
            *(self.solar, self.battery_power, self.battery_soc, self.forecast),
        }
        priced = self.price.inputs if self.price else frozenset()
        return frozenset(name for name in names if name) | priced | set(self.per_phase)

    @property
    def fallback(self) -> float:
        """A that a charger falls back to without Borne; 0: it stops."""
        return 0.0 if self.if_lost is IfLost.OFF else self.safe_current

    def limits_of(self, connector: str) -> ConnectorLimits:
        """What `charger/1` can do: as the site says, else the defaults."""
        return self.connectors.get(connector, _DEFAULT)


_DEFAULT = ConnectorLimits()


class Figures(Struct, frozen=True):
    """The power in the house at one instant, in W and VA; None: not known."""

    grid: float | None = None
    """Positive: imported."""
    apparent: float | None = None
    solar: float | None = None
    battery_power: float | None = None
    """Positive: charging."""
    battery_soc: float | None = None
    house: float | None = None
    """Without the cars."""
    cars: float = 0.0
    surplus: float | None = None
    unused: float | None = None
    """What is left of the contract; below 0: too much is drawn."""
    headroom: float | None = None
    """What is left of the contract to the cars, what they draw now included."""
    price: float | None = None
    """EUR/kWh now."""
    phases: tuple[float | None, ...] = ()
    """VA drawn on each phase, where it is measured."""
    breaker_left: float | None = None
    """s until the breaker opens at this load; None: it does not, or nobody knows."""
    breaker_share: float | None = None
    """How warm the breaker is: 1 opens; None: nobody knows."""
