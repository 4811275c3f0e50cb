"""The grammar of expressions: text to a small tree, by precedence, bounded in depth.

No attribute, no call of a value, no comprehension can be written: the grammar has no place for
them, and nothing of the text ever reaches Python's own parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from borne.domain.units import UNITS, Quantity
from borne.rules import words, words_of_expressions, words_of_yaml
from borne.rules.lexer import KEYWORDS, Mark, Token, WrongExpression, tokens
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.suggest import did_you_mean, hint_meant

MAX_DEPTH: Final = 24

COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Literal:
    """A number with or without a unit, a text, a time of day (minutes) or true and false."""

    value: Quantity | str | bool | int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A name."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Negative:
    """`-x`."""

    operand: Tree
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sum:
    """`a + b`, and the other three."""

    sign: str
    left: Tree
    right: Tree
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Compare:
    """`a < b <= c`: a chain; signs are those of COMPARISONS, `in` and `not in`."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: Tree
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Logic:
    """`a and b and c`, or the same with `or`."""

    word: str
    operands: tuple[Tree, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Items:
    """`["a", "b"]`, only after `in`."""

    items: tuple[Tree, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Tree, ...]
    start: int
    end: int


Tree: TypeAlias = Literal | Ref | Negative | Sum | Compare | Not | Logic | Items | Call


def parse_expression(text: str) -> Tree:
    """Read an expression. Raises WrongExpression."""
    parser = _Parser(tokens(text))
    tree = parser.any_of(0)
    parser.finish()
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.index = 0

    @property
    def here(self) -> Token:
        return self.found[self.index]

    def takes(self, *texts: str) -> Token | None:
        """Step over the next token when it is one of these words or signs."""
        token = self.here
        if token.mark in (Mark.NAME, Mark.SIGN) and token.text in texts:
            self.index += 1
            return token
        return None

    def finish(self) -> None:
        token, before = self.here, self.found[self.index - 1]
        if token.mark is Mark.END:
            return
        if before.mark is Mark.NUMBER and token.mark is Mark.NAME:
            raise WrongExpression(
                "wrong-unit",
                words.NO_UNIT(unit=token.text),
                token.start,
                token.end,
                hint_meant(token.text, UNITS),
            )
        hint = (
            hint_meant(token.text, KEYWORDS)
            or hint_meant(f"{before.text} {token.text}", (*BUILTINS, "between"))
            or words_of_expressions.QUOTE_FLOW()
        )
        raise WrongExpression(
            "expression",
            words_of_expressions.NOT_EXPECTED(text=token.text),
            token.start,
            token.end,
            hint,
        )

    def any_of(self, depth: int) -> Tree:
        return self.logic("or", depth)

    def logic(self, word: str, depth: int) -> Tree:
        def inner() -> Tree:
            return self.logic("and", depth) if word == "or" else self.negation(depth)

        operands = [inner()]
        while self.takes(word):
            operands.append(inner())
        if len(operands) == 1:
            return operands[0]
        return Logic(word, tuple(operands), operands[0].start, operands[-1].end)

    def negation(self, depth: int) -> Tree:
        self.bound(depth)
        token = self.takes("not")
        if token is None:
            return self.comparison(depth)
        operand = self.negation(depth + 1)
        return Not(operand, token.start, operand.end)

    def comparison(self, depth: int) -> Tree:
        first = self.sum(depth)
        rest: list[tuple[str, Tree]] = []
        while (sign := self.sign()) is not None:
            right = self.items(depth) if sign in ("in", "not in") else self.sum(depth)
            rest.append((sign, right))
        if not rest:
            return first
        return Compare(first, tuple(rest), first.start, rest[-1][1].end)

    def sign(self) -> str | None:
        token = self.here
        if self.takes(*COMPARISONS):
            return token.text
        if self.takes("is"):
            return "!=" if self.takes("not") else "=="
        if self.takes("in"):
            return "in"
        following = self.found[min(self.index + 1, len(self.found) - 1)]
        if token.text == "not" and following.text == "in" and self.takes("not"):
            self.takes("in")
            return "not in"
        return None

    def sum(self, depth: int) -> Tree:
        left = self.product(depth)
        while (token := self.takes("+", "-")) is not None:
            right = self.product(depth)
            left = Sum(token.text, left, right, left.start, right.end)
        return left

    def product(self, depth: int) -> Tree:
        left = self.primary(depth)
        while (token := self.takes("*", "/")) is not None:
            right = self.primary(depth)
            left = Sum(token.text, left, right, left.start, right.end)
        return left

    def primary(self, depth: int) -> Tree:
        self.bound(depth)
        token = self.here
        if token.mark is Mark.END:
            raise WrongExpression(
                "expression", words_of_expressions.ENDS_EARLY(), token.start, token.end
            )
        self.index += 1
        if token.text == "-" and token.mark is Mark.SIGN:
            operand = self.primary(depth + 1)
            return Negative(operand, token.start, operand.end)
        if token.text == "(" and token.mark is Mark.SIGN:
            tree = self.any_of(depth + 1)
            self.close(")", token)
            return tree
        if token.mark is Mark.NAME:
            return self.name(token, depth)
        if token.value is None:
            hint = words_of_expressions.LIST_AFTER_IN() if token.text == "[" else None
            raise WrongExpression(
                "expression",
                words_of_expressions.NOT_EXPECTED(text=token.text),
                token.start,
                token.end,
                hint,
            )
        return Literal(token.value, token.start, token.end, token.text)

    def name(self, token: Token, depth: int) -> Tree:
        if token.text in ("true", "on", "false", "off"):
            return Literal(token.text in ("true", "on"), token.start, token.end, token.text)
        if token.text in KEYWORDS:
            raise WrongExpression(
                "expression",
                words_of_expressions.NOT_EXPECTED(text=token.text),
                token.start,
                token.end,
            )
        if self.here.text != "(" or self.here.mark is not Mark.SIGN:
            return Ref(token.text, token.start, token.end)
        _known_function(token)
        opening = self.here
        self.index += 1
        arguments: list[Tree] = []
        if not self.takes(")"):
            arguments.append(self.any_of(depth + 1))
            while self.takes(","):
                arguments.append(self.any_of(depth + 1))
            self.close(")", opening)
        return Call(token.text, tuple(arguments), token.start, self.found[self.index - 1].end)

    def items(self, depth: int) -> Tree:
        opening = self.takes("[")
        if opening is None:
            token = self.here
            raise WrongExpression(
                "expression",
                words_of_expressions.IN_NEEDS_LIST(),
                token.start,
                max(token.end, token.start + 1),
            )
        found = [self.sum(depth + 1)]
        while self.takes(","):
            found.append(self.sum(depth + 1))
        self.close("]", opening)
        return Items(tuple(found), opening.start, self.found[self.index - 1].end)

    def close(self, sign: str, opening: Token) -> None:
        token = self.here
        if self.takes(sign):
            return
        if token.mark is Mark.END:
            raise WrongExpression(
                "expression",
                words_of_expressions.NOT_CLOSED(sign=opening.text),
                opening.start,
                opening.end,
                words_of_expressions.QUOTE_FLOW(),
            )
        self.finish()

    def bound(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            token = self.here
            raise WrongExpression("expression", words_of_yaml.TOO_DEEP(), token.start, token.end)


def _known_function(token: Token) -> None:
    if token.text in FUNCTIONS:
        return
    raise WrongExpression(
        "unknown-function",
        words_of_expressions.NO_FUNCTION(name=token.text),
        token.start,
        token.end,
        did_you_mean(token.text, FUNCTIONS),
    )


def depth_of(tree: Tree) -> int:
    """How deep an expression is nested."""
    if isinstance(tree, Negative | Not):
        inner: tuple[Tree, ...] = (tree.operand,)
    elif isinstance(tree, Sum):
        inner = (tree.left, tree.right)
    elif isinstance(tree, Compare):
        inner = (tree.first, *(right for _, right in tree.rest))
    elif isinstance(tree, Logic):
        inner = tree.operands
    elif isinstance(tree, Items):
        inner = tree.items
    elif isinstance(tree, Call):
        inner = tree.arguments
    else:
        inner = ()
    return 1 + max((depth_of(one) for one in inner), default=0)
