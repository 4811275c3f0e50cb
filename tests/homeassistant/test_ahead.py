"""Prices and forecasts out of attributes, in the shapes of real integrations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from borne.homeassistant.ahead import read_lists
from borne.homeassistant.facts import Heard, changes

QUARTER_PAST = "2026-06-09T10:15:00+02:00"
TEN = "2026-06-09T10:00:00+02:00"
ELEVEN = "2026-06-09T11:00:00+02:00"
NOON = "2026-06-09T12:00:00+02:00"


def told(attributes: dict[str, Any], unit: str | None = "EUR/kWh", factor: float = 1) -> list[Any]:
    """What an entity with these attributes tells: (hour in UTC, minutes, value)."""
    if unit is not None:
        attributes = {**attributes, "unit_of_measurement": unit}
    heard = changes({"a": {"sensor.x": {"s": "0.1", "a": attributes}}}, {})["sensor.x"]
    assert heard is not None
    return [
        (one.start.hour, (one.end - one.start).total_seconds() / 60, pytest.approx(one.value))
        for one in heard.ahead(factor)
    ]


@pytest.mark.parametrize(
    "attributes",
    [
        {"raw_today": [{"start": TEN, "end": ELEVEN, "value": 0.1}]},
        {"today": [{"startsAt": TEN, "total": 0.1}]},
        {"rates": [{"start": TEN, "end": ELEVEN, "value_inc_vat": 0.1}]},
        {"prices_today": [{"time": "2026-06-09 10:00:00+02:00", "price": 0.1}]},
        {"data": [{"start_time": TEN, "end_time": ELEVEN, "price_per_kwh": 0.1}]},
        {"data": [{"start_time": TEN, "end_time": ELEVEN, "price_ct_per_kwh": 10}]},
        {"raw_today": [{"hour": TEN, "price": "0.1"}]},
    ],
)
def test_an_hour_of_a_price(attributes: dict[str, Any]) -> None:
    assert told(attributes) == [(8, 60, 0.1)]


def test_prices_come_in_any_unit() -> None:
    prices = {"raw_today": [{"start": TEN, "end": ELEVEN, "value": 10.0}]}
    assert told(prices, "ct/kWh") == [(8, 60, 0.1)]
    assert told(prices, "c/kWh") == [(8, 60, 0.1)]
    assert told(prices, "EUR/MWh") == [(8, 60, 0.01)]
    assert told(prices, "öre/kWh") == [(8, 60, 0.1)]
    assert told(prices, "GBP/kWh") == [(8, 60, 10)]
    assert told(prices, None, factor=0.01) == [(8, 60, 0.1)]


def test_today_and_tomorrow_are_one_list_and_the_finer_entry_counts() -> None:
    found = told(
        {
            "raw_tomorrow": [{"start": ELEVEN, "end": NOON, "value": 2}],
            "raw_today": [{"start": TEN, "end": ELEVEN, "value": 1}],
            "prices": [
                {"time": TEN, "price": 3},
                {"time": "2026-06-09T10:15:00+02:00", "price": 4},
            ],
        }
    )
    assert found == [(8, 15, 3), (8, 45, 4), (9, 60, 2)]


def test_the_sun_to_come() -> None:
    solcast = {
        "detailedForecast": [
            {"period_start": TEN, "pv_estimate": 2.5, "pv_estimate10": 1},
            {"period_start": "2026-06-09T10:30:00+02:00", "pv_estimate": 3},
        ]
    }
    assert told(solcast, "kWh") == [(8, 30, 2500), (8, 60, 3000)]
    by_time = {"watts": {TEN: 1000, ELEVEN: 2000}, "wh_hours": {TEN: 9}}
    assert told(by_time, "kWh") == [(8, 60, 1000), (9, 60, 2000)]


@pytest.mark.parametrize(
    "odd",
    [
        {"raw_today": "soon"},
        {"raw_today": []},
        {"raw_today": [1, 2]},
        {"raw_today": [{"start": "soon", "value": 1}]},
        {"raw_today": [{"start": "2026-06-09T10:00:00", "value": 1}]},
        {"raw_today": [{"start": TEN, "value": "nan"}]},
        {"raw_today": [{"start": TEN, "value": True}]},
        {"raw_today": [{"start": TEN, "end": TEN, "value": 1}]},
        {"raw_today": [{"start": 12, "value": 1}]},
        {"watts": {"noon": 3, TEN: None}},
        {"forecast": {TEN: 3}},
    ],
)
def test_what_is_odd_is_left_out(odd: dict[str, Any]) -> None:
    assert read_lists(odd) == {}


def test_a_list_that_comes_later_joins_the_others_and_one_that_goes_is_gone() -> None:
    first = {"raw_today": [{"start": TEN, "end": ELEVEN, "value": 1}]}
    later = {"raw_tomorrow": [{"start": ELEVEN, "end": NOON, "value": 2}]}
    known: dict[str, Heard] = {}
    for event in (
        {"a": {"sensor.x": {"s": "1", "a": first}}},
        {"c": {"sensor.x": {"+": {"a": later}}}},
    ):
        known |= {name: one for name, one in changes(event, known).items() if one}
    assert [one.start.astimezone(UTC) for one in known["sensor.x"].ahead()] == [
        datetime(2026, 6, 9, 8, tzinfo=UTC),
        datetime(2026, 6, 9, 9, tzinfo=UTC),
    ]
    gone = changes({"c": {"sensor.x": {"-": {"a": ["raw_today"]}}}}, known)["sensor.x"]
    assert gone is not None
    assert len(gone.ahead()) == 1
