"""The inputs of the rules, read from the facts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from borne.control.measure import Read
from borne.domain.fact import Fact
from borne.domain.prices import Look
from borne.rules.model import RuleBook

PAIR_AGE: Final = timedelta(minutes=5)
"""Import and export apart: one of them is silent for hours, but never both for so long."""


def reader(book: RuleBook, facts: Mapping[str, Fact], now: datetime) -> Read:
    """Return how control reads an input by its name: a fresh number, `if_unknown`, or None."""
    pair = _pair(book)
    pair_until = _pair_until(book, facts)

    def read(name: str) -> float | None:
        source = book.inputs.get(name)
        if source is None:
            return None
        fact = facts.get(source.entity) or facts.get(name)
        value = fact.value if fact and fact.fresh(now, source.max_age) else None
        if name in pair and (pair_until is None or now > pair_until):
            value = None
        if value is None:
            value = source.if_unknown
        if isinstance(value, bool | str) or value is None or not math.isfinite(value):
            return None
        return float(value)

    return read


def looker(book: RuleBook, facts: Mapping[str, Fact], now: datetime) -> Look:
    """Return how the planner looks at an input: its fact where it is fresh, else None."""

    def look(name: str) -> Fact | None:
        source, fact = book.inputs.get(name), _fact(book, facts, name)
        if source is None:
            return None
        if fact is None or fact.value is None or not fact.fresh(now, source.max_age):
            instead = source.if_unknown
            return None if instead is None else Fact(instead, now)
        return fact

    return look


def heard_at(book: RuleBook, facts: Mapping[str, Fact]) -> datetime | None:
    """When the grid meter was last heard."""
    meter = book.site.meter
    if meter is None:
        return None
    return _newest(book, facts, (meter.signed, meter.imported, meter.exported))


def guarded_at(book: RuleBook, facts: Mapping[str, Fact]) -> datetime | None:
    """When the meter of the contract was last heard, where that is another one."""
    return _newest(book, facts, (book.site.apparent,))


def stale_at(book: RuleBook, facts: Mapping[str, Fact], now: datetime) -> datetime | None:
    """The next instant at which an input of the site grows too old."""
    ends = []
    for name in book.site.inputs:
        source, fact = book.inputs.get(name), _fact(book, facts, name)
        if source and source.max_age and fact and fact.fresh(now, source.max_age):
            ends.append(fact.at + source.max_age)
    pair_until = _pair_until(book, facts)
    if pair_until is not None and pair_until >= now:
        ends.append(pair_until)
    return min(ends, default=None)


def sources(book: RuleBook) -> frozenset[str]:
    """The entities (and names, as a simulation tells them) whose change can change a decision."""
    return read_sources(book) | _sources(book, book.site.inputs)


def read_sources(book: RuleBook) -> frozenset[str]:
    """Those of them that the rules themselves read, and not the site alone."""
    return _sources(book, book.reads)


def _sources(book: RuleBook, names: Iterable[str]) -> frozenset[str]:
    known = {name: book.inputs[name].entity for name in names if name in book.inputs}
    return frozenset(known) | frozenset(known.values())


def _pair(book: RuleBook) -> frozenset[str]:
    """The names of the meter's two inputs, where it has two without an age of their own."""
    meter = book.site.meter
    if meter is None or meter.imported is None or meter.exported is None:
        return frozenset()
    names = frozenset({meter.imported, meter.exported})
    aged = any(name in book.inputs and book.inputs[name].max_age for name in names)
    return frozenset() if aged else names


def _pair_until(book: RuleBook, facts: Mapping[str, Fact]) -> datetime | None:
    newest = _newest(book, facts, _pair(book))
    return None if newest is None else newest + PAIR_AGE


def _newest(
    book: RuleBook, facts: Mapping[str, Fact], names: Iterable[str | None]
) -> datetime | None:
    found = [_fact(book, facts, name) for name in names if name]
    return max((fact.at for fact in found if fact), default=None)


def _fact(book: RuleBook, facts: Mapping[str, Fact], name: str) -> Fact | None:
    source = book.inputs.get(name)
    return (facts.get(source.entity) or facts.get(name)) if source else None
