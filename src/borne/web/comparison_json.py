"""Two ways of charging side by side, as the panel's JSON."""

from __future__ import annotations

from datetime import datetime, tzinfo

from borne.domain.say import Language
from borne.engine.comparison import Change, Side, Sum
from borne.web.snapshot import Json


def sum_json(one: Sum, *, priced: bool, measured: bool) -> Json:
    """What some charging came to; what nobody can know is null."""
    return {
        "energy_kwh": round(one.energy, 3),
        "solar_kwh": round(one.solar, 3) if measured else None,
        "grid_kwh": round(one.grid, 3) if measured else None,
        "solar_share": round(one.solar / one.energy, 4) if measured and one.energy else None,
        "cost": round(one.cost, 3) if priced else None,
        "starts": one.starts,
        "phase_changes": one.phase_changes,
        "missed": one.missed,
        "missed_kwh": None if one.missed_energy is None else round(one.missed_energy, 3),
    }


def side_json(one: Side, language: Language) -> Json:
    """What held on one side."""
    return {
        "rule": one.rule,
        "mode": one.mode,
        "charge": one.charge,
        "current_a": one.current,
        "why": one.decision and one.decision.why.say(language),
    }


def change_json(one: Change, zone: tzinfo, language: Language) -> Json:
    """Where the two began to differ."""
    return {
        "at": time_json(one.at, zone),
        "connector": one.connector,
        "was": side_json(one.was, language),
        "would": side_json(one.would, language),
    }


def time_json(at: datetime, zone: tzinfo) -> str:
    """A time with the house's offset."""
    return at.astimezone(zone).isoformat(timespec="seconds")
