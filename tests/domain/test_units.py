from __future__ import annotations

import pytest

from borne.domain.errors import WrongQuantity
from borne.domain.units import Dimension, parse_quantity, read_quantity


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("9 kVA", 9000, Dimension.APPARENT),
        ("16 A", 16, Dimension.CURRENT),
        ("13,5A", 13.5, Dimension.CURRENT),
        ("10 kWh", 10_000, Dimension.ENERGY),
        ("2 min", 120, Dimension.TIME),
        ("80 %", 80, Dimension.RATIO),
        ("-3.7 kw", -3700, Dimension.POWER),
        ("5 mW", 0.005, Dimension.POWER),
        ("5 MW", 5e6, Dimension.POWER),
        (" 7 ", 7, Dimension.NUMBER),
        ("21 °C", 21, Dimension.TEMPERATURE),
    ],
)
def test_a_quantity_is_read_as_it_is_written(text: str, value: float, dimension: Dimension) -> None:
    quantity = parse_quantity(text)
    assert quantity.value == pytest.approx(value)
    assert quantity.dimension is dimension


@pytest.mark.parametrize("text", ["", "A", "12 parsec", "1 2 A", "5 mw", "nan", "inf", "0x10"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(WrongQuantity, match="is not a quantity"):
        parse_quantity(text)


def test_a_bare_number_takes_the_unit_of_its_place() -> None:
    assert read_quantity("16", Dimension.CURRENT) == 16


def test_another_dimension_is_refused_by_name() -> None:
    with pytest.raises(WrongQuantity, match="“16 A” is not a quantity in W"):
        read_quantity("16 A", Dimension.POWER)
