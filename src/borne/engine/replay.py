"""What a text of rules would have done with what was recorded: the real core over the real past.

What the cars drew is taken out of the meter and what they would have drawn is put into it. A car
takes what it is given, up to what it was seen to be able to, and stops where it had been full.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from msgspec import Struct

from borne.control.surplus import BY_SUN
from borne.domain.decision import Decision
from borne.domain.events import HomeChanged
from borne.domain.fact import Span, Value
from borne.domain.prices import price_at
from borne.domain.say import Language, plain
from borne.domain.state import State
from borne.domain.tag import Tag
from borne.domain.whereabouts import Whereabouts
from borne.engine.closed_loop import ClosedLoop
from borne.engine.comparison import MOST_CHANGES, Change, Side, Sum, difference
from borne.engine.deadlines import Deadlines
from borne.engine.inputs import looker
from borne.engine.observation import Asked, Observation
from borne.engine.replayed_car import Car, by_hand, seen
from borne.engine.replayed_meters import import_of, metered
from borne.engine.segment import Segment, Shown, Told
from borne.engine.timeline import Moment, Stay, Stays, moments
from borne.rules.check import Reading
from borne.rules.document import SourceFile
from borne.rules.model import RuleBook

POINTS: Final = 720
"""How many points a curve has at the most."""
_STEP: Final = 60.0
"""s: a curve has no finer steps."""
_KEEP: Final = 60.0
"""s after which what has not changed is told again, as Home Assistant does."""
_ECHO: Final = 5.0
"""s until the meter shows what a car has begun to draw."""
_CALM: Final = 60.0
"""s between two looks while no car follows the sun."""
_LASTS: Final = 60.0
"""s after which a difference is one: what is decided a moment earlier or later is the same."""
_DRAWS: Final = 100.0
"""W from which on a car is said to charge."""
_FLOWS: Final = 1.0
"""A from which on a phase counts as used."""

Progress = Callable[[float], None]


class Job(Struct, frozen=True):
    """All that a replay needs besides the recording, so that another process can run it."""

    files: tuple[SourceFile, ...]
    start: datetime
    end: datetime
    zone: str
    language: Language = "en"
    tags: tuple[Tag, ...] = ()
    whereabouts: Whereabouts = Whereabouts()


class Curve(Struct):
    """Means of W over steps; None where nothing was recorded."""

    step: float
    was: list[float | None]
    would: list[float | None]
    spare: list[float | None]


class Outcome(Struct):
    """What came of it. Sums by connector; the whole is under the empty name."""

    start: datetime
    end: datetime
    was: dict[str, Sum]
    would: dict[str, Sum]
    curve: Curve
    changes: list[Change]
    gaps: list[tuple[datetime, datetime]]
    priced: bool
    measured: bool
    """Whether there was a meter that tells the sun from the grid."""
    unknown: list[str]
    """Inputs of the text that nothing was recorded of."""


class Replay:
    """One run over [start, end) of a recording that can be read twice."""

    def __init__(
        self,
        reading: Reading,
        zone: tzinfo,
        state: State,
        start: datetime,
        end: datetime,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        self._loop = ClosedLoop(reading, zone, state, trace=False)
        if whereabouts is not None:
            self._loop.core.handle(HomeChanged(start, "off", plain(""), whereabouts=whereabouts))
        self._book: RuleBook = self._loop.core.book
        self._start, self._end = start.timestamp(), end.timestamp()
        self._now = self._start
        self._told: dict[str, Told] = {}
        self._ahead: dict[str, tuple[Span, ...]] = {}
        """What they tell of the time to come."""
        self._fresh: set[str] = set()
        """Sources that have news for the loop."""
        self._cars: dict[str, Car] = {}
        self._asked: list[Asked] = []
        self._look_at = self._again_at = self._start
        self._spare: float | None = None
        self._price: float | None = None
        self._measured = False
        self._sources_seen: set[str] = set()
        step = max(_STEP, math.ceil((self._end - self._start) / POINTS / _STEP) * _STEP)
        points = math.ceil((self._end - self._start) / step)
        self._curve = Curve(step, [None] * points, [None] * points, [None] * points)
        self._was: dict[str, Sum] = {"": Sum()}
        self._would: dict[str, Sum] = {"": Sum(missed=0, missed_energy=0.0)}
        if any(limits.switching for limits in self._book.site.connectors.values()):
            self._was[""].phase_changes = self._would[""].phase_changes = 0
        self._changes: list[Change] = []
        self._deadlines = Deadlines()

    def run(
        self, segments: Callable[[], Iterator[Segment]], progress: Progress = lambda _: None
    ) -> Outcome:
        """Look through the recording for its cars, then play it."""
        stays = Stays.of(moments(segments()))
        for id_, cars in stays.by_connector.items():
            self._cars[id_] = Car(coming=iter(cars))
        done = 0.0
        for moment in moments(segments()):
            if moment.at >= self._end:
                break
            if moment.at > self._start:
                self._advance(moment.at, gap=moment.anew)
            self._take(moment)
            share = (self._now - self._start) / (self._end - self._start)
            if share >= done + 0.01:
                done = share
                progress(share)
        self._advance(self._end)
        progress(1.0)
        return Outcome(
            start=_at(self._start),
            end=_at(self._end),
            was=self._was,
            would=self._would,
            curve=self._curve,
            changes=sorted(self._changes, key=lambda change: change.at),
            gaps=[(_at(start), _at(end)) for start, end in stays.gaps if start < self._end],
            priced=self._book.site.price is not None,
            measured=self._measured,
            unknown=self._unknown(),
        )

    def _take(self, moment: Moment) -> None:
        """Take what changed; whether it is told at once depends on whether a car waits for it."""
        if moment.anew:
            self._told.clear()
            self._ahead.clear()
        self._told.update(moment.news)
        self._ahead |= {name: one.spans for name, one in moment.news.items()}
        self._fresh.update(moment.news)
        self._sources_seen.update(moment.news)
        arrived = False
        for id_, shown in moment.seen.items():
            car = self._cars[id_]
            if shown.plugged != car.shown.plugged:
                arrived = True
                self._come_or_go(car, plugged=shown.plugged)
            if moment.at >= self._start:
                self._starts(id_, car.was, max(0.0, shown.power or 0.0), self._was)
            self._asked.extend(by_hand(id_, car.shown, shown))
            if shown.plugged and moment.at >= self._start:
                flowing = _flowing(shown)
                car.seen_phases = self._phases(id_, car.seen_phases, flowing, self._was)
            car.told = car.told and shown.tag == car.shown.tag
            car.shown = shown
        self._measure()
        wait = 0.0 if arrived else self._patience()
        self._look_at = min(self._look_at, max(moment.at, self._start) + wait)

    def _come_or_go(self, car: Car, *, plugged: bool) -> None:
        car.watts = car.amps = car.taken = 0.0
        car.told = False
        car.seen_phases = 0
        if plugged:
            car.stay = next(car.coming, Stay())
            car.phases = car.has = car.stay.phases or self._book.site.phases

    def _patience(self) -> float:
        """s that news may wait: only a car that follows the sun needs each of them at once."""
        if not any(car.shown.plugged for car in self._cars.values()):
            return _KEEP
        decisions = [one.decision for one in self._loop.connectors]
        follows = any(one is None or (one.charge and one.mode in BY_SUN) for one in decisions)
        return 0.0 if follows else _CALM

    def _advance(self, until: float, *, gap: bool = False) -> None:
        """Let time pass; look whenever it is time to."""
        if gap:
            self._now = until
            return
        while True:
            wake = self._loop.core.next_wake()
            look = self._look_at if wake is None else min(self._look_at, wake.timestamp())
            at = max(self._now, min(until, look))
            self._pass(at - self._now)
            self._now = at
            if look > until or at >= self._end:
                return
            self._look()
            if at >= until:
                return

    def _look(self) -> None:
        """Tell the loop what is to be seen, and let the cars follow what they are told."""
        at = _at(self._now)
        self._look_at = self._now + _KEEP
        self._loop.step(
            Observation(
                at,
                self._facts(),
                {id_: seen(car) for id_, car in self._cars.items() if self._shows(car)},
                tuple(self._asked),
                since=self._since(),
                ahead=self._ahead,
            )
        )
        self._asked.clear()
        self._fresh.clear()
        self._price = self._price_now(at)
        self._note_deadlines(at)
        connectors = {one.id: one for one in self._loop.connectors}
        for id_, car in self._cars.items():
            one = connectors.get(id_)
            decision = one.decision if one else None
            if one is not None and decision is not None:
                car.phases = min(car.has, one.phasing.told or car.has)
                told = one.phasing.told or self._book.site.phases
                car.told_phases = self._phases(id_, car.told_phases, told, self._would)
                self._follow(id_, car, decision)
                self._compare(id_, car, decision)

    def _shows(self, car: Car) -> bool:
        """Whether it has something to show; a connector where no car is, once."""
        return car.shown.plugged or not car.told

    def _follow(self, id_: str, car: Car, decision: Decision) -> None:
        """The car draws what it is told, as far as it can."""
        car.told = True
        told = decision.current if car.shown.plugged and not car.full else 0.0
        amps = min(told, car.stay.limit or told)
        watts = amps * car.phases * self._book.site.voltage
        if watts == car.watts:
            return
        self._starts(id_, car.watts, watts, self._would)
        car.amps, car.watts = amps, watts
        self._look_at = min(self._look_at, self._now + _ECHO)

    def _starts(self, id_: str, before: float, after: float, sums: dict[str, Sum]) -> None:
        if before < _DRAWS <= after:
            sums[""].starts += 1
            sums.setdefault(id_, Sum()).starts += 1

    def _phases(self, id_: str, before: int, after: int, sums: dict[str, Sum]) -> int:
        """Count a change between one phase and more; return how many are used now."""
        counts = sums[""].phase_changes is not None
        if counts and before and after and (before > 1) is not (after > 1):
            for name in ("", id_):
                held = sums.setdefault(name, Sum())
                held.phase_changes = (held.phase_changes or 0) + 1
        return after or before

    def _compare(self, id_: str, car: Car, decision: Decision) -> None:
        shown, now = car.shown, _at(self._now)
        if not shown.plugged or len(self._changes) >= MOST_CHANGES:
            car.differs = car.change = None
            return
        was = (shown.rule, shown.told > 0, shown.told)
        would = (decision.rule, decision.charge, decision.current)
        differs = difference(was, would, car.differs)
        if differs != car.differs:
            side = Side(shown.rule, shown.mode, shown.told > 0, shown.told)
            car.differs = differs
            car.change = Change(now, id_, side, Side.of(decision)) if differs else None
        elif car.change is not None and (now - car.change.at).total_seconds() >= _LASTS:
            self._changes.append(car.change)
            car.change = None

    def _pass(self, seconds: float) -> None:
        """Count so many seconds in which nothing changes."""
        if seconds <= 0:
            return
        was = would = 0.0
        for id_, car in self._cars.items():
            self._was.setdefault(id_, Sum()).add(car.was, self._spare, self._price, seconds)
            self._would.setdefault(id_, Sum()).add(car.watts, self._spare, self._price, seconds)
            car.taken += car.watts * seconds / 3600
            car.register += car.watts * seconds / 3600
            was += car.was
            would += car.watts
        self._was[""].add(was, self._spare, self._price, seconds)
        self._would[""].add(would, self._spare, self._price, seconds)
        self._draw_curve(was, would, seconds)

    def _draw_curve(self, was: float, would: float, seconds: float) -> None:
        curve = self._curve
        begin, end = self._now - self._start, self._now - self._start + seconds
        place = int(begin / curve.step)
        while begin < end - 1e-6 and place < len(curve.was):
            piece = min(end, (place + 1) * curve.step) - begin
            share = piece / curve.step
            spare = max(0.0, self._spare or 0.0)
            curve.was[place] = (curve.was[place] or 0.0) + was * share
            curve.would[place] = (curve.would[place] or 0.0) + would * share
            curve.spare[place] = (curve.spare[place] or 0.0) + spare * share
            begin += piece
            place += 1

    def _measure(self) -> None:
        """What the sun leaves beside the house, the cars left out."""
        grid = import_of(self._book, self._told)
        if grid is not None:
            self._measured = True
            self._spare = sum(car.was for car in self._cars.values()) - grid

    def _facts(self) -> dict[str, Value | None]:
        """What is told now: what is new, what is told again each minute, and the meters."""
        again = self._now >= self._again_at
        if again:
            self._again_at = self._now + _KEEP
        names = self._told.keys() if again else self._fresh
        facts = {name: self._told[name].value for name in names}
        return facts | metered(self._book, self._told, self._more())

    def _more(self) -> tuple[float, float, float]:
        """W by phase that the replayed cars draw beyond the recorded ones."""
        more = [0.0, 0.0, 0.0]
        for car in self._cars.values():
            for phase in range(car.phases):
                more[phase] += (car.watts - car.was) / car.phases
        return more[0], more[1], more[2]

    def _since(self) -> Mapping[str, datetime]:
        return {name: _at(self._now - one.age) for name, one in self._told.items() if one.age}

    def _price_now(self, at: datetime) -> float | None:
        tariff = self._book.site.price
        if tariff is None:
            return None
        here = at.astimezone(self._loop.core.policy.zone)
        slot = price_at(tariff, looker(self._book, self._loop.core.state.facts, at), here)
        return slot.price if slot else None

    def _note_deadlines(self, at: datetime) -> None:
        for id_, missing in self._deadlines.look(at, self._loop.connectors):
            for name in ("", id_):
                held = self._would.setdefault(name, Sum())
                held.missed = (held.missed or 0) + 1
                held.missed_energy = (held.missed_energy or 0.0) + missing / 1000

    def _unknown(self) -> list[str]:
        book = self._book
        return sorted(
            name
            for name in (book.reads | book.site.inputs) & book.inputs.keys()
            if book.inputs[name].entity not in self._sources_seen
        )


def _flowing(shown: Shown) -> int:
    """Over how many phases a car draws; 0: it does not, or nobody measures each."""
    amps = shown.currents or ()
    return sum(1 for each in amps if each > _FLOWS) if len(amps) > 1 else 0


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
