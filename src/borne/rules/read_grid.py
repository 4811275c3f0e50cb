"""What guards the grid connection: its breaker, its phases and its demand window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from borne.domain.site import DemandWindow
from borne.domain.units import UNITS, Dimension
from borne.rules import words
from borne.rules.document import Node, SequenceNode
from borne.rules.fields import Fields
from borne.rules.language_of_site import DEMAND

Unit: TypeAlias = Callable[[str], "str | None"]
"""The unit that an input is said to have."""


def read_phases(
    fields: Fields, node: Node, phases: int, role: Callable[[Node, str], str | None], unit: Unit
) -> tuple[tuple[str, ...], bool]:
    """Return the inputs that measure the phases, and whether they are in A."""
    items = node.items if isinstance(node, SequenceNode) else ()
    if len(items) != 3 or phases != 3:
        fields.error(node, "per-phase", words.PER_PHASE())
        return (), False
    names = [name for item in items if (name := role(item, "per_phase")) is not None]
    if len(names) < 3:
        return (), False
    measured = {UNITS[said][0] if (said := unit(name)) else None for name in names}
    known = measured <= {Dimension.CURRENT, Dimension.APPARENT, Dimension.POWER}
    if len(measured) != 1 or not known:
        fields.error(node, "wrong-unit", words.PER_PHASE_UNIT())
        return (), False
    return tuple(names), measured == {Dimension.CURRENT}


def read_wiring(fields: Fields, node: Node) -> str | None:
    """Return the order of the phases, as STR."""
    text = fields.text(node)
    if text is None:
        return None
    if sorted(text.upper()) != ["R", "S", "T"]:
        fields.error(node, "wiring", words.WIRING())
        return None
    return text.upper()


def read_demand(fields: Fields, node: Node) -> DemandWindow | None:
    """Read `{length: 15 min, below: 12 kW}`."""
    found: Mapping[str, Node] = fields.section(node, DEMAND)
    if "below" not in found:
        return None
    below = fields.amount(found["below"], Dimension.POWER, 500.0, 1e6)
    seconds = 900.0
    if "length" in found:
        said = fields.amount(found["length"], Dimension.TIME, 60.0, 86_400.0)
        seconds = seconds if said is None else said
    return None if below is None else DemandWindow(seconds, below)
