"""What a version of OCPP must bring: its payloads into events and answers and orders into it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from msgspec import Struct

from borne.domain.care_orders import UseCare
from borne.domain.charger import ConfigurationKey
from borne.domain.commands import Confirmation, Order, Ticket
from borne.domain.events import ChargerEvent
from borne.domain.say import Sentence
from borne.ocpp.behaviour import RESTARTS_READ, Watch
from borne.ocpp.evidence import Answered
from borne.ocpp.frame import Payload
from borne.ocpp.note import Problem
from borne.ocpp.quirks import Character
from borne.ocpp.start_tag import StartTag
from borne.ocpp.suspicion import ALL_KEYS, Suspicion
from borne.ocpp.writes import Writes

Report: TypeAlias = Callable[[Problem], None]


@dataclass(slots=True)
class Memory:
    """What is known of a charger beyond one connection; kept as long as the process lives."""

    configuration: dict[str, ConfigurationKey] = field(default_factory=dict)
    written: dict[str, set[str]] = field(default_factory=dict)
    """By key, what Borne wrote and has not read back since: never written again blindly."""
    told_written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """`written` as the engine knows it."""
    measured: frozenset[str] = frozenset()
    """The quantities that have come by themselves, by OCPP's names."""
    care: UseCare = field(default_factory=lambda: UseCare(""))
    voltage: float | None = None
    """V, line to neutral, as last measured."""
    character: Character = field(default_factory=Character)
    fallbacks: dict[int, float] = field(default_factory=dict)
    """By connector, A that it was last told to fall back to."""
    answered: Answered = field(default_factory=Answered)
    """What came of the changes that Borne has asked for."""
    suspicion: Suspicion = field(default_factory=Suspicion)
    writes: Writes = field(default_factory=Writes)
    start_tag: StartTag = field(default_factory=StartTag)
    watch: Watch = field(default_factory=Watch)

    def restarted(self, at: datetime) -> None:
        """The charger has booted; what makes it do so may be known from now on."""
        if self.character.changes.reconnects:
            self.suspicion.excuse()
        self.suspicion.booted(at)
        if self.suspicion.shuns(ALL_KEYS, at):
            self.character.saw(RESTARTS_READ)
        elif self.suspicion.by_itself and RESTARTS_READ in self.character.seen:
            self.character.forgive(RESTARTS_READ)

    def read_in_peace(self) -> None:
        """A person had all its keys read, and they came: Borne may ask for them again."""
        self.suspicion.pardon()
        self.writes.pardon()
        self.character.forgive(RESTARTS_READ)


@dataclass(slots=True)
class Known:
    """What is known of a charger on this connection."""

    charger: str
    memory: Memory
    booted: bool = False
    connectors: tuple[int, ...] = ()
    """Every connector that it has spoken of, 0 apart."""
    statuses: tuple[int, ...] = ()
    """Those whose status has come."""


class Origin(Struct, frozen=True, gc=False):
    """Where and when a call came in."""

    charger: str
    ticket: Ticket
    at: datetime


class Confirmed(Struct, frozen=True, gc=False):
    """A call that asks nothing of anybody: the payload of its answer."""

    payload: Payload


class Ask(Struct, frozen=True, gc=False):
    """A call to the charger."""

    action: str
    payload: Payload


class Reply(Struct, frozen=True, gc=False):
    """What came of it; without payload, `error` is OCPP's code or `Timeout`."""

    at: datetime
    payload: Payload | None
    error: str = ""
    words: str = ""


class Outcome(Struct, frozen=True, gc=False):
    """What came of an order; `status` is OCPP's own word."""

    ok: bool
    status: str
    message: Sentence
    data: Payload | None = None
    events: tuple[ChargerEvent, ...] = ()
    """What the charger has told on the way; they come before the order's end."""


Program: TypeAlias = Generator[Ask, Reply, Outcome]
"""An order as the calls that it takes, one after the other."""


class Wire(Protocol):
    """The functions of a module such as `v16`."""

    KEPT: frozenset[str]
    """Calls whose news is kept also where they are refused."""

    def action_named(self, name: str, /) -> str | None:
        """The charger's call of that name, whatever its case; None: there is none."""
        ...

    def read(
        self, action: str, payload: Payload, origin: Origin, report: Report, /
    ) -> ChargerEvent | Confirmed:
        """Return what a charger's call says, or its answer if it says no more than "I live"."""
        ...

    def write(self, answer: Confirmation, now: datetime, /) -> Payload:
        """The payload of an answer."""
        ...

    def program(self, order: Order, known: Known, now: datetime, report: Report, /) -> Program:
        """The calls of an order. Raises ValueError where the order itself is wrong."""
        ...

    def patience(self, action: str, /) -> float:
        """How long to wait for the answer to a call of ours; s."""
        ...
