"""Generated expressions, right and wrong, read and asked: nothing may hang, grow or get out.

`.venv/bin/python tests/rules/fuzz.py 1000000` runs a million; the tests run a few thousand. An
expression either is refused at a place inside it, or it is a question with one of three answers.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from time import thread_time
from typing import Final

from borne.domain.decision import Scene, Subject
from borne.domain.fact import Fact, Value
from borne.domain.units import Dimension
from borne.domain.whereabouts import Whereabouts
from borne.rules.evaluate import Scope, compile_question
from borne.rules.expression import parse_expression
from borne.rules.lexer import WrongExpression
from borne.rules.moment import Memory, Moment
from borne.rules.names import BUILTINS, FUNCTIONS, Kind, Type
from borne.rules.public_holidays import load
from borne.rules.terms import InputName

SLOWEST: Final = 1.0
"""s of the processor that no expression may take."""

NOON: Final = datetime(2026, 6, 9, 12, tzinfo=UTC)
INPUTS: Final = {
    "a": InputName("a", "sensor.a", Type(Kind.ANY)),
    "b": InputName("b", "sensor.b", Type(Kind.NUMBER, Dimension.POWER), timedelta(minutes=5)),
    "c": InputName("c", "sensor.c", Type(Kind.ANY), None, 0.0),
}
SCOPE: Final = Scope(INPUTS, frozenset({"red"}), lambda _name: lambda _moment: None)
CAR: Final = Subject("garage/1", "garage", 1, plugged=True, session_time=600.0, soc=50.0)
VALUES: Final[tuple[Value | None, ...]] = (
    *(None, True, False, 0.0, -0.0, 1e308, -1e308, 5e-324, float("inf"), float("nan")),
    *("", "nan", "unavailable", "on", "Rouge", "1e999", "\N{SNOWMAN}" * 100, "0x10", " 7 "),
)
WORDS: Final = (
    *("and", "or", "not", "in", "is", "true", "off", "==", "!=", "<", "<=", ">", ">=", "+", "-"),
    *("*", "/", "(", ")", "[", "]", ",", '"Rouge"', "'x'", "22:30", "24:00", "7:5", "3", "1e9"),
    *("04100200", "9 kVA", "2 kW", "10 min", "80 %", "0.5", "999999999999", "now", "sunset", "a.b"),
    *("a", "b", "c", "red", "__class__", "x", "lambda", "=", "**", "!", "{", "\\", "\N{SNOWMAN}"),
    *BUILTINS,
    *(f"{name}(" for name in FUNCTIONS),
    *('average(b, "10 min")', 'changed(a, "1 h")', "age(a)", "known(c)", "sunset + 30 min"),
)


def generated(chance: random.Random) -> str:
    """An expression by the grammar, or words at random, or one of them with a sign changed."""
    kind = chance.random()
    text = _question(chance, 0) if kind < 0.6 else _jumble(chance)
    if kind > 0.5 and text and chance.random() < 0.5:
        at = chance.randrange(len(text))
        text = text[:at] + chr(chance.choice((chance.randrange(32, 127), 0x2603))) + text[at + 1 :]
    return text


def tried(text: str, moment: Moment) -> str:
    """Read, compile and ask; return what came of it. Raises AssertionError, or any defect."""
    begun, raised = thread_time(), None
    try:
        answer = compile_question(parse_expression(text), SCOPE).ask(moment)
    except WrongExpression as error:
        raised = error
    else:
        assert answer in (True, False, None), text
        moment.next()
    assert thread_time() - begun < SLOWEST, text
    if raised is None:
        return "asked"
    assert 0 <= raised.start <= min(raised.end, len(text)), text
    assert raised.message.say("fr"), text
    return "refused"


def moment_of(chance: random.Random) -> Moment:
    """A moment in which each input is anything, heard at any time, the future included."""
    facts = {
        f"sensor.{name}": Fact(
            chance.choice(VALUES), NOON - timedelta(seconds=chance.uniform(-900, 900))
        )
        for name in INPUTS
        if chance.random() < 0.8
    }
    past = {source: (fact,) for source, fact in facts.items()}
    where = chance.choice((Whereabouts(), Whereabouts(48.9, 2.3, "FR"), Whereabouts(89, 0, "XX")))
    scene = Scene(NOON, facts, surplus=chance.choice((None, 2e3)), whereabouts=where, past=past)
    return Moment(CAR, scene, Memory(), boost=False)


def run(count: int, seed: int) -> dict[str, int]:
    """Try so many; return how many were refused and how many were asked."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    found = {"refused": 0, "asked": 0}
    load()
    for number in range(count):
        if number % 50 == 0:
            moment = moment_of(chance)
        found[tried(generated(chance), moment)] += 1
    return found


def _question(chance: random.Random, depth: int) -> str:
    kind = chance.random() if depth < 6 else 0.0
    if kind < 0.4:
        sign = chance.choice(("==", "!=", "<", "<=", ">", ">=", "is", "is not"))
        return f"{_number(chance, depth)} {sign} {_number(chance, depth)}"
    if kind < 0.5:
        sign = chance.choice(("==", "<", "is not"))
        return f"{_value(chance, depth)} {sign} {_value(chance, depth)}"
    if kind < 0.6:
        return f"not ({_question(chance, depth + 1)})"
    if kind < 0.7:
        items = ", ".join(_value(chance, 6) for _ in range(chance.randrange(1, 4)))
        return f"{_value(chance, depth)} in [{items}]"
    if kind < 0.8:
        return chance.choice((*BUILTINS, *INPUTS, "red", "known(a)", 'changed(a, "10 min")'))
    word = chance.choice(("and", "or"))
    return f"({_question(chance, depth + 1)}) {word} {_question(chance, depth + 1)}"


def _number(chance: random.Random, depth: int) -> str:
    """What may stand where a number is wanted."""
    kind = chance.random() if depth < 6 else 0.0
    if kind < 0.6:
        return chance.choice(("3", "0.5", "-1", "a", "c", "b", "surplus", "0"))
    if kind < 0.8:
        sign = chance.choice("+-*/")
        return f"({_number(chance, depth + 1)} {sign} {_number(chance, depth + 1)})"
    name, count = chance.choice((("min", 2), ("max", 3), ("abs", 1), ("clamp", 3), ("round", 1)))
    return f"{name}({', '.join(_number(chance, depth + 2) for _ in range(count))})"


def _value(chance: random.Random, depth: int) -> str:
    kind = chance.random() if depth < 6 else 0.0
    if kind < 0.6:
        literals = ("3", "0.5", "2 kW", "80 %", "10 min", "22:30", '"Rouge"', "-1", "on")
        return chance.choice((*literals, *INPUTS, *BUILTINS, 'average(b, "10 min")', "age(a)"))
    if kind < 0.8:
        sign = chance.choice("+-*/")
        return f"({_value(chance, depth + 1)} {sign} {_value(chance, depth + 1)})"
    name = chance.choice(tuple(FUNCTIONS))
    arguments = ", ".join(_value(chance, depth + 2) for _ in range(chance.randrange(4)))
    return f"{name}({arguments})"


def _jumble(chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.choice((1, 3, 8, 30, 260))))


if __name__ == "__main__":
    print(run(int(sys.argv[1]), seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1))  # noqa: T201
