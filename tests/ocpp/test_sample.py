"""What meters say, in the words of real chargers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from borne.domain.charger import Sample
from borne.ocpp.sample import read_samples

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def value(text: str, measurand: str | None = None, **more: str) -> dict[str, Any]:
    named = {} if measurand is None else {"measurand": measurand}
    return {"value": text, **named, **more}


def item(*values: dict[str, Any], at: str = "2026-06-01T12:00:00Z") -> dict[str, Any]:
    return {"timestamp": at, "sampledValue": list(values)}


def one(*values: dict[str, Any]) -> Sample | None:
    samples, _ = read_samples([item(*values)], NOW)
    return samples[0] if samples else None


def test_everything_at_once() -> None:
    sample = one(
        value("1234.5", "Energy.Active.Import.Register", unit="Wh"),
        value("2300", "Power.Active.Import", unit="W"),
        value("10", "Current.Import", phase="L1", unit="A"),
        value("16", "Current.Offered", unit="A"),
        value("230.4", "Voltage", phase="L1-N", unit="V"),
        value("55", "SoC", unit="Percent", location="EV"),
        value("21.5", "Temperature", unit="Celsius"),
        value("50.02", "Frequency"),
        value("0.98", "Power.Factor"),
        value("7", "RPM"),
    )
    assert sample == Sample(NOW, 1234.5, 2300, (10,), 16, 230.4, 55, 21.5, 50.02, 0.98)


def test_a_bare_value_is_the_register_in_watt_hours() -> None:
    sample = one(value("23"))
    assert sample is not None
    assert sample.register == 23


@pytest.mark.parametrize(
    ("text", "unit", "register"),
    [
        ("0.15008000000000002", "kWh", 150.08),
        ("12,5", "kWh", 12500),
        ("1e3", "Wh", 1000),
        (" 42 ", "Wh", 42),
    ],
)
def test_registers_as_they_are_written(text: str, unit: str, register: float) -> None:
    sample = one(value(text, unit=unit))
    assert sample is not None
    assert sample.register == pytest.approx(register)


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "-5", "", "12 kWh", "1_0", "1e300"])
def test_registers_that_make_no_sense_are_left_out(text: str) -> None:
    samples, problems = read_samples([item(value(text))], NOW)
    assert samples == ()
    assert len(problems) == 1


def test_missing_totals_are_summed_over_the_phases() -> None:
    sample = one(
        *(value("1.1", "Power.Active.Import", phase=p, unit="kW") for p in ("L1", "L2-N", "L3")),
        *(value("100", phase=p) for p in ("L1", "L2", "L3")),
    )
    assert sample is not None
    assert sample.power == pytest.approx(3300)
    assert sample.register == 300


def test_a_total_stands_above_the_sum_of_the_phases() -> None:
    sample = one(
        value("3000", "Power.Active.Import"), value("1100", "Power.Active.Import", phase="L1")
    )
    assert sample is not None
    assert sample.power == 3000


def test_a_current_of_the_neutral_alone_is_that_of_the_only_phase() -> None:
    sample = one(value("9.8", "Current.Import", phase="N"))
    assert sample is not None
    assert sample.currents == (9.8,)


def test_currents_are_in_the_order_of_the_phases_without_the_neutral() -> None:
    sample = one(
        *(
            value(amps, "Current.Import", phase=phase)
            for amps, phase in (("3", "L3"), ("0.1", "N"), ("1", "L1"))
        )
    )
    assert sample is not None
    assert sample.currents == (1, 0, 3)


def test_a_draw_that_is_called_export_counts_where_no_import_is_told() -> None:
    export = value("-2.3", "Power.Active.Export", unit="kW")
    sample = one(export)
    assert sample is not None
    assert sample.power == 2300
    both = one(value("0", "Power.Active.Import"), export)
    assert both is not None
    assert both.power == 0


def test_the_register_of_a_beginning_is_not_taken() -> None:
    begin = value("0", context="Transaction.Begin")
    assert one(begin) is None
    for order in ((begin, value("500")), (value("500"), begin)):
        sample = one(*order)
        assert sample is not None
        assert sample.register == 500


def test_the_voltage_is_the_mean_of_the_live_phases() -> None:
    three = [value(v, "Voltage", phase=p) for v, p in (("229", "L1-N"), ("231", "L2-N"))]
    sample = one(*three, value("0", "Voltage", phase="L3-N"))
    assert sample is not None
    assert sample.voltage == 230
    between = one(value("400", "Voltage", phase="L1-L2"))
    assert between is not None
    assert between.voltage == pytest.approx(230.9, abs=0.1)


@pytest.mark.parametrize(
    ("text", "unit", "degrees"), [("294.65", "K", 21.5), ("70.7", "Fahrenheit", 21.5)]
)
def test_temperatures_are_in_celsius(text: str, unit: str, degrees: float) -> None:
    sample = one(value(text, "Temperature", unit=unit))
    assert sample is not None
    assert sample.temperature == pytest.approx(degrees)


def test_signed_data_is_no_number() -> None:
    assert one(value("OCMF|{}", format="SignedData")) is None


def test_what_the_outlet_says_stands_above_what_the_car_says() -> None:
    outlet = value("2000", "Power.Active.Import", location="Outlet")
    car = value("1900", "Power.Active.Import", location="EV")
    for order in ((outlet, car), (car, outlet)):
        sample = one(*order)
        assert sample is not None
        assert sample.power == 2000


def test_samples_come_in_the_order_of_their_times_and_one_instant_is_one_sample() -> None:
    samples, problems = read_samples(
        [
            item(value("30"), at="2026-06-01T12:00:20Z"),
            item(value("10"), at="2026-06-01T14:00:10+02:00"),
            item(value("5", "Current.Import"), at="2026-06-01T12:00:20Z"),
        ],
        NOW,
    )
    assert problems == []
    assert [(sample.at.second, sample.register) for sample in samples] == [(10, 10), (20, 30)]
    assert samples[1].currents == (5,)
