"""Figures for Prometheus, in its text format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from borne.domain.charger import Charger, Connector
from borne.engine.ports import EnginePort
from borne.web.ports import PanelInfo

CONTENT: Final = "text/plain; version=0.0.4; charset=utf-8"
_CONNECTOR: Final = ("charger", "connector")
_NAN: Final = float("nan")


class Metrics:
    """Reads the engine when it is asked; nothing is counted in between."""

    def __init__(self, engine: EnginePort, info: PanelInfo) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Figures(engine, info))

    def text(self) -> bytes:
        """All figures as they are now."""
        return generate_latest(self._registry)


class _Figures(Collector):
    def __init__(self, engine: EnginePort, info: PanelInfo) -> None:
        self._engine = engine
        self._info = info

    def collect(self) -> Iterator[Metric]:
        view = self._engine.view
        version = GaugeMetricFamily("borne_info", "Borne itself", labels=["version"])
        version.add_metric([self._info.version], 1)
        yield version
        chargers = [one for one in view.state.chargers.values() if one.adopted]
        online = GaugeMetricFamily(
            "borne_charger_online", "1: the charger is connected", labels=["charger"]
        )
        for charger in chargers:
            online.add_metric([charger.id], charger.online)
        yield online
        yield from _of_connectors(chargers)
        figures = view.figures
        for name, text, value in (
            ("borne_grid_watts", "Power from the grid, below 0: to it", figures.grid),
            ("borne_surplus_watts", "Power to spare for cars", figures.surplus),
            (
                "borne_headroom_voltamperes",
                "What the contract leaves to the cars",
                figures.headroom,
            ),
        ):
            yield GaugeMetricFamily(name, text, value=_NAN if value is None else value)
        troubles = GaugeMetricFamily("borne_troubles", "Troubles that last now")
        troubles.add_metric([], len(view.state.troubles))
        yield troubles


def _of_connectors(chargers: list[Charger]) -> Iterator[Metric]:
    families: list[tuple[GaugeMetricFamily | CounterMetricFamily, str]] = [
        (_gauge("borne_power_watts", "Power that the car draws"), "power"),
        (_gauge("borne_current_amperes", "Current on the busiest phase"), "current"),
        (_gauge("borne_limit_amperes", "Current that Borne has asked for"), "asked"),
        (_gauge("borne_plugged", "1: a car is there"), "plugged"),
        (_gauge("borne_charging", "1: the car charges"), "charging"),
        (
            CounterMetricFamily("borne_energy_wh", "Energy in all", labels=_CONNECTOR),
            "energy",
        ),
    ]
    for charger in chargers:
        for number, connector in sorted(charger.connectors.items()):
            if number == 0:
                continue
            values = _values(connector)
            for family, name in families:
                family.add_metric([charger.id, str(number)], values[name])
    for family, _ in families:
        yield family


def _gauge(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, labels=_CONNECTOR)


def _values(connector: Connector) -> dict[str, float]:
    reading = connector.reading
    power = reading.power if reading else None
    currents = reading.currents if reading else None
    return {
        "power": _NAN if power is None else power,
        "current": max(currents) if currents else _NAN,
        "asked": connector.asked.current if connector.asked else _NAN,
        "plugged": float(connector.plugged),
        "charging": float(connector.charging),
        "energy": _NAN if connector.total is None else connector.total,
    }
