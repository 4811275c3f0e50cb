"""Lists of prices and forecasts in an entity's attributes, in the shapes that integrations use.

Prices: `raw_today`, `raw_tomorrow` of `{start, end, value}` (Nordpool) or `{hour, price}` (Energi
Data Service); `today`, `tomorrow` of `{startsAt, total}` (Tibber); `rates` of `{start, end,
value_inc_vat}` (Octopus); `prices_today`, `prices_tomorrow`, `prices` of `{time, price}` (ENTSO-E);
`data` of `{start_time, end_time, price_per_kwh}` (EPEX spot).
Sun: `detailedForecast`, `detailedHourly` of `{period_start, pv_estimate}` in kW (Solcast); `watts`,
`wh_hours`, `wh_period` as `{time: W or Wh}` (Forecast.Solar, Open-Meteo).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from borne.domain.fact import Span

_STARTS: Final = (
    *("start", "start_time", "startsAt", "starts_at", "period_start", "valid_from"),
    *("from", "time", "hour", "datetime", "timestamp"),
)
_ENDS: Final = ("end", "end_time", "endsAt", "ends_at", "period_end", "valid_to", "to", "till")
_VALUES: Final[Mapping[str, float]] = {
    **dict.fromkeys(("value", "total", "value_inc_vat", "price", "price_per_kwh", "rate"), 1.0),
    "price_ct_per_kwh": 0.01,
    "pv_estimate": 1000.0,
}
"""What an entry tells, and the factor that turns it into EUR/kWh or W; 1: that of the state."""

_ABSOLUTE: Final = frozenset({"price_ct_per_kwh", "price_per_kwh", "pv_estimate"})
"""Those that say their own unit: that of the state does not count."""

_BY_TIME: Final = ("watts", "wh_hours", "wh_period")
_LONGEST: Final = timedelta(hours=1)
"""So long an entry without an end lasts at most."""

MOST: Final = 1000
"""Entries of one attribute that are read."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one attribute tells of the time to come."""

    spans: tuple[Span, ...]
    own_unit: bool
    """It is in EUR/kWh or W whatever the unit of the state."""


def read_lists(attributes: Mapping[str, Any]) -> dict[str, Told]:
    """Return what each attribute tells of the time to come; what is odd is left out."""
    found = {}
    for name, told in attributes.items():
        entries: list[_Entry] = []
        if isinstance(told, list) and told and isinstance(told[0], dict):
            entries = [entry for one in told[:MOST] if (entry := _entry(one))]
        elif isinstance(told, dict) and name in _BY_TIME:
            entries = [entry for pair in list(told.items())[:MOST] if (entry := _by_time(*pair))]
        if entries:
            found[name] = Told(_ended(entries), all(entry.own_unit for entry in entries))
    return found


def joined(lists: Mapping[str, Told], factor: float) -> tuple[Span, ...]:
    """Return one list in order without overlap; where two begin at once, the finer one.

    `factor` turns a price in the state's unit into the base unit.
    """
    chosen = next(((name,) for name in _BY_TIME if name in lists), tuple(lists))
    spans = [
        Span(one.start, one.end, one.value * (1.0 if lists[name].own_unit else factor))
        for name in chosen
        for one in lists[name].spans
    ]
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if kept and span.start < kept[-1].end:
            if span.start <= kept[-1].start:
                continue
            kept[-1] = Span(kept[-1].start, span.start, kept[-1].value)
        kept.append(span)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Entry:
    start: datetime
    end: datetime | None
    value: float
    own_unit: bool


def _entry(told: object) -> _Entry | None:
    if not isinstance(told, dict):
        return None
    start = _first_instant(told, _STARTS)
    key = next((name for name in _VALUES if _number(told.get(name)) is not None), None)
    value = _number(told.get(key)) if key else None
    if start is None or key is None or value is None:
        return None
    end = _first_instant(told, _ENDS)
    if end is not None and end <= start:
        return None
    return _Entry(start, end, value * _VALUES[key], key in _ABSOLUTE)


def _by_time(key: object, told: object) -> _Entry | None:
    start, value = _instant(key), _number(told)
    return None if start is None or value is None else _Entry(start, None, value, own_unit=True)


def _ended(entries: list[_Entry]) -> tuple[Span, ...]:
    """The entries in order; one without an end lasts until the next, an hour at most."""
    entries.sort(key=lambda one: one.start)
    found = []
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        end = entry.end or entry.start + _LONGEST
        if entry.end is None and following is not None and following.start > entry.start:
            end = min(end, following.start)
        found.append(Span(entry.start, end, entry.value))
    return tuple(found)


def _first_instant(told: Mapping[str, object], names: tuple[str, ...]) -> datetime | None:
    return next((at for name in names if (at := _instant(told.get(name))) is not None), None)


def _instant(told: object) -> datetime | None:
    """An instant with its offset; without one nobody knows which is meant."""
    if not isinstance(told, str):
        return None
    try:
        at = datetime.fromisoformat(told)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _number(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        number = float(told)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
