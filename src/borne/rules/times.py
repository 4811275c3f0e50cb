"""Comparisons of what changes by itself: the clock, the sun, ages and averages.

Each is of a form whose next change can be told, so that nobody has to look again and again.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Final

from borne.domain.errors import WrongQuantity
from borne.domain.units import Dimension, Quantity, read_quantity
from borne.rules import reasons, words_of_expressions
from borne.rules.clock import DAY, Schedule, Window
from borne.rules.expression import Call, Literal, Ref, Sum, Tree
from borne.rules.logic import Ask, negation
from borne.rules.moment import Moment, Truth
from borne.rules.names import Kind, Type
from borne.rules.past import LONGEST, SHORTEST, Curve, changed, changed_at, curve
from borne.rules.sun import MOST_OFFSET, Turning, turning_minute
from borne.rules.terms import (
    MIRROR,
    ORDER,
    READ,
    InputName,
    Term,
    as_number,
    check_units,
    wrong,
)

_TURNINGS: Final = frozenset(turning.value for turning in Turning)


def compare_clock(sign: str, one: Term, other: Term) -> Ask:
    """`now >= 22:30`, `now > sunset + 30 min`: a window of the day, so that its edges are known."""
    if sign not in MIRROR or not (_is_now(one) or _is_now(other)):
        raise wrong(other.tree, "not-comparable", words_of_expressions.CLOCK_WITH_NOW())
    if not _is_now(one):
        sign, one, other = MIRROR[sign], other, one
    minute = other.literal
    if isinstance(minute, int) and other.type.kind is Kind.CLOCK:
        ask = _compare_minute(sign, minute)
    elif other.turning is not None:
        ask = _compare_turning(sign, *other.turning)
    else:
        raise wrong(other.tree, "not-comparable", words_of_expressions.CLOCK_WITH_NOW())
    return negation(ask) if sign == "!=" else ask


def _is_now(term: Term) -> bool:
    return isinstance(term.tree, Ref) and term.tree.name == "now"


def _window(sign: str, minute: int) -> Window:
    """From which minute of the day on, up to which one, the comparison holds."""
    begin, end = {
        "<": (0, minute),
        "<=": (0, minute + 1),
        ">": (minute + 1, DAY),
        ">=": (minute, DAY),
    }.get(sign, (minute, minute + 1))
    return Window(max(0, min(begin, DAY)), max(0, min(end, DAY)))


def _compare_minute(sign: str, minute: int) -> Ask:
    schedule = Schedule((_window(sign, minute),))

    def ask(moment: Moment) -> Truth:
        moment.looked.append((schedule, None))
        return schedule.holds(moment.now)

    return ask


def _compare_turning(sign: str, turning: Turning, later: int) -> Ask:
    """Today's sunrise or sunset; tomorrow's is another one."""

    def ask(moment: Moment) -> Truth:
        minute = turning_minute(turning, moment.now, moment.scene.whereabouts)
        if minute is None:
            return None
        window = _window(sign, minute + later)
        moment.looked.append((None, None))
        for edge in (window.start, window.end):
            if 0 < edge < DAY and window.start < window.end:
                moment.looked.append((clock_edge(edge), None))
        return window.start <= moment.minute < window.end

    return ask


@lru_cache(maxsize=DAY)
def clock_edge(minute: int) -> Schedule:
    """A schedule that begins at a minute of the day."""
    return Schedule((Window(minute, DAY),))


def turning_term(tree: Ref | Sum) -> Term | None:
    """`sunset`, `sunrise - 30 min`; None where the tree is another one. Raises WrongExpression."""
    ref, later = (tree, 0) if isinstance(tree, Ref) else (tree.left, None)
    if not isinstance(ref, Ref) or ref.name not in _TURNINGS:
        return None
    if isinstance(tree, Sum):
        seconds = _seconds(tree.right) if tree.sign in ("+", "-") else None
        if seconds is None or not 0 <= seconds <= MOST_OFFSET.total_seconds():
            raise wrong(tree.right, "expression", words_of_expressions.SUN_OFFSET())
        later = round(seconds / 60) * (-1 if tree.sign == "-" else 1)
    turning = Turning(ref.name)
    return Term(tree, Type(Kind.CLOCK), READ[ref.name], turning=(turning, later or 0))


def _seconds(tree: Tree) -> float | None:
    """A duration that is written out; one without a unit is none."""
    value = tree.value if isinstance(tree, Literal) else None
    if isinstance(value, Quantity) and value.dimension is Dimension.TIME:
        return value.value
    if isinstance(value, str):
        try:
            return read_quantity(value, Dimension.TIME)
        except WrongQuantity:
            return None
    return None


def compare_growing(sign: str, one: Term, other: Term) -> Ask:
    """`age(x) > 10 min`: against a duration that is written out, so that its edge is known."""
    if one.grows is None:
        sign, one, other = MIRROR[sign], other, one
    seconds, grows = as_number(other.literal), one.grows
    if seconds is None or grows is None or sign not in ORDER or seconds > 1e9:
        raise wrong(one.tree, "expression", words_of_expressions.GROWS())
    threshold, order = timedelta(seconds=seconds), ORDER[sign]

    def ask(moment: Moment) -> Truth:
        grown = grows(moment)
        if grown is None:
            return None
        moment.crosses(grown, threshold)
        return order(grown.total_seconds(), seconds)

    return ask


def average_term(tree: Call, entry: InputName) -> Term:
    """`average(grid, "10 min")`. Raises WrongExpression."""
    window = window_of(tree)
    name, entity, max_age = entry.name, entry.entity, entry.max_age
    dimension = entry.type.dimension

    def slides(moment: Moment) -> Curve:
        return curve(moment.past(name, entity), moment.now, max_age, window)

    def compute(moment: Moment) -> float | None:
        return slides(moment).at(0.0)

    return Term(tree, Type(Kind.NUMBER, dimension), compute, slides=slides)


def compare_average(sign: str, one: Term, other: Term) -> Ask:
    """`average(…) > 2 kW`: against a number that is written out, so that its edge is known."""
    if one.slides is None:
        sign, one, other = MIRROR[sign], other, one
    limit, slides = as_number(other.literal), one.slides
    if limit is None or slides is None or sign not in ORDER:
        raise wrong(one.tree, "expression", words_of_expressions.SLIDES())
    check_units(other.tree, one.type.dimension, other.type.dimension)
    order = ORDER[sign]

    def ask(moment: Moment) -> Truth:
        found = slides(moment)
        ahead = found.crosses(limit)
        if ahead is not None:
            moment.wake(timedelta(seconds=ahead) + timedelta.resolution, reasons.RULES_LOOK_AGAIN)
        value = found.at(0.0)
        return None if value is None else order(value, limit)

    return ask


def changed_term(tree: Call, entry: InputName) -> Term:
    """`changed(tempo, "10 min")`. Raises WrongExpression."""
    window = window_of(tree)
    name, entity, max_age = entry.name, entry.entity, entry.max_age

    def ask(moment: Moment) -> Truth:
        past = moment.past(name, entity)
        if moment.value(name, entity, max_age) is None:
            return None
        for since in (changed_at(past), past[0].at if past else None):
            if since is not None:
                moment.until(since + window, reasons.RULES_LOOK_AGAIN)
        return changed(past, moment.now, window)

    return Term(tree, Type(Kind.TRUTH), ask)


def window_of(tree: Call) -> timedelta:
    """The second argument, a duration: `"10 min"`. Raises WrongExpression."""
    seconds = _seconds(tree.arguments[1])
    if seconds is None or not SHORTEST.total_seconds() <= seconds <= LONGEST.total_seconds():
        raise wrong(
            tree.arguments[1], "arguments", words_of_expressions.NEEDS_DURATION(name=tree.name)
        )
    return timedelta(seconds=seconds)
