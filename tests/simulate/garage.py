"""A virtual charger, a link and the engine's core, with a clock of their own and no socket."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, get_args

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Answer, Command, Order
from borne.domain.events import (
    ChargerConnected,
    ChargerDisconnected,
    Event,
    OrderAnswered,
    WishMade,
    Woke,
)
from borne.domain.records import SaveCharger, SaveSession
from borne.domain.session import Session
from borne.domain.state import Policy, State
from borne.domain.way import Manner
from borne.domain.wishes import Intent, Wish
from borne.engine.core import Core
from borne.ocpp.link import Link
from borne.ocpp.version import Version
from borne.ocpp.wire import Memory
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint
from borne.simulate.make import GENERIC, Make
from borne.simulate.quirky import playable, quirky

START: Final = datetime(2026, 6, 7, 12, tzinfo=UTC)
RULES: Final = "rules:\n  - name: Always\n    charge: 12 A\naccess:\n  unknown_tag: accept\n"


class Heard(NamedTuple):
    """A call of the charger, and when it came."""

    at: datetime
    action: str
    payload: dict[str, Any]


class House:
    """One virtual charger and Borne; `choices` as its owner has made them."""

    def __init__(
        self,
        name: str,
        choices: dict[str, bool],
        interval: float = 120.0,
        *,
        connectors: int = 1,
        most: float = 32.0,
        offers: bool = True,
        make: Make = GENERIC,
    ) -> None:
        reading = read([SourceFile("home.yaml", RULES)])
        known = Charger("garage", START, adopted=True, choices=choices)
        self.core = Core(State(chargers={"garage": known}), Policy(), reading, UTC)
        make = quirky(name) if name in playable() else make
        if not offers:
            make = replace(make, sampled=tuple(x for x in make.sampled if x != "Current.Offered"))
        self.point = ChargePoint(
            make=make, connectors=connectors, epoch=START, sample_interval=interval
        )
        self.most = most
        self.said: list[Command] = []
        self.memory = Memory()
        self.seconds = 0.0
        self.lines = 0
        self.refused: list[str] = []
        self.sent: list[object] = []
        self.heard: list[Heard] = []
        self.rules = RULES
        self.garbled = 0
        self.offered: list[float] = []
        """A that it gave when its line was back, before Borne had said anything."""
        self.connect()
        self.run(20)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    @property
    def charger(self) -> Charger:
        return self.core.state.chargers["garage"]

    @property
    def connector(self) -> Connector:
        return self.charger.connectors[1]

    @property
    def manner(self) -> Manner:
        return self.charger.manner

    @property
    def amps(self) -> float:
        return self.point.connectors[1].amps

    @property
    def sessions(self) -> dict[int, Session]:
        """As they stand on disk, by their numbers."""
        saved = [one.session for one in self.said if isinstance(one, SaveSession)]
        return {session.id: session for session in saved}

    def called(self, action: str) -> list[Heard]:
        """What the charger has said of that."""
        return [one for one in self.heard if one.action == action]

    @property
    def asked(self) -> float:
        return self.connector.asked.current if self.connector.asked else 0.0

    def connect(self) -> None:
        self.lines += 1
        self.link = Link("garage", self.lines, Version.V16, self.now, self.memory)
        self.take([ChargerConnected(self.now, "garage", self.lines, "ocpp1.6")])
        self.point.line_up(self.seconds)
        self.offered.append(self.point.allowed.given(self.point.connectors[1]))

    def hang_up(self) -> None:
        """The line is lost, and nobody connects again by himself."""
        self.point.line_lost(self.seconds)
        self.take(self.link.close("hung up", self.now))
        self.take([ChargerDisconnected(self.now, "garage", self.lines, "hung up")])

    def restart(self) -> None:
        """Borne is started anew: of what it knew, only what is on disk is left."""
        self.hang_up()
        kept = next(one for one in reversed(self.said) if isinstance(one, SaveCharger))
        known = Charger(
            "garage",
            START,
            adopted=kept.adopted,
            vendor=kept.vendor,
            model=kept.model,
            firmware=kept.firmware,
            choices=kept.choices,
            manner=kept.manner,
        )
        reading = read([SourceFile("home.yaml", self.rules)])
        self.core = Core(State(chargers={"garage": known}), Policy(), reading, UTC)
        self.memory = Memory()
        self.connect()
        self.run(20)

    def note(self, frame: str) -> None:
        try:
            kind, _, *rest = json.loads(frame)
        except ValueError:
            self.garbled += 1
            return
        if kind == 2:
            self.heard.append(Heard(self.now, *rest))

    def run(self, seconds: float, step: float = 0.25) -> None:
        """Let time pass, and frames with it."""
        for _ in range(round(seconds / step)):
            self.seconds += step
            self.take(self.link.wake(self.now))
            due = self.core.next_wake()
            if due is not None and due <= self.now:
                self.take([Woke(self.now)])
            self.exchange()
            if self.point.restarts(self.seconds):
                self.hang_up()
                self.connect()

    def exchange(self) -> None:
        for _ in range(50):
            frames = self.point.outgoing(self.seconds)
            for frame in frames:
                self.note(frame)
                self.take(self.link.receive(frame, self.now))
            answers = self.link.frames()
            for frame in answers:
                self.point.receive(frame, self.seconds)
            if not frames and not answers:
                return

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, OrderAnswered) and not event.ok:
                self.refused.append(type(event.order).__name__)
            commands = [*self.core.handle(event), *self.core.decide(self.now)]
            self.said.extend(commands)
            for command in commands:
                self.obey(command)

    def obey(self, command: Command) -> None:
        if isinstance(command, get_args(Answer)):
            self.link.answer(command, self.now)
        elif isinstance(command, _ORDERS):
            self.sent.append(command)
            self.take(self.link.order(command, self.now))  # type: ignore[arg-type] # sorted by type

    def wish(self, intent: Intent) -> None:
        self.take([WishMade(self.now, Wish("w", intent, "garage", 1))])

    def told(self, rules: str) -> None:
        """The rules from now on."""
        self.rules = rules
        self.core.use_rules(read([SourceFile("home.yaml", rules)]))
        self.take([Woke(self.now)])

    def charge(self) -> None:
        """A car comes and draws what it may."""
        self.point.plug(Car(least=6, most=self.most))
        self.run(60)


def _members(union: Any) -> tuple[type, ...]:
    return tuple(
        one for part in get_args(union) for one in (_members(part) if get_args(part) else (part,))
    )


_ORDERS: Final = _members(Order)
