"""A charger and its connectors as last heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from borne.domain.care import Care
from borne.domain.decision import ByHand, Decision
from borne.domain.following import Following
from borne.domain.life import Phase, Status
from borne.domain.phasing import Phasing
from borne.domain.security import Security
from borne.domain.session import Session, Transaction
from borne.domain.traits import Quirk, Traits
from borne.domain.upkeep import Upkeep
from borne.domain.way import Manner, Way

_FIRST_RETRY: Final = timedelta(seconds=30)
_LAST_RETRY: Final = timedelta(minutes=10)


class Sample(Struct, frozen=True, gc=False):
    """What a meter said at one instant; None: it did not say. W, A, V, Wh, %, °C, Hz."""

    at: datetime
    register: float | None = None
    """Wh, total imported."""
    power: float | None = None
    currents: tuple[float, ...] | None = None
    """A per phase, L1 first."""
    offered: float | None = None
    """A that the charger says it offers the car."""
    voltage: float | None = None
    """Line to neutral, the mean of the phases."""
    soc: float | None = None
    temperature: float | None = None
    frequency: float | None = None
    power_factor: float | None = None
    offered_power: float | None = None
    """W that the charger says it offers the car."""

    def over(self, older: Sample | None) -> Sample:
        """This sample, with what it leaves out taken from an older one."""
        if older is None:
            return self
        return Sample(
            at=self.at,
            register=older.register if self.register is None else self.register,
            power=older.power if self.power is None else self.power,
            currents=older.currents if self.currents is None else self.currents,
            offered=older.offered if self.offered is None else self.offered,
            offered_power=(
                older.offered_power if self.offered_power is None else self.offered_power
            ),
            voltage=older.voltage if self.voltage is None else self.voltage,
            soc=older.soc if self.soc is None else self.soc,
            temperature=older.temperature if self.temperature is None else self.temperature,
            frequency=older.frequency if self.frequency is None else self.frequency,
            power_factor=older.power_factor if self.power_factor is None else self.power_factor,
        )


class Asked(Struct, frozen=True, gc=False):
    """The last limit that Borne sent: A per phase, 0 pauses."""

    current: float
    phases: int
    at: datetime
    transaction: int | None
    accepted: bool | None = None
    """None: no answer yet."""
    way: Way | None = None
    """How it was told; None: as usual."""
    since: datetime | None = None
    """When it was sent first, if this is a renewal."""
    number: int | None = None
    """Over how many phases it was told to charge; None: it was not told."""

    @property
    def first(self) -> datetime:
        """When it was sent first."""
        return self.since or self.at


class Starting(Struct, frozen=True, gc=False):
    """Borne has asked the charger to start a transaction, and will ask again at `again`."""

    at: datetime
    again: datetime
    tries: int = 1

    @classmethod
    def after(cls, former: Starting | None, now: datetime) -> Starting:
        """The try that is made now: the next one waits twice as long, up to ten minutes."""
        tries = former.tries + 1 if former else 1
        wait = min(_FIRST_RETRY * 2 ** min(tries - 1, 10), _LAST_RETRY)
        return cls(at=now, again=now + wait, tries=tries)


class Slow(Struct, frozen=True, gc=False):
    """How a register that rises suspiciously little compares with its power. Wh."""

    expected: float = 0.0
    """By power and time."""
    seen: float = 0.0
    """By the register."""


class Connector(Struct, frozen=True, gc=False):
    """One socket or cable of a charger."""

    charger: str
    number: int
    status: Status | None = None
    status_since: datetime | None = None
    """When it came into this status; None: it has told none since Borne began."""
    error: str | None = None
    error_info: str | None = None
    phase: Phase = Phase.IDLE
    session: Session | None = None
    reading: Sample | None = None
    total: float | None = None
    """Wh that never fall, whatever the charger's register does; None until it was read."""
    by_hand: ByHand = field(default_factory=ByHand)
    held: bool = False
    """Stopped by a person: nothing starts again before unplug, badge or command."""
    operative: bool = True
    asked: Asked | None = None
    starting: Starting | None = None
    fallback: float | None = None
    """A that the charger was told to fall back to without Borne; None: not told yet."""
    fallback_way: Way | None = None
    """How that was told; None: as usual."""
    fallback_accepted: bool | None = None
    """Whether it took that; None: no answer yet."""
    fallback_number: int | None = None
    """Over how many phases it would then charge; None: that was not told."""
    following: Following = field(default_factory=Following)
    decision: Decision | None = None
    phasing: Phasing = Phasing()
    values_asked: datetime | None = None
    """When it was last asked for its values, where it tells none by itself."""
    metered_at: datetime | None = None
    """When the register was last read."""
    odd: Sample | None = None
    """A register that does not go on from the last one; the next reading confirms it or not."""
    derived: bool = False
    """Its power is worked out of the register's rise: the charger tells nothing else."""
    kwh: bool = False
    """Its register counts kWh and says Wh, as was proven by its power."""
    slow: Slow | None = None
    past: tuple[Transaction, ...] = ()
    """Transactions that have ended, the newest first; without `meter_stop` the stop may come."""
    former: tuple[Session, ...] = ()
    """The sessions that have ended and hold one of these."""
    guessed: frozenset[int] = frozenset()
    """Those of them whose stop told another id: one that tells theirs is believed instead."""

    @property
    def id(self) -> str:
        """`charger/1`."""
        return f"{self.charger}/{self.number}"

    @property
    def plugged(self) -> bool:
        """Whether a car is there."""
        return self.phase is not Phase.IDLE

    @property
    def charging(self) -> bool:
        """Whether current flows, as far as the charger tells."""
        return self.status is Status.CHARGING


