"""Writes down what a day can be replayed from, as it happens; a quiet night costs nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import Final

from borne.domain.charger import Charger, Connector, Sample
from borne.domain.fact import Fact
from borne.domain.records import SaveRecording
from borne.domain.state import State
from borne.domain.tag import BORNE_TAG, folded
from borne.engine.draft import Draft, packed
from borne.engine.segment import Shown, Told, rounded

SLOT: Final = 5.0
"""s: of what changes more often, the last of each slot is kept."""
LENGTH: Final = 300.0
"""s after which a segment goes to the disk: so much is lost when the power fails."""
FIRST: Final = 60.0
"""The same for the first one, so that rules can soon be tried on something."""
MOST: Final = 20_000
"""Changes after which it goes at once."""
AT_ONCE: Final = 50
"""Chargers that are looked into at one call: a whole fleet would hold up the engine. They are more
where calls are few, so that all are looked into within a slot."""
_VOLTS: Final = 230.0
OLD: Final = 60.0
"""s of silence from which on it matters how old a value is."""


@dataclass(slots=True)
class Recorder:
    """Looks at the state now and then; what it has seen becomes records."""

    _facts: Mapping[str, Fact] | None = None
    _chargers: Mapping[str, Charger] | None = None
    _told: dict[str, tuple[int, Told]] = field(default_factory=dict)
    """By source, its place among them and what it told last."""
    _heard: dict[str, datetime] = field(default_factory=dict)
    """When that was."""
    _shown: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """By connector, its place among them and what it showed last, packed."""
    _draft: Draft | None = None
    _waiting: deque[Charger] = field(default_factory=deque)
    """Those that have changed, as they were at the last look: few at a time are looked into."""
    _changed: int = 0
    """How many they were."""
    _at: float = 0.0
    """When that look was."""
    _next: float = 0.0
    length: float = FIRST
    """s of the segment that is open."""

    @property
    def waiting(self) -> int:
        """How many chargers are still to be looked into."""
        return len(self._waiting)

    def look(self, state: State, now: datetime) -> SaveRecording | None:
        """Take what has changed; a record when there is enough for one."""
        moment = now.timestamp()
        if not self._waiting:
            if moment < self._next and self._next - moment <= SLOT:
                return None
            self._next, self._at = moment + SLOT, moment
            self._take_facts(state.facts)
            self._await_chargers(state.chargers)
        by_now = ceil(self._changed * (moment - self._at) / SLOT)
        taken = self._changed - len(self._waiting)
        self._take_chargers(max(AT_ONCE, by_now - taken))
        if self._draft is None or self._waiting:
            return None
        full = len(self._draft) >= MOST
        lasts = 0 <= moment - self._draft.start < self.length
        return self.flush(now) if full or not lasts else None

    def flush(self, now: datetime) -> SaveRecording | None:
        """What has not been written yet; None: nothing."""
        self._take_chargers(len(self._waiting))
        draft, self._draft = self._draft, None
        if draft is None:
            return None
        self.length = LENGTH
        end = max(now.timestamp(), draft.start)
        began, ended = (datetime.fromtimestamp(at, UTC) for at in (draft.start, end))
        return SaveRecording(began, ended, draft.close(end, self._told, self._shown))

    def _take_facts(self, facts: Mapping[str, Fact]) -> None:
        former, self._facts = self._facts or {}, facts
        if facts is former:
            return
        news = {name: fact for name, fact in facts.items() if former.get(name) is not fact}
        for name, fact in news.items():
            place, before = self._told.get(name) or (len(self._told), None)
            told = Told.of(fact)
            if told != before:
                draft = self._begun()
                self._told[name] = place, told
                draft.tell(min(fact.at.timestamp(), self._at), place, told)
        self._heard.update((name, fact.at) for name, fact in news.items())

    def _await_chargers(self, chargers: Mapping[str, Charger]) -> None:
        former, self._chargers = self._chargers or {}, chargers
        if chargers is former:
            return
        known = dict(former.items())
        self._waiting.extend(
            charger
            for id_, charger in chargers.items()
            if charger.adopted and known.get(id_) is not charger
        )
        self._changed = len(self._waiting)

    def _take_chargers(self, most: int) -> None:
        """Look into so many of those that wait for it."""
        for _ in range(min(most, len(self._waiting))):
            charger = self._waiting.popleft()
            for connector in charger.connectors.values():
                id_, shown = connector.id, packed(_of(charger, connector))
                place, before = self._shown.get(id_) or (len(self._shown), None)
                if shown != before:
                    draft = self._begun()
                    self._shown[id_] = place, shown
                    draft.show(self._at, place, shown)

    def _begun(self) -> Draft:
        """The open segment. It begins with what was known before its first change."""
        if self._draft is None:
            told = (self._aged(name, told) for name, (_, told) in self._told.items())
            shown = (shown for _, shown in self._shown.values())
            self._draft = Draft(self._at - SLOT, told, shown)
        return self._draft

    def _aged(self, name: str, told: Told) -> Told:
        age = self._at - self._heard[name].timestamp()
        return told.later(self._at, int(age) if age > OLD else 0)


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
