"""The `price:` of the site: a number, an input that tells it, or rates by the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from borne.domain.tariff import Rates, Tariff
from borne.domain.units import Dimension
from borne.rules import words, words_of_plans
from borne.rules.clock import read_clock, read_window
from borne.rules.document import MappingNode, Node, Scalar
from borne.rules.fields import Fields
from borne.rules.language_of_site import PRICE, RATES

Role: TypeAlias = Callable[[Node, str], "str | None"]
"""Takes an input for a role of the site."""

COLOURS: Final = ("blue", "white", "red")
_DAY: Final = 24 * 60


def read_tariff(fields: Fields, node: Node, role: Role) -> Tariff | None:
    """Read what electricity costs; a price below 0 is a price."""
    if not isinstance(node, MappingNode):
        return _plain(fields, node, role)
    found = fields.section(node, PRICE)
    windows = _windows(fields, found)
    coloured = [name for name in COLOURS if name in found]
    if ("colour" in found) is not bool(coloured) or (coloured and "peak" in found):
        fields.error(node, "missing-key", words_of_plans.COLOUR_RATES())
        return None
    if not coloured and "peak" not in found:
        fields.error(node, "missing-key", words_of_plans.PRICE_PEAK())
        return None
    if coloured:
        return _coloured(fields, found, windows, role)
    low = "off_peak" in found
    if low is not ("off_peak_hours" in found):
        fields.error(node, "missing-key", words_of_plans.OFF_PEAK_HOURS())
    return Tariff(rates=_rates(fields, found), off_peak=windows)


def read_rate(fields: Fields, node: Node) -> float | None:
    """Read EUR/kWh; a bare number is that too."""
    return fields.amount(node, Dimension.PRICE, -10.0, 10.0)


def read_minute(fields: Fields, node: Node) -> int | None:
    """Read a time of day."""
    text = fields.text(node)
    minute = None if text is None else read_clock(text)
    if text is not None and minute is None:
        fields.error(node, "time", words.NO_TIME(text=text))
    return None if minute is None else minute % _DAY


def _plain(fields: Fields, node: Node, role: Role) -> Tariff | None:
    if isinstance(node, Scalar) and node.value.strip()[:1].isalpha():
        name = role(node, "price")
        return None if name is None else Tariff(entry=name)
    rate = read_rate(fields, node)
    return None if rate is None else Tariff(rates=Rates(rate))


def _coloured(
    fields: Fields,
    found: Mapping[str, Node],
    windows: tuple[tuple[int, int], ...],
    role: Role,
) -> Tariff:
    colours = {}
    for name in COLOURS:
        if name not in found:
            continue
        node = found[name]
        if isinstance(node, MappingNode):
            rates = _rates(fields, fields.section(node, RATES))
        else:
            rate = read_rate(fields, node)
            rates = None if rate is None else Rates(rate)
        if rates is not None:
            colours[name] = rates
    turns = read_minute(fields, found["day_starts"]) if "day_starts" in found else None
    return Tariff(
        off_peak=windows,
        colour=role(found["colour"], "colour"),
        tomorrow=role(found["tomorrow"], "colour") if "tomorrow" in found else None,
        colours=colours,
        turns=Tariff().turns if turns is None else turns,
    )


def _rates(fields: Fields, found: Mapping[str, Node]) -> Rates | None:
    peak = read_rate(fields, found["peak"]) if "peak" in found else None
    low = read_rate(fields, found["off_peak"]) if "off_peak" in found else None
    return None if peak is None else Rates(peak, low)


def _windows(fields: Fields, found: Mapping[str, Node]) -> tuple[tuple[int, int], ...]:
    if "off_peak_hours" not in found:
        return ()
    windows = []
    for scalar in fields.texts(found["off_peak_hours"]):
        window = read_window(scalar.value)
        if window is None:
            fields.error(scalar, "wrong-between", words.NO_WINDOW(text=scalar.value.strip()))
        else:
            windows.append((window.start, window.end))
    return tuple(windows)
