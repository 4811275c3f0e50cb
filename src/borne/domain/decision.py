"""What the rules want (a choice) and what comes of it (a decision), each with its why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

from borne.domain.fact import Fact
from borne.domain.phasing import Phases
from borne.domain.plan import Asked, Outlook
from borne.domain.say import Sentence
from borne.domain.site import Style
from borne.domain.tariff import PriceSlot
from borne.domain.whereabouts import Whereabouts


class Mode(StrEnum):
    """How a rule charges."""

    OFF = "off"
    MIN = "min"
    MAX = "max"
    SURPLUS = "surplus"
    MIN_SURPLUS = "min+surplus"
    AMOUNT = "amount"
    RULES = "rules"
    """By hand only: the rules decide, also where the session's badge would boost."""
    WAIT = "wait"
    """Nothing to decide: no car, or a car that must wait for a badge."""


class Result(StrEnum):
    """What came of one step of a trace."""

    APPLIES = "applies"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_REACHED = "not_reached"


class NameRead(Struct, frozen=True, gc=False):
    """A name that a step looked at: its value then, and how old it was (None: not a reading)."""

    name: str
    value: str
    age: timedelta | None = None


class TraceStep(Struct, frozen=True, gc=False):
    """One thing that was looked at on the way to the decision."""

    kind: str
    """`by_hand`, `access`, `rule` or `limit`."""
    name: str
    result: Result
    why: Sentence
    names: tuple[NameRead, ...] = ()


class NextChange(Struct, frozen=True, gc=False):
    """The next instant at which this can change by itself, and what then happens."""

    at: datetime
    why: Sentence


class Cap(Struct, frozen=True, gc=False):
    """A limit that holds now. Either `amps` per phase, or keep `reading` below `below`.

    `reading` is what the meter shows, cars included (W or VA for the site); None: it is unknown,
    and the site's safe current holds. `missing` names the inputs that are unknown. `total`: all
    that it holds for together get no more than `amps` per phase, or than `below` W.
    """

    name: str
    why: Sentence
    amps: float | None = None
    reading: float | None = None
    below: float | None = None
    missing: tuple[str, ...] = ()
    total: bool = False


class Choice(Struct, frozen=True, gc=False):
    """What the rules want of one connector, before surplus, limits and wear have their say."""

    rule: str | None
    mode: Mode
    why: Sentence
    current: float | None = None
    """A per phase: the amount for `amount`, else a ceiling of the rule."""
    power: float | None = None
    """W: the amount for `amount`, where the rule says it in kW."""
    style: Style = Style.BALANCED
    caps: tuple[Cap, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    next: NextChange | None = None
    priority: int | None = None
    """Its rule's place in line; None: its connector's."""
    said: Sentence | None = None
    """What stands for the rule's name where more is to be said of it."""
    outlook: Outlook | None = None
    """The plan, once the planner has spoken."""
    phases: Phases | None = None
    """Over how many phases its rule charges; None: over all that the connector has."""
    asked: Asked | None = None
    """What the rule plans for; until the planner has spoken, `mode` is what it does meanwhile."""


class LimitApplied(Struct, frozen=True, gc=False):
    """A limit in amps per phase, and whether it is the one that binds."""

    name: str
    amps: float
    why: Sentence
    binding: bool = False
    rising: bool = False
    """It leaves more, which is given once meter and charger show that it is there."""


class Decision(Struct, frozen=True, gc=False):
    """What a connector is told: A per phase, 0 when it pauses."""

    rule: str | None
    mode: Mode
    charge: bool
    current: float
    phases: int
    why: Sentence
    since: datetime
    next: NextChange | None = None
    limits: tuple[LimitApplied, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    outlook: Outlook | None = None
    """Its rule's plan, where it has one."""
    starts: int = 0
    """How often the car has begun to charge today."""


class Boost(Struct, frozen=True, gc=False):
    """Full power, asked for by a person or a badge; ends at `until` or at `energy` (session Wh)."""

    until: datetime | None = None
    energy: float | None = None


class ByHand(Struct, frozen=True, gc=False):
    """What a person has set on a connector; stands above the rules, below every limit."""

    mode: Mode | None = None
    """OFF, MIN, MAX, SURPLUS or RULES; None: the rules decide, and a badge may boost."""
    mode_until: datetime | None = None
    boost: Boost | None = None
    max_current: float | None = None
    """A ceiling in A that stays until it is changed; 0 pauses."""


class Scene(Struct, frozen=True, gc=False):
    """What the rules may look at besides the connector: the house at this instant."""

    now: datetime
    """In the site's zone."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """By entity (or input name in a simulation): the last fact of each source."""
    surplus: float | None = None
    """W to spare for all cars together, what they draw now included."""
    headroom: float | None = None
    """VA below the contract, what the cars draw now included; None without contract or meter."""
    whereabouts: Whereabouts = Whereabouts()
    past: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    """By source, oldest first: the last facts of what the rules average or watch for changes."""
    price: PriceSlot | None = None
    """What electricity costs now, and until when."""


class Subject(Struct, frozen=True, gc=False):
    """The connector that is decided upon, as the rules' built-in names see it."""

    id: str
    """`charger/1`."""
    charger: str
    connector: int
    status: str | None = None
    plugged: bool = False
    charging: bool = False
    tag: str | None = None
    """The badge of the session; None without one (BORNE's own tag does not count)."""
    tag_known: bool = False
    tag_refused: bool = False
    """The badge is blocked, expired, busy elsewhere, or unknown and not accepted: no charge."""
    tag_why: Sentence | None = None
    """Why it is refused, where more is known."""
    person: str | None = None
    vehicle: str | None = None
    who: frozenset[str] = frozenset()
    """Folded names of badge, person, vehicle and group."""
    session_energy: float = 0.0
    """Wh."""
    session_time: float = 0.0
    """s since the car was plugged in."""
    power: float | None = None
    current: float | None = None
    soc: float | None = None
    by_hand: ByHand = field(default_factory=ByHand)
    held: bool = False
    """The transaction was stopped by a person: wait for unplug, badge or command."""
    started: bool = False
    """A transaction is open."""
    spent: Mapping[str, tuple[float | None, ...]] = {}
    """By rule, what is used of each of its quotas (Wh, s, EUR); None: it cannot be told."""