class ConfigurationKey(Struct, frozen=True, gc=False):
    """One of the charger's own settings."""

    key: str
    value: str | None
    readonly: bool


class ClockHint(Struct, frozen=True, gc=False):
    """By how much a message was behind, when it came, and of which connector its status was."""

    offset: float
    at: datetime
    connector: int | None
    """None: it was a reading."""


class Charger(Struct, frozen=True, gc=False):
    """A charge point, adopted or waiting for it."""

    id: str
    first_seen: datetime
    name: str | None = None
    adopted: bool = False
    ignored: bool = False
    online: bool = False
    connection: int = 0
    """Which of its sockets is the present one; rises with each."""
    connected_at: datetime | None = None
    authorized_at: datetime | None = None
    """When it last showed a badge that was accepted: it may be about to start by itself."""
    authorized_tag: str | None = None
    """That badge, for the car that is plugged in next; None once it has one."""
    booted: bool = False
    """It has been accepted on this connection, or works without ever booting."""
    ready: bool = False
    """Its set-up on this connection is done."""
    status: Status | None = None
    """What it says of itself as a whole (connector 0)."""
    error: str | None = None
    last_seen: datetime | None = None
    attempts: int = 0
    vendor: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    protocol: str = "ocpp1.6"
    clock_hint: ClockHint | None = None
    """What one message has said of its clock; two must agree, where it may only be queued."""
    remote: str | None = None
    connectors: Mapping[int, Connector] = field(default_factory=dict)
    configuration: Mapping[str, ConfigurationKey] = field(default_factory=dict)
    traits: Traits = field(default_factory=Traits)
    quirks: tuple[Quirk, ...] | None = None
    """Those that fit it; None: not looked for yet."""
    choices: Mapping[str, bool] = field(default_factory=dict)
    """By the name of a quirk, what a person has switched on or off."""
    manner: Manner = field(default_factory=Manner)
    upkeep: Upkeep = field(default_factory=Upkeep)
    care: Care = field(default_factory=Care)
    security: Security = field(default_factory=Security)

    def with_connector(self, connector: Connector) -> Charger:
        """This charger with one connector replaced or added."""
        return replace(self, connectors={**self.connectors, connector.number: connector})

    def connector(self, number: int) -> Connector:
        """The connector of that number, new if it was never heard of."""
        return self.connectors.get(number) or Connector(self.id, number)

    @property
    def clock_offset(self) -> float | None:
        """s by which its clock is ahead; 0: it is right, None: it has not told the time yet."""
        return self.care.clock.offset

    @property
    def called(self) -> str:
        """Its name, else its identity."""
        return self.name or self.id
