"""The limits that a charger says are in force, from its answer to GetCompositeSchedule.

Answers seen: periods missing, a duration of hundreds of thousands of years, `schedule` for
`chargingSchedule`, a limit of -1 for none, numbers as text. What cannot be read is left out.
"""

from __future__ import annotations

import math
from typing import Any, Final

from borne.ocpp.frame import Payload
from borne.ocpp.note import Problem, shown
from borne.ocpp.wire import Report

_OTHER_NAMES: Final = ("chargingSchedule", "schedule")
_MOST_PERIODS: Final = 1000


def read_schedule(payload: Payload, seconds: int, report: Report) -> Payload:
    """`unit` is A or W; `periods` in the order of `start` (s from now on), `limit` None: none."""
    schedule = _schedule(payload, report)
    unit = schedule.get("chargingRateUnit")
    if unit not in ("A", "W"):
        if schedule:
            report(Problem("answer.chargingRateUnit", f"{shown(unit)} is no unit; A is taken"))
        unit = "A"
    lasts = _number(schedule.get("duration"))
    if lasts is not None and not 0 < lasts <= seconds:
        report(Problem("answer.duration", f"{lasts:g} s is not what was asked; {seconds} is taken"))
        lasts = None
    return {
        "unit": unit,
        "seconds": seconds if lasts is None else round(lasts),
        "periods": _periods(schedule, seconds, report),
    }


def _schedule(payload: Payload, report: Report) -> Payload:
    for name in _OTHER_NAMES:
        found = payload.get(name)
        if isinstance(found, dict):
            if name != _OTHER_NAMES[0]:
                report(Problem(f"answer.{name}", f"is taken as {_OTHER_NAMES[0]}"))
            return found
    report(Problem("answer.chargingSchedule", "is missing; no limit is known", "info"))
    return {}


def _periods(schedule: Payload, seconds: int, report: Report) -> list[Payload]:
    found = schedule.get("chargingSchedulePeriod")
    if not isinstance(found, list):
        if schedule:
            report(Problem("answer.chargingSchedulePeriod", "is missing; no limit is known"))
        return []
    periods = []
    for one in found[:_MOST_PERIODS]:
        period = _period(one)
        if period is None:
            report(Problem("answer.chargingSchedulePeriod", f"{shown(one)} is left out"))
        elif period["start"] < seconds:
            periods.append(period)
    return sorted(periods, key=lambda period: float(period["start"]))


def _period(one: Any) -> Payload | None:  # noqa: ANN401  # whatever a charger sends
    if not isinstance(one, dict):
        return None
    start, limit = _number(one.get("startPeriod", 0)), _number(one.get("limit"))
    if start is None or start < 0 or limit is None:
        return None
    phases = _number(one.get("numberPhases"))
    return {
        "start": round(start),
        # Below 0 stands for no limit.
        "limit": limit if limit >= 0 else None,
        "phases": round(phases) if phases in (1, 2, 3) else None,
    }


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", "."))
        except ValueError:
            return None
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        return float(value)
    return None
