"""The MeterValues of a connector, spoken as its make speaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from borne.simulate.connector import Connector
    from borne.simulate.make import Make

Sample = dict[str, Any]


def meter_value(
    connector: Connector, make: Make, measurands: Iterable[str], context: str, timestamp: str
) -> Sample:
    """One element of `meterValue`, with a sampledValue for each measurand and phase."""
    samples = [
        {"context": context, "measurand": measurand, **sample}
        for measurand in measurands
        for sample in _READERS[measurand](connector, make)
    ]
    return {"timestamp": timestamp, "sampledValue": samples}


def _energy(connector: Connector, _make: Make) -> list[Sample]:
    return [{"value": str(connector.register), "unit": "Wh", "location": "Outlet"}]


def _power(connector: Connector, make: Make) -> list[Sample]:
    if make.power_unit == "kW":
        return [{"value": f"{connector.power / 1000:.3f}", "unit": "kW"}]
    return [{"value": f"{connector.power:.0f}", "unit": "W"}]


def _current(connector: Connector, make: Make) -> list[Sample]:
    phases = connector.station.physics.phases
    labels = [make.phase_label] if phases == 1 else ["L1", "L2", "L3"]
    return [
        {"value": f"{amps:.2f}", "unit": "A", "phase": label}
        for label, amps in zip(labels, connector.station.current, strict=False)
    ]


def _offered(connector: Connector, _make: Make) -> list[Sample]:
    return [{"value": f"{connector.station.offered:.1f}", "unit": "A"}]


def _voltage(connector: Connector, _make: Make) -> list[Sample]:
    labels = ["L1-N", "L2-N", "L3-N"][: connector.station.physics.phases]
    volts = f"{connector.station.voltage:.1f}"
    return [{"value": volts, "unit": "V", "phase": label} for label in labels]


def _soc(connector: Connector, _make: Make) -> list[Sample]:
    car = connector.car
    return [] if car is None else [{"value": f"{car.soc:.0f}", "unit": "Percent"}]


def _temperature(connector: Connector, _make: Make) -> list[Sample]:
    celsius = 24 + 12 * (connector.amps / 32) ** 2
    return [{"value": f"{celsius:.1f}", "unit": "Celsius"}]


_READERS: dict[str, Callable[[Connector, Make], list[Sample]]] = {
    "Energy.Active.Import.Register": _energy,
    "Power.Active.Import": _power,
    "Current.Import": _current,
    "Current.Offered": _offered,
    "Voltage": _voltage,
    "SoC": _soc,
    "Temperature": _temperature,
}
