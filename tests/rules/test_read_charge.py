"""Quotas, plans and what a rule does meanwhile, as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.decision import Choice, Mode, Subject
from borne.domain.plan import Goal
from borne.domain.quota import Period, Quota
from borne.domain.units import Dimension
from borne.rules.model import RuleBook, Way

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]


def rule(then: str) -> str:
    return f"inputs: {{spot: sensor.spot}}\nrules:\n  - name: A\n    {then}\n"


@pytest.mark.parametrize(
    ("text", "quotas"),
    [
        ("10 kWh per session", [Quota(10_000, Dimension.ENERGY, Period.SESSION)]),
        ("4 h per day", [Quota(14_400, Dimension.TIME, Period.DAY)]),
        ("2.5 € per week", [Quota(2.5, Dimension.MONEY, Period.WEEK)]),
        ("30 EUR a month", [Quota(30, Dimension.MONEY, Period.MONTH)]),
        ("5000 per day", [Quota(5000, Dimension.ENERGY, Period.DAY)]),
        (
            "[10 kWh per session, 20 kWh per week]",
            [
                Quota(10_000, Dimension.ENERGY, Period.SESSION),
                Quota(20_000, Dimension.ENERGY, Period.WEEK),
            ],
        ),
    ],
)
def test_quotas(book: Book, text: str, quotas: list[Quota]) -> None:
    assert list(book(rule(f"charge: max\n    at_most: {text}")).rules[0].at_most) == quotas


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("10 kWh", "quota"),
        ("10 kWh per year", "not-one-of"),
        ("10 A per day", "wrong-unit"),
        ("0 kWh per day", "out-of-range"),
        ("-3 kWh per day", "out-of-range"),
        ("lots per day", "wrong-unit"),
        ("[]", "empty"),
    ],
)
def test_what_is_no_quota(problems: Problems, text: str, code: str) -> None:
    found = problems(rule(f"charge: max\n    at_most: {text}"))
    assert any(one.endswith(f" {code}") for one in found)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("{ready_by: 07:00, energy: 20 kWh}", Goal(by=420, energy=20_000)),
        ("{ready_by: 7:30, energy: 8 kWh, prefer: sun}", Goal(by=450, energy=8000, sun=True)),
        (
            "{ready_by: 07:00, soc: 80 %, capacity: 52 kWh, car: spot}",
            Goal(by=420, soc=80, capacity=52_000, car="spot"),
        ),
        (
            "{cheapest: 4 h, before: 24:00, price: spot, in_one_go: yes}",
            Goal(by=0, length=14_400, price="spot", in_one_go=True),
        ),
        ("{below: 0.12, price: price}", Goal(below=0.12)),
        ("{below: 12 ct/kWh, price: spot}", Goal(below=0.12, price="spot")),
        ("{below: -5 EUR/MWh}", Goal(below=-0.005)),
    ],
)
def test_plans(book: Book, text: str, goal: Goal) -> None:
    assert book(rule(f"charge: {text}")).rules[0].goal == goal


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "empty"),
        ("{ready_by: 07:00}", "missing-key"),
        ("{ready_by: 07:00, energy: 2 kWh, soc: 80 %}", "missing-key"),
        ("{ready_by: 07:00, soc: 80 %}", "missing-key"),
        ("{ready_by: 07:00, soc: 180 %, capacity: 52 kWh}", "out-of-range"),
        ("{ready_by: dawn, energy: 2 kWh}", "time"),
        ("{ready_by: 07:00, energy: 2 kW}", "wrong-unit"),
        ("{ready_by: 07:00, energy: 2 kWh, prefer: moon}", "not-one-of"),
        ("{ready_by: 07:00, energy: 2 kWh, before: 08:00}", "unknown-key"),
        ("{ready_by: 07:00, energy: 2 kWh, car: nobody}", "unknown-name"),
        ("{cheapest: 4 h}", "missing-key"),
        ("{cheapest: 4 h, before: 07:00, in_one_go: perhaps}", "not-one-of"),
        ("{below: 0.12 kWh}", "wrong-unit"),
        ("{below: 120}", "out-of-range"),
        ("{price: spot}", "missing-key"),
        ("{below: 0.1, cheapest: 4 h, before: 07:00}", "missing-key"),
    ],
)
def test_what_is_no_plan(problems: Problems, text: str, code: str) -> None:
    found = [one for one in problems(rule(f"charge: {text}")) if "unused" not in one]
    assert found[0].endswith(f" {code}")


def test_an_input_may_be_called_price(book: Book) -> None:
    text = "inputs: {price: sensor.p}\nrules: [{name: A, charge: {below: 0.1, price: price}}]"
    assert book(text).rules[0].goal == Goal(below=0.1, price="price")


def test_meanwhile(book: Book, problems: Problems) -> None:
    text = rule("charge: max\n    current: 16 A\n    at_most: 1 kWh per day\n    meanwhile: 3.7 kW")
    way = Way(Mode.AMOUNT, amount_power=3700, ceiling=16)
    assert book(text).rules[0].meanwhile == way
    assert "5:16 never-waits" in problems(rule("charge: max\n    meanwhile: min"))


CAPPED = "rules: [{name: A, charge: max, at_most: 10 kWh per week, meanwhile: surplus}]"


@pytest.mark.parametrize(
    ("used", "mode"),
    [(0.0, Mode.MAX), (9999.0, Mode.MAX), (10_000.0, Mode.SURPLUS), (None, Mode.SURPLUS)],
)
def test_a_quota_decides(choose: Callable[..., Choice], used: float | None, mode: Mode) -> None:
    car = Subject("garage/1", "garage", 1, plugged=True, spent={"A": (used,)})
    choice = choose(CAPPED, subject=car)
    assert (choice.rule, choice.mode) == ("A", mode)


def test_until_the_planner_speaks_a_plan_does_its_meanwhile(
    choose: Callable[..., Choice],
) -> None:
    text = "rules: [{name: A, charge: {ready_by: 07:00, energy: 9 kWh}, meanwhile: min}]"
    choice = choose(text)
    assert choice.mode is Mode.MIN
    assert choice.asked is not None
    assert choice.asked.deadline is not None
    assert choice.asked.deadline.isoformat() == "2026-06-10T05:00:00+00:00"
