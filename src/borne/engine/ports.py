"""What the engine needs from outside, and what it lets the outside see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from msgspec import Struct

from borne.domain.commands import Announce, Answer, Fulfil, Order
from borne.domain.events import Event
from borne.domain.records import Record
from borne.domain.site import Figures
from borne.domain.state import State
from borne.domain.whereabouts import Whereabouts
from borne.domain.wishes import Intent
from borne.engine.happened import Happened
from borne.engine.shadow import Shadow
from borne.rules.check import Reading
from borne.rules.moment import Truth
from borne.rules.when import When


class Clock(Protocol):
    """Where the time comes from; passed in, so that a day can be replayed."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class ChargersPort(Protocol):
    """The way to the chargers. Neither call blocks nor raises."""

    def answer(self, answer: Answer) -> None:
        """Send the answer, if the connection that asked is still there."""
        ...

    def order(self, order: Order) -> None:
        """Queue an order; what comes of it returns as OrderAnswered, whatever happens."""
        ...


class StorePort(Protocol):
    """The way to the disk."""

    def save(self, records: Sequence[Record]) -> asyncio.Future[None]:
        """Write the records in one transaction, in the order of the calls.

        The future is done when they are on disk. If the disk refuses, the records are kept and
        tried again, TroubleFound is posted, and the future is done all the same: chargers get
        their answers. It never carries an exception.
        """
        ...


class Extent(Struct, frozen=True):
    """From when to when something was recorded, and the bytes that it takes."""

    start: datetime
    end: datetime
    size: int


class View(Struct, frozen=True):
    """What can be seen of the engine at one instant."""

    at: datetime
    state: State
    measured: Callable[[], Figures]
    reading: Reading
    """The last reading of the rule files, with its problems; its book may be None."""
    running: Reading
    """The reading whose book runs: the same, or the last good one."""
    running_since: datetime
    zone: tzinfo
    """In which the house lives."""
    whereabouts: Whereabouts = Whereabouts()
    """Where Home Assistant says that it is."""
    shadow: Shadow | None = None
    """The rules that run beside those that count."""

    @property
    def figures(self) -> Figures:
        """The power in the house at that instant."""
        return self.measured()


@dataclass(slots=True, eq=False)
class Subscription:
    """One observer of the engine: is told that something has changed, and of every announcement."""

    announcements: list[Announce] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self) -> tuple[Announce, ...]:
        """Wait until something has changed since the last call; what was announced since."""
        await self.changed.wait()
        self.changed.clear()
        announcements, self.announcements = tuple(self.announcements), []
        return announcements


class EnginePort(Protocol):
    """The engine, as its surroundings see it. All calls belong to its event loop."""

    def post(self, event: Event) -> None:
        """Put an event into the inbox."""
        ...

    async def wish(
        self,
        intent: Intent,
        *,
        charger: str | None = None,
        connector: int | None = None,
        by: str | None = None,
    ) -> Fulfil:
        """Wish for something and wait until it is done, refused, or known to have failed."""
        ...

    def subscribe(self) -> Subscription:
        """Observe from now on; the first `next` returns at once."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop observing."""
        ...

    def use_rules(self, reading: Reading) -> None:
        """Run what was read if it has no error, else show why and keep the last good rules."""
        ...

    def holds(self, when: When, happened: Happened) -> Truth:
        """Whether something holds now where that has happened."""
        ...

    @property
    def view(self) -> View:
        """What can be seen now."""
        ...
