"""Averages, and whether something has changed lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory
from borne.rules.past import MOST_FACTS, added, changed, curve

Book = Callable[[str], RuleBook]
Heard = Sequence[tuple[float, Value | None]]

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)
CAR = Subject("garage/1", "garage", 1, plugged=True)
RULES = """
inputs: {{grid: {{entity: sensor.grid, unit: W}}, tempo: sensor.tempo}}
rules: [{{name: A, charge: max, when: {when}}}, {{name: B, charge: off}}]
"""


def _facts(heard: Heard) -> tuple[Fact, ...]:
    """Facts by the minutes at which they were heard, before noon."""
    return tuple(Fact(value, NOON - timedelta(minutes=ago)) for ago, value in heard)


def _choose(book: RuleBook, heard: Heard, entity: str = "sensor.grid", later: float = 0) -> Choice:
    past = _facts(heard)
    now = NOON + timedelta(minutes=later)
    facts = {entity: past[-1]} if past else {}
    return decide(book, CAR, Scene(now, facts, past={entity: past}), Memory())[0]


@pytest.mark.parametrize(
    ("heard", "average"),
    [
        ([(20, 100.0)], 100.0),
        ([(20, 0.0), (5, 100.0)], 50.0),
        ([(20, 0.0), (1, 100.0)], 10.0),
        ([(6, 100.0)], 100.0),  # heard for the first time: what is known counts
        ([(4, 100.0)], None),  # less than half is known
        ([(20, 100.0), (4, None)], 100.0),
        ([(20, 100.0), (6, None)], None),
        ([(20, "much"), (5, 100.0)], 100.0),
        ([(20, True)], None),
        ([], None),
        ([(-5, 100.0)], None),  # a value from the future counts from now on
    ],
)
def test_an_average_counts_each_value_for_as_long_as_it_held(
    heard: Heard, average: float | None
) -> None:
    assert curve(_facts(heard), NOON, None, TEN).at(0.0) == pytest.approx(average)


def test_what_is_too_old_counts_for_nothing() -> None:
    facts = _facts([(20, 0.0), (8, 100.0)])
    assert curve(facts, NOON, timedelta(minutes=7), TEN).at(0.0) == pytest.approx(100.0)


def test_a_rule_by_an_average_knows_when_it_will_be_so(book: Book) -> None:
    made = book(RULES.format(when="'average(grid, \"10 min\") >= 50'"))
    choice = _choose(made, [(20, 0.0), (2, 100.0)])
    assert choice.rule == "B"
    assert choice.next is not None
    assert abs(choice.next.at - NOON - timedelta(minutes=3)) < timedelta(milliseconds=5)
    assert _choose(made, [(20, 0.0), (2, 100.0)], later=3.001).rule == "A"


def test_an_average_that_will_never_be_so_wakes_nobody(book: Book) -> None:
    made = book(RULES.format(when="'average(grid, \"10 min\") > 500 W'"))
    choice = _choose(made, [(20, 100.0)])
    assert (choice.rule, choice.next) == ("B", None)


@given(
    st.lists(
        st.tuples(st.floats(0.02, 14), st.sampled_from([None, 0.0, 40.0, 60.0, 100.0])),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([None, timedelta(minutes=4)]),
)
def test_an_average_stays_on_its_side_until_it_crosses(
    heard: list[tuple[float, Value | None]], max_age: timedelta | None
) -> None:
    facts = _facts(sorted(heard, key=lambda one: -one[0]))
    made = curve(facts, NOON, max_age, TEN)

    def side(at: float) -> bool | None:
        value = made.at(at)
        return None if value is None else value > 50 + 1e-9

    crosses = made.crosses(50.0)
    until = 1190.0 if crosses is None else crosses - 0.01
    for share in (0.01, 0.3, 0.6, 0.99):
        if until > 0 and abs((made.at(share * until) or 0) - 50) > 1e-6:
            assert side(share * until) == side(0.0)


@pytest.mark.parametrize(
    ("heard", "has_changed"),
    [
        ([(20, "Bleu")], False),
        ([(20, "Bleu"), (5, "Rouge")], True),
        ([(20, "Bleu"), (11, "Rouge")], False),
        ([(20, "Bleu"), (5, None), (4, "Bleu")], False),  # only away
        ([(20, "Bleu"), (5, None), (4, "Rouge")], True),
        ([(20, "Bleu"), (5, None)], None),
        ([(5, "Bleu")], None),  # nobody knows what it was before
        ([], None),
    ],
)
def test_a_value_that_has_changed(heard: Heard, has_changed: object) -> None:
    assert changed(_facts(heard), NOON, TEN) is has_changed


def test_a_rule_by_a_change_knows_when_it_is_over(book: Book) -> None:
    made = book(RULES.format(when="'changed(tempo, 10 min)'"))
    choice = _choose(made, [(20, "Bleu"), (4, "Rouge")], "sensor.tempo")
    assert choice.rule == "A"
    assert choice.next is not None
    assert choice.next.at == NOON + timedelta(minutes=6)
    assert _choose(made, [(20, "Bleu"), (4, "Rouge")], "sensor.tempo", later=6).rule == "B"


def test_only_what_is_asked_for_is_recalled(book: Book) -> None:
    made = book(RULES.format(when="'average(grid, 10 min) > 50 or average(grid, 5 min) > 90'"))
    assert made.recalls == {"grid": TEN}
    assert book(RULES.format(when="grid > 50 W")).recalls == {}


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 1000)), max_size=400))
def test_a_past_stays_small_and_reaches_far_enough(heard: list[tuple[float, float]]) -> None:
    past: tuple[Fact, ...] = ()
    at = NOON
    for later, value in heard:
        at += timedelta(seconds=later)
        past = added(past, Fact(value, at), TEN)
        assert len(past) <= MOST_FACTS + 2
        assert past[-1].value == value
        assert all(one.at <= other.at for one, other in pairwise(past))
    if past and at - NOON > TEN:
        assert past[0].at <= at - TEN or len(heard) < 2


def test_what_comes_out_of_order_is_left_out() -> None:
    past = _facts([(5, 1.0)])
    assert added(past, Fact(2.0, NOON - TEN), TEN) == past
