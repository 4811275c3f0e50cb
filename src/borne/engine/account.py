"""Keeps the books: what each session charges, by day and by slot of the tariff, and its cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.charger import Connector
from borne.domain.commands import Command
from borne.domain.prices import Look, price_slots
from borne.domain.records import SavePortion, SaveSample, SaveSession
from borne.domain.session import Session
from borne.domain.state import State
from borne.domain.tag import BORNE_TAG
from borne.domain.tariff import LEAST, Portion, PriceSlot, Tariff, cost_of
from borne.engine.sunshine import Origin, Sunshine

_EVERY: Final = 60.0
"""s after which the portions of an open session go to the disk again."""
_KEPT: Final = timedelta(days=40)
"""So long a day may still count in a quota."""


Key: TypeAlias = tuple[int, date, str]
"""A session, a day and a slot."""


class _Part(Struct, frozen=True):
    """One piece of a time: its day, its slot, and its share of the whole."""

    day: date
    slot: PriceSlot
    share: float


class Entry(Struct, frozen=True, gc=False):
    """What the ledger is told of a session: so much by then, at this place."""

    session: int
    energy: float
    until: datetime | None
    charger: str
    connector: int
    told: Session | None = None
    """The session itself, where it is told as a whole."""


def entries_in(commands: Iterable[Command]) -> Sequence[Entry]:
    """What commands tell the ledger of energy."""
    entries: list[Entry] = []
    for command in commands:
        if type(command) is SaveSample:
            if command.session is not None and command.session_energy is not None:
                energy, at = command.session_energy, command.at
                place = command.charger, command.connector
                entries.append(Entry(command.session, energy, at, *place))
        elif type(command) is SaveSession:
            told = command.session
            place = told.charger, told.connector
            entries.append(Entry(told.id, told.energy, told.ended, *place, told))
    return entries


@dataclass(slots=True)
class Accounts:
    """Watches what goes to the ledger; until when each session has been counted."""

    _until: dict[int, datetime] = field(default_factory=dict)
    _waiting: dict[int, dict[Key, Portion]] = field(default_factory=dict)
    """By session, what has grown and is not on the disk yet."""
    _saved: dict[int, datetime] = field(default_factory=dict)
    """Until when a session's portions are on the disk."""
    _day: date | None = None
    """The last that anything was booked on."""
    _stretch: tuple[Tariff | None, tzinfo, _Part] | None = None
    """In which day and slot the last entry lay, under which tariff."""
    sunshine: Sunshine = field(default_factory=Sunshine)

    def resume(self, state: State) -> State:
        """Go on from what stands in the ledger."""
        for connector in _connectors(state):
            session = connector.session
            if session is not None:
                if connector.metered_at is not None:
                    self._until[session.id] = connector.metered_at
                state = _with_cost(state, connector, session)
        return state

    def book(
        self,
        state: State,
        entries: Iterable[Entry],
        tariff: Tariff | None,
        look: Look,
        zone: tzinfo,
        now: datetime,
    ) -> tuple[State, Sequence[Command]]:
        """Book the energy that the ledger is told of now; return the state and what to keep."""
        kept: list[Command] = []
        for entry in entries:
            parts, seconds = self._parts(entry, tariff, look, zone)
            origin = self.sunshine.origin(entry.session, now)
            state, changed = _booked(state, entry, parts, seconds, origin)
            if changed:
                state = self._recent(state, changed)
            kept.extend(SavePortion(portion) for portion in self._due(entry, changed))
            if entry.told is not None and entry.told.ended is not None:
                self._until.pop(entry.session, None)
                self._saved.pop(entry.session, None)
                self.sunshine.forget(entry.session)
        return state, kept

    def _due(self, entry: Entry, changed: Iterable[Portion]) -> Iterable[Portion]:
        """What goes to the disk now: once a minute is enough, and when a session begins or ends.

        The readings go there at once, and what they have and the portions lack is booked again.
        """
        waiting = self._waiting.setdefault(entry.session, {})
        waiting.update({one.key: one for one in changed})
        last, at = self._saved.get(entry.session), entry.until
        if (
            entry.told is None
            and last is not None
            and at is not None
            and 0 <= (at - last).total_seconds() < _EVERY
        ):
            return ()
        if waiting and at is not None:
            self._saved[entry.session] = at
        return self._waiting.pop(entry.session).values()

    def _recent(self, state: State, booked: Iterable[Portion]) -> State:
        """Once a day, without those that no quota counts any more."""
        day = max(one.day for one in booked)
        if self._day is not None and day <= self._day:
            return state
        self._day, first = day, day - _KEPT
        opened = {one.session.id for one in _connectors(state) if one.session}
        recent = {
            number: own
            for number, own in state.portions.items()
            if number in opened or any(one.day >= first for one in own)
        }
        return replace(state, portions=recent)

    def _parts(
        self, entry: Entry, tariff: Tariff | None, look: Look, zone: tzinfo
    ) -> tuple[Sequence[_Part], float]:
        """The time since the last entry, cut at midnights and changes of price; and its s."""
        until = entry.until
        since = self._until.get(entry.session, until)
        if until is None or since is None:
            return (), 0.0
        self._until[entry.session] = max(since, until)
        length = max(0.0, (until - since).total_seconds())
        since = since if length else until
        whole = self._whole(since, until, tariff, look, zone)
        if whole is not None:
            return (whole,), length
        end = until if length else until + timedelta(seconds=1)
        return tuple(_cut(since, end, tariff, look, zone)), length

    def _whole(
        self, since: datetime, until: datetime, tariff: Tariff | None, look: Look, zone: tzinfo
    ) -> _Part | None:
        """The one piece in which all of this time lies, where the clock alone tells."""
        if tariff is not None and tariff.inputs:
            return None
        known = self._stretch
        if known is None or known[:2] != (tariff, zone) or not _covers(known[2], since, since):
            midnight = next(_midnights(since, datetime.max.replace(tzinfo=UTC), zone))
            first = next(_cut(since, midnight, tariff, look, zone), None)
            if first is None:  # within a second of midnight
                return None
            known = self._stretch = tariff, zone, replace(first, share=1.0)
        return known[2] if _covers(known[2], since, until) else None


