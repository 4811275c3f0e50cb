"""A charger's settings as it has told them, and what changed in them, by Borne or without it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, ConfigurationKey
from borne.domain.events import ConfigurationRead, KeyAnswered
from borne.domain.key_change import KeyChange
from borne.domain.turn import Turn

_MOST: Final = 100
_MOST_OF_A_KEY: Final = 10
"""A charger that counts something up in a setting leaves room for the others."""
_WAITS: Final = "RebootRequired"
_TAKEN: Final = "Accepted"


def configuration_read(turn: Turn, event: ConfigurationRead) -> None:
    """What the charger has told; what differs from before has changed without Borne."""
    charger = turn.charger(event.charger)
    found = tuple(_found(charger, event.keys, event.at))
    keys = {**charger.configuration, **{key.key: key for key in event.keys}}
    _keep(turn, replace(charger, configuration=keys), found)


def key_answered(turn: Turn, event: KeyAnswered) -> None:
    """Borne wanted a setting changed: that is remembered with what the charger said."""
    charger = turn.charger(event.charger)
    change = KeyChange(event.at, event.key, event.before, event.value, event.status, event.wished)
    if event.status == _TAKEN:
        told = ConfigurationKey(event.key, event.value, readonly=False)
        charger = replace(charger, configuration={**charger.configuration, event.key: told})
    _keep(turn, charger, (change,))


def waiting(charger: Charger) -> dict[str, str]:
    """By key, what it has taken and will only use after a restart."""
    last = {one.key: one for one in charger.care.keys if one.status in {_TAKEN, _WAITS}}
    return {
        key: one.after
        for key, one in last.items()
        if one.status == _WAITS and not _same(_value(charger, key), one.after)
    }


def _found(charger: Charger, keys: Iterable[ConfigurationKey], at: datetime) -> Iterable[KeyChange]:
    waits = waiting(charger)
    for one in keys:
        former = charger.configuration.get(one.key)
        if former is None or _same(former.value, one.value):
            continue
        if not _same(waits.get(one.key), one.value):
            yield KeyChange(at, one.key, former.value, one.value or "")


def _keep(turn: Turn, charger: Charger, changes: tuple[KeyChange, ...]) -> None:
    if not changes:
        turn.put(charger)
        return
    kept = _bounded((*charger.care.keys, *changes))
    turn.keep_charger(replace(charger, care=replace(charger.care, keys=kept)))


def _bounded(changes: tuple[KeyChange, ...]) -> tuple[KeyChange, ...]:
    """The newest, so many of each key and in all; the oldest first."""
    kept: list[KeyChange] = []
    count: dict[str, int] = {}
    for one in reversed(changes):
        count[one.key] = count.get(one.key, 0) + 1
        if count[one.key] <= _MOST_OF_A_KEY:
            kept.append(one)
    return tuple(reversed(kept[:_MOST]))


def _value(charger: Charger, key: str) -> str | None:
    told = charger.configuration.get(key)
    return told.value if told else None


def _same(one: str | None, other: str | None) -> bool:
    """Chargers write `true` and `TRUE` for the same."""
    return (one or "").strip().casefold() == (other or "").strip().casefold()
