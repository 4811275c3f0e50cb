"""Keeps the books: what each session charges, by day and by slot of the tariff, and its cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

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

_KEPT: Final = timedelta(days=40)
"""So long a day may still count in a quota."""


class _Part(Struct, frozen=True):
    """One piece of a time: its day, its slot, and its share of the whole."""

    day: date
    slot: PriceSlot
    share: float


@dataclass(slots=True)
class Accounts:
    """Watches what goes to the ledger; until when each session has been counted."""

    _until: dict[int, datetime] = field(default_factory=dict)
    _day: date | None = None
    """The last that anything was booked on."""

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
        commands: Iterable[Command],
        tariff: Tariff | None,
        look: Look,
        zone: tzinfo,
    ) -> tuple[State, list[Command]]:
        """Book the energy that the ledger is told of; return the state and what to keep."""
        kept: list[Command] = []
        for command in commands:
            until: datetime | None
            if isinstance(command, SaveSample):
                number, energy, until = command.session, command.session_energy, command.at
            elif isinstance(command, SaveSession):
                session = command.session
                number, energy, until = session.id, session.energy, session.ended
            else:
                continue
            if number is None or energy is None:
                continue
            place = _place_of(command)
            parts = self._parts(number, until, tariff, look, zone)
            state, changed = _booked(state, number, energy, parts, place)
            state = self._recent(state, changed)
            kept.extend(SavePortion(portion) for portion in changed)
            if isinstance(command, SaveSession) and command.session.ended is not None:
                self._until.pop(number, None)
        return state, kept

    def _recent(self, state: State, booked: Iterable[Portion]) -> State:
        """Once a day, without those that no quota counts any more."""
        day = max((one.day for one in booked), default=None)
        if day is None or (self._day is not None and day <= self._day):
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
        self,
        session: int,
        until: datetime | None,
        tariff: Tariff | None,
        look: Look,
        zone: tzinfo,
    ) -> tuple[list[_Part], float]:
        """The time since the last entry, cut at midnights and changes of price; and its s."""
        since = self._until.get(session, until)
        if until is None or since is None:
            return [], 0.0
        self._until[session] = max(since, until)
        length = max(0.0, (until - since).total_seconds())
        end = until if length else until + timedelta(seconds=1)
        return list(_cut(since if length else until, end, tariff, look, zone)), length


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
    state: State,
    number: int,
    energy: float,
    parts: tuple[list[_Part], float],
    place: Connector,
) -> tuple[State, list[Portion]]:
    """Add what is new of a session's energy to its portions."""
    pieces, seconds = parts
    own = {one.key: one for one in state.portions.get(number, ())}
    rise = energy - sum(one.energy for one in own.values())
    if rise < LEAST or not pieces:
        return state, []
    connector = state.chargers[place.charger].connector(place.number)
    tag = _tag_of(connector, number) or (place.session.tag if place.session else None)
    changed: dict[tuple[int, date, str], Portion] = {}
    for part in pieces:
        key = number, part.day, part.slot.name
        former = changed.get(key) or own.get(key)
        portion = former or Portion(number, part.day, part.slot.name, place.charger, place.number)
        changed[key] = _grown(portion, part, rise * part.share, seconds * part.share, tag)
    state = state.with_portions(number, tuple({**own, **changed}.values()))
    session = connector.session
    if session is not None and session.id == number:
        state = _with_cost(state, connector, session)
    return state, list(changed.values())


def _grown(
    portion: Portion, part: _Part, energy: float, seconds: float, tag: str | None
) -> Portion:
    price = part.slot.price
    return replace(
        portion,
        tag=None if tag == BORNE_TAG else tag,
        energy=portion.energy + energy,
        cost=portion.cost + (0.0 if price is None else price * energy / 1000),
        unpriced=portion.unpriced + (energy if price is None else 0.0),
        seconds=portion.seconds + seconds,
    )


def _with_cost(state: State, connector: Connector, session: Session) -> State:
    cost = cost_of(state.portions.get(session.id, ()))
    if cost == session.cost:
        return state
    return state.with_connector(replace(connector, session=replace(session, cost=cost)))


def _connectors(state: State) -> Iterator[Connector]:
    for charger in state.chargers.values():
        yield from charger.connectors.values()


def _place_of(command: SaveSample | SaveSession) -> Connector:
    """Where it was charged; of a session that is over, with that session."""
    if isinstance(command, SaveSample):
        return Connector(command.charger, command.connector)
    session = command.session
    return Connector(session.charger, session.connector, session=session)


def _tag_of(connector: Connector, number: int) -> str | None:
    known = (*((connector.session,) if connector.session else ()), *connector.former)
    return next((one.tag for one in known if one.id == number), None)
