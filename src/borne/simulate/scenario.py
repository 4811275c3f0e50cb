"""A scenario: a day from a CSV of inputs, plugs and badges, what it leaves out being generated.

Its columns are `t`, inputs by name, `charger/1.plugged` and `charger/1.tag`. The inputs are those
of the house without the cars; an empty cell says nothing new, `unavailable` says so.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from math import sqrt
from typing import Final

from borne.domain.fact import Value
from borne.domain.say import Sentence, Text
from borne.domain.site import Site
from borne.homeassistant.facts import value_of
from borne.rules.model import RuleBook
from borne.simulate.load import Load
from borne.simulate.observed import ObservationReader, Refused
from borne.simulate.surroundings import Surroundings

LONGEST: Final = 40 * 86_400
"""s that a scenario may last."""
_YES: Final = {"true": True, "1": True, "yes": True, "on": True}
_NO: Final = {"false": False, "0": False, "no": False, "off": False}

_NO_TIMES: Final = Text(
    "The scenario needs a column “t” and two rows at least",
    "Le scénario a besoin d’une colonne « t » et d’au moins deux lignes",
)
_NOT_PLUGGED: Final = Text(
    "{column} must be true or false, not “{value}”",
    "{column} doit être true ou false, pas « {value} »",
)
_STRANGE_COLUMN: Final = Text(
    "“{column}” is neither an input nor charger/1.plugged or charger/1.tag",
    "« {column} » n’est ni une entrée, ni charger/1.plugged ou charger/1.tag",
)
_BACKWARDS: Final = Text("the time does not go on", "l’heure n’avance pas")
_TOO_LONG: Final = Text("a scenario lasts 40 days at most", "un scénario dure 40 jours au plus")
_ROW: Final = Text("line {line}: {reason}", "ligne {line} : {reason}")

Plug = tuple[bool, str | None]


@dataclass(slots=True)
class Scenario:
    """What a CSV says, by seconds from its first row."""

    begin: datetime
    seconds: list[int] = field(default_factory=list)
    facts: list[dict[str, Value | None]] = field(default_factory=list)
    plugs: dict[int, dict[str, Plug]] = field(default_factory=dict)
    connectors: tuple[str, ...] = ()
    inputs: frozenset[str] = frozenset()

    @property
    def length(self) -> int:
        """s from the first row to the last."""
        return self.seconds[-1]

    def comings(self, second: int) -> Mapping[str, Plug]:
        """Who comes or goes."""
        return self.plugs.get(second, {})


def read_scenario(lines: Iterable[str], book: RuleBook, zone: tzinfo) -> Scenario:
    """Read a CSV. Raises Refused, naming the line."""
    rows = csv.DictReader(lines)
    columns = [name for name in rows.fieldnames or () if name]
    if "t" not in columns:
        raise Refused(_NO_TIMES())
    sockets = _sockets(columns)
    reader = ObservationReader(book, zone)
    scenario: Scenario | None = None
    plugs: dict[str, Plug] = {}
    for row in rows:
        try:
            at = reader.time((row.get("t") or "").strip() or None).astimezone(UTC)
            scenario = scenario or Scenario(at, connectors=tuple(sockets))
            _add(scenario, at, _facts(row, columns, book), _plugs(row, sockets, plugs))
        except Refused as refused:
            reason = _ROW(line=str(rows.line_num), reason=refused.sentence)
            raise Refused(reason) from None
    if scenario is None or len(scenario.seconds) < 2:
        raise Refused(_NO_TIMES())
    scenario.inputs = frozenset(name for row_facts in scenario.facts for name in row_facts)
    return scenario


def _sockets(columns: Sequence[str]) -> list[str]:
    found = []
    for column in columns:
        socket, dot, what = column.rpartition(".")
        if not dot:
            continue
        if "/" not in socket or what not in {"plugged", "tag"}:
            raise Refused(_STRANGE_COLUMN(column=column[:40]))
        if socket not in found:
            found.append(socket)
    return found


def _add(
    scenario: Scenario, at: datetime, facts: dict[str, Value | None], plugs: dict[str, Plug]
) -> None:
    second = round((at - scenario.begin).total_seconds())
    if scenario.seconds and second <= scenario.seconds[-1]:
        raise Refused(_BACKWARDS())
    if second > LONGEST:
        raise Refused(_TOO_LONG())
    scenario.seconds.append(second)
    scenario.facts.append(facts)
    if plugs:
        scenario.plugs[second] = plugs


def _facts(
    row: Mapping[str, str | None], columns: Sequence[str], book: RuleBook
) -> dict[str, Value | None]:
    facts: dict[str, Value | None] = {}
    for name in columns:
        text = (row.get(name) or "").strip()
        if text and name != "t" and "." not in name:
            source = book.inputs.get(name)
            facts[name] = value_of(source.entity if source else name, text, None)
    return facts


def _plugs(
    row: Mapping[str, str | None], sockets: Sequence[str], standing: dict[str, Plug]
) -> dict[str, Plug]:
    """What changes at the connectors; `standing` is what holds, and is kept up to date."""
    changed = {}
    for socket in sockets:
        told = (row.get(f"{socket}.plugged") or "").strip().casefold()
        tag = (row.get(f"{socket}.tag") or "").strip() or None
        if told and told not in _YES and told not in _NO:
            raise Refused(_NOT_PLUGGED(column=f"{socket}.plugged", value=told[:40]))
        before = standing.get(socket, (False, None))
        plugged = _YES.get(told, False) if told else before[0] or tag is not None
        after = (plugged, tag or before[1] if plugged else None)
        if after != before:
            changed[socket] = standing[socket] = after
    return changed


@dataclass(slots=True)
class Recorded:
    """The surroundings that a scenario tells; what it leaves out is a generated day's."""

    scenario: Scenario
    site: Site
    generated: Surroundings
    offset: int
    """The second of the generated day at which the scenario begins."""
    _place: int = -1
    _known: dict[str, Value | None] = field(default_factory=dict)
    _load: Load | None = None

    def load(self, second: int) -> Load:
        """W and var that the house takes from the grid, the sun taken off."""
        self._go_to(second)
        return self._load or self.generated.load(second + self.offset)

    def solar(self, second: int) -> float:
        """W of the sun."""
        told = self._number(self.site.solar)
        return self.generated.solar(second + self.offset) if told is None else told

    def price(self, second: int) -> float:
        """Of a kWh from the grid."""
        return self.generated.price(second + self.offset)

    def lost(self, second: int) -> frozenset[str]:
        """The names of the inputs that are unavailable."""
        self._go_to(second)
        return frozenset(name for name, value in self._known.items() if value is None)

    def others(self, second: int) -> Mapping[str, Value | None]:
        """What has changed of the inputs that do not measure the site."""
        place = bisect_right(self.scenario.seconds, second) - 1
        if place < 0 or self.scenario.seconds[place] != second:
            return {}
        measures = self._measures()
        told = self.scenario.facts[place]
        return {name: value for name, value in told.items() if name not in measures}

    def _go_to(self, second: int) -> None:
        place = bisect_right(self.scenario.seconds, second) - 1
        if place == self._place:
            return
        for row in self.scenario.facts[self._place + 1 : place + 1]:
            self._known.update(row)
        self._place = place
        self._load = self._measured() or self._load

    def _measured(self) -> Load | None:
        """What the recorded meter says; None where it says nothing."""
        meter = self.site.meter
        if meter is None:
            return None
        if meter.signed is not None:
            watts = self._number(meter.signed)
        else:
            imported, exported = self._number(meter.imported), self._number(meter.exported)
            watts = None if imported is None else imported - (exported or 0.0)
        if watts is None:
            return None
        apparent = self._number(self.site.apparent) or 0.0
        return Load(watts, sqrt(max(0.0, apparent**2 - watts**2)) if watts > 0 else 0.0)

    def _number(self, name: str | None) -> float | None:
        value = self._known.get(name) if name else None
        return None if value is None or isinstance(value, bool | str) else float(value)

    def _measures(self) -> frozenset[str | None]:
        meter, site = self.site.meter, self.site
        named = {site.apparent, site.solar}
        if meter is not None:
            named |= {meter.signed, meter.imported, meter.exported}
        return frozenset(named)


def missing(book: RuleBook, told: frozenset[str]) -> Sentence | None:
    """The inputs that the rules read and nobody tells, if there are such."""
    unknown = sorted((book.reads & book.inputs.keys()) - told)
    return _MISSING(names=", ".join(unknown)) if unknown else None


_MISSING: Final = Text(
    "Nothing tells {names}: unknown all day. A scenario may tell them (--scenario)",
    "Rien ne dit {names} : inconnu toute la journée. Un scénario peut les donner (--scenario)",
)
