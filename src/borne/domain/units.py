"""Quantities as a person writes them: `9 kVA`, `16 A`, `10 kWh`, `2 min`, `80 %`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from borne.domain.errors import WrongQuantity


class Dimension(StrEnum):
    """What a quantity measures; the value is the base unit that the program computes in."""

    POWER = "W"
    APPARENT = "VA"
    CURRENT = "A"
    VOLTAGE = "V"
    ENERGY = "Wh"
    TIME = "s"
    RATIO = "%"
    TEMPERATURE = "°C"
    FREQUENCY = "Hz"
    MONEY = "EUR"
    PRICE = "EUR/kWh"
    NUMBER = ""


UNITS: Final[dict[str, tuple[Dimension, float]]] = {
    "W": (Dimension.POWER, 1),
    "kW": (Dimension.POWER, 1e3),
    "MW": (Dimension.POWER, 1e6),
    "mW": (Dimension.POWER, 1e-3),
    "VA": (Dimension.APPARENT, 1),
    "kVA": (Dimension.APPARENT, 1e3),
    "A": (Dimension.CURRENT, 1),
    "mA": (Dimension.CURRENT, 1e-3),
    "V": (Dimension.VOLTAGE, 1),
    "mV": (Dimension.VOLTAGE, 1e-3),
    "kV": (Dimension.VOLTAGE, 1e3),
    "Wh": (Dimension.ENERGY, 1),
    "kWh": (Dimension.ENERGY, 1e3),
    "MWh": (Dimension.ENERGY, 1e6),
    "ms": (Dimension.TIME, 1e-3),
    "s": (Dimension.TIME, 1),
    "min": (Dimension.TIME, 60),
    "h": (Dimension.TIME, 3600),
    "d": (Dimension.TIME, 86400),
    "%": (Dimension.RATIO, 1),
    "°C": (Dimension.TEMPERATURE, 1),
    "Hz": (Dimension.FREQUENCY, 1),
    "EUR": (Dimension.MONEY, 1),
    "€": (Dimension.MONEY, 1),
    "EUR/kWh": (Dimension.PRICE, 1),
    "€/kWh": (Dimension.PRICE, 1),
    "ct/kWh": (Dimension.PRICE, 0.01),
    "EUR/MWh": (Dimension.PRICE, 1e-3),
    "€/MWh": (Dimension.PRICE, 1e-3),
}

_QUANTITY: Final = re.compile(r"\s*([+-]?[0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z%°€/]*)\s*\Z")


class Quantity(Struct, frozen=True):
    """A value in the base unit of its dimension."""

    value: float
    dimension: Dimension


def parse_quantity(text: str, bare: Dimension = Dimension.NUMBER) -> Quantity:
    """Read `text`; a number without a unit is in the base unit of `bare`. Raises WrongQuantity."""
    found = _QUANTITY.match(text)
    if found is None:
        raise WrongQuantity(text)
    number, unit = float(found[1].replace(",", ".")), found[2]
    if not unit:
        return Quantity(number, bare)
    known = unit_named(unit)
    if known is None:
        raise WrongQuantity(text)
    return Quantity(number * known[1], known[0])


def unit_named(unit: str) -> tuple[Dimension, float] | None:
    """What a unit measures, and what makes it the base unit; in any case that leaves no doubt."""
    return UNITS.get(unit) or _BY_FOLDED.get(unit.casefold())


def read_quantity(text: str, wanted: Dimension) -> float:
    """Return `text` in the base unit of `wanted`. Raises WrongQuantity for another dimension."""
    quantity = parse_quantity(text, bare=wanted)
    if quantity.dimension is not wanted:
        raise WrongQuantity(text, wanted.value)
    return quantity.value


def _folded() -> dict[str, tuple[Dimension, float]]:
    """Spellings in another case, where they leave no doubt (not mW and MW)."""
    by_folded: dict[str, list[tuple[Dimension, float]]] = {}
    for name, unit in UNITS.items():
        by_folded.setdefault(name.casefold(), []).append(unit)
    return {name: units[0] for name, units in by_folded.items() if len(units) == 1}


_BY_FOLDED: Final = _folded()
