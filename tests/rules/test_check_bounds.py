"""No text makes the check fail, hang or run away: it is bounded in depth, size and work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.decision import Scene, Subject
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.moment import Memory
from borne.rules.problem import Severity

from .first_example import FIRST_EXAMPLE

Read = Callable[[str], Reading]

_END = "rules: [{name: Z, charge: off}]"


_PIECES = st.sampled_from(
    [
        *FIRST_EXAMPLE.splitlines(keepends=True),
        "  ",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "&a ",
        "*a",
        "\t",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_no_text_makes_it_fail(text: str) -> None:
    found = read([SourceFile("home.yaml", text)])
    wrong = any(problem.severity is Severity.ERROR for problem in found.problems)
    assert (found.book is None) is wrong
    for problem in found.problems:
        assert 1 <= problem.line <= problem.end_line <= text.count("\n") + 2
        assert problem.say("fr")


def _chain(count: int, asks: str = "{}") -> str:
    """So many conditions, each of which asks the next."""
    names = "".join(f"  c{at}: {asks.format(f'c{at + 1}')}\n" for at in range(count))
    rules = "rules: [{name: A, when: c0, charge: max}, {name: Z, charge: off}]\n"
    return f"conditions:\n{names}  c{count}: boost\n{rules}"


@pytest.mark.parametrize(
    "asks", ["{}", "not (not ({}))", "{{any: [{{any: [{{any: [{}]}}]}}]}}", "({} or plugged)"]
)
def test_conditions_that_ask_each_other_too_deep_are_refused_and_others_decide(
    reading: Callable[[str], Reading], asks: str
) -> None:
    refused = reading(_chain(500, asks))
    assert refused.book is None
    assert [one.code for one in refused.problems] == ["too-deep"]
    depth = next(count for count in range(1, 60) if reading(_chain(count, asks)).book is None)
    assert depth > 5
    book = reading(_chain(depth - 1, asks)).book
    assert book is not None
    subject = Subject("garage/1", "garage", 1, plugged=True)
    _deeper(
        300, lambda: decide(book, subject, Scene(datetime(2026, 6, 9, 12, tzinfo=UTC)), Memory())
    )


def _deeper(frames: int, work: Callable[[], object]) -> object:
    """Work where so many calls are under way already."""
    return work() if frames == 0 else _deeper(frames - 1, work)


@pytest.mark.parametrize("count", [3, 200, 1000])
def test_a_circle_of_any_size_is_told_in_few_words(
    reading: Callable[[str], Reading], count: int
) -> None:
    text = "conditions:\n" + "".join(f"  c{at}: c{(at + 1) % count}\n" for at in range(count))
    found = reading(text)
    assert found.book is None
    circles = [one for one in found.problems if one.code == "cycle"]
    assert len(circles) == min(count, 50)
    assert all(len(one.message.say()) < 700 for one in circles)


def test_a_long_file_of_misspelt_names_is_answered_in_time() -> None:
    inputs = "".join(f"  input_number_{at}: sensor.x{at}\n" for at in range(1000))
    rules = "".join(
        f"  - {{name: R{at}, when: input_nmber_{at} > 1, charge: max}}\n" for at in range(300)
    )
    begun = thread_time()
    found = read([SourceFile("home.yaml", f"inputs:\n{inputs}rules:\n{rules}")])
    assert thread_time() - begun < 10
    assert found.problems[-1].hint is not None