def _covers(part: _Part, since: datetime, until: datetime) -> bool:
    return part.slot.start <= since and until < part.slot.end


def _cut(
    since: datetime, until: datetime, tariff: Tariff | None, look: Look, zone: tzinfo
) -> Iterator[_Part]:
    whole = (until - since).total_seconds()
    for start, end in pairwise((since, *_midnights(since, until, zone), until)):
        here = start.astimezone(zone)
        slots = price_slots(tariff, look, here, end) if tariff else (PriceSlot(start, end, None),)
        for slot in slots:
            yield _Part(here.date(), slot, (slot.end - slot.start).total_seconds() / whole)


def _midnights(since: datetime, until: datetime, zone: tzinfo) -> Iterator[datetime]:
    day = since.astimezone(zone).date()
    while True:
        day += timedelta(days=1)
        at = datetime.combine(day, time(), zone).astimezone(UTC)
        if at >= until:
            return
        yield at


def _booked(
    state: State, entry: Entry, parts: Sequence[_Part], seconds: float, origin: Origin
) -> tuple[State, Sequence[Portion]]:
    """Add what is new of a session's energy to its portions; return also those that grew."""
    own = state.portions.get(entry.session, ())
    rise = entry.energy - sum([one.energy for one in own])
    if rise < LEAST or not parts:
        return state, ()
    connector = state.chargers[entry.charger].connector(entry.connector)
    tag = _tag_of(connector, entry.session) or (entry.told.tag if entry.told else None)
    known = {one.key: one for one in own}
    grown: dict[Key, Portion] = {}
    for part in parts:
        key = entry.session, part.day, part.slot.name
        former = grown.get(key) or known.get(key)
        portion = former or Portion(*key, entry.charger, entry.connector)
        grown[key] = _grown(portion, part, rise * part.share, seconds * part.share, origin, tag)
    state = state.with_portions(entry.session, tuple({**known, **grown}.values()))
    session = connector.session
    if session is not None and session.id == entry.session:
        state = _with_cost(state, connector, session)
    return state, tuple(grown.values())


def _grown(
    portion: Portion, part: _Part, energy: float, seconds: float, origin: Origin, tag: str | None
) -> Portion:
    price = part.slot.price
    return replace(
        portion,
        tag=None if tag == BORNE_TAG else tag,
        energy=portion.energy + energy,
        cost=portion.cost + (0.0 if price is None else price * energy / 1000),
        unpriced=portion.unpriced + (energy if price is None else 0.0),
        seconds=portion.seconds + seconds,
        solar=portion.solar + energy * origin.solar,
        metered=portion.metered + energy * origin.known,
    )


def _with_cost(state: State, connector: Connector, session: Session) -> State:
    cost = cost_of(state.portions.get(session.id, ()))
    if cost == session.cost:
        return state
    return state.with_connector(replace(connector, session=replace(session, cost=cost)))


def _connectors(state: State) -> Iterator[Connector]:
    for charger in state.chargers.values():
        yield from charger.connectors.values()


def _tag_of(connector: Connector, number: int) -> str | None:
    session = connector.session
    if session is not None and session.id == number:
        return session.tag
    return next((one.tag for one in connector.former if one.id == number), None)
