"""Which connectors an event has changed, found by identity: frozen values that are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from borne.domain.charger import Charger, Connector
from borne.domain.events import Event, OrderAnswered, WishMade, Woke
from borne.domain.state import State


@dataclass(slots=True)
class Dirty:
    """What must be decided anew."""

    everything: bool = False
    facts: bool = False
    """An input that the rules or the site look at has changed."""
    read: bool = False
    """An input that the rules themselves read has changed: what they want is asked anew."""
    connectors: set[str] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    """Those of them whose instant has come."""
    chargers: set[str] = field(default_factory=set)
    """Where something may end by itself at another instant than before."""

    def __bool__(self) -> bool:
        return self.decides or bool(self.chargers)

    @property
    def decides(self) -> bool:
        """Whether a decision can have changed."""
        return self.everything or self.facts or bool(self.connectors)

    def note(self, event: Event, before: State, after: State) -> None:
        """Add the connectors that `event` has changed."""
        if before is after:
            return
        if _badges_changed(before, after):
            self.everything = True
        for charger in _chargers(event, before, after):
            if _frees_badges(before.chargers.get(charger.id), charger, after):
                self.everything = True
            self.chargers.add(charger.id)
            self.connectors.update(_changed(before.chargers.get(charger.id), charger))


def _badges_changed(before: State, after: State) -> bool:
    return (
        before.tags is not after.tags
        or before.allowed_once is not after.allowed_once
        or before.learning is not after.learning
    )


def _frees_badges(before: Charger | None, after: Charger, state: State) -> bool:
    """Whether a badge that may charge at so many places only has another number of them now."""
    if before is None or not (state.allowed_once or state.tags):
        return False
    if _opened(before) == _opened(after):
        return False
    return bool(state.allowed_once) or any(tag.at_once for tag in state.tags.values())


def _opened(charger: Charger) -> set[int]:
    return {
        connector.session.transaction.id
        for connector in charger.connectors.values()
        if connector.session and connector.session.transaction
    }


def _chargers(event: Event, before: State, after: State) -> Iterator[Charger]:
    """Those that the event can have changed; what waited for an instant waits for another now."""
    if isinstance(event, WishMade):
        former = before.chargers
        yield from (one for id_, one in after.chargers.items() if former.get(id_) is not one)
        return
    if isinstance(event, Woke):
        named = after.chargers if event.chargers is None else event.chargers
        yield from (after.chargers[id_] for id_ in named if id_ in after.chargers)
        return
    id_ = (
        event.order.charger if isinstance(event, OrderAnswered) else getattr(event, "charger", None)
    )
    charger = after.chargers.get(id_) if isinstance(id_, str) else None
    if charger is not None:
        yield charger


def _changed(before: Charger | None, after: Charger) -> Iterator[str]:
    if before is after:
        return
    same_standing = before is not None and _standing(before) == _standing(after)
    for number, connector in after.connectors.items():
        if not (same_standing and before and before.connectors.get(number) is connector):
            yield connector.id


def _standing(charger: Charger) -> tuple[object, ...]:
    return (
        charger.online,
        charger.adopted,
        charger.booted,
        charger.ready,
        charger.connection,
        charger.authorized_at,
    )


def concerned(state: State, dirty: Dirty, *, shared: bool) -> Iterator[tuple[Charger, Connector]]:
    """Those to decide for: all cars where they share a meter, else only what has changed."""
    if not (dirty.everything or dirty.facts or shared):
        yield from _named(state, dirty.connectors)
        return
    for charger in ours(state):
        for connector in charger.connectors.values():
            wanted = dirty.everything or connector.plugged
            if wanted or connector.id in dirty.connectors:
                yield charger, connector


def ours(state: State) -> Iterator[Charger]:
    """The chargers that obey now. What others draw is the house's, and the meter shows it."""
    return (charger for charger in state.chargers.values() if obeys(charger))


def obeys(charger: Charger | None) -> TypeGuard[Charger]:
    """Whether it is there, adopted and on the line; None: it has been forgotten."""
    return charger is not None and charger.adopted and charger.online


def is_still(connector: Connector, state: State) -> bool:
    """Whether what is to be decided upon is as it was then; its readings are newer ever again."""
    charger = state.chargers.get(connector.charger)
    now = charger.connectors.get(connector.number) if obeys(charger) else None
    return now is connector or (now is not None and _basis(now) == _basis(connector))


def _basis(connector: Connector) -> tuple[object, ...]:
    session = connector.session
    return (
        connector.plugged,
        connector.held,
        connector.by_hand,
        connector.phasing,
        session and (session.id, session.tag, session.transaction and session.transaction.id),
    )


def _named(state: State, connectors: Iterable[str]) -> Iterator[tuple[Charger, Connector]]:
    for name in sorted(connectors):
        id_, _, number = name.rpartition("/")
        charger = state.chargers.get(id_)
        connector = charger.connectors.get(int(number)) if obeys(charger) else None
        if charger is not None and connector is not None:
            yield charger, connector
