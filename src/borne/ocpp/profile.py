"""Limits as charging profiles (OCPP 1.6 sections 3.13 and 7.8). Nothing here is policy.

An open transaction gets a TxProfile that ends by itself, above a TxDefaultProfile that does not.
A ChargePointMaxProfile is never used: it speaks for the whole station.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from borne.domain.charger import ConfigurationKey
from borne.domain.commands import SetFallback, SetLimit
from borne.ocpp.frame import Payload
from borne.ocpp.times import stamp

_LEAST: Final = 6.0
"""A; IEC 61851-1 knows no current between 0 and this."""
_NOMINAL: Final = 230.0
_STARTED: Final = timedelta(seconds=60)
"""So long ago does each schedule start: a charger's clock may be slow."""
_TX, _DEFAULT = 1, 2
_IDS_A_CONNECTOR: Final = 10


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a charger's configuration says about the profiles that it takes."""

    watts: bool = False
    """It wants W, not A."""
    stack_level: int = 1
    """The level of a TxProfile; a TxDefaultProfile has 0."""
    counts_phases: bool = False
    """It can switch phases, and so must be told how many."""
    voltage: float = _NOMINAL


def abilities(
    configuration: Mapping[str, ConfigurationKey], voltage: float | None = None
) -> Abilities:
    """Return what the keys say; those that are missing say nothing."""
    units = _value(configuration, "ChargingScheduleAllowedChargingRateUnit")
    level = _value(configuration, "ChargeProfileMaxStackLevel")
    return Abilities(
        watts=("power" in units or units == "w") and "current" not in units,
        stack_level=0 if level == "0" else 1,
        counts_phases=_value(configuration, "ConnectorSwitch3to1PhaseSupported") == "true",
        voltage=voltage if voltage is not None and voltage >= 100 else _NOMINAL,
    )


def limit_profile(order: SetLimit, able: Abilities, now: datetime) -> Payload:
    """SetChargingProfile for an open transaction. Raises ValueError on 0 < A < 6."""
    return _set(
        order.connector,
        {
            "chargingProfileId": profile_ids(order.connector)[0],
            "transactionId": order.transaction,
            "stackLevel": able.stack_level,
            "chargingProfilePurpose": "TxProfile",
        },
        _schedule(order.current, order.phases, able, now, order.valid_for),
    )


def fallback_profile(order: SetFallback, able: Abilities, now: datetime) -> Payload:
    """SetChargingProfile for every transaction to come. Raises ValueError on 0 < A < 6."""
    return _set(
        order.connector,
        {
            "chargingProfileId": profile_ids(order.connector)[1],
            "stackLevel": 0,
            "chargingProfilePurpose": "TxDefaultProfile",
        },
        _schedule(order.current, 0, able, now, None),
    )


def profile_ids(connector: int) -> tuple[int, int]:
    """The ids of a connector's TxProfile and TxDefaultProfile."""
    base = connector * _IDS_A_CONNECTOR
    return base + _TX, base + _DEFAULT


def _set(connector: int, profile: Payload, schedule: Payload) -> Payload:
    return {
        "connectorId": connector,
        "csChargingProfiles": {
            **profile,
            "chargingProfileKind": "Absolute",
            "chargingSchedule": schedule,
        },
    }


def _schedule(
    current: float, phases: int, able: Abilities, now: datetime, valid_for: int | None
) -> Payload:
    period: Payload = {"startPeriod": 0, "limit": _limit(current, phases, able)}
    if able.counts_phases and phases > 0:
        period["numberPhases"] = phases
    schedule: Payload = {
        "chargingRateUnit": "W" if able.watts else "A",
        # Some chargers do not begin a schedule that has no start.
        "startSchedule": stamp(now - _STARTED),
        "chargingSchedulePeriod": [period],
    }
    if valid_for is not None:
        schedule["duration"] = valid_for + round(_STARTED.total_seconds())
    return schedule


def _limit(current: float, phases: int, able: Abilities) -> float:
    if not (current == 0 or _LEAST <= current < math.inf):
        raise ValueError(f"a limit of {current} A was asked for: 0, or {_LEAST:g} A and more")
    if able.watts:
        return float(math.floor(current * able.voltage * (phases or 1)))
    return math.floor(current * 10 + 1e-6) / 10


def _value(configuration: Mapping[str, ConfigurationKey], key: str) -> str:
    known = configuration.get(key)
    return (known.value or "").strip().casefold() if known else ""
