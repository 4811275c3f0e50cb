"""An expression as tokens, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from borne.domain.errors import WrongQuantity
from borne.domain.say import Sentence
from borne.domain.units import UNITS, Dimension, Quantity, parse_quantity
from borne.rules import words, words_of_expressions
from borne.rules.clock import read_clock
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.suggest import hint_meant

MAX_LENGTH: Final = 500
MAX_TOKENS: Final = 200

KEYWORDS: Final = frozenset({"and", "or", "not", "in", "is", "true", "false", "on", "off"})


class Mark(StrEnum):
    """What kind of token it is."""

    NUMBER = "number"
    CLOCK = "clock"
    TEXT = "text"
    NAME = "name"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression; `value` is a quantity, minutes of the day, or text."""

    mark: Mark
    text: str
    start: int
    end: int
    value: Quantity | int | str | None = None


class WrongExpression(Exception):
    """The expression cannot be read; places count characters of its text from 0."""

    def __init__(
        self, code: str, message: Sentence, start: int, end: int, hint: Sentence | None = None
    ) -> None:
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint
        super().__init__(str(message))


_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<clock>[0-9]{1,2}:[0-9]{2}(?![0-9:]))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>==|!=|<=|>=|<|>|\+|-|\*|/|\(|\)|\[|\]|,|≤|≥|≠)
    """,
    re.VERBOSE,
)
_UNIT: Final = re.compile(r"\s*(°C|%|€/[kM]Wh|€|[A-Za-z]+/[kM]Wh|[A-Za-z]+)(?![A-Za-z0-9_(])")
_WORD: Final = re.compile(r"[^\W\d]\w*")
_SAME: Final = {"≤": "<=", "≥": ">=", "≠": "!="}
_FOLDED: Final = {name.casefold() for name in UNITS}
_HINTS: Final = {
    "=": words_of_expressions.USE_IS(),
    "&": words_of_expressions.USE_AND(),
    "|": words_of_expressions.USE_OR(),
    "!": words_of_expressions.USE_NOT(),
    ".": words_of_expressions.NO_DOTS(),
    '"': words_of_expressions.CLOSE_QUOTE(),
    "'": words_of_expressions.CLOSE_QUOTE(),
}


def tokens(text: str) -> list[Token]:
    """Cut `text` into tokens, END last. Raises WrongExpression."""
    if len(text) > MAX_LENGTH:
        raise WrongExpression(
            "expression", words_of_expressions.EXPRESSION_LONG(), MAX_LENGTH, len(text)
        )
    found: list[Token] = []
    index = 0
    while index < len(text):
        match = _TOKEN.match(text, index)
        if match is None:
            _refuse_word(text, index, found)
            sign = text[index]
            hint = _HINTS.get(sign)
            raise WrongExpression(
                "expression", words_of_expressions.ODD_SIGN(sign=sign), index, index + 1, hint
            )
        token = _token(text, match)
        if token is not None:
            found.append(token)
        index = match.end() if token is None else token.end
    if len(found) > MAX_TOKENS:
        raise WrongExpression("expression", words_of_expressions.EXPRESSION_LONG(), 0, len(text))
    end = len(text.rstrip())
    return [*found, Token(Mark.END, "", end, end)]


def _refuse_word(text: str, index: int, before: list[Token]) -> None:
    """A word with a letter that no name has is named whole. Raises WrongExpression."""
    rest = _WORD.match(text, index)
    if rest is None:
        return
    last = before[-1] if before else None
    joined = last is not None and last.mark is Mark.NAME and last.end == index
    start = last.start if last is not None and joined else index
    word = text[start : rest.end()]
    raise WrongExpression(
        "unknown-name",
        words.NOT_A_NAME(name=word),
        start,
        rest.end(),
        hint_meant(word, (*BUILTINS, *KEYWORDS, *FUNCTIONS)),
    )


def _token(text: str, match: re.Match[str]) -> Token | None:
    start, end, piece = match.start(), match.end(), match[0]
    kind = match.lastgroup
    if kind == "space":
        return None
    if kind == "clock":
        minute = read_clock(piece)
        if minute is None:
            raise WrongExpression("time", words.NO_TIME(text=piece), start, end)
        return Token(Mark.CLOCK, piece, start, end, minute)
    if kind == "number":
        return _number(text, match)
    if kind == "text":
        return Token(Mark.TEXT, piece, start, end, piece[1:-1])
    if kind == "name":
        return Token(Mark.NAME, piece, start, end, piece)
    return Token(Mark.SIGN, _SAME.get(piece, piece), start, end)


def _number(text: str, match: re.Match[str]) -> Token:
    """A number with its unit, if one follows; with a leading zero, the text of a badge."""
    start, end, digits = match.start(), match.end(), match[0]
    unit = _UNIT.match(text, end)
    if unit is not None and unit[1].casefold() in _FOLDED:
        try:
            amount = parse_quantity(f"{digits} {unit[1]}")
        except WrongQuantity:  # mw: mW or MW?
            place = unit.start(1), unit.end()
            raise WrongExpression("wrong-unit", words.NO_UNIT(unit=unit[1]), *place) from None
        return Token(Mark.NUMBER, text[start : unit.end()], start, unit.end(), amount)
    if unit is not None and unit.start(1) == end:
        raise WrongExpression(
            "wrong-unit",
            words.NO_UNIT(unit=unit[1]),
            end,
            unit.end(),
            words_of_expressions.QUOTE_TEXT(),
        )
    if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
        return Token(Mark.TEXT, digits, start, end, digits)
    quantity = Quantity(float(digits), Dimension.NUMBER)
    return Token(Mark.NUMBER, digits, start, end, quantity)
