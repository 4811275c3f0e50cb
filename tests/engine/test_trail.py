"""Power over a time whose length nobody knows: means in so many steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.engine.trail import MOST, Trail

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_means_of_what_was_drawn_and_what_would_have_been() -> None:
    trail = Trail(NOON)
    trail.add(at(4), 4, 1000, 0, 500)
    trail.add(at(10), 6, 2000, 0, 500)
    trail.add(at(35), 5, 3000, 1000, 0)
    assert trail.step == 10
    assert trail.was == [1600, None, None, 3000]
    assert trail.would == [0, None, None, 1000]
    assert trail.spare == [500, None, None, 0]


@given(
    st.lists(
        st.tuples(st.floats(1, 60), st.floats(0, 900), st.floats(0, 22_000)),
        min_size=1,
        max_size=60,
    ),
    st.integers(0, 12),
)
def test_it_stays_small_and_counts_the_same_energy(
    drawn: list[tuple[float, float, float]], stretch: int
) -> None:
    trail, now, energy = Trail(NOON), 0.0, 0.0
    for seconds, pause, watts in drawn:
        now += pause * 2**stretch + seconds
        trail.add(at(now), seconds, watts, watts / 2, 0.0)
        energy += watts * seconds
    steps = trail._steps
    assert len(trail.was) <= MOST
    assert sum(one.was for one in steps) == pytest.approx(energy)
    assert sum(one.would for one in steps) == pytest.approx(energy / 2)
    assert len(trail.was) * trail.step >= now - 60 - trail.step
