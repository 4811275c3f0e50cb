"""What conditions mean, as formulas: when each is true, and when it is false; else it is unknown.

A name that is compared with values that are written out takes one of few values: each of them,
and one for every gap between them. The very comparisons that the rules run are asked of each, so
that nothing is said here that they would not say. What is more than that (a sum, two names
compared, an average, the sun) is a question of its own that may have any answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from borne.domain.decision import Mode
from borne.domain.fact import Value
from borne.domain.units import Quantity
from borne.rules.clock import DAY, DAYS, Schedule
from borne.rules.expression import Call, Compare, Items, Literal, Logic, Negative, Not, Ref, Tree
from borne.rules.logic import WORDS, as_truth
from borne.rules.model import Condition, Input
from borne.rules.moment import Truth
from borne.rules.names import BUILTINS, Kind
from borne.rules.terms import MIRROR, ORDER, as_number, same
from borne.rules.when import Part, When, every_part
from borne.rules.worlds import ALWAYS, NEVER, All, Among, AnyOf, Formula

_YEAR: Final = tuple(date(2028, 1, 1) + timedelta(days=day) for day in range(366))  # a leap year
_OPEN: Final = 0b111
"""A question of its own: true, false or unknown."""
_NEVER_UNKNOWN: Final = frozenset(
    {
        *("plugged", "charging", "boost", "tag", "person", "vehicle", "mode"),
        *("session_energy", "session_time"),
    }
)
_NOT_NEGATIVE: Final = frozenset({"session_energy", "session_time"})
_MODES: Final = ("rules", *(mode.value for mode in Mode))
_ELSE: Final = "\N{WHITE DIAMOND}"
"""Stands for every text that nobody compares with."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """When it is true, and when it is false; elsewhere it is unknown."""

    true: Formula
    false: Formula


_YES: Final = Meaning(ALWAYS, NEVER)


@dataclass(slots=True)
class Meanings:
    """Says what the conditions of one book mean, over one set of names."""

    inputs: Mapping[str, Input]
    conditions: Mapping[str, Condition]
    values: dict[str, list[Value | None]] = field(default_factory=dict)
    """By name: what it may be, each value standing for all that compare alike."""
    domains: dict[str, int] = field(default_factory=dict)
    _known: dict[str, Meaning] = field(default_factory=dict)

    def learn(self, whens: Iterable[When]) -> None:
        """Note what every name is compared with, so that its values can be told apart."""
        compared: dict[str, set[Value]] = {}
        places: set[str] = set()
        for when in whens:
            for part in every_part(when.parts):
                _collect(part.tree, compared)
                if part.about is not None and part.about[0] in ("charger", "connector"):
                    places |= part.about[1]
        for name in {*compared, *self.inputs, *BUILTINS}:
            self._set_values(name, compared.get(name, set()))
        self._set_places(places)
        self.domains.update(minute=(1 << DAY) - 1, weekday=(1 << 7) - 1, date=(1 << 366) - 1)
        self.domains.update(holiday=_OPEN, holiday_before=_OPEN)

    def of(self, when: When) -> Meaning:
        """Return what a condition, a rule's or a limit's `when` means."""
        base = _all_of([self.part(part) for part in when.parts])
        if when.hold is None:
            return base
        held = self._question(f"{when.key} for {when.hold}", 0b11)
        so, not_so = Among(held, 0b01), Among(held, 0b10)
        return Meaning(All((base.true, so)), AnyOf((base.false, All((base.true, not_so)))))

    def part(self, part: Part) -> Meaning:
        if part.tree is not None:
            return self.tree(part.tree)
        if part.parts:
            return _any_of([self.part(one) for one in part.parts])
        if part.schedule is not None:
            return self.schedule(part.schedule)
        if part.about is not None:
            return self.about(*part.about)
        return self._any_answer(part.said)

    def about(self, key: str, wanted: frozenset[str]) -> Meaning:
        """Where, or for whom; whoever charges may have several names."""
        if key == "who":
            names = [self._question(f"who {name}", 0b11) for name in sorted(wanted)]
            true = AnyOf(tuple(Among(name, 0b01) for name in names))
            return Meaning(true, All(tuple(Among(name, 0b10) for name in names)))

        def here(place: Value | None) -> Truth:
            charger, _, number = str(place).rpartition("/")
            if key == "charger":
                return charger in wanted
            return number in wanted or place in wanted

        return self._asked("place", here)

    # Time

    def schedule(self, schedule: Schedule) -> Meaning:
        """A window over midnight belongs to the day on which it opens."""
        today = self._day(schedule, 0)
        before = self._day(schedule, 1)
        first, second = schedule.masks()
        outside = ((1 << DAY) - 1) & ~(first | second)
        parts_true = AnyOf(
            (
                All((Among("minute", first), today.true)),
                All((Among("minute", second), before.true)),
            )
        )
        not_first = AnyOf((Among("minute", ~first & ((1 << DAY) - 1)), today.false))
        not_second = AnyOf((Among("minute", ~second & ((1 << DAY) - 1)), before.false))
        false = AnyOf((Among("minute", outside), All((not_first, not_second))))
        return Meaning(parts_true, false)

    def _day(self, schedule: Schedule, ago: int) -> Meaning:
        """Whether windows open on today, or on the day before."""
        holiday = "holiday_before" if ago else "holiday"
        named = _mask((day - ago) % 7 in (schedule.days or ()) for day in range(7))
        weekday = _one_of("weekday", named, (1 << 7) - 1)
        feast = Meaning(Among(holiday, 0b001), Among(holiday, 0b010))
        days = _YES
        if schedule.holidays:
            days = feast if schedule.days is None else _any_of([weekday, feast])
        elif schedule.holidays is False:
            work = Meaning(feast.false, feast.true)
            days = work if schedule.days is None else _all_of([weekday, work])
        elif schedule.days is not None:
            days = weekday
        if schedule.seasons is None:
            return days
        seasons = schedule.seasons
        held = _mask(
            any(season.holds(_YEAR[day - ago]) for season in seasons) for day in range(366)
        )
        return _all_of([days, _one_of("date", held, (1 << 366) - 1)])

    # Expressions

    def tree(self, tree: Tree) -> Meaning:
        if isinstance(tree, Logic):
            parts = [self.tree(operand) for operand in tree.operands]
            return _all_of(parts) if tree.word == "and" else _any_of(parts)
        if isinstance(tree, Not):
            return _not(self.tree(tree.operand))
        if isinstance(tree, Literal) and isinstance(tree.value, bool):
            return _YES if tree.value else _not(_YES)
        if isinstance(tree, Ref):
            return self.ref(tree.name)
        if isinstance(tree, Compare):
            left, parts = tree.first, []
            for sign, right in tree.rest:
                parts.append(self.compare(sign, left, right))
                left = right
            return _all_of(parts)
        if isinstance(tree, Call) and tree.name == "known":
            return self.known(tree)
        return self._any_answer(shape(tree))

    def ref(self, name: str) -> Meaning:
        if name in self.conditions:
            if name not in self._known:
                self._known[name] = self._any_answer(f"circle {name}")
                self._known[name] = self.of(self.conditions[name].when)
            return self._known[name]
        if name == "holiday":
            return Meaning(Among(name, 0b001), Among(name, 0b010))
        if name in ("tag", "person", "vehicle"):
            return self._asked(name, bool)
        return self._asked(name, as_truth)

    def compare(self, sign: str, left: Tree, right: Tree) -> Meaning:
        if isinstance(right, Items):
            found = _any_of([self.compare("==", left, item) for item in right.items])
            return found if sign == "in" else _not(found)
        if _written(left) is not None and sign in MIRROR:
            sign, left, right = MIRROR[sign], right, left
        value, name = _written(right), _named(left)
        if value is None or name is None or name in self.conditions or name == "holiday":
            whole = Compare(left, ((sign, right),), 0, 0)
            return self._any_answer(shape(whole))
        if name == "now":
            return _one_of("minute", _minutes(sign, value), (1 << DAY) - 1)
        if name == "weekday":
            named = _mask(same(day, value) for day in DAYS)
            found = _one_of(name, named, (1 << 7) - 1)
            return found if sign == "==" else _not(found)
        return self._asked(name, _question(sign, value))

    def known(self, tree: Call) -> Meaning:
        argument = tree.arguments[0] if tree.arguments else None
        entry = self.inputs.get(argument.name) if isinstance(argument, Ref) else None
        if entry is None or entry.if_unknown is not None:
            return self._any_answer(shape(tree))
        return self._asked(entry.name, lambda value: value is not None)

    def _asked(self, name: str, ask: Callable[[Value | None], Truth]) -> Meaning:
        """Ask a question of each value of a name."""
        answers = [ask(value) for value in self.values[name]]
        true = _mask(answer is True for answer in answers)
        false = _mask(answer is False for answer in answers)
        return Meaning(Among(name, true), Among(name, false))

    def _question(self, key: str, mask: int) -> str:
        self.domains.setdefault(key, mask)
        return key

    def _any_answer(self, text: str) -> Meaning:
        name = self._question(f"? {text}", _OPEN)
        return Meaning(Among(name, 0b001), Among(name, 0b010))

    def _set_values(self, name: str, compared: set[Value]) -> None:
        entry, builtin = self.inputs.get(name), BUILTINS.get(name)
        found: list[Value | None] = []
        if entry is None or entry.if_unknown is None:
            found.append(None)
        if name in _NEVER_UNKNOWN:
            found.clear()
        if name == "plugged":
            found.append(True)  # without a car no rule is asked
        elif builtin is not None and builtin.type.kind is Kind.TRUTH:
            found.extend((True, False))
        elif builtin is not None and builtin.type.kind is Kind.TEXT:
            texts = _MODES if name == "mode" else ("", _ELSE, *_texts(compared))
            found.extend(dict.fromkeys(texts))
        elif builtin is not None or name.startswith("age("):
            least = 0.0 if name in _NOT_NEGATIVE or builtin is None else None
            found.extend(_numbers(compared, least))
        else:
            known = dict.fromkeys((_ELSE, *WORDS, *_texts(compared)))
            found.extend((True, False, *known, *_numbers({*compared, 0.0}, None)))
        self.values[name] = found
        self.domains[name] = (1 << len(found)) - 1

    def _set_places(self, wanted: set[str]) -> None:
        chargers = {_ELSE, *(one.rpartition("/")[0] or one for one in wanted if one)}
        numbers = {"0", *(one.rpartition("/")[2] for one in wanted)}
        self.values["place"] = [
            f"{charger}/{number}" for charger in sorted(chargers) for number in sorted(numbers)
        ]
        self.domains["place"] = (1 << len(self.values["place"])) - 1


def shape(tree: object) -> str:
    """Return what two trees share that ask the same, wherever they stand."""
    if isinstance(tree, Literal):
        return repr(tree.value)
    if isinstance(tree, tuple):
        return "(" + " ".join(shape(part) for part in tree) + ")"
    if hasattr(tree, "__dataclass_fields__"):
        fields = (name for name in tree.__dataclass_fields__ if name not in ("start", "end"))
        parts = " ".join(shape(getattr(tree, name)) for name in fields)
        return f"{type(tree).__name__}[{parts}]"
    return str(tree)


def _collect(tree: object, compared: dict[str, set[Value]]) -> None:
    """Note which written values each name is compared with."""
    if isinstance(tree, Compare):
        left = tree.first
        for _, right in tree.rest:
            items = right.items if isinstance(right, Items) else (right,)
            for one, other in ((left, item) for item in items):
                _note(one, other, compared)
                _note(other, one, compared)
            left = right
    for name in getattr(tree, "__dataclass_fields__", ()):
        child = getattr(tree, name)
        for part in child if isinstance(child, tuple) else (child,):
            if isinstance(part, tuple):
                _collect(part[1], compared)
            elif hasattr(part, "__dataclass_fields__"):
                _collect(part, compared)


def _note(one: Tree, other: Tree, compared: dict[str, set[Value]]) -> None:
    name, value = _named(one), _written(other)
    if name is None or value is None or isinstance(value, bool):
        return
    known = compared.setdefault(name, set())
    if isinstance(value, str):
        known.add(value.casefold())
        with suppress(ValueError):
            known.add(float(value))  # a number may be meant: 3 is "3"
    else:
        known.add(float(value))


def _named(tree: Tree) -> str | None:
    if isinstance(tree, Ref):
        return tree.name
    if isinstance(tree, Call) and tree.name == "age" and isinstance(tree.arguments[0], Ref):
        return f"age({tree.arguments[0].name})"
    return None


def _written(tree: Tree) -> Value | None:
    """A value that is written out, in its base unit; a time of day in minutes."""
    if isinstance(tree, Negative):
        inner = as_number(_written(tree.operand))
        return None if inner is None else -inner
    if not isinstance(tree, Literal):
        return None
    return tree.value.value if isinstance(tree.value, Quantity) else tree.value


def _question(sign: str, value: Value) -> Callable[[Value | None], Truth]:
    """What a comparison answers for a value, as the rules themselves do."""

    def ask(one: Value | None) -> Truth:
        if one is None:
            return None
        if sign in ("==", "!="):
            return same(one, value) is (sign == "==")
        number, against = as_number(one), as_number(value)
        return None if number is None or against is None else ORDER[sign](number, against)

    return ask


def _texts(compared: Iterable[Value]) -> list[str]:
    return sorted(one for one in compared if isinstance(one, str))


def _numbers(compared: Iterable[Value], least: float | None) -> Iterator[float]:
    """Each number that is compared with, and one for every gap."""
    edges = sorted({one for one in map(as_number, compared) if one is not None})
    points = [*edges, *((one + other) / 2 for one, other in pairwise(edges))]
    points.extend((edges[0] - 1.0, edges[-1] + 1.0) if edges else (1.0,))
    yield from sorted(point for point in set(points) if least is None or point >= least)


def _minutes(sign: str, value: Value) -> int:
    minute = as_number(value) or 0.0
    compare: Callable[[float, float], bool] = ORDER.get(sign) or (
        (lambda one, other: one == other) if sign == "==" else (lambda one, other: one != other)
    )
    return _mask(compare(float(one), minute) for one in range(DAY))


def _mask(bits: Iterable[bool]) -> int:
    found = 0
    for at, bit in enumerate(bits):
        found |= bit << at
    return found


def _one_of(name: str, mask: int, domain: int) -> Meaning:
    return Meaning(Among(name, mask), Among(name, domain & ~mask))


def _not(meaning: Meaning) -> Meaning:
    return Meaning(meaning.false, meaning.true)


def _all_of(meanings: list[Meaning]) -> Meaning:
    return Meaning(
        All(tuple(one.true for one in meanings)), AnyOf(tuple(one.false for one in meanings))
    )


def _any_of(meanings: list[Meaning]) -> Meaning:
    return Meaning(
        AnyOf(tuple(one.true for one in meanings)), All(tuple(one.false for one in meanings))
    )
