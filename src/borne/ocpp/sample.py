"""SampledValues into what a meter said (OCPP 1.6 sections 7.31 and 7.43).

A measurand that is missing means the import register, a unit that is missing Wh. Chargers name
phases as they like: totals that are missing are summed, a current of `N` alone is the only
conductor's, and Power.Active.Export is the draw where nothing is said of import (Legrand).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from borne.domain.charger import Sample
from borne.ocpp.note import Problem, shown
from borne.ocpp.times import when

Values: TypeAlias = dict[str, dict[str | None, float]]
"""By measurand and phase, in base units."""

_REGISTER: Final = "Energy.Active.Import.Register"
_BASE: Final = frozenset({None, "Wh", "W", "A", "V"})
_SCALE: Final = {"kWh": 1000.0, "kW": 1000.0, "kVA": 1000.0}
_FIELD: Final = "meterValue.sampledValue"
_NOT_THE_OUTLET: Final = frozenset({"EV", "Inlet", "Cable"})
_LINES: Final = ("L1", "L2", "L3")
_LINE_OF: Final[dict[str | None, str]] = {
    "L1": "L1",
    "L2": "L2",
    "L3": "L3",
    "L1-N": "L1",
    "L2-N": "L2",
    "L3-N": "L3",
}
_FIRST: Final = frozenset({"L1", "L1-N", "N", None})
"""What a single conductor is called."""
_BETWEEN_LINES: Final = frozenset({"L1-L2", "L2-L3", "L3-L1"})
_DEAD_LINE: Final = 50.0
"""V: below it a phase is not connected."""
_MOST: Final = 1e12


def read_samples(
    items: Iterable[dict[str, Any]], now: datetime
) -> tuple[tuple[Sample, ...], list[Problem]]:
    """Samples in the order of their times, those of one instant put together, and what was odd."""
    problems: list[Problem] = []
    by_time: dict[datetime, Sample] = {}
    for item in items:
        at, problem = when(item.get("timestamp"), now)
        if problem is not None:
            problems.append(Problem("meterValue.timestamp", problem))
        sample = _sample(at, _values(item.get("sampledValue", ()), problems), problems)
        if sample is not None:
            by_time[at] = sample.over(by_time.get(at))
    return tuple(by_time[at] for at in sorted(by_time)), problems


def measured_in(sample: Sample) -> frozenset[str]:
    """What a decision needs of a meter, as far as the sample has it; by OCPP's names."""
    found = {
        _REGISTER: sample.register,
        "Power.Active.Import": sample.power,
        "Current.Import": sample.currents,
    }
    return frozenset(name for name, value in found.items() if value is not None)


@lru_cache
def together(some: frozenset[str], more: frozenset[str]) -> frozenset[str]:
    """Both; the same object for all the chargers that measure the same."""
    return some | more


def _values(sampled: Iterable[dict[str, Any]], problems: list[Problem]) -> Values:
    values: Values = {}
    for one in sampled:
        told = one.get
        if told("format") == "SignedData":
            continue
        number = _number(told("value"))
        if number is None:
            problems.append(Problem(_FIELD, f"{shown(told('value'))} is no number; left out"))
            continue
        measurand = told("measurand", _REGISTER)
        if measurand == _REGISTER and told("context") == "Transaction.Begin":
            continue
        phases = values.setdefault(measurand, {})
        phase, unit = told("phase"), told("unit")
        if phase in phases and told("location") in _NOT_THE_OUTLET:
            continue
        phases[phase] = number if unit in _BASE else _in_base_unit(number, unit)
    return values


def _number(text: object) -> float | None:
    if not isinstance(text, str) or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return None
    return number if math.isfinite(number) and abs(number) < _MOST else None


def _in_base_unit(number: float, unit: str | None) -> float:
    if unit in _SCALE:
        return number * _SCALE[unit]
    if unit == "K":
        return number - 273.15
    if unit == "Fahrenheit":
        return (number - 32) / 1.8
    return number


def _sample(at: datetime, values: Values, problems: list[Problem]) -> Sample | None:
    found: dict[str, Any] = {}
    for measurand, phases in values.items():
        reader = _READERS.get(measurand)
        if reader is None:
            continue
        if measurand == "Current.Import" and phases.keys() == {"N"}:
            problems.append(Problem(f"{_FIELD}.phase.N", "N alone is taken as L1", "info"))
        field, read = reader
        value = read(phases)
        if value is None:
            problems.append(Problem(_FIELD, f"{measurand} makes no sense; left out"))
        elif field != "drawn_as_export":
            found[field] = value
        elif "Power.Active.Import" not in values:
            found["power"] = value
    return Sample(at, **found) if found else None


def _lines(phases: dict[str | None, float]) -> dict[str, float]:
    return {_LINE_OF[phase]: value for phase, value in phases.items() if phase in _LINE_OF}


def _total(phases: dict[str | None, float]) -> float | None:
    """The value of no phase, else the sum of the phases, else what N says."""
    if None in phases:
        return phases[None]
    lines = _lines(phases)
    return sum(lines.values()) if lines else phases.get("N")


def _register(phases: dict[str | None, float]) -> float | None:
    total = _total(phases)
    return None if total is None or total < 0 else total


def _power(phases: dict[str | None, float]) -> float | None:
    total = _total(phases)
    return None if total is None else max(0.0, total)


def _drawn_as_export(phases: dict[str | None, float]) -> float | None:
    total = _total(phases)
    return None if total is None else abs(total)


def _currents(phases: dict[str | None, float]) -> tuple[float, ...] | None:
    if len(phases) == 1 and not phases.keys().isdisjoint(_FIRST):
        return (max(0.0, *phases.values()),)
    lines = _lines(phases)
    if lines:
        last = max(_LINES.index(line) for line in lines)
        return tuple(max(0.0, lines.get(line, 0.0)) for line in _LINES[: last + 1])
    alone = phases.get(None, phases.get("N"))
    return None if alone is None else (max(0.0, alone),)


def _most(phases: dict[str | None, float]) -> float | None:
    return max(0.0, *phases.values())


def _voltage(phases: dict[str | None, float]) -> float | None:
    to_neutral = [value for phase, value in phases.items() if phase is None or phase in _LINE_OF]
    between = [value / math.sqrt(3) for phase, value in phases.items() if phase in _BETWEEN_LINES]
    volts = to_neutral or between or list(phases.values())
    live = [value for value in volts if value >= _DEAD_LINE] or volts
    mean = sum(live) / len(live)
    return mean if 0 <= mean < 1000 else None


def _mean(phases: dict[str | None, float]) -> float | None:
    return phases[None] if None in phases else sum(phases.values()) / len(phases)


def _percent(phases: dict[str | None, float]) -> float | None:
    value = _mean(phases)
    return value if value is not None and 0 <= value <= 100 else None


_READERS: Final[dict[str, tuple[str, Callable[[dict[str | None, float]], object]]]] = {
    _REGISTER: ("register", _register),
    "Power.Active.Import": ("power", _power),
    "Power.Active.Export": ("drawn_as_export", _drawn_as_export),
    "Current.Import": ("currents", _currents),
    "Current.Offered": ("offered", _most),
    "Power.Offered": ("offered_power", _power),
    "Voltage": ("voltage", _voltage),
    "SoC": ("soc", _percent),
    "Temperature": ("temperature", _mean),
    "Frequency": ("frequency", _mean),
    "Power.Factor": ("power_factor", _mean),
}
