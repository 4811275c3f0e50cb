"""Rules in the shadow of those that count: they see all that happens, decide, and order nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.charger import Connector
from borne.domain.events import Event, Woke
from borne.domain.state import State
from borne.engine.comparison import MOST_CHANGES, Change, Difference, Side, Sum, difference
from borne.engine.core import Core
from borne.engine.house import price_of
from borne.engine.trail import Trail
from borne.rules.check import Reading

_DRAWS = 100.0
"""W from which on a car is said to charge."""
_LONGEST = 60.0
"""s that are counted at once: what happened in a longer silence is not known."""


class Typed(Struct, frozen=True):
    """A file as it was typed, and the version of the saved one that it was typed over."""

    name: str
    text: str
    version: str


class Candidate(Struct, frozen=True):
    """The rules that somebody would like to run: what was read, and what was typed for it."""

    reading: Reading
    name: str
    """The file that was shown."""
    typed: tuple[Typed, ...] = ()
    by: str | None = None


class Shadow:
    """One text beside the live one. What its car would draw is what it would have been told.

    It changes no phases: the readings, which would have to show it, are those of the live one's.
    """

    def __init__(self, live: Core, candidate: Candidate, now: datetime) -> None:
        self.candidate = candidate
        self.since = now
        self.was = Sum()
        self.would = Sum()
        self.trail = Trail(now)
        self.changes: list[Change] = []
        self.core = live.beside(_on_the_phases_of_the_car(candidate.reading))
        self._counted = now
        self._differs: dict[str, Difference | None] = {}
        self._drew: dict[str, tuple[float, float]] = {}

    def follow(self, events: Sequence[Event], live: State, now: datetime) -> Iterator[None]:
        """Take what has come, decide, and compare with the state of the rules that count.

        In steps, for there may be many; one time is done with before the next.
        """
        self._count(now)
        for event in events:
            self.core.handle(event)
            yield
        wake = self.core.next_wake()
        if wake is not None and wake <= now:
            self.core.handle(Woke(now))
        for _ in self.core.deciding(now):
            yield
        for id_, pair in self.sides(live).items():
            self._compare(id_, *pair, now)
        yield
        self._drew = {one.id: self._draws(one) for one in _connectors(live)}

    def sides(self, live: State) -> dict[str, tuple[Side, Side]]:
        """By connector: what the rules that count have decided, and the shadow."""
        shadow = {one.id: one.decision for one in _connectors(self.core.state)}
        found = {}
        for one in _connectors(live):
            beside = shadow.get(one.id)
            if one.plugged and one.decision is not None and beside is not None:
                found[one.id] = (Side.of(one.decision), Side.of(beside))
        return found

    @property
    def priced(self) -> bool:
        """Whether it is known what electricity costs."""
        return self.core.book.site.price is not None

    def _compare(self, id_: str, was: Side, would: Side, now: datetime) -> None:
        differs = difference(was.held, would.held, self._differs.get(id_))
        if differs and differs != self._differs.get(id_) and len(self.changes) < MOST_CHANGES:
            self.changes.append(Change(now, id_, was, would))
        self._differs[id_] = differs

    def _count(self, now: datetime) -> None:
        """Count the seconds since the last look, by what was drawn then."""
        seconds = (now - self._counted).total_seconds()
        self._counted = now
        if not 0 < seconds <= _LONGEST:
            return
        figures, price = self.core.figures(now), self._price(now)
        for was, would in self._drew.values():
            self.was.add(was, figures.surplus, price, seconds)
            self.would.add(would, figures.surplus, price, seconds)
        self.trail.add(
            now,
            seconds,
            sum(was for was, _ in self._drew.values()),
            sum(would for _, would in self._drew.values()),
            max(0.0, figures.surplus or 0.0),
        )

    def _draws(self, live: Connector) -> tuple[float, float]:
        """W that the car draws, and that it would draw: no more A than it takes by itself."""
        reading = live.reading
        watts = max(0.0, (reading.power if reading else None) or 0.0)
        mine = self.core.state.chargers[live.charger].connector(live.number).decision
        amps = max(reading.currents if reading and reading.currents else (0.0,))
        told = live.decision.current if live.decision else 0.0
        would = 0.0
        if live.plugged and mine is not None:
            least = amps if 0 < amps < told - 2 else mine.current
            would = min(mine.current, least) * mine.phases * self.core.book.site.voltage
        before = self._drew.get(live.id, (0.0, 0.0))
        self.was.starts += before[0] < _DRAWS <= watts
        self.would.starts += before[1] < _DRAWS <= would
        return watts, would

    def _price(self, now: datetime) -> float | None:
        here = now.astimezone(self.core.policy.zone)
        slot = price_of(self.core.book, self.core.state.facts, here)
        return slot.price if slot else None


def _on_the_phases_of_the_car(reading: Reading) -> Reading:
    """The reading without what its rules would change of the phases."""
    book = reading.book
    if book is None:
        return reading
    connectors = {
        id_: replace(limits, switching=None) for id_, limits in book.site.connectors.items()
    }
    site = replace(book.site, connectors=connectors)
    return dataclasses.replace(reading, book=dataclasses.replace(book, site=site))


def _connectors(state: State) -> list[Connector]:
    return [
        connector
        for charger in state.chargers.values()
        if charger.adopted
        for connector in charger.connectors.values()
    ]
