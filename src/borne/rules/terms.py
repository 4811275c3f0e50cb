"""What expressions compute with: the values of names, arithmetic, and comparisons by unit."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from borne.domain.decision import Mode
from borne.domain.fact import Value
from borne.domain.say import Sentence
from borne.domain.units import Dimension, Quantity
from borne.rules import reasons, words_of_expressions
from borne.rules.clock import DAYS
from borne.rules.expression import Literal, Tree
from borne.rules.lexer import WrongExpression
from borne.rules.logic import Ask, as_truth
from borne.rules.moment import Moment, Truth
from borne.rules.names import Kind, Type
from borne.rules.past import Curve
from borne.rules.sun import Turning, turning_minute

Compute: TypeAlias = Callable[[Moment], "Value | None"]
Calculate: TypeAlias = Callable[[Moment], "float | None"]


@dataclass(frozen=True, slots=True)
class InputName:
    """An input as expressions know it."""

    name: str
    entity: str
    type: Type
    max_age: timedelta | None = None
    if_unknown: Value | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A part of an expression that has a value."""

    tree: Tree
    type: Type
    compute: Compute
    grows: Callable[[Moment], timedelta | None] | None = None
    """For what grows by itself with time: how far it has come."""
    slides: Callable[[Moment], Curve] | None = None
    """For an average: how it goes on while nothing new is heard."""
    turning: tuple[Turning, int] | None = None
    """For a time of the sun: which one, and how many minutes later."""
    literal: Value | None = None
    """Its value, where it is written out."""


def wrong(
    tree: Tree, code: str, message: Sentence, hint: Sentence | None = None
) -> WrongExpression:
    """Return the error at the place of `tree`."""
    return WrongExpression(code, message, tree.start, tree.end, hint)


# Values


def literal_term(tree: Literal) -> Term:
    """A value as it is written."""
    value = tree.value
    if isinstance(value, Quantity):
        return constant(tree, Type(Kind.NUMBER, value.dimension), value.value)
    if isinstance(value, bool):
        return constant(tree, Type(Kind.TRUTH), value)
    if isinstance(value, int):
        return constant(tree, Type(Kind.CLOCK), value)
    return constant(tree, Type(Kind.TEXT), value)


def constant(tree: Tree, kind: Type, value: Value) -> Term:
    """A term that is always the same."""
    return Term(tree, kind, lambda _moment: value, literal=value)


def read_input(entry: InputName) -> Compute:
    """The value of an input, or what replaces it while it is unknown."""
    name, entity, max_age, instead = entry.name, entry.entity, entry.max_age, entry.if_unknown
    if instead is None:
        return lambda moment: moment.value(name, entity, max_age)

    def compute(moment: Moment) -> Value | None:
        value = moment.value(name, entity, max_age)
        return instead if value is None else value

    return compute


def _weekday(moment: Moment) -> Value:
    moment.looked.append((None, None))
    return DAYS[moment.now.weekday()]


def _price(moment: Moment) -> Value | None:
    slot = moment.scene.price
    if slot is None:
        return None
    moment.until(slot.end, reasons.PRICE_CHANGES)
    return slot.price


def _mode(moment: Moment) -> Value:
    mode: Mode | None = moment.subject.by_hand.mode
    return "rules" if mode is None else mode.value


def _turning(turning: Turning) -> Compute:
    def compute(moment: Moment) -> Value | None:
        return turning_minute(turning, moment.now, moment.scene.whereabouts)

    return compute


def _holiday(moment: Moment) -> Value | None:
    moment.looked.append((None, None))
    days = moment.holidays
    return None if days is None else moment.now.date() in days


READ: Final[Mapping[str, Compute]] = {
    "plugged": lambda moment: moment.subject.plugged,
    "charging": lambda moment: moment.subject.charging,
    "boost": lambda moment: moment.boost,
    "tag": lambda moment: moment.subject.tag or "",
    "person": lambda moment: moment.subject.person or "",
    "vehicle": lambda moment: moment.subject.vehicle or "",
    "status": lambda moment: moment.subject.status,
    "session_energy": lambda moment: moment.subject.session_energy,
    "session_time": lambda moment: moment.subject.session_time,
    "power": lambda moment: moment.subject.power,
    "current": lambda moment: moment.subject.current,
    "soc": lambda moment: moment.subject.soc,
    "mode": _mode,
    "surplus": lambda moment: moment.scene.surplus,
    "headroom": lambda moment: moment.scene.headroom,
    "price": _price,
    "now": lambda moment: moment.minute,
    "weekday": _weekday,
    "holiday": _holiday,
    "sunrise": _turning(Turning.SUNRISE),
    "sunset": _turning(Turning.SUNSET),
}


def session_time(moment: Moment) -> timedelta:
    """How long the session has lasted."""
    return timedelta(seconds=moment.subject.session_time)


def age_of(entry: InputName) -> Callable[[Moment], timedelta | None]:
    """How old an input's last value is; unknown when it never came."""
    name, entity = entry.name, entry.entity

    def grows(moment: Moment) -> timedelta | None:
        fact = moment.fact(name, entity)
        return None if fact is None or fact.value is None else moment.age(fact)

    return grows


def nothing(_moment: Moment) -> None:
    """The value of what is only ever compared."""


