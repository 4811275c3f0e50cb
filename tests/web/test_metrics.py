"""Figures for Prometheus."""

from __future__ import annotations

import math

from prometheus_client.parser import text_string_to_metric_families

from .conftest import House


async def figures(house: House) -> dict[tuple[str, str], float]:
    async with house.http.get(house.url + "api/metrics") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = await answer.text()
    return {
        (sample.name, sample.labels.get("charger", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_charging_car_shows(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1010.0)
    await house.settle()
    found = await figures(house)
    assert found["borne_charger_online", "garage"] == 1
    assert found["borne_power_watts", "garage"] == 3600
    assert found["borne_current_amperes", "garage"] == 15.7
    assert found["borne_plugged", "garage"] == 1
    assert found["borne_energy_wh_total", "garage"] == 1010
    assert math.isnan(found["borne_grid_watts", ""])  # these rules name no meter


async def test_without_any_charger_there_are_figures_too(house: House) -> None:
    await house.serve()
    found = await figures(house)
    assert found["borne_info", ""] == 1
    assert found["borne_troubles", ""] == 0
