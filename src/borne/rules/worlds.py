"""Whether something can be: a small exact logic over names that each take one of few values.

A name's values are the bits of a mask. A formula is a tree of All and AnyOf over Among: `name` is
among some of its values. `possible` searches for one world in which all formulas hold. It answers
True too when it has searched for long enough without an answer: who asks stays silent then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

PATIENCE: Final = 4000
"""How many choices are tried before the answer is: perhaps."""


@dataclass(frozen=True, slots=True)
class Among:
    """The name has one of the values whose bits are set."""

    name: str
    mask: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.name,))


@dataclass(frozen=True, slots=True)
class All:
    """Each of these holds."""

    parts: tuple[Formula, ...]
    names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", _names(self.parts))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple[Formula, ...]
    names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", _names(self.parts))


Formula: TypeAlias = Among | All | AnyOf


def _names(parts: tuple[Formula, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(part.names for part in parts))


ALWAYS: Final = All(())
NEVER: Final = AnyOf(())


def negated(formula: Formula, domains: Mapping[str, int]) -> Formula:
    """Return what holds just where `formula` does not."""
    if isinstance(formula, Among):
        return Among(formula.name, domains[formula.name] & ~formula.mask)
    parts = tuple(negated(part, domains) for part in formula.parts)
    return AnyOf(parts) if isinstance(formula, All) else All(parts)


@dataclass(slots=True)
class Patience:
    """How much is looked at in several searches together, so that a long file is read in time."""

    left: int


class _Perhaps(Exception):  # never leaves this module
    pass


def possible(
    formulas: Iterable[Formula], domains: Mapping[str, int], patience: Patience | None = None
) -> bool:
    """Whether there is a world in which all of them hold; True also where it is not found out."""
    return found_out(formulas, domains, patience) is not False


def found_out(
    formulas: Iterable[Formula], domains: Mapping[str, int], patience: Patience | None = None
) -> bool | None:
    """Whether there is a world in which all of them hold; None where it is not found out."""
    search = _Search(dict(domains), patience or Patience(PATIENCE * 100))
    try:
        return search.holds(list(formulas))
    except _Perhaps:
        return None


class Ground:
    """Formulas that all hold, added one by one, so that what can hold besides is soon told."""

    def __init__(self, domains: Mapping[str, int], patience: Patience) -> None:
        self._search = _Search(dict(domains), patience)
        self._known: list[_Choice] | None = []
        self._lost = False
        """It was not found out what is left."""

    def leaves(self, formula: Formula) -> bool:
        """Whether there is a world in which this holds too; True also where it is not found out."""
        if self._known is None or self._lost:
            return self._lost
        search, mark = self._search, len(self._search.trail)
        search.left = PATIENCE
        try:
            return search.holds([formula], self._known)
        except _Perhaps:
            return True
        finally:
            search.undo(mark)

    def add(self, formula: Formula) -> None:
        """Let this hold from now on."""
        if self._known is None or self._lost:
            return
        try:
            self._known = self._search.taken([formula], self._known)
        except _Perhaps:
            self._lost = True


@dataclass(frozen=True, slots=True)
class _Choice:
    """Alternatives of which one must hold, and the names that they speak of."""

    parts: tuple[Formula, ...]
    names: frozenset[str]


@dataclass(slots=True)
class _Search:
    domains: dict[str, int]
    patience: Patience
    left: int = PATIENCE
    trail: list[tuple[str, int]] = field(default_factory=list)
    """What was narrowed, and what it was before."""

    def holds(self, todo: list[Formula], known: Sequence[_Choice] = ()) -> bool:
        """Narrow by all that is certain, then try the alternatives of the shortest choice.

        `known` choices have been looked at before: only what was narrowed since can change them.
        """
        left = self.taken(todo, known)
        if left is None:
            return False
        if not left:
            return True
        shortest = min(range(len(left)), key=lambda index: len(left[index].parts))
        rest = [one for at, one in enumerate(left) if at != shortest]
        for alternative in left[shortest].parts:
            self.left -= 1
            if self.left <= 0:
                raise _Perhaps
            mark = len(self.trail)
            if self.holds([alternative], rest):
                return True
            self.undo(mark)
        return False

    def taken(self, todo: list[Formula], known: Sequence[_Choice]) -> list[_Choice] | None:
        """Narrow by all that is certain; return the choices that are left, None: it cannot be."""
        fresh: list[_Choice] = []
        since = len(self.trail)
        while todo:
            formula = todo.pop()
            if isinstance(formula, All):
                todo.extend(formula.parts)
            elif isinstance(formula, AnyOf):
                fresh.append(_Choice(formula.parts, formula.names))
            elif not self.narrow(formula):
                return None
        return self.settle(fresh, known, since)

    def narrow(self, among: Among) -> bool:
        before = self.domains[among.name]
        after = before & among.mask
        if after != before:
            self.trail.append((among.name, before))
            self.domains[among.name] = after
        return after != 0

    def undo(self, mark: int) -> None:
        while len(self.trail) > mark:
            name, before = self.trail.pop()
            self.domains[name] = before

    def settle(
        self, fresh: Sequence[_Choice], known: Sequence[_Choice], since: int
    ) -> list[_Choice] | None:
        """Drop what cannot be or is so already; None where a choice has nothing left.

        A choice with one alternative left is no choice: it narrows, and what it touches is looked
        at anew.
        """
        looked, waiting = list(known), list(fresh)
        while True:
            narrowed = {name for name, _ in self.trail[since:]}
            since = len(self.trail)
            touched = [one for one in looked if not narrowed.isdisjoint(one.names)]
            if touched:
                looked = [one for one in looked if narrowed.isdisjoint(one.names)]
            waiting += touched
            if not waiting:
                return looked
            for choice in waiting:
                able = self.looked_at(choice)
                if able is None:
                    continue
                if not able or (len(able) == 1 and not self.only(able[0])):
                    return None
                if len(able) > 1 or not isinstance(able[0], Among):
                    looked.append(_Choice(tuple(able), choice.names))
            waiting = []

    def looked_at(self, choice: _Choice) -> list[Formula] | None:
        """Return the alternatives that can be; None where one of them is so already."""
        self.patience.left -= 1
        if self.patience.left <= 0:
            raise _Perhaps
        able: list[Formula] = []
        for part in choice.parts:
            state = self.state(part)
            if state is True:
                return None
            if state is None:
                able.append(part)
        return able

    def only(self, formula: Formula) -> bool:
        """Narrow by what is left alone of a choice."""
        return self.narrow(formula) if isinstance(formula, Among) else True

    def state(self, formula: Formula) -> bool | None:
        """Whether it holds in all worlds that are left (True), in none (False), or in some."""
        if isinstance(formula, Among):
            domain = self.domains[formula.name]
            left = domain & formula.mask
            return left == domain or (None if left else False)
        decides = isinstance(formula, AnyOf)
        result: bool | None = not decides
        for part in formula.parts:
            state = self.state(part)
            if state is decides:
                return decides
            if state is None:
                result = None
        return result
