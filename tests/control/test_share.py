from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.control.share import Want, share


@pytest.mark.parametrize(
    ("budget", "given_"),
    [
        (40.0, {"a": 16, "b": 16}),
        (20.0, {"a": 10, "b": 10}),
        (12.0, {"a": 6, "b": 6}),
        (11.0, {"a": 11, "b": 0}),
        (5.0, {"a": 0, "b": 0}),
        (-5.0, {"a": 0, "b": 0}),
    ],
)
def test_two_cars_share_evenly_or_the_last_in_line_waits(
    budget: float, given_: dict[str, float]
) -> None:
    assert share([Want("a", 6, 16), Want("b", 6, 16)], budget) == given_


def test_what_one_does_not_want_is_the_others() -> None:
    assert share([Want("a", 6, 8), Want("b", 6, 32)], 30) == {"a": 8, "b": 22}


def test_the_higher_priority_is_filled_first() -> None:
    assert share([Want("a", 6, 16), Want("b", 6, 16, priority=1)], 24) == {"a": 8, "b": 16}


def test_who_charges_is_not_turned_off_for_who_waits() -> None:
    assert share([Want("a", 6, 16), Want("b", 6, 16, active=True)], 9) == {"a": 0, "b": 9}


def test_who_fits_goes_ahead_of_who_does_not() -> None:
    assert share([Want("a", 18, 48), Want("b", 6, 16)], 10) == {"a": 0, "b": 10}


WANTS = st.lists(
    st.builds(
        Want,
        id=st.uuids().map(str),
        least=st.floats(1, 20),
        target=st.floats(0, 60),
        priority=st.integers(0, 2),
        active=st.booleans(),
    ),
    max_size=6,
)


@given(WANTS, st.floats(-50, 200))
def test_never_above_the_budget_never_below_the_least(wants: list[Want], budget: float) -> None:
    given_ = share(wants, budget)
    assert sum(given_.values()) <= max(0.0, budget) + 1e-6
    for want in wants:
        amps = given_[want.id]
        assert amps == 0 or want.least - 1e-9 <= amps <= want.target + 1e-9


@given(WANTS, st.floats(0, 200), st.floats(0, 50))
def test_a_bigger_budget_is_not_spent_on_fewer_amps(
    wants: list[Want], budget: float, more: float
) -> None:
    assert sum(share(wants, budget + more).values()) >= sum(share(wants, budget).values()) - 1e-6
