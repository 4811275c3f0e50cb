"""Home Assistant's states, read into facts in base units."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from borne.domain.fact import Span, Value
from borne.domain.units import UNITS
from borne.homeassistant.ahead import Told, joined, read_lists

ENTITY_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_NUMBER: Final = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_NOTHING: Final = frozenset({"unavailable", "unknown", "", "none", "None"})
_ON_OFF: Final = {"on": True, "off": False}

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

_FACTORS: Final[dict[str, float]] = {unit: factor for unit, (_, factor) in UNITS.items()} | {
    "GW": 1e9,
    "mVA": 1e-3,
    "MVA": 1e6,
    "GWh": 1e9,
    "mWh": 1e-3,
    "µA": 1e-6,
    "μA": 1e-6,
    "µV": 1e-6,
    "μV": 1e-6,
    "w": 604_800,
    "mHz": 1e-3,
    "kHz": 1e3,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The state of one entity, as Core's compressed form tells it; times in s since 1970."""

    state: str
    unit: str | None = None
    changed: float | None = None
    updated: float | None = None
    lists: Mapping[str, Told] = field(default_factory=dict)
    """What its attributes tell of the time to come, by attribute; as they tell it."""

    def ahead(self, factor: float = 1) -> tuple[Span, ...]:
        """What it tells of the time to come, in base units."""
        scale = factor if self.unit is None else factor_of(self.unit)
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
        number *= factor if unit is None else factor_of(unit)
    return number if math.isfinite(number) else None


def factor_of(unit: str) -> float:
    """What turns a number in that unit into the base unit; prices of any currency into /kWh."""
    known = _FACTORS.get(unit)
    if known is not None:
        return known
    money, per, energy = unit.partition("/")
    if not per:
        return 1
    cents = 0.01 if money.strip() in _CENTS else 1.0
    return cents * {"MWh": 1e-3, "Wh": 1e3}.get(energy.strip(), 1.0)


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
            heard = replace(heard, unit=None)
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
    told_lists = read_lists(attributes)
    return Heard(
        state=str(told.get("s", former.state)),
        unit=unit if isinstance(unit, str) else None,
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
    return float(value) if isinstance(value, int | float) else None
