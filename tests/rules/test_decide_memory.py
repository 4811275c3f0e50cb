"""What deciding remembers: since when a condition holds, and what a rule stays for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.fact import Fact
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 6, 9, 12, 0, tzinfo=PARIS)  # a Tuesday
CAR = Subject("garage/1", "garage", 1, status="Preparing", plugged=True)
MINUTE = timedelta(minutes=1)

Choose = Callable[..., Choice]
Book = Callable[[str], RuleBook]
Facts = Callable[..., dict[str, Fact]]


def _run(
    book: RuleBook, steps: list[tuple[float, dict[str, float | None]]], subject: Subject = CAR
) -> list[tuple[str | None, float | None]]:
    """Decide at each minute with these facts: the rule, and minutes until the next change."""
    memory, found = Memory(), list[tuple[str | None, float | None]]()
    for minute, values in steps:
        now = NOON + minute * MINUTE
        facts = {f"sensor.{name}": Fact(value, now) for name, value in values.items()}
        choice, memory = decide(book, subject, Scene(now, facts), memory)
        left = None if choice.next is None else (choice.next.at - now) / MINUTE
        found.append((choice.rule, left))
    return found


HOLD = """\
inputs: {battery: sensor.battery}
conditions: {full: {when: battery >= 80, for: 5 min}}
rules:
  - {name: Before, when: battery < 0, charge: off}
  - {name: Sun, when: full, charge: surplus}
  - {name: Otherwise, charge: off}
"""


def test_a_condition_must_hold_for_its_time(book: Book) -> None:
    full: dict[str, float | None] = {"battery": 80.0}
    assert _run(
        book(HOLD), [(0, full), (3, full), (5, full), (6, {"battery": 79.0}), (7, full)]
    ) == [
        ("Otherwise", 5.0),
        ("Otherwise", 2.0),
        ("Sun", None),
        ("Otherwise", None),
        ("Otherwise", 5.0),
    ]


def test_an_unknown_begins_anew(book: Book) -> None:
    full: dict[str, float | None] = {"battery": 80.0}
    assert [rule for rule, _ in _run(book(HOLD), [(0, full), (4, {}), (5, full), (9, full)])] == [
        "Otherwise",
        "Otherwise",
        "Otherwise",
        "Otherwise",
    ]


def test_time_counts_while_no_car_is_there(book: Book) -> None:
    made, memory = book(HOLD), Memory()
    facts = {"sensor.battery": Fact(90.0, NOON)}
    _, memory = decide(made, replace(CAR, plugged=False), Scene(NOON, facts), memory)
    choice, _ = decide(made, CAR, Scene(NOON + 5 * MINUTE, facts), memory)
    assert choice.rule == "Sun"


def test_memory_is_the_same_while_nothing_in_it_changes(book: Book) -> None:
    made = book(HOLD)
    facts = {"sensor.battery": Fact(90.0, NOON)}
    _, first = decide(made, CAR, Scene(NOON, facts), Memory())
    _, second = decide(made, CAR, Scene(NOON + MINUTE, facts), first)
    assert second is first


def test_a_rule_stays_for_its_time_unless_an_earlier_one_applies(book: Book) -> None:
    made = book(
        "inputs: {a: sensor.a, b: sensor.b}\n"
        "rules:\n"
        "  - {name: First, when: b > 0, charge: off}\n"
        "  - {name: Sun, when: a > 0, charge: surplus, stay_for: 10 min}\n"
        "  - {name: Otherwise, charge: off}\n"
    )
    on: dict[str, float | None] = {"a": 1.0, "b": 0.0}
    off: dict[str, float | None] = {"a": 0.0, "b": 0.0}
    first: dict[str, float | None] = {"a": 0.0, "b": 1.0}
    assert _run(made, [(0, on), (2, off), (9, {}), (10, off), (11, off)]) == [
        ("Sun", None),
        ("Sun", 8.0),
        ("Sun", 1.0),
        ("Otherwise", None),
        ("Otherwise", None),
    ]
    assert [rule for rule, _ in _run(made, [(0, on), (2, first), (3, off)])] == [
        "Sun",
        "First",
        "Otherwise",
    ]


def test_a_limit_that_is_unknown_for_a_while_does_not_begin_anew(book: Book) -> None:
    made = book(
        "inputs: {a: sensor.a}\n"
        "rules: [{name: A, charge: max}]\n"
        "limits: [{name: L, when: a > 0, for: 5 min, current: 10 A}]\n"
    )
    memory, held = Memory(), list[bool]()
    for minute, value in ((0, 1.0), (4, None), (5, 1.0), (6, 0.0)):
        now = NOON + minute * MINUTE
        choice, memory = decide(made, CAR, Scene(now, {"sensor.a": Fact(value, now)}), memory)
        held.append(bool(choice.caps))
    assert held == [False, True, True, False]
