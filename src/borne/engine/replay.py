"""What a text of rules would have done with what was recorded: the real core over the real past.

What the cars drew is taken out of the meter and what they would have drawn is put into it. A car
takes what it is given, up to what it was seen to be able to, and stops where it had been full.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from msgspec import Struct

from borne.control.surplus import BY_SUN
from borne.domain.decision import Decision, Mode
from borne.domain.events import HomeChanged
from borne.domain.fact import Value
from borne.domain.life import Status
from borne.domain.prices import price_at
from borne.domain.say import Language, plain
from borne.domain.state import State
from borne.domain.tag import Tag
from borne.domain.whereabouts import Whereabouts
from borne.domain.wishes import BoostNow, Intent, SetMaxCurrent, SetMode
from borne.engine.closed_loop import ClosedLoop
from borne.engine.comparison import MOST_CHANGES, Change, Side, Sum
from borne.engine.inputs import looker
from borne.engine.observation import Asked, ConnectorSeen, Observation
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
_CALM: Final = 40.0
"""s between two looks while no car follows the sun."""
_DRAWS: Final = 100.0
"""W from which on a car is said to charge."""

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


@dataclass(slots=True)
class _Car:
    """A connector in the replay."""

    shown: Shown = field(default_factory=Shown)
    stay: Stay = field(default_factory=Stay)
    coming: Iterator[Stay] = field(default_factory=lambda: iter(()))
    amps: float = 0.0
    phases: int = 1
    watts: float = 0.0
    taken: float = 0.0
    """Wh since it was plugged in."""
    register: float = 0.0
    differs: tuple[object, ...] | None = None
    told: bool = False
    """What is to be seen has been told."""

    @property
    def full(self) -> bool:
        """It has all that it took then."""
        return self.stay.full and self.taken >= self.stay.energy

    @property
    def was(self) -> float:
        """W that were really drawn."""
        return max(0.0, self.shown.power or 0.0)


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
        self._fresh: set[str] = set()
        """Sources that have news for the loop."""
        self._cars: dict[str, _Car] = {}
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
        self._changes: list[Change] = []
        self._deadlines: dict[str, tuple[datetime, float]] = {}

    def run(
        self, segments: Callable[[], Iterator[Segment]], progress: Progress = lambda _: None
    ) -> Outcome:
        """Look through the recording for its cars, then play it."""
        stays = Stays.of(moments(segments()))
        for id_, cars in stays.by_connector.items():
            self._cars[id_] = _Car(coming=iter(cars))
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
            changes=self._changes,
            gaps=[(_at(start), _at(end)) for start, end in stays.gaps if start < self._end],
            priced=self._book.site.price is not None,
            measured=self._measured,
            unknown=self._unknown(),
        )

    def _take(self, moment: Moment) -> None:
        """Take what changed; whether it is told at once depends on whether a car waits for it."""
        if moment.anew:
            self._told.clear()
        self._told.update(moment.news)
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
            self._asked.extend(_by_hand(id_, car.shown, shown))
            car.told = car.told and shown.tag == car.shown.tag
            car.shown = shown
        self._measure()
        wait = 0.0 if arrived else self._patience()
        self._look_at = min(self._look_at, max(moment.at, self._start) + wait)

    def _come_or_go(self, car: _Car, *, plugged: bool) -> None:
        car.watts = car.amps = car.taken = 0.0
        car.told = False
        if plugged:
            car.stay = next(car.coming, Stay())
            car.phases = car.stay.phases or self._book.site.phases

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
                {id_: _seen(car) for id_, car in self._cars.items() if self._shows(car)},
                tuple(self._asked),
                since=self._since(),
                ahead={name: one.spans for name, one in self._told.items() if one.ahead},
            )
        )
        self._asked.clear()
        self._fresh.clear()
        self._price = self._price_now(at)
        self._note_deadlines(at)
        decisions = {one.id: one.decision for one in self._loop.connectors}
        for id_, car in self._cars.items():
            decision = decisions.get(id_)
            if decision is not None:
                self._follow(id_, car, decision)
                self._compare(id_, car, decision)

    def _shows(self, car: _Car) -> bool:
        """Whether it has something to show; a connector where no car is, once."""
        return car.shown.plugged or not car.told

    def _follow(self, id_: str, car: _Car, decision: Decision) -> None:
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

    def _compare(self, id_: str, car: _Car, decision: Decision) -> None:
        shown = car.shown
        if not shown.plugged or len(self._changes) >= MOST_CHANGES:
            car.differs = None
            return
        was = (shown.rule, shown.told > 0)
        would = (decision.rule, decision.charge)
        differs = (was, would) if was != would else None
        if differs is not None and differs != car.differs:
            self._changes.append(
                Change(
                    _at(self._now),
                    id_,
                    Side(shown.rule, shown.mode, shown.told > 0, shown.told),
                    Side.of(decision),
                )
            )
        car.differs = differs

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
        grid = _net(self._book, self._told)
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
        return facts | _metered(self._book, self._told, self._more())

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
        """What was missing when a deadline passed is missed."""
        for id_, (deadline, missing) in list(self._deadlines.items()):
            if at < deadline:
                continue
            del self._deadlines[id_]
            if missing > 0:
                for name in ("", id_):
                    held = self._would.setdefault(name, Sum())
                    held.missed = (held.missed or 0) + 1
                    held.missed_energy = (held.missed_energy or 0.0) + missing / 1000
        for one in self._loop.connectors:
            plan = one.decision.outlook if one.decision else None
            if plan is not None and at < plan.deadline:
                self._deadlines[one.id] = (plan.deadline, plan.missing)

    def _unknown(self) -> list[str]:
        book = self._book
        return sorted(
            name
            for name in (book.reads | book.site.inputs) & book.inputs.keys()
            if book.inputs[name].entity not in self._sources_seen
        )


def _seen(car: _Car) -> ConnectorSeen:
    """What the replayed connector shows."""
    if not car.shown.plugged:
        return ConnectorSeen(plugged=False, currents=(0.0,), power=0.0)
    if car.watts > 0:
        status = Status.CHARGING
    else:
        status = Status.SUSPENDED_EV if car.full else Status.SUSPENDED_EVSE
    currents = tuple(car.amps if phase < car.phases else 0.0 for phase in range(3))
    return ConnectorSeen(status, True, car.shown.tag, currents, car.watts, car.register)


def _by_hand(id_: str, before: Shown, after: Shown) -> Iterator[Asked]:
    """What a person had set then is set in the replay as well."""
    charger, _, number = id_.rpartition("/")
    intents: list[Intent] = []
    if after.boost != before.boost:
        intents.append(BoostNow(off=not after.boost))
    if after.by_hand != before.by_hand:
        intents.append(SetMode(Mode(after.by_hand) if after.by_hand else None))
    if after.ceiling != before.ceiling:
        intents.append(SetMaxCurrent(after.ceiling))
    for intent in intents:
        yield Asked(intent, charger, int(number))


def _net(book: RuleBook, told: Mapping[str, Told]) -> float | None:
    """W imported, as the recorded meter told; None where there is none or it was unknown."""
    meter = book.site.meter
    if meter is None:
        return None
    if meter.signed is not None:
        return _number(book, told, meter.signed)
    imported = _number(book, told, meter.imported)
    exported = _number(book, told, meter.exported) if meter.exported else 0.0
    return None if imported is None or exported is None else imported - exported


def _metered(
    book: RuleBook, told: Mapping[str, Told], more: tuple[float, float, float]
) -> dict[str, Value | None]:
    """What the meters would have told with so many W more by phase, by entity."""
    site, net, added = book.site, _net(book, told), sum(more)
    shown: dict[str | None, float] = {}
    for name, watts in zip(site.per_phase, more, strict=False):
        before = _number(book, told, name)
        if before is not None:
            shown[name] = before + watts / (site.voltage if site.per_phase_in_amps else 1.0)
    if net is not None and site.meter is not None:
        after = net + added
        if site.meter.signed is not None:
            shown[site.meter.signed] = after
        else:
            shown |= {site.meter.imported: max(0.0, after), site.meter.exported: max(0.0, -after)}
    apparent = _number(book, told, site.apparent)
    if apparent is not None:
        drawn = apparent + added if apparent > 0 or net is None else net + added
        shown[site.apparent] = max(0.0, drawn)
    return {
        book.inputs[name].entity: value
        for name, value in shown.items()
        if name is not None and name in book.inputs
    }


def _number(book: RuleBook, told: Mapping[str, Told], name: str | None) -> float | None:
    source = book.inputs.get(name) if name else None
    one = told.get(source.entity) if source else None
    value = one.value if one else None
    return None if value is None or isinstance(value, bool | str) else float(value)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
