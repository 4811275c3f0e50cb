"""The library's files as a person's hand may spoil them: each is answered, and none is dangerous.

`.venv/bin/python tests/rules/mutations.py 10000` spoils so many; the tests spoil a few. What is
read either has an error at a place inside the text, or it is a book of rules that decides.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import thread_time
from typing import Final
from zoneinfo import ZoneInfo

from borne.domain.decision import Scene, Subject
from borne.domain.fact import Fact, Value
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.moment import Memory
from borne.rules.problem import Severity

LIBRARY: Final = sorted((Path(__file__).parents[2] / "rules").rglob("*.yaml"))
SLOWEST: Final = 5.0
"""s of the processor that no text may take; what a person wrote takes a tenth of a second."""

NOON: Final = datetime(2026, 6, 9, 12, tzinfo=ZoneInfo("Europe/Paris"))
CAR: Final = Subject("garage/1", "garage", 1, plugged=True, session_time=600.0)
ODD: Final[tuple[Value | None, ...]] = (None, True, 0.0, -5e3, 5e3, 1e30, float("nan"), "", "Rouge")

_VALUE: Final = re.compile(r"(?<=: )[^\n#{\[]+")
_STRANGE: Final = (
    *(
        "",
        "~",
        "null",
        "yes",
        "-1",
        "0",
        "1e999",
        "9" * 400,
        "0x10",
        "1_000",
        "12,5",
        "nan",
        ".inf",
    ),
    *("99999999 kW", "-5 A", "5 kWh", "25:00-26:00", "00:00-00:00", "31 Feb", "mon-mon", "now"),
    *(
        "*a",
        "&a x",
        "!!python/object:os.system x",
        "{{{{",
        "]",
        "\t",
        "|",
        ">-",
        "%",
        "@",
        "`x`",
        "- x",
    ),
    *(
        "«é»",
        "\u202e",
        "\u00a0",
        "\N{SNOWMAN}",
        "\ufeff",
        "\x00",
        "\x85",
        "plugged plugged",
        "a > b",
    ),
    *("\uff49\uff53 \u0430", 'average(grid, "10 min") > 1 kW', "(" * 300, "not " * 300 + "boost"),
)
_BOMBS: Final = (
    "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10)),
    "x: &x [*x]\n",
    "a: " + "[" * 500 + "\n",
    "a:\n" + "".join(" " * n + "- a:\n" for n in range(1, 60)),
    "rules:\n" + "  - {name: A, charge: max}\n" * 300,
    "conditions:\n" + "".join(f"  c{n}: c{n + 1} and c{n + 2}\n" for n in range(200)),
    "conditions: {a: b, b: a, c: c}\n",
    "conditions:\n" + "".join(f"  c{n}: c{n + 1}\n" for n in range(400)) + "  c400: boost\n",
    "inputs:\n" + "".join(f"  i{n}: sensor.i{n}\n" for n in range(2000)),
    "? [a, b]\n: c\n",
    "%YAML 1.1\n---\n",
    "--- \n...\n--- \n",
)

Lines = list[str]
Spoil = Callable[[random.Random, Lines], Lines]


def _dropped(chance: random.Random, lines: Lines) -> Lines:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + chance.choice((1, 1, 2, 5)) :]


def _twice(chance: random.Random, lines: Lines) -> Lines:
    at, many = chance.randrange(len(lines)), chance.choice((1, 1, 3))
    return lines[: at + 1] + lines[at : at + 1] * many + lines[at + 1 :]


def _moved(chance: random.Random, lines: Lines) -> Lines:
    at, rest = chance.randrange(len(lines)), list(lines)
    line = rest.pop(at)
    rest.insert(chance.randrange(len(lines)), line)
    return rest


def _indented(chance: random.Random, lines: Lines) -> Lines:
    at = chance.randrange(len(lines))
    indent = chance.choice((" ", "  ", "\t", "      "))
    line = lines[at].lstrip() if chance.random() < 0.4 else indent + lines[at]
    return [*lines[:at], line, *lines[at + 1 :]]


def _cut(chance: random.Random, lines: Lines) -> Lines:
    text = "".join(lines)
    return text[: chance.randrange(len(text))].splitlines(keepends=True) or ["\n"]


def _another(chance: random.Random, lines: Lines) -> Lines:
    """A value is another one of the file, or one that nobody would write."""
    text = "".join(lines)
    values = list(_VALUE.finditer(text))
    if not values:
        return lines
    place = chance.choice(values)
    other = chance.choice(values)[0] if chance.random() < 0.5 else chance.choice(_STRANGE)
    return (text[: place.start()] + other + text[place.end() :]).splitlines(keepends=True)


def _typed(chance: random.Random, lines: Lines) -> Lines:
    text = "".join(lines)
    at = chance.randrange(len(text))
    sign: str = chance.choice((*"\t\n -:[]{}&*!|>'\"%#,?@`0\\", "\N{SNOWMAN}", "\u0430", "\r"))
    keep: int = chance.choice((0, 1))
    return (text[:at] + sign + text[at + keep :]).splitlines(keepends=True)


def _bombed(chance: random.Random, lines: Lines) -> Lines:
    bomb = chance.choice(_BOMBS).splitlines(keepends=True)
    at = chance.choice((0, len(lines), chance.randrange(len(lines))))
    return lines[:at] + bomb + lines[at:]


_SPOILS: Final[tuple[Spoil, ...]] = (
    *(_dropped, _twice, _moved, _indented, _cut, _another, _another, _another, _typed, _bombed),
)


def spoiled(chance: random.Random) -> str:
    """A file of the library in which one to four things went wrong."""
    text = chance.choice(LIBRARY).read_text(encoding="utf-8")
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        lines = chance.choice(_SPOILS)(chance, text.splitlines(keepends=True) or ["\n"])
        text = "".join(lines)
    return text


def tried(text: str) -> Reading:
    """Read a text and let it decide. Raises AssertionError, or any defect."""
    begun = thread_time()
    reading = read([SourceFile("home.yaml", text)])
    took = thread_time() - begun
    assert took < SLOWEST, f"{took} s"
    wrong = any(one.severity is Severity.ERROR for one in reading.problems)
    assert (reading.book is None) is wrong
    last = text.count("\n") + text.count("\r") + text.count("\x85") + 2
    for problem in reading.problems:
        assert 1 <= problem.line <= problem.end_line <= last
        assert problem.say("fr")
    if reading.book is not None:
        _decides(reading)
    return reading


def _decides(reading: Reading) -> None:
    book = reading.book
    assert book is not None
    for value in ODD:
        facts = {one.entity: Fact(value, NOON.astimezone(UTC)) for one in book.inputs.values()}
        memory = Memory()
        for hours in (0, 11):
            scene = Scene(NOON + timedelta(hours=hours), facts, surplus=2e3, headroom=5e3)
            choice, memory = decide(book, CAR, scene, memory)
            assert choice.why.say("fr")
            assert choice.current is None or choice.current >= 0


def run(count: int, seed: int) -> dict[str, int]:
    """Try so many; return how many were refused and how many were rules."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    found = {"refused": 0, "rules": 0}
    for _ in range(count):
        text = spoiled(chance)
        try:
            reading = tried(text)
        except Exception as error:
            raise AssertionError(text) from error
        found["refused" if reading.book is None else "rules"] += 1
    return found


if __name__ == "__main__":
    print(run(int(sys.argv[1]), seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1))  # noqa: T201
