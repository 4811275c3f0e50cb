"""Limits as charging profiles (OCPP 1.6 sections 3.13 and 7.8). Nothing here is policy.

An open transaction gets a TxProfile that ends by itself, above a TxDefaultProfile that does not.
A ChargePointMaxProfile speaks for the whole station, and is used only where it is ordered.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import ConfigurationKey
from borne.domain.clock import TOLERATED
from borne.domain.commands import SetFallback, SetLimit
from borne.domain.way import Way, declared_level, declared_unit, one_period
from borne.ocpp.frame import Payload
from borne.ocpp.quirks import STATION, TX, TX_DEFAULT, Changes
from borne.ocpp.times import stamp

_LEAST: Final = 6.0
"""A; IEC 61851-1 knows no current between 0 and this."""
_NOMINAL: Final = 230.0
_STARTED: Final = TOLERATED
"""So long ago does each schedule start: a charger's clock may be slow."""
_TX, _DEFAULT = 1, 2
_IDS_A_CONNECTOR: Final = 10
_AS_OTHERS: Final = Changes()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a charger's configuration says about the profiles that it takes."""

    watts: bool = False
    """It wants W, not A."""
    stack_level: int = 1
    """The level of a TxProfile; a TxDefaultProfile has 0."""
    voltage: float = _NOMINAL
    least: float = _LEAST
    """A below which it is told nothing but 0."""
    steps: tuple[float, ...] = ()
    """A: the only currents that it gives, if there are such."""
    relative: bool = False
    """Its schedules count from the start of the transaction."""
    purposes: tuple[str, ...] = (TX,)
    """Of the profile that limits, in the order in which they are tried."""
    one_period: bool = False
    """A schedule of its knows one limit only, and not what comes after it."""
    ahead: float = 0.0
    """s by which it is told times later than they are: its own clock is."""


def abilities(
    configuration: Mapping[str, ConfigurationKey],
    voltage: float | None = None,
    changes: Changes = _AS_OTHERS,
    way: Way | None = None,
) -> Abilities:
    """Return what the keys say, its quirks above them, and a way to try above both."""
    level = changes.stack_level
    told, way = (
        way,
        way
        or Way(
            unit=changes.rate_unit or declared_unit(configuration),
            stack_level=declared_level(configuration) if level is None else level,
            relative=changes.relative,
        ),
    )
    return Abilities(
        watts=way.unit == "W",
        stack_level=way.stack_level,
        least=max(_LEAST, changes.floor),
        steps=changes.currents,
        relative=way.relative,
        purposes=changes.purposes or (TX,) if told is None else (told.purpose.value,),
        one_period=one_period(configuration),
        ahead=way.ahead,
        voltage=voltage if voltage is not None and voltage >= 100 else _NOMINAL,
    )


def limit_profile(
    order: SetLimit,
    able: Abilities,
    now: datetime,
    purpose: str = TX,
    afterwards: float | None = None,
) -> Payload:
    """SetChargingProfile for an open transaction. Raises ValueError on 0 < A < its least.

    A number of phases is named only where it is ordered: left out, it means three.

    `afterwards` is what the connector falls back to, where no other profile can say so.
    """
    displaces = purpose == TX_DEFAULT and able.stack_level == 0
    profile: Payload = {
        "chargingProfileId": profile_ids(order.connector)[displaces],
        "stackLevel": able.stack_level,
        "chargingProfilePurpose": purpose,
    }
    if purpose == TX:
        profile["transactionId"] = order.transaction
    if able.relative:
        profile["validTo"] = _told(now + timedelta(seconds=order.valid_for), able)
    schedule = _schedule(order, order.phases, able, now, order.valid_for)
    if purpose == STATION or displaces:
        # It takes the place of the fallback, and so must hold it.
        ends = schedule.pop("duration", None)
        if ends is not None and afterwards is not None and not able.one_period:
            limit = _limit(_followed(afterwards, able), order.number or 0, able)
            schedule["chargingSchedulePeriod"].append(_period(ends, limit, order.number))
    return _set(0 if purpose == STATION else order.connector, profile, schedule, able)


def fallback_profile(order: SetFallback, able: Abilities, now: datetime) -> Payload:
    """SetChargingProfile for every transaction to come, with a current that it can give."""
    profile: Payload = {
        "chargingProfileId": profile_ids(order.connector)[1],
        "stackLevel": 0,
        "chargingProfilePurpose": TX_DEFAULT,
    }
    order = replace(order, current=_followed(order.current, able))
    return _set(order.connector, profile, _schedule(order, order.number or 0, able, now), able)


def profile_ids(connector: int) -> tuple[int, int]:
    """The ids of a connector's TxProfile and TxDefaultProfile."""
    base = connector * _IDS_A_CONNECTOR
    return base + _TX, base + _DEFAULT


def _set(connector: int, profile: Payload, schedule: Payload, able: Abilities) -> Payload:
    return {
        "connectorId": connector,
        "csChargingProfiles": {
            **profile,
            "chargingProfileKind": "Relative" if able.relative else "Absolute",
            "chargingSchedule": schedule,
        },
    }


def _period(start: int, limit: float, number: int | None) -> Payload:
    period: Payload = {"startPeriod": start, "limit": limit}
    return period if number is None else {**period, "numberPhases": number}


def _schedule(
    order: SetLimit | SetFallback,
    phases: int,
    able: Abilities,
    now: datetime,
    valid_for: int | None = None,
) -> Payload:
    period = _period(0, _limit(order.current, phases, able), order.number)
    schedule: Payload = {
        "chargingRateUnit": "W" if able.watts else "A",
        "chargingSchedulePeriod": [period],
    }
    if able.relative:
        return schedule
    # Some chargers do not begin a schedule that has no start.
    schedule["startSchedule"] = _told(now - _STARTED, able)
    if valid_for is not None:
        schedule["duration"] = valid_for + round(_STARTED.total_seconds())
    return schedule


def _told(instant: datetime, able: Abilities) -> str:
    return stamp(instant + timedelta(seconds=able.ahead))


def _limit(current: float, phases: int, able: Abilities) -> float:
    least = _least(able)
    if not (current == 0 or least <= current < math.inf):
        raise ValueError(f"a limit of {current} A was asked for: 0, or {least:g} A and more")
    current = max((step for step in able.steps if step <= current), default=current)
    if able.watts:
        return float(math.floor(current * able.voltage * (phases or 1)))
    return math.floor(current * 10 + 1e-6) / 10


def _least(able: Abilities) -> float:
    return max((able.least, *able.steps[:1]))


def _followed(current: float, able: Abilities) -> float:
    """A current to fall back to that this charger follows: its least, if it is more."""
    return max(current, _least(able)) if current >= _LEAST else current


def _value(configuration: Mapping[str, ConfigurationKey], key: str) -> str:
    known = configuration.get(key)
    return (known.value or "").strip().casefold() if known else ""
