from __future__ import annotations

from borne.control.claim import Draw
from borne.control.measure import measure, voltage
from borne.domain.site import Figures, Meter, Site

CAR = Draw(phases=1, amps=10, power=2200, active=True)
GONE = Draw(phases=1, amps=16, power=3600, active=False)


def figures(site: Site, *cars: Draw, **inputs: float | None) -> Figures:
    return measure(site, inputs.get, cars)


def test_what_the_cars_draw_is_theirs_to_keep() -> None:
    found = figures(Site(meter=Meter("grid")), CAR, GONE, grid=500.0)
    assert (found.grid, found.cars, found.surplus) == (500, 2200, 1700)


def test_a_meter_that_counts_two_ways() -> None:
    site = Site(meter=Meter(imported="in", exported="out"))
    assert figures(site, **{"in": 0.0, "out": 800.0}).surplus == 800
    assert figures(site, **{"in": 0.0, "out": None}).surplus is None


def test_the_house_is_what_is_left_over() -> None:
    site = Site(meter=Meter("grid"), solar="sun", battery_power="battery")
    found = figures(site, CAR, grid=500.0, sun=3000.0, battery=800.0)
    assert found.house == 500 - 2200 + 3000 - 800


def test_what_the_contract_leaves() -> None:
    site = Site(contract=9000, meter=Meter("grid"))
    found = figures(site, CAR, grid=4000.0)
    assert (found.unused, found.headroom) == (5000, 7200)


def test_apparent_power_counts_where_the_meter_tells_it() -> None:
    site = Site(contract=9000, meter=Meter("grid"), apparent="linky")
    found = figures(site, CAR, grid=4000.0, linky=4500.0)
    assert (found.unused, found.headroom) == (4500, 4500 + 2300)


def test_in_export_there_is_more_than_the_contract() -> None:
    site = Site(contract=9000, meter=Meter("grid"), apparent="linky")
    assert figures(site, grid=-2000.0, linky=0.0).unused == 11_000


def test_an_unknown_meter_leaves_nothing_known() -> None:
    site = Site(contract=9000, meter=Meter("grid"), apparent="linky")
    assert figures(site, CAR, grid=4000.0).headroom is None
    assert figures(site, CAR, linky=4000.0).surplus is None
    assert figures(Site(), CAR).headroom is None


def test_a_measured_voltage_counts_if_it_is_one() -> None:
    site = Site(voltage_input="volts")
    assert voltage(site, {"volts": 238.0}.get) == 238
    assert voltage(site, {"volts": 3.0}.get) == 230
    assert voltage(Site(), dict[str, float]().get) == 230