def as_number(value: Value | None) -> float | None:
    """Return a number; None for text, on and off, and what is no finite number."""
    if value.__class__ is float or value.__class__ is int:
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def numeric(term: Term) -> Calculate:
    """The value of a term as a number, unknown when it is none."""
    compute = term.compute
    return lambda moment: as_number(compute(moment))


# Arithmetic

ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _clamp(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))


NUMERIC: Final[Mapping[str, Callable[..., float]]] = {
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "abs": abs,
    "clamp": _clamp,
}


def unary(function: Callable[[float], float], compute: Compute) -> Compute:
    """Apply a function to a number that may be unknown."""

    def result(moment: Moment) -> float | None:
        value = as_number(compute(moment))
        return None if value is None else function(value)

    return result


def binary(function: Callable[[float, float], float], left: Compute, right: Compute) -> Compute:
    """Apply a sign; what cannot be computed, as x / 0, is unknown."""

    def result(moment: Moment) -> float | None:
        one, other = as_number(left(moment)), as_number(right(moment))
        if one is None or other is None:
            return None
        try:
            return as_number(function(one, other))
        except (ZeroDivisionError, OverflowError):
            return None

    return result


def apply(function: Callable[..., float], computes: tuple[Compute, ...]) -> Compute:
    """Apply a function to numbers; unknown when one of them is."""

    def result(moment: Moment) -> float | None:
        values = [as_number(compute(moment)) for compute in computes]
        return None if None in values else function(*values)

    return result


# Units

_FREE: Final = (None, Dimension.NUMBER)
"""A number without a unit takes that of what it meets."""


def check_units(tree: Tree, one: Dimension | None, other: Dimension | None) -> None:
    """Refuse two dimensions that cannot meet. Raises WrongExpression at `tree`."""
    if one is other or one in _FREE or other in _FREE:
        return
    message = words_of_expressions.UNITS_DIFFER(one=one, other=other)
    hint = None
    if {one, other} == {Dimension.POWER, Dimension.APPARENT}:
        hint = words_of_expressions.POWER_OR_APPARENT()
    raise wrong(tree, "wrong-unit", message, hint)


def result_dimension(
    sign: str, right: Tree, one: Dimension | None, other: Dimension | None
) -> Dimension | None:
    """Return what the unit of a sum, a product or a quotient is; None: not known."""
    if sign in ("+", "-"):
        check_units(right, one, other)
        return other if one in _FREE else one
    if other is Dimension.NUMBER:
        return one
    if sign == "*" and one is Dimension.NUMBER:
        return other
    if sign == "*" and {one, other} == {Dimension.VOLTAGE, Dimension.CURRENT}:
        return Dimension.APPARENT
    if sign == "/" and one is other and one is not None:
        return Dimension.NUMBER
    return None


# Comparisons

ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRROR: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def check_comparable(sign: str, one: Term, other: Term) -> None:
    """Refuse to compare what cannot be compared. Raises WrongExpression."""
    kinds = (one.type.kind, other.type.kind)
    if sign not in ("==", "!="):
        for term in (one, other):
            if term.type.kind not in (Kind.NUMBER, Kind.ANY):
                raise wrong(term.tree, "not-a-number", words_of_expressions.NOT_A_NUMBER())
    elif Kind.ANY not in kinds and kinds[0] is not kinds[1]:
        hint = words_of_expressions.QUOTE_TEXT() if Kind.TEXT in kinds else None
        raise wrong(other.tree, "not-comparable", words_of_expressions.NEVER_EQUAL(), hint)
    check_units(other.tree, one.type.dimension, other.type.dimension)


def compare_numbers(sign: str, one: Term, other: Term) -> Ask:
    """`a >= b`, unknown when one of them is."""
    order, left, right = ORDER[sign], one.compute, other.compute
    limit = as_number(other.literal)
    if limit is not None:

        def against(moment: Moment) -> Truth:
            value = left(moment)
            if value.__class__ is not float:
                value = as_number(value)
            return None if value is None else order(value, limit)

        return against

    def ask(moment: Moment) -> Truth:
        value, against = as_number(left(moment)), as_number(right(moment))
        return None if value is None or against is None else order(value, against)

    return ask


def equal(one: Term, other: Term) -> Ask:
    """`a == b`; texts are equal whatever their case."""
    if one.literal is not None and other.literal is None:
        one, other = other, one
    left, right, fixed = one.compute, other.compute, other.literal
    if isinstance(fixed, str):
        text = fixed.casefold()

        def is_text(moment: Moment) -> Truth:
            value = left(moment)
            if value.__class__ is str:
                return value.casefold() == text
            return None if value is None else same(value, text)

        return is_text

    def ask(moment: Moment) -> Truth:
        value, against = left(moment), right(moment)
        return None if value is None or against is None else same(value, against)

    return ask


def same(one: Value, other: Value) -> bool:
    """Whether two values mean the same: `on` is true, 3 is "3", and case does not matter."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    if isinstance(one, bool) or isinstance(other, bool):
        return as_truth(one) is as_truth(other)
    if isinstance(one, str) or isinstance(other, str):
        return _written(one) == _written(other)
    return one == other


def _written(value: Value) -> str:
    if isinstance(value, str):
        return value.strip().casefold()
    return f"{value:.0f}" if math.isfinite(value) and value == int(value) else repr(value)
