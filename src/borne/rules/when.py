"""When something applies, as a value that can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from borne.domain.say import Sentence
from borne.rules.clock import Schedule
from borne.rules.expression import Tree
from borne.rules.logic import Ask
from borne.rules.moment import Truth
from borne.rules.problem import Span
from borne.rules.sun import SunSpan


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written, and the how-manieth of its kind it is."""

    file: str
    span: Span
    order: int


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
    deadline: Schedule | None = None
    """The days on which the deadline of a plan must be."""
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


def longest(recalls: Iterable[Mapping[str, timedelta]]) -> dict[str, timedelta]:
    """Join what several ask of the past."""
    found: dict[str, timedelta] = {}
    for one in recalls:
        for name, window in one.items():
            found[name] = max(window, found.get(name, window))
    return found


def every_part(parts: Iterable[Part]) -> Iterator[Part]:
    """Return the parts, and those of which they are made."""
    for part in parts:
        yield part
        yield from every_part(part.parts)
