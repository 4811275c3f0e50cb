"""Watts and volt-amperes of a load."""

import pytest

from borne.simulate.load import Load, load_of


def test_a_power_factor_of_one_carries_no_more_than_the_watts() -> None:
    assert load_of(2000, 1.0).volt_amperes == pytest.approx(2000)


def test_a_poor_power_factor_needs_more_volt_amperes() -> None:
    assert load_of(500, 0.5).volt_amperes == pytest.approx(1000)


def test_reactive_power_of_several_loads_adds_up() -> None:
    both = load_of(500, 0.5) + load_of(500, 0.5)
    assert both == Load(1000, 2 * load_of(500, 0.5).reactive)
