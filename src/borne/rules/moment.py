"""What the rules see at one instant for one connector, and what they looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol, TypeAlias

from borne.domain.decision import NextChange, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.domain.say import Sentence, Text
from borne.rules import reasons
from borne.rules.clock import DAY, Schedule, instant_of
from borne.rules.public_holidays import holidays_around

Truth: TypeAlias = bool | None
"""Kleene's three values; None is unknown."""

_TICK: Final = timedelta.resolution
_FOREVER: Final = timedelta.max


@dataclass(frozen=True, slots=True)
class Memory:
    """What a connector's rules remember from one decision to the next: since when things hold."""

    since: Mapping[str, datetime] = field(default_factory=dict)


class Holds(Protocol):
    """What a condition's `when` answers."""

    def __call__(self, moment: Moment) -> Truth: ...


class Moment:
    """One look at one connector. Notes every edge of time on the way to the result."""

    __slots__ = (
        *("boost", "cache", "facts", "here", "kept", "left", "looked", "minute", "now"),
        *("remembered", "scene", "subject", "wake_why"),
    )

    def __init__(self, subject: Subject, scene: Scene, memory: Memory, *, boost: bool) -> None:
        now = scene.now
        self.subject = subject
        self.scene = scene
        self.facts: Mapping[str, Fact] = scene.facts
        self.now = now
        self.here = now.astimezone(UTC)
        self.minute = now.hour * 60 + now.minute
        self.boost = boost
        self.remembered = memory.since
        self.kept: dict[str, datetime] = {}
        self.cache: dict[str, Truth] = {}
        self.looked: list[tuple[Schedule | None, str | None]] = []
        self.left = _FOREVER
        self.wake_why: tuple[Text, str] = (reasons.RULES_LOOK_AGAIN, "")

    def fact(self, name: str, entity: str) -> Fact | None:
        """Return what was last heard: by entity, else by the input's name (in a simulation)."""
        return self.facts.get(entity) or self.facts.get(name)

    def age(self, fact: Fact) -> timedelta:
        """Return how old a fact is, never less than nothing."""
        return max(self.here - fact.at.astimezone(UTC), timedelta())

    def value(self, name: str, entity: str, max_age: timedelta | None) -> Value | None:
        """Return an input's value; None when it is unknown or too old."""
        fact = self.facts.get(entity) or self.facts.get(name)
        if fact is None:
            return None
        value = fact.value
        if value is None or value != value:  # noqa: PLR0124 - NaN alone differs from itself
            return None
        if max_age is not None:
            left = max_age - self.age(fact)
            if left < timedelta():
                return None
            self.wake(left + _TICK, reasons.GROWS_OLD, name)
        return value

    def past(self, name: str, entity: str) -> tuple[Fact, ...]:
        """Return what an input was, oldest first, as far as it is kept."""
        kept = self.scene.past
        return kept.get(entity) or kept.get(name) or ()

    @property
    def holidays(self) -> frozenset[date] | None:
        """The public holidays of these years; None where the country is not known."""
        return holidays_around(self.now.date(), self.scene.whereabouts)

    def wake(self, left: timedelta, why: Text, name: str = "") -> None:
        """Note that something may change by itself after `left`."""
        if timedelta() < left < self.left:
            self.left = left
            self.wake_why = (why, name)

    def until(self, instant: datetime, why: Text, name: str = "") -> None:
        """Note that something may change by itself at `instant`."""
        self.wake(instant.astimezone(UTC) - self.here, why, name)

    def crosses(self, grown: timedelta, threshold: timedelta) -> None:
        """Note when a value that grows with time reaches a threshold, and when it passes it."""
        self.wake(threshold - grown, reasons.RULES_LOOK_AGAIN)
        if grown == threshold:
            self.wake(_TICK, reasons.RULES_LOOK_AGAIN)

    def held(self, key: str, truth: Truth, duration: timedelta, name: str) -> Truth:
        """Return whether `truth` has been true for `duration`; anything else begins anew."""
        if truth is not True:
            return truth
        since = self.remembered.get(key, self.here)
        self.kept[key] = since
        left = duration - (self.here - since)
        if left <= timedelta():
            return True
        self.wake(left, reasons.HELD_LONG_ENOUGH, name)
        return False

    def memory(self, former: Memory) -> Memory:
        """Return what to remember: the former memory itself when nothing of it changed."""
        return former if self.kept == former.since else Memory(self.kept)

    def next(self) -> NextChange | None:
        """Return the first instant at which something looked at can change by itself."""
        edge = self._first_edge()
        if edge is not None:
            wall, schedule, name = edge
            left = instant_of(wall, self.now) - self.here
            if timedelta() < left < self.left:
                at = self.local(left)
                if at.replace(tzinfo=None, fold=0) != wall:  # it is only then that one can tell
                    return NextChange(at, reasons.CLOCKS_CHANGE(at=at))
                return NextChange(at, self._edge_why(schedule, name, at))
        if self.left is _FOREVER:
            return None
        at, (text, name) = self.local(self.left), self.wake_why
        return NextChange(at, text(name=name, at=at) if name else text(at=at))

    def _first_edge(self) -> tuple[datetime, Schedule | None, str | None] | None:
        """Return what the clock shows at the first edge of all schedules that were looked at."""
        first, soonest = None, None
        later: int | None = None
        seen: set[int] = set()
        for looked in self.looked:
            schedule = looked[0]
            if id(schedule) in seen:
                continue
            seen.add(id(schedule))
            if schedule is not None and not schedule.daily:
                wall = schedule.next_edge(self.now, self.holidays_of(schedule))
                if wall is not None and (first is None or wall < first[0]):
                    first = (wall, *looked)
                continue
            minute = DAY if schedule is None else schedule.next_minute(self.minute)
            if minute is not None and (later is None or minute < later):
                later, soonest = minute, looked
        if later is None or soonest is None:
            return first
        midnight = self.now.replace(tzinfo=None, fold=0, hour=0, minute=0, second=0, microsecond=0)
        wall = midnight + timedelta(minutes=later)
        return (wall, *soonest) if first is None or wall < first[0] else first

    def local(self, left: timedelta) -> datetime:
        return (self.here + left).astimezone(self.now.tzinfo)

    def holidays_of(self, schedule: Schedule) -> frozenset[date]:
        """The public holidays, where a schedule asks for them and they are known."""
        return (self.holidays if schedule.holidays is not None else None) or frozenset()

    def holds(self, schedule: Schedule, at: datetime | None = None) -> Truth:
        """Whether a schedule holds now, or `at` another instant in the site's zone.

        Unknown where that hangs on holidays that are not known.
        """
        at = at or self.now
        if schedule.holidays is None:
            return schedule.holds(at)
        days = self.holidays
        if days is not None:
            return schedule.holds(at, days)
        every = frozenset({at.date(), at.date() - timedelta(days=1)})
        one, other = schedule.holds(at), schedule.holds(at, every)
        return one if one is other else None

    def _edge_why(self, schedule: Schedule | None, name: str | None, at: datetime) -> Sentence:
        if schedule is None:
            return reasons.DAY_CHANGES(at=at)
        if name is None:
            return reasons.RULES_LOOK_AGAIN(at=at)
        text = reasons.ENDS if self.holds(schedule) else reasons.BEGINS
        return text(name=name, at=reasons.say_when(at, self.now))
