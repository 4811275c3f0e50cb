"""The rules as values, ready to decide with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from borne.domain.decision import Mode, Scene, Subject
from borne.domain.fact import Value
from borne.domain.plan import Goal
from borne.domain.quota import Quota
from borne.domain.say import Sentence
from borne.domain.site import Site, Style
from borne.domain.tag import Access
from borne.domain.units import Dimension, Quantity
from borne.rules.clock import Schedule
from borne.rules.expression import Tree
from borne.rules.logic import Ask
from borne.rules.moment import Truth
from borne.rules.problem import Span
from borne.rules.sun import SunSpan
from borne.rules.ties import Tie

ALWAYS_READ: Final = frozenset({"plugged", "boost", "mode", "tag"})
"""What every decision looks at, whatever the rules say; `mode` and `boost` stand for all that a
person has set by hand, `tag` for the badge, whether it is known, and a stop by hand."""


@dataclass(frozen=True, slots=True)
class Input:
    """An entity that the rules may look at.

    `max_age` None: its last value counts for ever. `factor` turns a number that came without a
    unit into the base unit of `dimension`; whoever hears the entity applies it.
    """

    name: str
    entity: str
    unit: str | None = None
    max_age: timedelta | None = None
    if_unknown: Value | None = None
    dimension: Dimension | None = None
    factor: float = 1.0
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that must all hold: how to ask, and how to say that it does not."""

    ask: Ask
    said: str
    """What the person wrote."""
    unless: Sentence
    reads: frozenset[str] = frozenset()
    negated: frozenset[str] = frozenset()
    schedule: Schedule | None = None
    sun: SunSpan | None = None
    always: Truth = None
    """What it always is, where the text alone tells."""
    recalls: Mapping[str, timedelta] = field(default_factory=dict)
    """The inputs whose past it asks for, and how far back."""
    tree: Tree | None = None
    """The expression that it is."""
    about: tuple[str, frozenset[str]] | None = None
    """`who`, `charger` or `connector`, and the folded names of which one is wanted."""
    parts: tuple[Part, ...] = ()
    """The parts of which one must hold."""


@dataclass(frozen=True, slots=True)
class When:
    """All that must hold, and for how long."""

    key: str
    """What the memory calls it."""
    label: str
    """What sentences call it."""
    parts: tuple[Part, ...]
    ask: Ask
    hold: timedelta | None = None

    @property
    def reads(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.reads for part in self.parts))

    @property
    def negated(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.negated for part in self.parts))

    @property
    def recalls(self) -> Mapping[str, timedelta]:
        return longest(part.recalls for part in self.parts)

    @property
    def always(self) -> bool:
        """Whether it holds whatever happens."""
        return self.hold is None and all(part.always is True for part in self.parts)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written, and the how-manieth of its kind it is."""

    file: str
    span: Span
    order: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition."""

    name: str
    when: When
    place: Place


@dataclass(frozen=True, slots=True)
class Way:
    """A way to charge; A per phase, W."""

    mode: Mode
    amount_current: float | None = None
    amount_power: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it applies and how it then charges; A per phase, W."""

    name: str
    when: When
    mode: Mode
    place: Place
    ceiling: float | None = None
    amount_current: float | None = None
    amount_power: float | None = None
    style: Style = Style.BALANCED
    stay_for: timedelta | None = None
    who: frozenset[str] = frozenset()
    """Whom it is about, folded; nobody: whoever is there."""
    at_most: tuple[Quota, ...] = ()
    priority: int | None = None
    """Its connector's place in line while it decides."""
    goal: Goal | None = None
    """What it plans for; `mode` then says nothing."""
    meanwhile: Way = Way(Mode.OFF)
    """What it does while its plan waits or its quota is used up."""

    @property
    def way(self) -> Way:
        """How it charges where nothing waits."""
        return Way(self.mode, self.amount_current, self.amount_power, self.ceiling)


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: a ceiling in A per phase, or an input to keep below W or VA."""

    name: str
    when: When
    place: Place
    amps: float | None = None
    keep: str | None = None
    below: float | None = None
    dimension: Dimension | None = None
    """Of `below`: W or VA."""
    total: bool = False
    """All connectors together get no more than `amps` per phase, or than `below` W."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a test; None: it does not matter."""

    rule: str | None = None
    """A rule's name; empty: no rule."""
    mode: Mode | None = None
    amount: Quantity | None = None
    """For the mode `amount`: A per phase, or W."""
    current: float | None = None
    limits: frozenset[str] | None = None
    allowed: bool | None = None
    places: Mapping[str, Span] = field(default_factory=dict, compare=False)
    """Where each of these is written."""


@dataclass(frozen=True, slots=True)
class Case:
    """A test of a rule file: what is given at a moment, and what must come of it."""

    name: str
    scene: Scene
    subject: Subject
    expected: Expected
    place: Place


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule files together, without an error."""

    site: Site = field(default_factory=Site)
    access: Access = field(default_factory=Access)
    inputs: Mapping[str, Input] = field(default_factory=lambda: MappingProxyType({}))
    conditions: Mapping[str, Condition] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    limits: tuple[Limit, ...] = ()
    reads: frozenset[str] = ALWAYS_READ
    """The names (inputs and built-in ones) on which a decision depends."""
    tracked: tuple[When, ...] = ()
    """What must be asked at each decision, so that `for` counts from the right moment."""
    cases: tuple[Case, ...] = ()
    recalls: Mapping[str, timedelta] = field(default_factory=dict)
    """The inputs whose past is asked for, and how far back."""
    ties: tuple[Tie, ...] = ()
    """What is done when something happens."""


def longest(recalls: Iterable[Mapping[str, timedelta]]) -> dict[str, timedelta]:
    """Join what several ask of the past."""
    found: dict[str, timedelta] = {}
    for one in recalls:
        for name, window in one.items():
            found[name] = max(window, found.get(name, window))
    return found
