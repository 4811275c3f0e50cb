"""`forecast(input, "tomorrow")`: what an entity tells of a time to come.

Of the sun's W the energy, in Wh; of prices the mean. A time begins and ends by the clock, so that
the value changes only there and when the entity is heard anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from borne.domain.fact import Fact
from borne.domain.units import Dimension
from borne.rules import reasons, words_of_plans
from borne.rules.expression import Call, Literal
from borne.rules.moment import Moment
from borne.rules.names import Kind, Type
from borne.rules.terms import InputName, Term, wrong

TIMES: Final = ("today", "tonight", "tomorrow")
_NIGHT: Final = (20, 8)
"""The hours between which it is tonight; from 08:00 on it is the coming one."""
_LEAST_KNOWN: Final = 0.5
"""How much of a time its prices must be known for."""


def forecast_term(tree: Call, entry: InputName) -> Term:
    """Return the term of `forecast(input, "tonight")`. Raises WrongExpression."""
    named = tree.arguments[1]
    when = named.value if isinstance(named, Literal) else None
    if when not in TIMES:
        message = words_of_plans.FORECAST_TIMES(known=", ".join(TIMES))
        raise wrong(named, "arguments", message)
    priced = entry.type.dimension is Dimension.PRICE
    name, entity, max_age = entry.name, entry.entity, entry.max_age

    def compute(moment: Moment) -> float | None:
        start, end = window(str(when), moment.now)
        moment.until(_next_turn(str(when), moment.now), reasons.RULES_LOOK_AGAIN)
        fact = moment.fact(name, entity)
        if fact is None or (max_age is not None and moment.age(fact) > max_age):
            return None
        return _mean(fact, start, end) if priced else _energy(fact, start, end)

    dimension = Dimension.PRICE if priced else Dimension.ENERGY
    return Term(tree, Type(Kind.NUMBER, dimension), compute)


def window(when: str, now: datetime) -> tuple[datetime, datetime]:
    """Return when that time begins and ends, in UTC; `now` is in the site's zone."""
    if when == "tonight":
        day = now.date() - timedelta(days=now.hour < _NIGHT[1])
        first, last = datetime.combine(day, time(_NIGHT[0])), datetime.combine(day, time(_NIGHT[1]))
        last += timedelta(days=1)
    else:
        first = datetime.combine(now.date() + timedelta(days=when == "tomorrow"), time())
        last = first + timedelta(days=1)
    zone = now.tzinfo
    return first.replace(tzinfo=zone).astimezone(UTC), last.replace(tzinfo=zone).astimezone(UTC)


def _next_turn(when: str, now: datetime) -> datetime:
    """When that word next means another time."""
    start, end = window(when, now)
    return end if when in ("today", "tonight") else start


def _within(fact: Fact, start: datetime, end: datetime) -> Iterator[tuple[float, float]]:
    """Each value of that time with its hours."""
    for span in fact.ahead:
        hours = (min(span.end, end) - max(span.start, start)).total_seconds() / 3600
        if hours > 0:
            yield span.value, hours


def _energy(fact: Fact, start: datetime, end: datetime) -> float | None:
    found = [value * hours for value, hours in _within(fact, start, end)]
    return sum(found) if found else None


def _mean(fact: Fact, start: datetime, end: datetime) -> float | None:
    found = list(_within(fact, start, end))
    known = sum(hours for _, hours in found)
    if known < (end - start).total_seconds() / 3600 * _LEAST_KNOWN:
        return None
    return sum(value * hours for value, hours in found) / known
