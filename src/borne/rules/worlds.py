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


@dataclass(frozen=True, slots=True)
class All:
    """Each of these holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = Among | All | AnyOf

ALWAYS: Final = All(())
NEVER: Final = AnyOf(())


def negated(formula: Formula, domains: Mapping[str, int]) -> Formula:
    """Return what holds just where `formula` does not."""
    if isinstance(formula, Among):
        return Among(formula.name, domains[formula.name] & ~formula.mask)
    parts = tuple(negated(part, domains) for part in formula.parts)
    return AnyOf(parts) if isinstance(formula, All) else All(parts)


def possible(formulas: Iterable[Formula], domains: Mapping[str, int]) -> bool:
    """Whether there is a world in which all of them hold; True also where it is not found out."""
    search = _Search(dict(domains))
    return search.holds(list(formulas))


@dataclass(slots=True)
class _Search:
    domains: dict[str, int]
    left: int = PATIENCE
    trail: list[tuple[str, int]] = field(default_factory=list)
    """What was narrowed, and what it was before."""

    def holds(self, todo: list[Formula]) -> bool:
        """Narrow by all that is certain, then try the alternatives of the shortest choice."""
        choices: list[Sequence[Formula]] = []
        while todo:
            formula = todo.pop()
            if isinstance(formula, All):
                todo.extend(formula.parts)
            elif isinstance(formula, AnyOf):
                choices.append(formula.parts)
            elif not self.narrow(formula):
                return False
        open_choices = self.settle(choices)
        if open_choices is None:
            return False
        if not open_choices:
            return True
        shortest = min(range(len(open_choices)), key=lambda index: len(open_choices[index]))
        rest = [AnyOf(tuple(one)) for at, one in enumerate(open_choices) if at != shortest]
        for alternative in open_choices[shortest]:
            self.left -= 1
            if self.left <= 0:
                return True
            mark = len(self.trail)
            if self.holds([alternative, *rest]):
                return True
            self.undo(mark)
        return False

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

    def settle(self, choices: list[Sequence[Formula]]) -> list[Sequence[Formula]] | None:
        """Drop what cannot be or is so already; None where a choice has nothing left.

        A choice with one alternative left is no choice: it narrows, and all are looked at anew.
        """
        changed = True
        while changed:
            changed = False
            left: list[Sequence[Formula]] = []
            for parts in choices:
                if any(self.certain(part) for part in parts):
                    continue
                able = [part for part in parts if self.able(part)]
                if not able:
                    return None
                if len(able) == 1 and isinstance(able[0], Among):
                    if not self.narrow(able[0]):
                        return None
                    changed = True
                    continue
                left.append(able)
            choices = left
        return choices

    def able(self, formula: Formula) -> bool:
        if isinstance(formula, Among):
            return self.domains[formula.name] & formula.mask != 0
        if isinstance(formula, AnyOf):
            return any(self.able(part) for part in formula.parts)
        return all(self.able(part) for part in formula.parts)

    def certain(self, formula: Formula) -> bool:
        if isinstance(formula, Among):
            return self.domains[formula.name] & ~formula.mask == 0
        if isinstance(formula, AnyOf):
            return any(self.certain(part) for part in formula.parts)
        return all(self.certain(part) for part in formula.parts)
