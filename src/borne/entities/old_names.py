"""The entities of the OCPP integration (HACS) and Borne's own in their place. Pure.

Its unique ids are `ocpp.<cpid>.<key>.sensor`, with `conn2` after the cpid where a charger has
several connectors, and with the platform in front for controls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from borne.entities.naming import Named

PLATFORM: Final = "ocpp"
_UNIQUE: Final = re.compile(
    r"(?:(?:button|number|switch|sensor)\.)?ocpp\.(?P<cpid>[a-z0-9_-]+)"
    r"(?:\.conn(?P<connector>\d{1,3}))?\.(?P<key>[a-z0-9_]+)(?:\.sensor)?"
)
_OURS: Final = "mqtt"

Place: TypeAlias = tuple[int | None, str]
"""A connector of the integration (None: it does not count them), and the key of its entity."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An entity of Core's registry."""

    entity_id: str
    unique_id: str
    platform: str


@dataclass(frozen=True, slots=True)
class _Pair:
    domain: str
    old: str
    new: str
    of_charger: bool = False
    unit: str | None = None
    """In which Home Assistant goes on to show it, for what was written for the old one."""


_PAIRS: Final = (
    _Pair("sensor", "power_active_import", "power", unit="kW"),
    _Pair("sensor", "power_offered", "power_offered", unit="kW"),
    _Pair("sensor", "current_import", "current"),
    _Pair("sensor", "current_offered", "current_offered"),
    _Pair("sensor", "energy_active_import_register", "energy"),
    _Pair("sensor", "energy_session", "session_energy"),
    _Pair("sensor", "time_session", "session_duration"),
    _Pair("sensor", "id_tag", "session_tag"),
    _Pair("sensor", "status_connector", "status"),
    _Pair("sensor", "status", "status"),
    _Pair("sensor", "error_code_connector", "error"),
    _Pair("sensor", "error_code", "error"),
    _Pair("sensor", "voltage", "voltage"),
    _Pair("sensor", "temperature", "temperature"),
    _Pair("sensor", "soc", "soc"),
    _Pair("sensor", "frequency", "frequency"),
    _Pair("sensor", "power_factor", "power_factor"),
    _Pair("sensor", "model", "model", of_charger=True),
    _Pair("sensor", "serial", "serial", of_charger=True),
    _Pair("sensor", "version_firmware", "firmware", of_charger=True),
    _Pair("sensor", "heartbeat", "last_seen", of_charger=True),
    _Pair("switch", "charge_control", "do_charging"),
    _Pair("switch", "connector_availability", "do_available"),
    _Pair("switch", "connnector_availability", "do_available"),
    _Pair("switch", "availability", "do_available"),
    _Pair("number", "maximum_current", "do_max_current"),
    _Pair("button", "unlock", "do_unlock"),
    _Pair("button", "reset", "do_reset", of_charger=True),
)
"""Of several that one of ours could follow, the first that was there."""


class Fate(StrEnum):
    """What stands where the old name is."""

    FREE = "free"
    OLD = "old"
    """The integration's own entity, which makes room."""
    TAKEN = "taken"
    """Another entity, which stays."""
    SAME = "same"
    """Borne's has that name already."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entity of Borne that could take an old name."""

    unique_id: str
    now: str
    wanted: str
    fate: Fate
    unit: str | None = None
    usual: bool = False
    """The integration has left nothing: it is the name that it gives."""


def old_chargers(registry: Iterable[Registered]) -> tuple[str, ...]:
    """The chargers that the integration has entities of, by what it calls them."""
    return tuple(sorted({told[0] for one in registry if (told := _place(one)) is not None}))


def is_device(registry: Iterable[Registered], named: Named) -> bool:
    """Whether a charger's entities stand in Core's registry, and thus can be renamed at all."""
    mark = f"borne_{named.prefix}_"
    return any(one.platform == _OURS and one.unique_id.startswith(mark) for one in registry)


def lines(
    registry: Iterable[Registered],
    states: frozenset[str],
    named: Named,
    cpid: str,
    *,
    usual: bool = True,
) -> tuple[Line, ...]:
    """Which entity of a charger would take which old name, and what stands there.

    Where the registry has nothing of the integration any more, the names are those that it gives;
    without `usual`, there are none then.
    """
    registry = tuple(registry)
    there = {one.entity_id: one for one in registry}
    ours = {one.unique_id: one for one in registry if one.platform == _OURS}
    known = ((_place(one), one) for one in registry)
    olds = {told[1]: one for told, one in known if told is not None and told[0] == cpid}
    if not (olds or usual):
        return ()
    used: set[str] = set()
    found = []
    for pair, number in _wanted(named, ours):
        unique = f"borne_{named.prefix}_{number}_{pair.new}"
        wanted = _old_id(pair, number, named, cpid, olds)
        if unique in used or unique not in ours or wanted is None:
            continue
        used.add(unique)
        now = ours[unique].entity_id
        fate = _fate(wanted, now, there, states)
        found.append(Line(unique, now, wanted, fate, pair.unit, usual=not olds))
    return tuple(found)


def _wanted(named: Named, ours: Mapping[str, Registered]) -> Iterator[tuple[_Pair, int]]:
    mark = f"borne_{named.prefix}_"
    numbers = sorted(
        {
            int(said)
            for unique in ours
            if unique.startswith(mark)
            and (said := unique.removeprefix(mark).partition("_")[0]).isdecimal()
        }
    )
    for pair in _PAIRS:
        for number in numbers:
            if pair.of_charger == (number == 0):
                yield pair, number


def _old_id(
    pair: _Pair, number: int, named: Named, cpid: str, olds: Mapping[Place, Registered]
) -> str | None:
    alone = not number or number == named.alone
    if olds:
        first = None if alone else number
        places: list[int | None] = [first, None if number == 1 else first, 1 if alone else first]
        old = next((olds[place, pair.old] for place in places if (place, pair.old) in olds), None)
        fits = old is not None and old.entity_id.partition(".")[0] == pair.domain
        return old.entity_id if old is not None and fits else None
    beginning = cpid if alone else f"{cpid}_connector_{number}"
    return f"{pair.domain}.{beginning}_{pair.old}"


def _fate(wanted: str, now: str, there: Mapping[str, Registered], states: frozenset[str]) -> Fate:
    if wanted == now:
        return Fate.SAME
    if wanted in there:
        return Fate.OLD if there[wanted].platform == PLATFORM else Fate.TAKEN
    return Fate.TAKEN if wanted in states else Fate.FREE


def _place(one: Registered) -> tuple[str, Place] | None:
    """Whose it is, and what: None for an entity of something else."""
    found = _UNIQUE.fullmatch(one.unique_id) if one.platform == PLATFORM else None
    if found is None:
        return None
    connector = found["connector"]
    return found["cpid"], (int(connector) if connector else None, found["key"])
