"""The controls of the contract: what each shows, and what it asks for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from borne.domain.charger import Connector
from borne.domain.say import Text
from borne.domain.wishes import Body
from borne.entities.kinds import MODES, Shown

ON: Final = "ON"
OFF: Final = "OFF"
PRESS: Final = "PRESS"
MOST: Final = 80.0
"""A: more than any charger of a home gives."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control. `read` is what it shows, None: unknown; a button shows nothing.

    `ask` turns what Home Assistant sends into the body of a `borne_command`; None: it makes no
    sense.
    """

    key: str
    name: Text
    icon: str
    domain: str
    ask: Callable[[str], Body | None]
    read: Callable[[Connector], Shown] = lambda _: None
    device_class: str | None = None
    of_charger: bool = False


def _either(on: Body, off: Body) -> Callable[[str], Body | None]:
    return {ON: on, OFF: off}.get


def _pressed(body: Body) -> Callable[[str], Body | None]:
    return {PRESS: body}.get


def _amps(payload: str) -> Body | None:
    try:
        amps = float(payload)
    except ValueError:
        return None
    return {"command": "max_current", "amps": amps} if math.isfinite(amps) else None


def _mode(payload: str) -> Body | None:
    return {"command": "mode", "mode": payload} if payload in MODES else None


def _chosen(connector: Connector) -> str:
    mode = connector.by_hand.mode
    return mode.value if mode and mode.value in MODES else MODES[0]


def _under_way(connector: Connector) -> bool:
    """A transaction is open: what `start` and `stop` change."""
    return connector.session is not None and connector.session.transaction is not None


CONTROLS: Final = (
    Control(
        "charging",
        Text("Charge", "Charge"),
        "mdi:ev-station",
        "switch",
        _either({"command": "start"}, {"command": "stop"}),
        _under_way,
    ),
    Control(
        "available",
        Text("Available", "Disponible"),
        "mdi:power",
        "switch",
        _either(
            {"command": "available", "operative": True},
            {"command": "available", "operative": False},
        ),
        lambda connector: connector.operative,
    ),
    Control(
        "max_current",
        Text("Maximum current", "Intensité maximale"),
        "mdi:speedometer",
        "number",
        _amps,
        lambda connector: connector.by_hand.max_current,
        device_class="current",
    ),
    Control("mode", Text("Mode", "Mode"), "mdi:tune-variant", "select", _mode, _chosen),
    Control(
        "boost",
        Text("Boost", "Boost"),
        "mdi:rocket-launch",
        "button",
        _pressed({"command": "boost"}),
    ),
    Control(
        "unlock",
        Text("Unlock the cable", "Déverrouiller le câble"),
        "mdi:lock-open-variant",
        "button",
        _pressed({"command": "unlock"}),
    ),
    Control(
        "reset",
        Text("Restart", "Redémarrer"),
        "mdi:restart",
        "button",
        _pressed({"command": "reset"}),
        device_class="restart",
        of_charger=True,
    ),
)
