"""Recorded segments as one time line: what changed, moment by moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from borne.engine.segment import NOTHING, UNSEEN, Segment, Shown, Told

_SHORT: Final = 600.0
"""s without a recording that are no gap worth telling."""
_FULL: Final = "SuspendedEV"
_FLOWS: Final = 1.0
_FOLLOWED: Final = 2.0
"""A below what it was told that a car may stay and still be said to follow."""


@dataclass(slots=True)
class Moment:
    """What changed at one time, in s since 1970."""

    at: float
    news: dict[str, Told] = field(default_factory=dict)
    seen: dict[str, Shown] = field(default_factory=dict)
    anew: bool = False
    """Borne had been away: what was known before does not count."""


def moments(segments: Iterable[Segment]) -> Iterator[Moment]:
    """The changes in their order; what a segment only repeats is left out."""
    told: dict[str, Told] = {}
    shown: dict[str, Shown] = {}
    for segment in segments:
        first = Moment(segment.start, anew=segment.anew)
        if first.anew:
            told, shown = {}, {}
        for name, one in zip(segment.sources, segment.told, strict=True):
            if told.get(name, NOTHING) != one:
                first.news[name] = told[name] = one
        for id_, seen in zip(segment.connectors, segment.shown, strict=True):
            if shown.get(id_, UNSEEN) != seen:
                first.seen[id_] = shown[id_] = seen
        if first.news or first.seen or first.anew:
            yield first
        for moment in _changes(segment):
            told.update(moment.news)
            shown.update(moment.seen)
            yield moment


def _changes(segment: Segment) -> Iterator[Moment]:
    by_time: dict[int, Moment] = {}
    for after, place, told in segment.news:
        moment = by_time.setdefault(after, Moment(segment.start + after))
        moment.news[segment.sources[place]] = told
    for after, place, shown in segment.seen:
        moment = by_time.setdefault(after, Moment(segment.start + after))
        moment.seen[segment.connectors[place]] = shown
    yield from (by_time[after] for after in sorted(by_time))


@dataclass(slots=True)
class Stay:
    """A car from plug to unplug, as it was seen."""

    energy: float = 0.0
    """Wh that it took."""
    most: float = 0.0
    """A that it took at the most."""
    told: float = 0.0
    """A that it was told at the most."""
    phases: int = 0
    full: bool = False
    """It stopped by itself at the end: it had all that it wanted."""
    _began_at: float | None = None

    def see(self, shown: Shown) -> None:
        """Take what its connector shows."""
        if shown.energy is not None:
            if self._began_at is None:
                self._began_at = shown.energy
            self.energy = shown.energy - self._began_at
        amps = shown.currents or ()
        self.most = max(self.most, *amps, 0.0)
        self.told = max(self.told, shown.told)
        self.phases = max(self.phases, sum(1 for each in amps if each > _FLOWS))
        self.full = shown.status == _FULL and shown.told > 0

    @property
    def limit(self) -> float | None:
        """A beyond which this car itself does not go; None: nobody knows."""
        return self.most if 0 < self.most < self.told - _FOLLOWED else None


@dataclass(slots=True)
class Stays:
    """The cars that came, in their order, by connector; and when nothing was recorded."""

    by_connector: dict[str, list[Stay]] = field(default_factory=dict)
    gaps: list[tuple[float, float]] = field(default_factory=list)

    @classmethod
    def of(cls, recorded: Iterable[Moment]) -> Stays:
        """Look through a recording."""
        found = cls()
        plugged: set[str] = set()
        last: float | None = None
        for moment in recorded:
            if moment.anew:
                plugged.clear()
                if last is not None and moment.at - last > _SHORT:
                    found.gaps.append((last, moment.at))
            last = moment.at
            for id_, shown in moment.seen.items():
                stays = found.by_connector.setdefault(id_, [])
                if not shown.plugged:
                    plugged.discard(id_)
                    continue
                if id_ not in plugged:
                    plugged.add(id_)
                    stays.append(Stay())
                stays[-1].see(shown)
        return found
