"""What counts as a difference between two ways of charging."""

from __future__ import annotations

import pytest

from borne.engine.comparison import Held, difference

SUN: Held = ("Sun", True, 10.0)


@pytest.mark.parametrize("would", [SUN, ("Sun", True, 12.0), ("Sun", True, 8.0)])
def test_the_same_rule_with_about_the_same_current_is_no_difference(would: Held) -> None:
    assert difference(SUN, would, None) is None


@pytest.mark.parametrize(
    "would",
    [("Sun", True, 12.5), ("Sun", False, 0.0), ("Boost", True, 10.0), (None, True, 10.0)],
)
def test_another_rule_a_pause_or_another_current_is_one(would: Held) -> None:
    assert difference(SUN, would, None) is not None


def test_currents_about_two_amperes_apart_do_not_flicker() -> None:
    apart, began = None, 0
    for amps in (12.1, 11.9, 12.1, 11.5, 12.2, 10.9, 11.9):
        after = difference(SUN, ("Sun", True, amps), apart)
        began += after is not None and apart is None
        apart = after
    assert (began, apart) == (1, None)
