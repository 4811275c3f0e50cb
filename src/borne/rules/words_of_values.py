"""The words that a key may be followed by, where they are few: for completion and forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from borne.domain.decision import Mode
from borne.domain.phasing import Phases
from borne.domain.site import Style
from borne.domain.tag import KnownTag, UnknownTagPolicy, WithoutTag
from borne.rules.clock import DAYS
from borne.rules.ties import Happening, Urgency

_CHARGES: Final = (Mode.OFF, Mode.MIN, Mode.MAX, Mode.SURPLUS, Mode.MIN_SURPLUS)
_DAYS: Final = (*DAYS, "mon-fri", "weekend", "weekdays", "holidays", "not holidays")

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "charge": tuple(mode.value for mode in _CHARGES),
    "style": tuple(style.value for style in Style),
    "days": _DAYS,
    "sun": ("after sunrise", "before sunrise", "after sunset", "before sunset"),
    "prefer": ("sun", "cheapest"),
    "in_one_go": ("true", "false"),
    "known_tag": tuple(one.value for one in KnownTag),
    "unknown_tag": tuple(one.value for one in UnknownTagPolicy),
    "without_tag": tuple(one.value for one in WithoutTag),
    "on": tuple(one.value for one in Happening),
    "severity": tuple(one.value for one in Urgency),
}
_OF_KIND: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("site", "phases"): ("1", "3"),
    ("connector", "phases"): ("1 or 3", "1", "2", "3"),
    ("rule", "phases"): tuple(phases.value for phases in Phases),
    ("input", "unit"): ("W", "kW", "VA", "kVA", "A", "V", "Wh", "kWh", "%", "°C", "EUR/kWh"),
    ("input", "max_age"): ("1 min", "2 min", "5 min", "none"),
}


def values_of(kind: str, key: str) -> tuple[str, ...]:
    """Return the words that `key` of a kind of section takes; none where it takes anything."""
    return _OF_KIND.get((kind, key)) or _WORDS.get(key, ())
