"""Expressions made ready to run: checked against the names, then compiled to closures.

Kleene's logic throughout: a value that is unknown is None and makes its comparison unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from borne.domain.units import Dimension
from borne.rules import words_of_expressions
from borne.rules.ahead import forecast_term
from borne.rules.expression import (
    Call,
    Compare,
    Items,
    Literal,
    Logic,
    Negative,
    Not,
    Ref,
    Sum,
    Tree,
)
from borne.rules.lexer import KEYWORDS, WrongExpression
from borne.rules.logic import Ask, all_of, any_of, as_truth, negation
from borne.rules.moment import Truth
from borne.rules.names import BUILTINS, FUNCTIONS, Kind, Type
from borne.rules.suggest import did_you_mean
from borne.rules.terms import (
    ARITHMETIC,
    NUMERIC,
    READ,
    InputName,
    Term,
    age_of,
    apply,
    as_number,
    binary,
    check_comparable,
    check_units,
    compare_numbers,
    constant,
    equal,
    literal_term,
    nothing,
    numeric,
    read_input,
    result_dimension,
    session_time,
    unary,
    wrong,
)
from borne.rules.times import (
    average_term,
    changed_term,
    compare_average,
    compare_clock,
    compare_growing,
    turning_term,
    window_of,
)

ARGUMENTS: Final[Mapping[str, tuple[int, int]]] = {
    "min": (1, 10),
    "max": (1, 10),
    "abs": (1, 1),
    "round": (1, 2),
    "clamp": (3, 3),
    "known": (1, 1),
    "age": (1, 1),
    "average": (2, 2),
    "changed": (2, 2),
    "forecast": (2, 2),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may use besides the built-in ones."""

    inputs: Mapping[str, InputName] = field(default_factory=dict)
    conditions: frozenset[str] = frozenset()
    ask_condition: Callable[[str], Ask] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A compiled expression that is true, false or unknown, and the names that it reads."""

    ask: Ask
    reads: frozenset[str]
    negated: frozenset[str] = frozenset()
    """The names that stand under a `not`."""
    always: Truth = None
    """What it always is, when that does not depend on anything."""
    recalls: Mapping[str, timedelta] = field(default_factory=dict)
    """The inputs whose past it asks for, and how far back."""


def compile_question(tree: Tree, scope: Scope) -> Question:
    """Check `tree` against the names and units, and make it ready. Raises WrongExpression."""
    compiler = _Compiler(scope)
    ask = compiler.truth(tree)
    always = tree.value if isinstance(tree, Literal) and isinstance(tree.value, bool) else None
    reads, negated = frozenset(compiler.reads), frozenset(compiler.negated)
    return Question(ask, reads, negated, always, compiler.recalls)


class _Compiler:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.reads: set[str] = set()
        self.negated: set[str] = set()
        self.under_not = False
        self.recalls: dict[str, timedelta] = {}

    # What is true or false

    def truth(self, tree: Tree) -> Ask:
        if isinstance(tree, Logic):
            asks = tuple(self.truth(operand) for operand in tree.operands)
            return all_of(asks) if tree.word == "and" else any_of(asks)
        if isinstance(tree, Not):
            self.under_not = not self.under_not
            ask = self.truth(tree.operand)
            self.under_not = not self.under_not
            return negation(ask)
        if isinstance(tree, Compare):
            return self.chain(tree)
        return self.term_as_truth(self.term(tree))

    def term_as_truth(self, term: Term) -> Ask:
        compute = term.compute
        if term.type.kind is Kind.TRUTH:
            return compute  # type: ignore[return-value] # a truth computes to a bool or None
        if term.type.kind is Kind.ANY:
            return lambda moment: as_truth(compute(moment))
        if isinstance(term.tree, Ref) and term.tree.name in ("tag", "person", "vehicle"):
            return lambda moment: bool(compute(moment))
        raise wrong(
            term.tree,
            "not-a-question",
            words_of_expressions.NOT_A_QUESTION(),
            words_of_expressions.COMPARE_IT(),
        )

    def chain(self, tree: Compare) -> Ask:
        asks: list[Ask] = []
        left = tree.first
        for sign, right in tree.rest:
            asks.append(self.compare(sign, left, right))
            left = right
        return asks[0] if len(asks) == 1 else all_of(tuple(asks))

    def compare(self, sign: str, left: Tree, right: Tree) -> Ask:
        if isinstance(right, Items):
            asks = tuple(self.compare("==", left, item) for item in right.items)
            found = any_of(asks)
            return found if sign == "in" else negation(found)
        one, other = self.term(left, may_grow=True), self.term(right, may_grow=True)
        if Kind.CLOCK in (one.type.kind, other.type.kind):
            return compare_clock(sign, one, other)
        check_comparable(sign, one, other)
        if one.grows is not None or other.grows is not None:
            return compare_growing(sign, one, other)
        if one.slides is not None or other.slides is not None:
            return compare_average(sign, one, other)
        if sign in ("==", "!="):
            ask = equal(one, other)
            return ask if sign == "==" else negation(ask)
        return compare_numbers(sign, one, other)

    # Values

    def term(self, tree: Tree, *, may_grow: bool = False) -> Term:
        if isinstance(tree, Literal):
            return literal_term(tree)
        if isinstance(tree, Ref):
            term = self.name(tree)
        elif isinstance(tree, Call):
            term = self.call(tree)
        elif isinstance(tree, Negative):
            inner = self.number(tree.operand)
            if isinstance(inner.literal, float):
                return constant(tree, inner.type, -inner.literal)
            term = Term(tree, inner.type, unary(operator.neg, inner.compute))
        elif isinstance(tree, Sum):
            term = self.sum_of_time(tree) or self.sum(tree)
        else:
            ask = self.truth(tree)
            term = Term(tree, Type(Kind.TRUTH), ask)
        if term.grows is not None and not may_grow:
            raise wrong(tree, "expression", words_of_expressions.GROWS())
        if term.slides is not None and not may_grow:
            raise wrong(tree, "expression", words_of_expressions.SLIDES())
        return term

    def number(self, tree: Tree) -> Term:
        term = self.term(tree)
        if term.type.kind not in (Kind.NUMBER, Kind.ANY):
            raise wrong(tree, "not-a-number", words_of_expressions.NOT_A_NUMBER())
        return Term(
            tree, Type(Kind.NUMBER, term.type.dimension), numeric(term), literal=term.literal
        )

    def name(self, tree: Ref) -> Term:
        name, scope = tree.name, self.scope
        self.reads.add(name)
        if self.under_not:
            self.negated.add(name)
        if name in scope.inputs:
            entry = scope.inputs[name]
            return Term(tree, entry.type, read_input(entry))
        if name in scope.conditions and scope.ask_condition is not None:
            return Term(tree, Type(Kind.TRUTH), scope.ask_condition(name))
        turning = turning_term(tree)
        if turning is not None:
            return turning
        if name in BUILTINS:
            grows = session_time if name == "session_time" else None
            return Term(tree, BUILTINS[name].type, READ[name], grows)
        self.reads.discard(name)
        raise self.unknown_name(tree)

    def unknown_name(self, tree: Ref) -> WrongExpression:
        name = tree.name
        if name in ("unknown", "unavailable"):
            return wrong(
                tree,
                "unknown-name",
                words_of_expressions.NO_NAME(name=name),
                words_of_expressions.USE_KNOWN(),
            )
        known = {*self.scope.inputs, *self.scope.conditions, *BUILTINS, *KEYWORDS}
        hint = did_you_mean(name, known) or words_of_expressions.QUOTE_OR_NAME()
        return wrong(tree, "unknown-name", words_of_expressions.NO_NAME(name=name), hint)

    def sum_of_time(self, tree: Sum) -> Term | None:
        """`sunset + 30 min`."""
        term = turning_term(tree)
        if term is not None and isinstance(tree.left, Ref):
            self.name(tree.left)
        return term

    def sum(self, tree: Sum) -> Term:
        left, right = self.number(tree.left), self.number(tree.right)
        dimension = result_dimension(
            tree.sign, tree.right, left.type.dimension, right.type.dimension
        )
        compute = binary(ARITHMETIC[tree.sign], left.compute, right.compute)
        return Term(tree, Type(Kind.NUMBER, dimension), compute)

    def call(self, tree: Call) -> Term:
        least, most = ARGUMENTS[tree.name]
        if not least <= len(tree.arguments) <= most:
            hint = words_of_expressions.FUNCTION_IS(name=tree.name, summary=FUNCTIONS[tree.name]())
            raise wrong(
                tree, "arguments", words_of_expressions.WRONG_ARGUMENTS(name=tree.name), hint
            )
        if tree.name == "age":
            entry = self.input_of(tree)
            return Term(tree, Type(Kind.NUMBER, Dimension.TIME), nothing, age_of(entry))
        if tree.name == "forecast":
            return forecast_term(tree, self.input_of(tree))
        if tree.name in ("average", "changed"):
            return self.recalled(tree)
        if tree.name == "known":
            return self.known(tree)
        if tree.name == "round":
            return self.round(tree)
        terms = [self.number(argument) for argument in tree.arguments]
        kind = terms[0].type
        for term in terms[1:]:
            check_units(term.tree, kind.dimension, term.type.dimension)
            kind = term.type if kind.dimension in (None, Dimension.NUMBER) else kind
        function = NUMERIC[tree.name]
        return Term(tree, kind, apply(function, tuple(term.compute for term in terms)))

    def recalled(self, tree: Call) -> Term:
        """What asks for the past of an input."""
        entry, window = self.input_of(tree), window_of(tree)
        if tree.name == "average" and entry.type.kind is Kind.ANY:
            entry = replace(entry, type=Type(Kind.NUMBER, entry.type.dimension))
        self.recalls[entry.name] = max(window, self.recalls.get(entry.name, window))
        return average_term(tree, entry) if tree.name == "average" else changed_term(tree, entry)

    def known(self, tree: Call) -> Term:
        argument = tree.arguments[0]
        if isinstance(argument, Ref) and argument.name in self.scope.inputs:
            self.name(argument)
            entry = self.scope.inputs[argument.name]
            name, entity, max_age = entry.name, entry.entity, entry.max_age
            return Term(
                tree,
                Type(Kind.TRUTH),
                lambda moment: moment.value(name, entity, max_age) is not None,
            )
        compute = self.term(argument).compute
        return Term(tree, Type(Kind.TRUTH), lambda moment: compute(moment) is not None)

    def round(self, tree: Call) -> Term:
        term, digits = self.number(tree.arguments[0]), 0
        if len(tree.arguments) == 2:
            literal = as_number(self.term(tree.arguments[1]).literal)
            if literal is None or literal not in range(7):
                raise wrong(tree.arguments[1], "arguments", words_of_expressions.ROUND_DIGITS())
            digits = int(literal)
        return Term(tree, term.type, unary(lambda x: float(round(x, digits)), term.compute))

    def input_of(self, tree: Call) -> InputName:
        argument = tree.arguments[0]
        if isinstance(argument, Ref):
            entry = self.scope.inputs.get(argument.name)
            self.name(argument)
            if entry is not None:
                return entry
        raise wrong(argument, "arguments", words_of_expressions.NEEDS_INPUT(name=tree.name))
