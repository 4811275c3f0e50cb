"""Home Assistant's states, read into facts in base units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from borne.domain.fact import Span, Value
from borne.domain.units import Dimension, unit_named
from borne.homeassistant.ahead import Told, joined, read_lists

ENTITY_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_NUMBER: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_NOTHING: Final = frozenset({"unavailable", "unknown", "", "none", "None"})
_ON_OFF: Final = {"on": True, "off": False}

_LAST_INSTANT: Final = 4e9
"""s since 1970, in the year 2096."""

REPORTED: Final = (
    "{% for id in ids if states[id] %}{{ id }} {{ states[id].last_reported.timestamp() }}\n"
    "{% endfor %}"
)
"""A template of Core's that tells when each of `ids` was last reported.

Core's REST API tells it too, but goes on saying what it said when it was first asked.
"""

_WITH_MODES: Final = frozenset(
    {"climate", "water_heater", "humidifier", "media_player", "select", "input_select"}
)
"""Domains in which `off` is one mode among others, and stays a word."""

_CENTS: Final = frozenset({"c", "ct", "cent", "cents", "¢", "p", "øre", "öre", "snt"})
"""The hundredths in which prices are told."""

_OWN_UNITS: Final[Mapping[str, tuple[Dimension, float]]] = {
    "GW": (Dimension.POWER, 1e9),
    "mVA": (Dimension.APPARENT, 1e-3),
    "MVA": (Dimension.APPARENT, 1e6),
    "GWh": (Dimension.ENERGY, 1e9),
    "mWh": (Dimension.ENERGY, 1e-3),
    "µA": (Dimension.CURRENT, 1e-6),
    "μA": (Dimension.CURRENT, 1e-6),
    "µV": (Dimension.VOLTAGE, 1e-6),
    "μV": (Dimension.VOLTAGE, 1e-6),
    "w": (Dimension.TIME, 604_800),
    "mHz": (Dimension.FREQUENCY, 1e-3),
    "kHz": (Dimension.FREQUENCY, 1e3),
    "°F": (Dimension.TEMPERATURE, 1),
    **dict.fromkeys(("watt", "watts", "Watt", "Watts"), (Dimension.POWER, 1.0)),
    **dict.fromkeys(("volt", "volts", "Volt", "Volts"), (Dimension.VOLTAGE, 1.0)),
    **dict.fromkeys(("amp", "amps", "Amp", "Amps", "Ampere"), (Dimension.CURRENT, 1.0)),
}
"""What integrations tell besides what a rule may say."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The state of one entity, as Core's compressed form tells it; times in s since 1970."""

    state: str
    unit: str | None = None
    """None: it never told one; empty: it does not any more."""
    changed: float | None = None
    updated: float | None = None
    lists: Mapping[str, Told] = field(default_factory=dict)
    """What its attributes tell of the time to come, by attribute; as they tell it."""

    def ahead(self, factor: float = 1) -> tuple[Span, ...]:
        """What it tells of the time to come, in base units."""
        scale = factor_of(self.unit) if self.unit else factor
        return joined(self.lists, scale)

    def value(self, entity: str, factor: float = 1) -> Value | None:
        """Return the fact's value; `factor` counts where the entity tells no unit."""
        return value_of(entity, self.state, self.unit, factor)


def value_of(entity: str, state: str, unit: str | None, factor: float = 1) -> Value | None:
    """Read one state; None: unknown or unavailable. W, VA, A, V, Wh, s, %, °C, Hz."""
    if state in _NOTHING:
        return None
    domain = entity.partition(".")[0]
    if state in _ON_OFF and domain not in _WITH_MODES:
        return _ON_OFF[state]
    if _NUMBER.fullmatch(state):
        return _in_base_unit(float(state), unit, factor)
    return state


def _in_base_unit(number: float, unit: str | None, factor: float) -> float | None:
    if unit == "°F":
        number = (number - 32) * 5 / 9
    else:
        number *= factor_of(unit) if unit else factor
    return number if math.isfinite(number) else None


def factor_of(unit: str) -> float:
    """What turns a number in that unit into the base unit; prices of any currency into /kWh."""
    known = _known(unit)
    if known is not None:
        return known[1]
    money, per, energy = unit.partition("/")
    if not per:
        return 1
    cents = 0.01 if money.strip() in _CENTS else 1.0
    return cents * {"MWh": 1e-3, "Wh": 1e3}.get(energy.strip(), 1.0)


def dimension_of(unit: str) -> Dimension | None:
    """What a unit measures; None where Borne does not know it."""
    known = _known(unit)
    return None if known is None else known[0]


def _known(unit: str) -> tuple[Dimension, float] | None:
    return _OWN_UNITS.get(unit) or unit_named(unit)


def changes(event: Mapping[str, Any], known: Mapping[str, Heard]) -> dict[str, Heard | None]:
    """Return what one event of `subscribe_entities` says anew; None: the entity is gone.

    `a` adds whole states, `c` changes some of their fields, `r` removes.
    """
    found: dict[str, Heard | None] = {}
    for entity, told in _mapping(event.get("a")).items():
        found[entity] = _updated(Heard("unknown"), _mapping(told))
    for entity, told in _mapping(event.get("c")).items():
        former = known.get(entity, Heard("unknown"))
        difference = _mapping(told)
        heard = _updated(former, _mapping(difference.get("+")))
        taken = _mapping(difference.get("-")).get("a")
        if isinstance(taken, list) and "unit_of_measurement" in taken:
            heard = replace(heard, unit="")
        if isinstance(taken, list):
            kept = {name: one for name, one in heard.lists.items() if name not in taken}
            heard = replace(heard, lists=kept)
        found[entity] = heard
    removed = event.get("r")
    for entity in removed if isinstance(removed, list) else ():
        found[str(entity)] = None
    return found


def _updated(former: Heard, told: Mapping[str, Any]) -> Heard:
    changed = _instant(told.get("lc"))
    updated = _instant(told.get("lu"))
    attributes = _mapping(told.get("a"))
    unit = attributes.get("unit_of_measurement", former.unit)
    unit = unit if unit is None or isinstance(unit, str) else ""
    told_lists = read_lists(attributes)
    return Heard(
        state=str(told.get("s", former.state)),
        unit=unit,
        changed=changed or former.changed,
        updated=updated or changed or former.updated,
        lists={**former.lists, **told_lists} if told_lists else former.lists,
    )


def read_reported(text: str) -> dict[str, float]:
    """Read what `REPORTED` renders: s since 1970, by entity."""
    found = {}
    for line in text.splitlines():
        entity, _, told = line.strip().partition(" ")
        if _NUMBER.fullmatch(told):
            found[entity] = float(told)
    return found


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _instant(value: object) -> float | None:
    """Seconds since 1970; what is no instant of these centuries is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < _LAST_INSTANT else None
