"""What a charger shows by what it does: connections, answers to changes, what it measures."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from borne.domain.traffic import Connection, Measurand, ProfileSent, Repair
from borne.ocpp.frame import Call, Payload, read_frame
from borne.ocpp.journal import Key
from borne.ocpp.repair import check
from borne.ocpp.trace import Kept

_MOST_CONNECTIONS: Final = 50
_MOST_CHARGERS: Final = 1_024
_MOST_PROFILES: Final = 40
_REGISTER: Final = "Energy.Active.Import.Register"
"""What a value without a measurand is (OCPP 1.6 section 7.44)."""


class Presence:
    """The connections of each charger, the newest last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, list[tuple[int, Connection]]] = OrderedDict()

    def opened(self, charger: str, connection: int, at: datetime, remote: str | None) -> None:
        kept = self._kept.setdefault(charger, [])
        self._kept.move_to_end(charger)
        if len(self._kept) > _MOST_CHARGERS:
            self._kept.popitem(last=False)
        kept.append((connection, Connection(at, remote)))
        del kept[:-_MOST_CONNECTIONS]

    def gone(self, charger: str, connection: int, at: datetime, reason: str) -> None:
        kept = self._kept.get(charger, [])
        for place, (number, one) in enumerate(kept):
            if number == connection:
                kept[place] = number, replace(one, end=at, reason=reason)

    def of(self, charger: str) -> tuple[Connection, ...]:
        return tuple(one for _, one in self._kept.get(charger, ()))


class Answered:
    """How a charger has answered the charging profiles that it was sent."""

    def __init__(self) -> None:
        self._profiles: dict[tuple[str, int, str], ProfileSent] = {}

    @property
    def profiles(self) -> tuple[ProfileSent, ...]:
        """By purpose, stack level and unit."""
        return tuple(self._profiles.values())

    def take(self, action: str, asked: Payload, status: str, at: datetime) -> None:
        """What came of a call of Borne: OCPP's word, or the error."""
        if action == "SetChargingProfile":
            self._take_profile(asked.get("csChargingProfiles") or {}, status, at)

    def _take_profile(self, profile: Payload, status: str, at: datetime) -> None:
        unit = (profile.get("chargingSchedule") or {}).get("chargingRateUnit", "")
        purpose, level = profile.get("chargingProfilePurpose", ""), profile.get("stackLevel", 0)
        former = self._profiles.get((purpose, level, unit))
        count = former.count + 1 if former else 1
        sent = ProfileSent(purpose, level, unit, at, status, count)
        self._profiles[purpose, level, unit] = sent
        if len(self._profiles) > _MOST_PROFILES:
            del self._profiles[next(iter(self._profiles))]


def repairs_in(counts: Mapping[Key, int], charger: str) -> tuple[Repair, ...]:
    """What was mended of a charger's messages, most often first."""
    found = [
        Repair(action, field, count)
        for (named, action, field), count in counts.items()
        if named == charger and (action, field) != (None, None)
    ]
    return tuple(sorted(found, key=lambda one: -one.count))


def measurands_in(frames: Iterable[Kept]) -> tuple[Measurand, ...]:
    """What the MeterValues among the frames measure, once mended; the newest frame comes first."""
    last: dict[str, tuple[str, datetime]] = {}
    units: dict[str, set[str]] = {}
    phases: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for kept in frames:
        for sampled in _sampled(kept):
            name = _text(sampled.get("measurand")) or _REGISTER
            counts[name] += 1
            last.setdefault(name, (_text(sampled.get("value")), kept.at))
            units.setdefault(name, set()).add(_text(sampled.get("unit")))
            phases.setdefault(name, set()).add(_text(sampled.get("phase")))
    return tuple(
        Measurand(
            name,
            tuple(sorted(filter(None, units[name]))),
            tuple(sorted(filter(None, phases[name]))),
            *last[name],
            counts[name],
        )
        for name in sorted(counts)
    )


def _sampled(kept: Kept) -> Iterable[dict[str, Any]]:
    message, _ = read_frame(kept.text)
    if not isinstance(message, Call):
        return
    payload, _ = check("MeterValues", message.payload)
    for meter in _list(payload.get("meterValue")):
        for sampled in _list(meter.get("sampledValue") if isinstance(meter, dict) else None):
            if isinstance(sampled, dict):
                yield sampled


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value)[:60] if isinstance(value, str | int | float) else ""
