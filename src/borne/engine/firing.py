"""Which actions of `events:` come of what has happened: once per cause, and quiet at night."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from borne.engine.happened import Happened
from borne.rules.clock import Schedule, instant_of
from borne.rules.moment import Truth
from borne.rules.ties import Tie, Urgency
from borne.rules.when import When

AGAIN: Final = timedelta(minutes=5)
"""So long, the same cause is not notified again."""
Holds: TypeAlias = Callable[[When, Happened], Truth]
"""Whether a condition holds at the instant at which something happened."""

MOST_HELD: Final = 50
"""Notifications that wait for the morning; the oldest go first."""


class Deed(StrEnum):
    """What is done."""

    NOTIFY = "notify"
    EVENT = "event"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    deed: Deed
    tie: Tie
    happened: Happened
    at: datetime
    """When it happened."""


@dataclass(frozen=True, slots=True)
class _Held:
    action: Action
    until: datetime


class Firing:
    """Remembers what was notified, and holds back what must wait. `now` is in the house's zone."""

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._told: dict[tuple[str, str, str], datetime] = {}
        self._held: dict[tuple[str, str, str], _Held] = {}

    def fire(
        self, ties: Iterable[Tie], happened: Iterable[Happened], now: datetime
    ) -> tuple[Action, ...]:
        """Return what is to be done now, what has waited long enough first."""
        here = now.astimezone(UTC)
        self._told = {key: at for key, at in self._told.items() if here - at < AGAIN}
        ties = tuple(ties)
        waited = tuple(self._released(ties, now))
        fired = (action for one in happened for tie in ties for action in self._of(tie, one, now))
        return (*waited, *fired)

    def due(self) -> datetime | None:
        """When something that is held back is to be told."""
        return min((one.until for one in self._held.values()), default=None)

    @property
    def held(self) -> tuple[tuple[Action, datetime], ...]:
        """What waits, and until when."""
        return tuple((one.action, one.until) for one in self._held.values())

    def hold(self, action: Action, until: datetime) -> None:
        """Hold back what an earlier run held back."""
        happened = action.happened
        self._held[action.tie.id, happened.what.value, happened.cause] = _Held(action, until)

    def _of(self, tie: Tie, one: Happened, now: datetime) -> Iterator[Action]:
        here = one.charger is not None and one.charger.casefold() in tie.chargers
        if one.what not in tie.on or (tie.chargers and not here):
            return
        if tie.when is not None and self._holds(tie.when, one) is not True:
            return
        if tie.event is not None:
            yield Action(Deed.EVENT, tie, one, now)
        if tie.call is not None:
            yield Action(Deed.CALL, tie, one, now)
        if tie.notify is not None:
            yield from self._notify(Action(Deed.NOTIFY, tie, one, now), now)

    def _notify(self, action: Action, now: datetime) -> Iterator[Action]:
        tie, one = action.tie, action.happened
        key = (tie.id, one.what.value, one.cause)
        if key in self._told:
            return
        end = quiet_until(tie.quiet, now)
        if end is not None and tie.urgency is not Urgency.CRITICAL:
            self._held.pop(key, None)
            self._held[key] = _Held(action, end)
            if len(self._held) > MOST_HELD:
                del self._held[next(iter(self._held))]
        else:
            self._told[key] = now.astimezone(UTC)
            yield action

    def _released(self, ties: Iterable[Tie], now: datetime) -> Iterator[Action]:
        """What has waited long enough; the quiet hours that count are those of now."""
        here, hours = now.astimezone(UTC), {tie.id: tie.quiet for tie in ties}
        for key, one in list(self._held.items()):
            if one.until > here:
                continue
            tie = one.action.tie
            end = quiet_until(hours.get(tie.id, tie.quiet), now)
            if end is not None:
                self._held[key] = _Held(one.action, end)
                continue
            del self._held[key]
            self._told[key] = here
            yield one.action


def quiet_until(quiet: Schedule | None, now: datetime) -> datetime | None:
    """Return until when (UTC) it is quiet; None: it is not.

    When the clocks change before that, it is the change: then one looks again.
    """
    edge = quiet.next_edge(now) if quiet is not None and quiet.holds(now) else None
    return None if edge is None else instant_of(edge, now)
