"""What makes of charger differ in, as one value: names, physics, and how they speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from borne.simulate.station import Physics
from borne.simulate.ways import Ways

MEASURANDS: Final = (
    "Energy.Active.Import.Register",
    "Power.Active.Import",
    "Current.Import",
    "Current.Offered",
    "Voltage",
    "SoC",
    "Temperature",
)


@dataclass(frozen=True, slots=True)
class Make:
    """A make of charge point.

    `phase_label`: how a current on one phase is labelled. `power_unit`: `W` or `kW`.
    `boots_on_reconnect`: sends BootNotification after every lost line, not only after a start.
    `measurands`: what it can be told to sample; the first ones in `sampled` are so from the start.
    """

    name: str
    vendor: str
    model: str
    firmware: str = "1.0"
    physics: Physics = field(default_factory=Physics)
    phase_label: str = "L1"
    power_unit: str = "W"
    boots_on_reconnect: bool = False
    measurands: tuple[str, ...] = MEASURANDS[:-1]
    sampled: tuple[str, ...] = MEASURANDS[:5]
    rate_units: str = "Current,Power"
    most_stack_level: int = 10
    ways: Ways = field(default_factory=Ways)


GENERIC: Final = Make("generic", "Borne", "Virtual")
LEGRAND: Final = Make(
    "legrand",
    "Legrand",
    "059005",
    firmware="18.10",
    physics=Physics(dead_time=14.0, ramp=3.0, step=1.0, follows_in=1.1, phases=1),
    phase_label="N",
    power_unit="kW",
    measurands=tuple(name for name in MEASURANDS if name != "SoC"),
    sampled=(
        "Energy.Active.Import.Register",
        "Power.Active.Import",
        "Current.Import",
        "Voltage",
        "Temperature",
    ),
    rate_units="Current",
    most_stack_level=100,
    ways=Ways(breaks_below=6.0),
)
MAKES: Final = {make.name: make for make in (GENERIC, LEGRAND)}
