"""How a decision came about: every rule and limit looked at, and every name with its value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from borne.domain.decision import NameRead, Result, TraceStep
from borne.domain.fact import Fact, Value
from borne.domain.say import Sentence, Text
from borne.domain.units import Dimension, Quantity
from borne.rules import reasons
from borne.rules.clock import say_clock
from borne.rules.model import Rule, RuleBook
from borne.rules.moment import Moment, Truth
from borne.rules.names import BUILTINS, Kind
from borne.rules.terms import READ, as_number
from borne.rules.when import Part, When

_VALUE: Final = Text("{value}", "{value}")


def step(kind: str, name: str, why: Sentence) -> TraceStep:
    """Return a step that decided by itself."""
    return TraceStep(kind, name, Result.APPLIES, why)


def rule_steps(
    book: RuleBook, moment: Moment, chosen: Rule | None, asked: list[Truth]
) -> Iterator[TraceStep]:
    """Return a step for each rule, from the top; those that were not asked are not reached."""
    for index, rule in enumerate(book.rules):
        if rule is chosen:
            stays = index < len(asked) and asked[index] is not True
            why = reasons.STAYS() if stays else reasons.APPLIES()
            names = _names(book, moment, rule.when)
            yield TraceStep("rule", rule.name, Result.APPLIES, why, names)
        elif index < len(asked):
            yield _step(book, moment, "rule", rule.name, rule.when, asked[index])
        else:
            yield TraceStep("rule", rule.name, Result.NOT_REACHED, reasons.NOT_REACHED())


def limit_steps(book: RuleBook, moment: Moment, answers: list[Truth]) -> Iterator[TraceStep]:
    """Return a step for each limit."""
    for limit, answer in zip(book.limits, answers, strict=True):
        if answer is True:
            names = _names(book, moment, limit.when, limit.keep)
            yield TraceStep("limit", limit.name, Result.APPLIES, reasons.HOLDS(), names)
        else:
            yield _step(book, moment, "limit", limit.name, limit.when, answer)


def missing_of(book: RuleBook, moment: Moment, when: When) -> tuple[str, ...]:
    """Return the names that `when` depends on and that are unknown."""
    names = _expanded(book, when)
    return tuple(
        name for name in names if name not in book.conditions and _value(book, moment, name) is None
    )


def _step(
    book: RuleBook, moment: Moment, kind: str, name: str, when: When, answer: Truth
) -> TraceStep:
    result = Result.UNKNOWN if answer is None else Result.NO
    why = _why_unknown(book, moment, when) if answer is None else _why_not(moment, when)
    return TraceStep(kind, name, result, why, _names(book, moment, when))


def _why_not(moment: Moment, when: When) -> Sentence:
    part = _first(moment, when, False)
    if part is not None:
        return part.unless
    return reasons.NOT_LONG_ENOUGH(hold=when.hold or timedelta())


def _why_unknown(book: RuleBook, moment: Moment, when: When) -> Sentence:
    missing = missing_of(book, moment, when)
    if not missing:
        part = _first(moment, when, None)
        return reasons.UNKNOWN_PART(text=part.said if part is not None else "")
    name = missing[0]
    fact = _fact(book, moment, name)
    if fact is not None and fact.odd is not None:
        return reasons.UNKNOWN_SO(name=name, why=fact.odd)
    age = _age(book, moment, name)
    return reasons.UNKNOWN(name=name) if age is None else reasons.UNKNOWN_SINCE(name=name, age=age)


def _first(moment: Moment, when: When, answer: Truth) -> Part | None:
    return next((part for part in when.parts if part.ask(moment) is answer), None)


def _expanded(book: RuleBook, when: When) -> list[str]:
    """Return the names that `when` reads, and those that its conditions read, each once."""
    found: list[str] = []
    waiting = sorted(when.reads, reverse=True)
    while waiting:
        name = waiting.pop()
        if name in found or name == "who":
            continue
        found.append(name)
        if name in book.conditions:
            waiting.extend(sorted(book.conditions[name].when.reads, reverse=True))
    return found


def _names(
    book: RuleBook, moment: Moment, when: When, keep: str | None = None
) -> tuple[NameRead, ...]:
    names = _expanded(book, when)
    if keep is not None and keep not in names:
        names.append(keep)
    return tuple(
        NameRead(name, _said(book, name, _value(book, moment, name)), _age(book, moment, name))
        for name in names
    )


def _value(book: RuleBook, moment: Moment, name: str) -> Value | None:
    if name in book.conditions:
        return book.conditions[name].when.ask(moment)
    entry = book.inputs.get(name)
    if entry is None:
        return READ[name](moment)
    value = moment.value(entry.name, entry.entity, entry.max_age)
    return entry.if_unknown if value is None else value


def _age(book: RuleBook, moment: Moment, name: str) -> timedelta | None:
    fact = _fact(book, moment, name)
    return None if fact is None else moment.age(fact)


def _fact(book: RuleBook, moment: Moment, name: str) -> Fact | None:
    entry = book.inputs.get(name)
    return None if entry is None else moment.fact(entry.name, entry.entity)


def _said(book: RuleBook, name: str, value: Value | None) -> str:
    """Return a value as its unit shows it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "on" if value else "off"
    number = as_number(value)
    if number is None:
        return str(value)
    builtin = BUILTINS.get(name)
    if builtin is not None and builtin.type.kind is Kind.CLOCK:
        return say_clock(int(number))
    entry = book.inputs.get(name)
    dimension = builtin.type.dimension if builtin is not None else entry and entry.dimension
    return _VALUE(value=Quantity(number, dimension or Dimension.NUMBER)).say()
