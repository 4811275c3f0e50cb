"""What can be proven of the rules together: what never applies, and what an unknown lets through.

Only what holds in every world is said; where the search ends without a proof, nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borne.domain.decision import Mode
from borne.domain.say import Sentence
from borne.domain.site import Site
from borne.rules import reasons, words, words_of_events
from borne.rules.expression import Compare, Literal, Logic, Negative, Not, Ref, Tree
from borne.rules.meaning import Meaning, Meanings
from borne.rules.model import Rule, RuleBook
from borne.rules.problem import Problems
from borne.rules.when import Place, When, every_part
from borne.rules.worlds import All, Among, Formula, Ground, Patience, found_out, negated, possible

_LOOKS: Final = 15_000
"""What is looked at in one reading at most: some tenths of a second."""

_DRAWS: Final = frozenset({Mode.MIN, Mode.MAX, Mode.AMOUNT, Mode.MIN_SURPLUS})
"""What charges from the grid, if need be."""
_RANKS: Final = {
    Mode.OFF: 0,
    Mode.MIN: 1,
    Mode.SURPLUS: 2,
    Mode.MIN_SURPLUS: 2,
    Mode.AMOUNT: 2,
    Mode.MAX: 3,
}
"""How much a rule charges, roughly."""


def reason(book: RuleBook, problems: Mapping[str, Problems]) -> None:
    """Warn of what is proven."""
    _Reasoner(book, problems).warn()


@dataclass(slots=True, init=False)
class _Reasoner:
    book: RuleBook
    problems: Mapping[str, Problems]
    meanings: Meanings
    rules: Sequence[Meaning]
    not_so: Sequence[Formula]
    """For each rule: that it does not apply."""
    patience: Patience

    def __init__(self, book: RuleBook, problems: Mapping[str, Problems]) -> None:
        self.book, self.problems = book, problems
        self.meanings = Meanings(book.inputs, book.conditions)
        self.meanings.learn(_whens(book))
        self.rules = [self.meanings.of(rule.when) for rule in book.rules]
        self.patience = Patience(_LOOKS)
        self.not_so = [negated(one.true, self.meanings.domains) for one in self.rules]

    def warn(self) -> None:
        for condition in self.book.conditions.values():
            self.never(condition.when, condition.place, words.NEVER_TRUE(name=condition.name))
        for limit in self.book.limits:
            self.never(limit.when, limit.place, words.NEVER_HOLDS(name=limit.name))
        for tie in self.book.ties:
            if tie.when is not None and tie.place is not None:
                self.never(tie.when, tie.place, words_of_events.NEVER_DONE())
        unreachable = {rule.name for rule in self.unreachable()}
        self.otherwise()
        for index, rule in enumerate(self.book.rules):
            if rule.name not in unreachable:
                self.unknown(index, rule)
                self.oscillates(index, rule)

    def possible(self, *formulas: Formula) -> bool:
        return possible(formulas, self.meanings.domains, self.patience)

    def found(self, *formulas: Formula) -> bool:
        """Whether a world was found in which all hold: what is said of it is proven."""
        return found_out(formulas, self.meanings.domains, self.patience) is True

    def say(self, place: Place, code: str, message: Sentence, hint: Sentence | None = None) -> None:
        self.problems[place.file].warning(place.span, code, message, hint)

    def never(self, when: When, place: Place, message: Sentence) -> bool:
        """Warn of what excludes itself; a window that never opens has been told already."""
        if self.possible(self.meanings.of(when).true):
            return False
        if not any(part.schedule and not any(part.schedule.masks()) for part in when.parts):
            self.say(place, "never-true", message)
        return True

    def unreachable(self) -> Iterator[Rule]:
        """Warn of each rule that never decides."""
        above = Ground(self.meanings.domains, self.patience)
        for index, rule in enumerate(self.book.rules):
            if index:
                above.add(self.not_so[index - 1])
            if above.leaves(self.rules[index].true):
                continue
            yield rule
            if self.never(rule.when, rule.place, words.NEVER_APPLIES_ALONE(name=rule.name)):
                continue
            cover = self.cover(index)
            if len(cover) == 1 and cover[0].when.always:
                message = words.NEVER_APPLIES(name=rule.name, first=cover[0].name)
            elif len(cover) == 1:
                message = words.NEVER_APPLIES_FIRST(name=rule.name, first=cover[0].name)
            else:
                names = ", ".join(f"“{one.name}”" for one in cover)
                message = words.NEVER_APPLIES_TOGETHER(name=rule.name, names=names)
            self.say(rule.place, "never-applies", message, words.MOVE_IT_UP())

    def cover(self, index: int) -> list[Rule]:
        """Return the rules above that together leave nothing to this one; none is superfluous."""
        names = self.rules[index].true.names
        for one in range(index):
            if self.not_so[one].names and names.isdisjoint(self.not_so[one].names):
                continue
            if not self.possible(self.rules[index].true, self.not_so[one]):
                return [self.book.rules[one]]
        needed = list(range(index))
        for one in reversed(range(index)):
            fewer = [other for other in needed if other != one]
            left = (self.not_so[other] for other in fewer)
            if not self.possible(self.rules[index].true, *left):
                needed = fewer
        return [self.book.rules[one] for one in needed]

    def otherwise(self) -> None:
        """Warn when it can happen that no rule applies."""
        if self.book.rules and self.found(*self.not_so):
            place = self.book.rules[-1].place
            self.say(place, "no-otherwise", words.NO_OTHERWISE(), words.ADD_OTHERWISE())

    def unknown(self, index: int, rule: Rule) -> None:
        """Warn when an unknown input keeps a rule that says off from doing so, and a car charges.

        All other names are known then: that one alone is the reason.
        """
        if rule.mode is not Mode.OFF or rule.goal is not None:
            return
        meaning, domains = self.rules[index], self.meanings.domains
        undecided = All((self.not_so[index], negated(meaning.false, domains)))
        for name in sorted(self.inputs_of(rule.when)):
            if None not in self.meanings.values[name]:
                continue
            alone = [Among(name, 1), *self.all_known(name)]
            for later in range(index + 1, len(self.rules)):
                between = (self.not_so[one] for one in range(later) if one != index)
                stronger = self.book.rules[later]
                if stronger.mode not in _DRAWS or stronger.goal is not None:
                    continue
                if self.found(undecided, *alone, self.rules[later].true, *between):
                    message = words.UNKNOWN_DECIDES(
                        name=name,
                        rule=rule.name,
                        stronger=stronger.name,
                        charge=reasons.say_charge(stronger),
                    )
                    hint = words.SAY_WHEN_UNKNOWN(name=name)
                    self.say(rule.place, "unknown-decides", message, hint)
                    break

    def all_known(self, but: str) -> Iterator[Formula]:
        """Every name but one is known, and every question of its own has an answer."""
        for name, domain in self.meanings.domains.items():
            values = self.meanings.values.get(name)
            if name == but:
                continue
            if values is not None and None in values:
                yield Among(name, domain & ~1)
            elif name.startswith(("?", "holiday")):
                yield Among(name, 0b011)

    def inputs_of(self, when: When) -> set[str]:
        """Return the inputs that a `when` reads, by its conditions too."""
        found: set[str] = set()
        waiting, seen = set(when.reads), set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.book.conditions:
                waiting |= self.book.conditions[name].when.reads
            elif name in self.book.inputs:
                found.add(name)
        return found

    def oscillates(self, index: int, rule: Rule) -> None:
        """Warn of a threshold on what the charge itself moves back over it, where nothing holds.

        More charge means more import and less export: only where this rule charges less above the
        threshold, or more below it, than every rule that could follow, it goes to and fro.
        """
        following = self.book.rules[index:]
        if rule.stay_for is not None or rule.when.hold is not None:
            return
        if any(one.goal is not None for one in following):  # nobody can tell what a plan will do
            return
        others = [_RANKS.get(one.mode, 0) for one in following[1:]] or [0]
        own, rank = _loads(self.book.site), _RANKS.get(rule.mode, 0)
        for name, above in sorted(self.thresholds(rule.when, frozenset(), so=True)):
            if name not in own:
                continue
            loaded = above is (own[name] > 0)
            if all(rank < other if loaded else rank > other for other in others):
                message = words.OSCILLATES(name=name, rule=rule.name)
                self.say(rule.place, "oscillates", message, words.HOLD_IT())
                return

    def thresholds(
        self, when: When, seen: frozenset[str], *, so: bool
    ) -> Iterator[tuple[str, bool]]:
        """Return the names that must be above (True) or below an amount, unless a `for` holds."""
        for part in every_part(when.parts):
            for name, above in _compared(part.tree, so=so):
                condition = self.book.conditions.get(name)
                if condition is None:
                    yield name, above
                elif name not in seen and condition.when.hold is None:
                    yield from self.thresholds(condition.when, seen | {name}, so=above)


def _compared(tree: Tree | None, *, so: bool) -> Iterator[tuple[str, bool]]:
    """Return the names that stand before a written amount and on which side; and conditions."""
    if isinstance(tree, Ref):
        yield tree.name, so
    elif isinstance(tree, Logic):
        for operand in tree.operands:
            yield from _compared(operand, so=so)
    elif isinstance(tree, Not):
        yield from _compared(tree.operand, so=not so)
    elif isinstance(tree, Compare):
        left = tree.first
        for sign, right in tree.rest:
            for one, other, above in ((left, right, ">"), (right, left, "<")):
                written = isinstance(other, Literal | Negative) and sign[0] in "<>"
                if isinstance(one, Ref) and written:
                    yield one.name, (sign[0] == above) is so
            left = right


def _loads(site: Site) -> dict[str, int]:
    """The inputs that rise (1) or fall (-1) as the cars draw more."""
    meter = site.meter
    found: dict[str | None, int] = {"power": 1, "current": 1, site.apparent: 1}
    if meter is not None:
        found |= {meter.signed: 1, meter.imported: 1, meter.exported: -1}
    return {name: sign for name, sign in found.items() if name}


def _whens(book: RuleBook) -> Iterator[When]:
    yield from (condition.when for condition in book.conditions.values())
    yield from (rule.when for rule in book.rules)
    yield from (limit.when for limit in book.limits)
    yield from (tie.when for tie in book.ties if tie.when is not None)
