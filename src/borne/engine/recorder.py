"""Writes down what a day can be replayed from, as it happens; a quiet night costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, Connector, Sample
from borne.domain.fact import Fact
from borne.domain.records import SaveRecording
from borne.domain.state import State
from borne.domain.tag import BORNE_TAG, folded
from borne.engine.segment import Known, Shown, Told, new, pack, rounded

SLOT: Final = 5.0
"""s: of what changes more often, the last of each slot is kept."""
LENGTH: Final = 300.0
"""s after which a segment goes to the disk: so much is lost when the power fails."""
FIRST: Final = 60.0
"""The same for the first one, so that rules can soon be tried on something."""
MOST: Final = 20_000
"""Changes after which it goes at once."""
_VOLTS: Final = 230.0
OLD: Final = 60.0
"""s of silence from which on it matters how old a value is."""


@dataclass(slots=True)
class Recorder:
    """Looks at the state now and then; what it has seen becomes records."""

    _facts: Mapping[str, Fact] | None = None
    _chargers: Mapping[str, Charger] | None = None
    _known: Known = field(default_factory=lambda: Known({}, {}))
    _at: dict[str, datetime] = field(default_factory=dict)
    """When each source was last heard."""
    _before: Known = field(default_factory=lambda: Known({}, {}))
    """What was known when the segment began."""
    _start: float | None = None
    _news: list[tuple[float, str, Told]] = field(default_factory=list)
    _seen: list[tuple[float, str, Shown]] = field(default_factory=list)
    _next: float = 0.0
    length: float = FIRST
    """s of the segment that is open."""

    def look(self, state: State, now: datetime) -> SaveRecording | None:
        """Take what has changed; a record when there is enough for one."""
        moment = now.timestamp()
        if moment < self._next and self._next - moment <= SLOT:
            return None
        self._next = moment + SLOT
        if state.facts is not self._facts or state.chargers is not self._chargers:
            self._take(state, moment)
        if self._start is None:
            return None
        full = len(self._news) + len(self._seen) >= MOST
        return self.flush(now) if full or not 0 <= moment - self._start < self.length else None

    def flush(self, now: datetime) -> SaveRecording | None:
        """What has not been written yet; None: nothing."""
        start, self._start = self._start, None
        news, self._news = self._news, []
        seen, self._seen = self._seen, []
        if start is None or not (news or seen):
            return None
        end = max(now.timestamp(), start)
        segment = new(start, end, self._before)
        sources = {name: place for place, name in enumerate(segment.sources)}
        sockets = {name: place for place, name in enumerate(segment.connectors)}
        self.length = LENGTH
        segment = replace(
            segment,
            news=tuple((_after(at, start), sources[name], told) for at, name, told in news),
            seen=tuple((_after(at, start), sockets[name], shown) for at, name, shown in seen),
        )
        began = datetime.fromtimestamp(start, UTC)
        return SaveRecording(began, datetime.fromtimestamp(end, UTC), pack(segment))

    def _take(self, state: State, moment: float) -> None:
        facts, known = self._facts or {}, self._known
        former, heard = Known(dict(known.told), dict(known.shown)), dict(self._at)
        news = [(name, fact) for name, fact in state.facts.items() if facts.get(name) is not fact]
        for name, fact in news:
            self._at[name] = fact.at
            told = Told.of(fact)
            if known.told.get(name) != told:
                known.told[name] = told
                self._begin(former, heard, moment)
                self._news.append((min(fact.at.timestamp(), moment), name, told))
        for id_, shown in _shown(state.chargers, self._chargers or {}):
            if known.shown.get(id_) != shown:
                known.shown[id_] = shown
                self._begin(former, heard, moment)
                self._seen.append((moment, id_, shown))
        self._facts, self._chargers = state.facts, state.chargers
        before = self._before
        before.told.update((name, Told(None)) for name in known.told if name not in before.told)
        before.shown.update((id_, Shown()) for id_ in known.shown if id_ not in before.shown)

    def _begin(self, former: Known, heard: Mapping[str, datetime], moment: float) -> None:
        """A segment begins with what was known before its first change."""
        if self._start is not None:
            return
        self._start = moment - SLOT
        for name, told in former.told.items():
            age = moment - heard[name].timestamp()
            former.told[name] = told.later(moment, int(age) if age > OLD else 0)
        self._before = former


def _after(at: float, start: float) -> int:
    return max(0, round(at - start))


def _shown(
    chargers: Mapping[str, Charger], before: Mapping[str, Charger]
) -> list[tuple[str, Shown]]:
    """What the connectors show of the chargers that are no longer the very same."""
    return [
        (connector.id, _of(charger, connector))
        for id_, charger in chargers.items()
        if charger.adopted and before.get(id_) is not charger
        for connector in charger.connectors.values()
    ]


def _of(charger: Charger, connector: Connector) -> Shown:
    reading, decision, by_hand = connector.reading, connector.decision, connector.by_hand
    session = connector.session
    tag = session.tag if session else None
    currents = reading.currents if reading else None
    return Shown(
        online=charger.online,
        plugged=connector.plugged,
        status=connector.status.value if connector.status else None,
        tag=None if tag is None or folded(tag) == folded(BORNE_TAG) else tag,
        power=_whole(_power(reading)),
        currents=None if currents is None else tuple(round(amps, 1) for amps in currents),
        energy=_whole(connector.total),
        told=decision.current if decision else 0.0,
        rule=decision.rule if decision else None,
        mode=decision.mode.value if decision else None,
        by_hand=by_hand.mode.value if by_hand.mode else None,
        boost=by_hand.boost is not None,
        ceiling=by_hand.max_current,
    )


def _power(reading: Sample | None) -> float | None:
    """W; worked out of the amps where the charger tells nothing else."""
    if reading is None or reading.power is not None or reading.currents is None:
        return reading.power if reading else None
    return sum(reading.currents) * (reading.voltage or _VOLTS)


def _whole(value: float | None) -> float | None:
    found = rounded(value)
    return float(found) if isinstance(found, int | float) else None
