"""What an entity tells of a time to come, in expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from borne.domain.decision import Choice
from borne.domain.fact import Fact, Span
from borne.rules.ahead import window
from borne.rules.model import RuleBook

from .conftest import NOON, PARIS

SUN = """
inputs: {{sun: sensor.sun, spot: {{entity: sensor.spot, unit: EUR/kWh}}}}
rules: [{{name: A, when: '{question}', charge: max}}, {{name: B, charge: off}}]
"""


def told(*values: float, start: datetime) -> Fact:
    hour = timedelta(hours=1)
    return Fact(
        1.0,
        NOON,
        tuple(
            Span(start + number * hour, start + (number + 1) * hour, value)
            for number, value in enumerate(values)
        ),
    )


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ('forecast(sun, "today") > 5 kWh', "A"),
        ('forecast(sun, "today") > 7 kWh', "B"),
        ('forecast(sun, "tomorrow") > 0', "B"),
        ('forecast(spot, "tonight") < 0.2 EUR/kWh', "A"),
        ('forecast(spot, "tonight") < 0.1 EUR/kWh', "B"),
        ('forecast(spot, "tomorrow") < 1 EUR/kWh', "B"),
    ],
)
def test_what_is_told_of_a_time(choose: Callable[..., Choice], question: str, rule: str) -> None:
    facts = {
        "sensor.sun": told(1000, 2000, 3000, start=NOON),
        "sensor.spot": told(*[0.15] * 12, start=NOON.replace(hour=20)),
    }
    choice = choose(SUN.format(question=question), facts)
    assert choice.rule == rule
    assert choice.next is not None


def test_nothing_told_is_unknown(choose: Callable[..., Choice]) -> None:
    text = SUN.format(question='known(forecast(sun, "today"))')
    assert choose(text, {"sensor.sun": Fact(1.0, NOON)}).rule == "B"
    assert choose(text).rule == "B"


def test_times_begin_and_end_by_the_clock() -> None:
    def hours(when: str, hour: int) -> list[str]:
        now = datetime(2026, 6, 9, hour, tzinfo=PARIS)
        return [f"{at.astimezone(PARIS):%d %H}" for at in window(when, now)]

    assert hours("today", 12) == ["09 00", "10 00"]
    assert hours("tomorrow", 12) == ["10 00", "11 00"]
    assert hours("tonight", 12) == ["09 20", "10 08"]
    assert hours("tonight", 7) == ["08 20", "09 08"]


@pytest.mark.parametrize(
    "question",
    ['forecast(sun, "soon") > 1', "forecast(sun) > 1", 'forecast(sun, "today") > 1 kW'],
)
def test_what_is_no_forecast(
    problems: Callable[[str], list[str]], book: Callable[[str], RuleBook], question: str
) -> None:
    assert problems(SUN.format(question=question))
    assert book(SUN.format(question='forecast(sun, "today") > 1 kWh')).reads >= {"sun"}
