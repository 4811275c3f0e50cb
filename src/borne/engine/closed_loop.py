"""The real core in a closed loop with a plant: observation in, decisions out, no clock, no socket.

The chargers are obedient: what Borne orders is done at once, as far as a transaction goes; what
really flows is what the next observation says. Time is what the observations say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Final

from borne.domain.charger import Connector, Sample
from borne.domain.commands import (
    Command,
    Fulfil,
    SetAvailable,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Ticket,
)
from borne.domain.decision import Decision
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerReady,
    Event,
    FactsChanged,
    MeterSampled,
    OrderAnswered,
    StatusChanged,
    TransactionStarted,
    TransactionStopped,
    WishMade,
    Woke,
)
from borne.domain.life import Status
from borne.domain.say import Sentence, plain
from borne.domain.state import Policy, State
from borne.domain.tag import BORNE_TAG
from borne.domain.wishes import Wish
from borne.engine.core import Core
from borne.engine.observation import ConnectorSeen, Observation
from borne.rules.check import Reading
from borne.rules.moment import Memory

_TICKET: Final = Ticket(1, "")
_DONE: Final = plain("")
_OPEN: Final = frozenset({Status.CHARGING, Status.SUSPENDED_EV, Status.SUSPENDED_EVSE})
"""What a connector says while it has a transaction."""
_CAR: Final = _OPEN | {Status.PREPARING, Status.FINISHING}
_FLOWS: Final = 1.0
"""A from which on a car charges, whatever its connector says."""
_WATTS: Final = 200.0
_MOST_WAKES: Final = 2_000
"""How many instants of change are played between two observations, should they be years apart."""
_MOST_ROUNDS: Final = 8


class _LongAgo(Mapping[str, datetime]):
    """Whatever holds now has held for long."""

    def __getitem__(self, key: str) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(slots=True)
class _Socket:
    """What a connector has shown last."""

    status: Status | None = None
    tag: str | None = None
    ended: bool = False
    """Its transaction was ended by Borne: what the connector still says does not open another."""


@dataclass(slots=True)
class ClosedLoop:
    """Runs the rules against observations, each after the one before; `at` is in any zone."""

    reading: Reading
    zone: tzinfo
    state: State = field(default_factory=State)
    """What is known before, such as badges."""
    trace: bool = True
    """Whether decisions carry their trace; without, they are faster."""
    core: Core = field(init=False)
    refusals: list[Sentence] = field(default_factory=list, init=False)
    """Why commands of the last observation were not obeyed."""
    starts: int = field(default=0, init=False)
    """Transactions that Borne has started."""
    _now: datetime | None = field(default=None, init=False)
    _sockets: dict[str, _Socket] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        policy = Policy(auto_adopt=True)
        self.core = Core(self.state, policy, self.reading, self.zone, trace=self.trace)

    def step(self, seen: Observation) -> None:
        """Let time pass until this observation, take it, and decide."""
        self.refusals.clear()
        self._pass_until(seen.at)
        for event in self._events(seen):
            self._take(event)
        self._settle(seen.at)

    def last_for_ever(self, connectors: Sequence[str]) -> None:
        """Take what holds at these connectors as having held for long: no `for` waits."""
        for connector in connectors:
            self.core.remember(connector, Memory(_LongAgo()))

    def hasten_phases(self) -> None:
        """Take changes of phases that wait, or are under way, as made: this lasts."""
        self.core.hasten_phases()
        if self._now is not None:
            self._settle(self._now)

    @property
    def now(self) -> datetime | None:
        """The time of the last observation."""
        return self._now

    @property
    def connectors(self) -> Iterator[Connector]:
        """Those that have been observed, as Borne sees them now."""
        for id_ in self._sockets:
            yield self._connector(id_)

    def decision(self, connector: str) -> Decision | None:
        """What that connector is told now."""
        return self._connector(connector).decision

    def _pass_until(self, end: datetime) -> None:
        """Play the instants between two observations at which something changes by itself."""
        if self._now is None:
            self._now = end
            return
        for _ in range(_MOST_WAKES):
            wake = self.core.next_wake()
            if wake is None or wake >= end:
                break
            self._now = max(self._now, wake)
            self._take(Woke(self._now))
            self._settle(self._now)
        self._now = end
        if (wake := self.core.next_wake()) is not None and wake <= end:
            self._take(Woke(end))

    def _events(self, seen: Observation) -> Iterator[Event]:
        """What has happened, in the words of the chargers and of Home Assistant."""
        if seen.facts:
            yield FactsChanged(seen.at, seen.facts, seen.since or None, seen.ahead or None)
        for id_, connector in seen.connectors.items():
            if id_ not in self._sockets:
                yield from self._arrival(id_, seen.at)
            yield from self._shown(id_, connector, seen.at)
        for asked in seen.commands:
            yield WishMade(seen.at, Wish("plant", asked.intent, asked.charger, asked.connector))

    def _arrival(self, id_: str, at: datetime) -> Iterator[Event]:
        charger = id_.rpartition("/")[0]
        self._sockets[id_] = _Socket()
        if charger not in self.core.state.chargers:
            yield ChargerConnected(at, charger, 1, "ocpp1.6")
            yield ChargerBooted(at, charger, _TICKET)
            yield ChargerReady(at, charger)

    def _shown(self, id_: str, seen: ConnectorSeen, at: datetime) -> Iterator[Event]:
        charger, _, number = id_.rpartition("/")
        socket = self._sockets[id_]
        for status in _statuses(seen, socket):
            socket.status = status
            yield StatusChanged(at, charger, _TICKET, int(number), status)
        if socket.status not in _CAR and not self._connector(id_).plugged:
            socket.tag, socket.ended = None, False
        else:
            yield from self._session(id_, socket, seen, at)
        if seen.currents is not None or seen.power is not None or seen.energy is not None:
            sample = Sample(at, seen.energy, seen.power, seen.currents)
            yield MeterSampled(at, charger, _TICKET, int(number), (sample,))

    def _session(
        self, id_: str, socket: _Socket, seen: ConnectorSeen, at: datetime
    ) -> Iterator[Event]:
        """Open and end the transaction that the connector says it has."""
        connector = self._connector(id_)
        opened = connector.session is not None and connector.session.transaction is not None
        shown = seen.tag is not None and seen.tag != socket.tag
        if shown:
            socket.tag, socket.ended = seen.tag, False
        if opened and socket.status is Status.FINISHING:
            yield from _stop(connector, at, "Other")
            return
        flows = max(seen.currents or (0.0,)) > _FLOWS or (seen.power or 0.0) > _WATTS
        charges = not opened and not socket.ended and (socket.status in _OPEN or flows)
        if shown or charges:
            yield _start(connector, socket.tag or BORNE_TAG, seen.energy, at)

    def _take(self, event: Event) -> None:
        self._play(self.core.handle(event), event.at)

    def _settle(self, at: datetime) -> None:
        """Decide, and play what the chargers make of the orders, until nothing more follows."""
        for _ in range(_MOST_ROUNDS):
            commands = self.core.decide(at)
            if not commands:
                return
            self._play(commands, at)

    def _play(self, commands: Sequence[Command], at: datetime) -> None:
        for command in commands:
            if isinstance(command, Fulfil):
                if not command.ok:
                    self.refusals.append(command.message)
            elif isinstance(command, StartRemotely | StopRemotely | SetAvailable):
                self._obey(command, at)
            elif isinstance(command, SetLimit) or getattr(command, "wish", None) is not None:
                self._take(OrderAnswered(at, command, True, "Accepted", _DONE))  # type: ignore[arg-type] # orders alone name a wish

    def _obey(self, order: StartRemotely | StopRemotely | SetAvailable, at: datetime) -> None:
        self._take(OrderAnswered(at, order, True, "Accepted", _DONE))
        id_ = f"{order.charger}/{order.connector}"
        if id_ not in self._sockets:
            return
        connector, socket = self._connector(id_), self._sockets[id_]
        if isinstance(order, StartRemotely) and connector.plugged:
            socket.ended = False
            self.starts += 1
            self._take(_start(connector, order.tag, None, at))
        elif isinstance(order, StopRemotely):
            socket.ended = True
            for event in _stop(connector, at, "Remote"):
                self._take(event)

    def _connector(self, id_: str) -> Connector:
        charger, _, number = id_.rpartition("/")
        return self.core.state.chargers[charger].connector(int(number))


def _statuses(seen: ConnectorSeen, socket: _Socket) -> Iterator[Status]:
    """What a connector says now, in the words of OCPP, as far as it differs from before."""
    before, told = socket.status, seen.status
    steps: list[Status | None] = [told]
    if seen.plugged is False:
        rest = told if told is not None and told not in _CAR else Status.AVAILABLE
        steps = [rest] if before is None else [Status.AVAILABLE, rest]
    elif seen.plugged and told in (None, Status.AVAILABLE):
        steps = [before if before in _CAR else Status.PREPARING]
    elif seen.plugged and told not in _CAR and before not in _CAR:
        steps = [Status.PREPARING, told]
    for status in steps:
        if status is not None and status is not before:
            yield status
            before = status


def _start(connector: Connector, tag: str, energy: float | None, at: datetime) -> Event:
    last = connector.reading.register if connector.reading else None
    meter = energy if energy is not None else last
    return TransactionStarted(
        at, connector.charger, _TICKET, connector.number, tag, meter or 0.0, at
    )


def _stop(connector: Connector, at: datetime, reason: str) -> Iterator[Event]:
    session = connector.session
    if session is not None and session.transaction is not None:
        opened = session.transaction
        yield TransactionStopped(
            at, connector.charger, _TICKET, opened.id, opened.register, at, reason=reason
        )
