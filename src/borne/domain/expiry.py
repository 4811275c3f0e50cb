"""What ends by itself: boosts, modes for a time, the patience with a charger that never boots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from borne.domain import keep_list, tend
from borne.domain.asking import ask, ask_due
from borne.domain.charger import Charger, Connector
from borne.domain.connection import boot_due, take_as_it_is
from borne.domain.decision import ByHand
from borne.domain.events import Woke
from borne.domain.follow import silent, silent_at
from borne.domain.state import State
from borne.domain.turn import Turn


def woke(turn: Turn, event: Woke) -> None:
    """End what is due."""
    learning = turn.state.learning
    if learning is not None and learning.until <= turn.at:
        turn.state = replace(turn.state, learning=None)
    chargers = turn.state.chargers
    named = chargers if event.chargers is None else sorted(event.chargers & chargers.keys())
    for charger in [chargers[id_] for id_ in named]:
        take_as_it_is(turn, charger)
        for connector in charger.connectors.values():
            end_boost(turn, connector)
            silent(turn, charger, turn.state.chargers[charger.id].connector(connector.number))
            now = turn.state.chargers[charger.id]
            ask(turn, now, now.connector(connector.number))
        tend.rest(turn, turn.state.chargers[charger.id])
        keep_list.look(turn, turn.state.chargers[charger.id])


def end_boost(turn: Turn, connector: Connector) -> None:
    """End a boost that has run its time or given its energy, and a mode whose time is over."""
    by_hand = connector.by_hand
    if _over(connector, turn.at):
        by_hand = replace(by_hand, boost=None)
    if by_hand.mode_until is not None and by_hand.mode_until <= turn.at:
        by_hand = replace(by_hand, mode=None, mode_until=None)
    if by_hand != connector.by_hand:
        turn.keep_connector(replace(connector, by_hand=by_hand))


def expiries(
    charger: Charger, heartbeat: int = 60, follows_in: Mapping[str, float] | None = None
) -> Iterator[datetime]:
    """The instants at which something of this charger ends or is due by itself."""
    for due in (boot_due(charger), keep_list.look_due(charger)):
        if due is not None:
            yield due
    yield from tend.rests(charger, heartbeat)
    for connector in charger.connectors.values():
        yield from _instants(connector.by_hand)
        for due in (silent_at(follows_in, charger, connector), ask_due(charger, connector)):
            if due is not None:
                yield due


def badge_expiries(state: State, now: datetime) -> Iterator[datetime]:
    """The instants at which a badge, or the waiting for one, ends; `now` in the house's zone."""
    if state.learning is not None:
        yield state.learning.until
    for tag in state.tags.values():
        if tag.expires is not None and not tag.expired(now):
            yield datetime.combine(tag.expires + timedelta(days=1), time.min, now.tzinfo)


def _instants(by_hand: ByHand) -> Iterator[datetime]:
    if by_hand.mode_until is not None:
        yield by_hand.mode_until
    if by_hand.boost is not None and by_hand.boost.until is not None:
        yield by_hand.boost.until


def _over(connector: Connector, now: datetime) -> bool:
    boost = connector.by_hand.boost
    if boost is None:
        return False
    if boost.until is not None and boost.until <= now:
        return True
    energy = connector.session.energy if connector.session else 0.0
    return boost.energy is not None and energy >= boost.energy
