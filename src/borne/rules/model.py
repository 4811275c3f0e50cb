"""The rules as values, ready to decide with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from borne.domain.decision import Mode, Scene, Subject
from borne.domain.fact import Value
from borne.domain.phasing import Phases
from borne.domain.plan import Goal
from borne.domain.quota import Quota
from borne.domain.site import Site, Style
from borne.domain.tag import Access
from borne.domain.units import Dimension, Quantity
from borne.rules.clock import Window
from borne.rules.problem import Span
from borne.rules.ties import Tie
from borne.rules.when import Place, When

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
    phases: Phases | None = None
    """Over how many phases it charges; None: over all that the connector has."""
    phases_at: Place | None = None
    """Where that is written."""
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
    plan: tuple[Window, ...] | None = None
    """Within which the plan charges; empty: not at all."""
    missing: float | None = None
    """Wh that the plan will be missing."""
    current: float | None = None
    limits: frozenset[str] | None = None
    allowed: bool | None = None
    phases: Phases | None = None
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

    @property
    def shares(self) -> bool:
        """Whether what one car draws can change what another gets."""
        site = self.site
        together = any(limit.total or limit.keep is not None for limit in self.limits)
        return together or site.contract is not None or site.meter is not None
