"""What stands around `HomeAssistant` in its tests: the real reduction of events, no control."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tests.patience import PATIENCE, is_so

from borne.domain.charger import Sample
from borne.domain.commands import Announce, Command, Fulfil, Ticket
from borne.domain.decision import Scene
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerDisconnected,
    ChargerReady,
    Event,
    HomeChanged,
    MeterSampled,
    StatusChanged,
    WishMade,
)
from borne.domain.fact import Fact
from borne.domain.life import Status
from borne.domain.reduce import reduce
from borne.domain.say import Text
from borne.domain.site import Figures
from borne.domain.state import Policy, State
from borne.domain.tag import UnknownTagPolicy
from borne.domain.wishes import Intent, Wish
from borne.engine.happened import Happened, subject_at
from borne.engine.ports import Subscription, View
from borne.rules.check import Reading, read
from borne.rules.decide import holds
from borne.rules.model import Input, RuleBook
from borne.rules.moment import Memory, Truth
from borne.rules.when import When

T = TypeVar("T", bound=Event)


def input_of(entity: str, *, factor: float = 1, max_age: timedelta | None = None) -> Input:
    """Return an input of the rules over that entity."""
    return Input(entity, entity, factor=factor, max_age=max_age)


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


class House:
    """An engine port: events change the state as in the engine, and are kept to be looked at."""

    def __init__(self, *inputs: Input) -> None:
        self.state = State()
        self.figures = Figures()
        self.events: list[Event] = []
        self.commands: list[Command] = []
        self.wishes: list[Wish] = []
        self._news = asyncio.Event()
        self._observers: list[Subscription] = []
        self.use_inputs(*inputs)

    # The port

    @property
    def view(self) -> View:
        reading, now = self._reading, self.now()
        return View(now, self.state, lambda: self.figures, reading, reading, now, UTC)

    def post(self, event: Event) -> None:
        self.events.append(event)
        step = reduce(self.state, event, Policy(auto_adopt=True))
        self.state = step.state
        self.commands.extend(step.commands)
        self._tell(command for command in step.commands if isinstance(command, Announce))

    async def wish(
        self,
        intent: Intent,
        *,
        charger: str | None = None,
        connector: int | None = None,
        by: str | None = None,
    ) -> Fulfil:
        wish = Wish(f"w{len(self.wishes)}", intent, charger, connector, by)
        self.wishes.append(wish)
        begun = len(self.commands)
        self.post(WishMade(self.now(), wish))
        pending = Fulfil(wish.id, ok=True, message=Text("Sent", "Envoyé")())
        done = (it for it in self.commands[begun:] if isinstance(it, Fulfil))
        return next(done, pending)

    def subscribe(self) -> Subscription:
        observer = Subscription()
        observer.changed.set()
        self._observers.append(observer)
        return observer

    def unsubscribe(self, subscription: Subscription) -> None:
        self._observers.remove(subscription)

    def holds(self, when: When, happened: Happened) -> Truth:
        subject = subject_at(self.state, happened, UnknownTagPolicy.ASK, self.now())
        scene = Scene(self.now(), self.state.facts)
        return holds(self._reading.book or RuleBook(), when, subject, scene, Memory())

    def use_rules(self, reading: Reading) -> None:
        raise NotImplementedError(reading)

    # What tests do and look at

    def now(self) -> datetime:
        return datetime.now(UTC)

    def use_inputs(self, *inputs: Input) -> None:
        """Let the rules look at these from now on."""
        book = RuleBook(inputs={it.name: it for it in inputs})
        self.use_reading(replace(read([]), book=book))

    def use_reading(self, reading: Reading) -> None:
        """Let these rules run from now on."""
        self._reading = reading
        self._tell([])

    def look(self) -> None:
        """Have everybody look again."""
        self._tell([])

    def announce(self, event: str, **data: object) -> None:
        self._tell([Announce(event, data)])

    def charger(self, id_: str = "garage", *, connectors: int = 1) -> None:
        """A charger connects, boots, tells its connectors, and is set up."""
        ticket = Ticket(1, "call")
        self.post(ChargerConnected(self.now(), id_, 1, "ocpp1.6"))
        self.post(ChargerBooted(self.now(), id_, ticket, "Legrand", "Green'up", firmware="3.1"))
        for number in range(1, connectors + 1):
            self.post(StatusChanged(self.now(), id_, ticket, number, Status.PREPARING))
        self.post(ChargerReady(self.now(), id_, connectors))

    def gone(self, id_: str = "garage") -> None:
        """The charger's connection ends."""
        self.post(ChargerDisconnected(self.now(), id_, 1, "the line broke"))

    def status(self, status: Status, id_: str = "garage", connector: int = 1) -> None:
        self.post(StatusChanged(self.now(), id_, Ticket(1, "call"), connector, status))

    def sample(self, id_: str = "garage", connector: int = 1, **values: Any) -> None:
        sample = Sample(self.now(), **values)
        self.post(MeterSampled(self.now(), id_, Ticket(1, "call"), connector, (sample,)))

    def of_kind(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def home(self) -> list[str]:
        """How Borne stood with Home Assistant, one after the other."""
        return [event.status for event in self.of_kind(HomeChanged)]

    async def home_is(self, status: str, within_s: float = PATIENCE) -> None:
        """Wait until Borne stands with Home Assistant like this."""
        await self.until(lambda: self.state.home.status == status, within_s)

    async def fact(self, entity: str, value: object, within_s: float = PATIENCE) -> Fact:
        """Wait for the fact to have that value, and return it."""

        def there() -> bool:
            fact = self.state.facts.get(entity)
            return fact is not None and fact.value == value

        await self.until(there, within_s)
        return self.state.facts[entity]

    async def until(self, holds: Callable[[], bool], within_s: float = PATIENCE) -> None:
        """Wait until it holds; fail when time is up."""
        end = asyncio.get_running_loop().time() + within_s
        while not is_so(holds):
            assert asyncio.get_running_loop().time() < end, f"not within {within_s:g} s"
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):  # it may hold without any news of the house
                    await self._news.wait()

    def _tell(self, announcements: Iterable[Announce]) -> None:
        self._news.set()
        told = list(announcements)
        for observer in self._observers:
            observer.announcements.extend(told)
            observer.changed.set()
