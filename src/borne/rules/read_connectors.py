"""What each connector can do, as `site: connectors:` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from borne.domain.site import ConnectorLimits
from borne.domain.units import Dimension
from borne.rules import words
from borne.rules.document import MappingNode, Node
from borne.rules.fields import Fields
from borne.rules.language_of_site import CONNECTOR
from borne.rules.read_grid import read_wiring
from borne.rules.read_phases import read_connector_phases

_CONNECTOR: Final = re.compile(r"\S(?:.*\S)?/[1-9][0-9]?\Z")
_SLOWEST: Final = 120.0
"""s that a charger may take to follow."""


def read_connectors(fields: Fields, node: Node, phases: int) -> Mapping[str, ConnectorLimits]:
    """Read what each connector can do; `phases` are the site's."""
    if not isinstance(node, MappingNode):
        message = words.EXPECTED_KEYS(key="connectors", known="garage/1")
        fields.error(node, "not-a-mapping", message)
        return {}
    found: dict[str, ConnectorLimits] = {}
    for pair in node.pairs:
        if _CONNECTOR.match(pair.key.value):
            found[pair.key.value] = _connector(fields, pair.value, phases)
        else:
            message = words.NOT_A_CONNECTOR(text=pair.key.value)
            fields.error(pair.key, "connector", message)
    return found


def _connector(fields: Fields, node: Node, phases: int) -> ConnectorLimits:
    found, plain = fields.section(node, CONNECTOR), ConnectorLimits()
    always, switching = read_connector_phases(fields, found, phases)

    def amps(key: str, default: float, least: float) -> float:
        value = fields.amps(found[key], least) if key in found else None
        return default if value is None else value

    limits = ConnectorLimits(
        least=amps("least", plain.least, 1.0),
        most=amps("most", plain.most, 1.0),
        step=amps("steps", plain.step, 0.01),
        phases=always,
        switching=switching,
        priority=(
            fields.whole(found["priority"], range(-100, 101)) or 0 if "priority" in found else 0
        ),
        follows_in=(
            fields.amount(found["follows_in"], Dimension.TIME, 0.0, _SLOWEST)
            if "follows_in" in found
            else None
        ),
        wiring=(
            read_wiring(fields, found["wiring"]) or plain.wiring
            if "wiring" in found
            else plain.wiring
        ),
    )
    if limits.least > limits.most:
        fields.error(found.get("least", node), "out-of-range", words.LEAST_ABOVE_MOST())
    return limits
