"""Energy and cost of each connector as Core's long-term statistics, from Borne's own ledger.

Core's recording of the entities misses the hours in which Core, or Borne, was not there. These
statistics (`borne:garage_energy`, `borne:garage_cost`) have them: each past hour is written once
an hour, and those of the last days again, as a late message of a charger may change them. To
write the same again changes nothing. Hours without any charging are left out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Protocol

from borne.domain.charger import Charger
from borne.domain.errors import LedgerAway
from borne.domain.ledger import HourCount
from borne.domain.say import Language, Text
from borne.engine.ports import Clock, View
from borne.entities.items import connector_words
from borne.entities.names import Names
from borne.entities.naming import real_connectors
from borne.homeassistant.errors import CommandFailedError
from borne.homeassistant.socket import CoreSocket

_LOG = logging.getLogger(__name__)

LAST: Final = timedelta(days=31)
"""How far back hours are written again."""
AFTER_THE_HOUR: Final = timedelta(minutes=2)
"""A charger's last message of the hour may be on its way."""
AFTER_THE_START: Final = 10.0
"""s: the entities go first, and a charger that is just being named gets its time."""
_AT_ONCE: Final = 1_000
_INVALID: Final = "invalid_format"

_ENERGY: Final = Text("Charged energy", "Énergie chargée")
_COST: Final = Text("Charging cost", "Coût de la charge")


class HoursPort(Protocol):
    """The ledger."""

    async def hours(
        self, charger: str, connector: int, since: datetime | None, zone: tzinfo
    ) -> Sequence[HourCount]:
        """The counts at the end of each hour with a reading, from the beginning or `since`."""
        ...


class Statistics:
    """Writes them over one connection after the other."""

    def __init__(
        self, ledger: HoursPort | None, clock: Clock, names: Names, view: Callable[[], View]
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._names = names
        self._view = view

    async def keep(self, socket: CoreSocket, spoken: Callable[[], tuple[Language, str]]) -> None:
        """Write what is missing now, and after every hour. Raises CoreError."""
        if self._ledger is None:
            await asyncio.Event().wait()
            return
        await asyncio.sleep(AFTER_THE_START)
        while True:
            try:
                await self._write(self._ledger, socket, *spoken())
            except (CommandFailedError, LedgerAway) as error:
                _LOG.warning("The statistics are not written: %s", error)
            now = self._clock.now()
            hour = now.replace(minute=0, second=0, microsecond=0)
            due = hour + AFTER_THE_HOUR
            due += timedelta(hours=1) if due <= now else timedelta()
            await asyncio.sleep((due - now).total_seconds())

    async def _write(
        self, ledger: HoursPort, socket: CoreSocket, language: Language, currency: str
    ) -> None:
        """Write the hours that are over. Raises CoreError, CommandFailedError."""
        known = await socket.call("recorder/list_statistic_ids", statistic_type="sum")
        ids = {str(one.get("statistic_id")) for one in _mappings(known)}
        now = self._clock.now()
        over = now.replace(minute=0, second=0, microsecond=0)
        view = self._view()
        naming = self._names.naming
        for charger in view.state.chargers.values():
            named = naming.get(charger.id)
            if named is None or not charger.adopted:
                continue
            for number in real_connectors(charger):
                prefix = f"borne:{named.of(number)}"
                since = over - LAST if f"{prefix}_energy" in ids else None
                found = await ledger.hours(charger.id, number, since, view.zone)
                counted = changes([one for one in found if one.start < over])
                place = _place(charger, None if number == named.alone else number, language)
                energy = _metadata(f"{prefix}_energy", place, _ENERGY, "kWh", language)
                await _import(socket, energy, [_energy(one) for one in counted])
                cost = _metadata(f"{prefix}_cost", place, _COST, currency, language)
                priced = [one for one in found if one.start < over and one.cost is not None]
                await _import(socket, cost, [_cost(one) for one in changes(priced)])


def changes(counted: Sequence[HourCount]) -> list[HourCount]:
    """Those at which something was added; the first stands for what was before."""
    return [
        one
        for before, one in zip((None, *counted), counted, strict=False)
        if before is None or (before.energy, before.cost) != (one.energy, one.cost)
    ]


def _energy(one: HourCount) -> dict[str, object]:
    start = one.start.isoformat()
    return {"start": start, "state": one.total / 1000, "sum": one.energy / 1000}


def _cost(one: HourCount) -> dict[str, object]:
    return {"start": one.start.isoformat(), "state": one.cost, "sum": one.cost}


def _place(charger: Charger, number: int | None, language: Language) -> str:
    return " ".join([charger.called, *([connector_words(number, language)] if number else [])])


def _metadata(
    id_: str, place: str, words: Text, unit: str, language: Language
) -> dict[str, object]:
    return {
        "has_sum": True,
        "mean_type": 0,
        "unit_class": "energy" if unit == "kWh" else None,
        "name": f"{place} {words().say(language)}",
        "source": "borne",
        "statistic_id": id_,
        "unit_of_measurement": unit,
    }


async def _import(
    socket: CoreSocket, metadata: Mapping[str, object], stats: Sequence[dict[str, object]]
) -> None:
    for begin in range(0, len(stats), _AT_ONCE):
        part = stats[begin : begin + _AT_ONCE]
        try:
            await socket.call("recorder/import_statistics", metadata=metadata, stats=part)
        except CommandFailedError as error:
            if error.code != _INVALID:
                raise
            # Before 2025.11 Core knew `has_mean` and no more.
            older = {key: it for key, it in metadata.items() if key not in _NEW}
            older["has_mean"] = False
            await socket.call("recorder/import_statistics", metadata=older, stats=part)


_NEW: Final = frozenset({"mean_type", "unit_class"})


def _mappings(told: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in (told if isinstance(told, list) else []) if isinstance(one, Mapping)]
