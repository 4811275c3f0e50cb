"""A play reads as a script: `assert play >> event << command << command`.

What happens goes in with `>>`; each command that follows is expected with `<<`, in its order. A
play that goes another way fails with the difference of the scripts. Of the commands, only the
kinds that the play shows are compared.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar, get_args

from borne.domain.charger import Charger, ConfigurationKey, Connector, Sample
from borne.domain.commands import Answer, Command, Fulfil, Order, Ticket
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerDisconnected,
    ChargerReady,
    ConfigurationRead,
    Event,
    MeterSampled,
    OrderAnswered,
    StatusChanged,
    TagSwiped,
    TransactionStarted,
    TransactionStopped,
    WishMade,
    Woke,
)
from borne.domain.life import Status
from borne.domain.reduce import reduce
from borne.domain.say import plain
from borne.domain.session import Session
from borne.domain.state import Policy, State
from borne.domain.wishes import Intent, Wish

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
SPOKEN: tuple[type, ...] = (*get_args(Answer), *get_args(Order), Fulfil)
"""What is shown unless a play says otherwise: what somebody waits for."""

StepOn: TypeAlias = Callable[[Event], Sequence[Command]]
T = TypeVar("T")


class Playbook:
    """Plays events against a step function and compares what follows with the script."""

    def __init__(self, step: StepOn, shows: tuple[type, ...] = SPOKEN) -> None:
        self._step = step
        self.shows = shows
        self.commands: list[Command] = []
        """What the last event has led to, whether shown or not."""
        self._script: list[str] = []
        self._played: list[str] = []

    def __rshift__(self, event: Event) -> Playbook:
        self.commands = list(self._step(event))
        self._script.append(f">> {event}")
        self._played.append(f">> {event}")
        self._played += [f"<< {command}" for command in self.commands if self._shown(command)]
        return self

    def __lshift__(self, command: Command) -> Playbook:
        self._script.append(f"<< {command}")
        return self

    def __bool__(self) -> bool:
        if self._played != self._script:
            diff = difflib.ndiff(self._script[-12:], self._played[-12:])
            raise AssertionError("The play went another way:\n" + "\n".join(diff))
        return True

    def forget(self) -> None:
        """Begin a new script: what was played so far is not in question."""
        self._script.clear()
        self._played.clear()

    def skip(self, *events: Event) -> None:
        """Play events whose commands are not in question."""
        for event in events:
            self.commands = list(self._step(event))

    def last(self, kind: type[T]) -> T:
        """The last command of that kind that the last event has led to."""
        return self.all(kind)[-1]

    def all(self, kind: type[T]) -> list[T]:
        return [command for command in self.commands if isinstance(command, kind)]

    def _shown(self, command: Command) -> bool:
        return isinstance(command, self.shows)


class DomainPlay(Playbook):
    """A play of `reduce`."""

    def __init__(
        self, policy: Policy | None = None, state: State | None = None, shows: Any = SPOKEN
    ) -> None:
        self.policy = policy or Policy(auto_adopt=True)
        self.state = state or State()
        super().__init__(self._reduce, shows)

    def _reduce(self, event: Event) -> Sequence[Command]:
        step = reduce(self.state, event, self.policy)
        self.state = step.state
        return step.commands

    def charger(self, id_: str = "garage") -> Charger:
        return self.state.chargers[id_]

    def connector(self, number: int = 1, charger: str = "garage") -> Connector:
        return self.state.chargers[charger].connectors[number]

    def session(self, number: int = 1, charger: str = "garage") -> Session:
        session = self.connector(number, charger).session
        assert session is not None, "there is no session"
        return session


@dataclass(slots=True)
class Wire:
    """One charger's end of the line: builds its events at the time that it is."""

    charger: str = "garage"
    now: datetime = NOON
    connection: int = 1
    ticket: Ticket = field(default_factory=lambda: Ticket(1, "0"))
    """That of the call that was made last."""

    def after(self, seconds: float) -> Wire:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
        return self

    def _call(self) -> Ticket:
        self.ticket = Ticket(self.connection, str(int(self.ticket.call) + 1))
        return self.ticket

    def connected(self) -> ChargerConnected:
        return ChargerConnected(self.now, self.charger, self.connection, "ocpp1.6")

    def disconnected(self, connection: int | None = None) -> ChargerDisconnected:
        return ChargerDisconnected(self.now, self.charger, connection or self.connection, "lost")

    def booted(self, model: str = "Green'up") -> ChargerBooted:
        return ChargerBooted(self.now, self.charger, self._call(), "Legrand", model)

    def tells(self, **keys: str) -> ConfigurationRead:
        """Some of its settings."""
        found = tuple(ConfigurationKey(key, value, readonly=False) for key, value in keys.items())
        return ConfigurationRead(self.now, self.charger, found)

    def ready(self, connectors: int = 1) -> ChargerReady:
        return ChargerReady(self.now, self.charger, connectors)

    def status(self, status: Status, connector: int = 1, error: str | None = None) -> StatusChanged:
        return StatusChanged(self.now, self.charger, self._call(), connector, status, error)

    def swiped(self, tag: str) -> TagSwiped:
        return TagSwiped(self.now, self.charger, self._call(), tag)

    def started(
        self, meter: float, tag: str = "BORNE", connector: int = 1, began: datetime | None = None
    ) -> TransactionStarted:
        call = self._call()
        return TransactionStarted(
            self.now, self.charger, call, connector, tag, meter, began or self.now
        )

    def stopped(
        self,
        transaction: int,
        meter: float,
        reason: str | None = "Local",
        samples: tuple[Sample, ...] = (),
        ended: datetime | None = None,
    ) -> TransactionStopped:
        return TransactionStopped(
            self.now,
            self.charger,
            self._call(),
            transaction,
            meter,
            ended or self.now,
            reason=reason,
            samples=samples,
        )

    def metered(
        self,
        register: float | None = None,
        amps: tuple[float, ...] | None = None,
        *,
        power: float | None = None,
        connector: int = 1,
        at: datetime | None = None,
    ) -> MeterSampled:
        sample = Sample(at or self.now, register=register, currents=amps, power=power)
        return MeterSampled(self.now, self.charger, self._call(), connector, (sample,))

    def wishes(
        self, intent: Intent, connector: int | None = None, charger: str | None = None
    ) -> WishMade:
        return WishMade(self.now, Wish("w", intent, charger, connector))

    def answers(self, order: Order, status: str = "Accepted", *, ok: bool = True) -> OrderAnswered:
        return OrderAnswered(self.now, order, ok, status, plain(status))

    def woke(self) -> Woke:
        return Woke(self.now)


def at_work(wire: Wire, play: Playbook) -> None:
    """Bring a charger to where it can be ordered about, a free connector on it.

    It keeps no list of badges: there is nothing to be seen to while nothing happens.
    """
    core = wire.tells(SupportedFeatureProfiles="Core,SmartCharging")
    play.skip(wire.connected(), wire.booted(), core, wire.ready(), wire.status(Status.AVAILABLE))
