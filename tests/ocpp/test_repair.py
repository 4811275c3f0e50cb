"""Payloads that are not as the schema wants them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.ocpp.repair import check
from borne.ocpp.schemas import validator


def meter(**sampled: Any) -> dict[str, Any]:
    return {
        "connectorId": 1,
        "meterValue": [{"timestamp": "2026-06-01T12:00:00Z", "sampledValue": [sampled]}],
    }


def repaired(**sampled: Any) -> dict[str, Any] | None:
    payload, problems = check("MeterValues", meter(**sampled))
    assert problems
    values = payload.get("meterValue", [{}])[0].get("sampledValue", [])
    return dict(values[0]) if values else None


def test_a_valid_payload_comes_back_itself() -> None:
    payload = meter(value="1")
    assert check("MeterValues", payload) == (payload, ())
    assert check("MeterValues", payload)[0] is payload


@pytest.mark.parametrize(
    ("sampled", "better"),
    [
        ({"value": 12.5}, {"value": "12.5"}),
        ({"value": "1", "mesurand": "SoC"}, {"value": "1", "measurand": "SoC"}),
        ({"value": "1", "Measurand": "SoC"}, {"value": "1", "measurand": "SoC"}),
        (
            {"value": "1", "measurand": "current_import"},
            {"value": "1", "measurand": "Current.Import"},
        ),
        ({"value": "1", "unit": "Hz"}, {"value": "1", "unit": "Hertz"}),
        ({"value": "1", "unit": "kwh"}, {"value": "1", "unit": "kWh"}),
        ({"value": "1", "unit": ""}, {"value": "1"}),
        ({"value": "1", "unit": None}, {"value": "1"}),
        ({"value": "1", "phase": "l1n"}, {"value": "1", "phase": "L1-N"}),
        ({"value": "1", "phase": "2"}, {"value": "1", "phase": "L2"}),
        ({"value": "1", "context": "Sample.Sometimes"}, {"value": "1"}),
        ({"value": "1", "location": "Garden"}, {"value": "1"}),
    ],
)
def test_fields_that_can_be_mended(sampled: dict[str, Any], better: dict[str, Any]) -> None:
    assert repaired(**sampled) == better


@pytest.mark.parametrize("field", [{"measurand": "Luck"}, {"unit": "MWh"}, {"phase": "L4"}])
def test_a_value_of_which_nobody_knows_what_it_is_does_not_become_energy(
    field: dict[str, str],
) -> None:
    assert repaired(value="1", **field) is None


def test_a_single_object_stands_for_a_list_of_one() -> None:
    payload = {"connectorId": 1, "meterValue": meter(value="1")["meterValue"][0]}
    assert check("MeterValues", payload)[0] == meter(value="1")


def test_many_slips_of_one_kind_are_one_problem() -> None:
    payload = meter(value="1")
    payload["meterValue"][0]["sampledValue"] = [{"value": number} for number in range(500)]
    assert len(check("MeterValues", payload)[1]) == 1


def test_endless_unknown_fields_do_not_make_endless_problems() -> None:
    _, problems = check("Heartbeat", {f"field {number}": 1 for number in range(5000)})
    assert len(problems) == 20


@pytest.mark.parametrize(
    ("given", "better"),
    [("true", True), ("False", False), (1, True), ("maybe", None)],
)
def test_yes_and_no(given: object, better: object) -> None:
    payload, _ = check(
        "GetConfigurationResponse", {"configurationKey": [{"key": "K", "readonly": given}]}
    )
    assert payload["configurationKey"][0].get("readonly") is better


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), st.just("L1")
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
fields = st.sampled_from(["value", "measurand", "unit", "phase", "context", "format", "location"])


@given(st.dictionaries(fields, anything))
def test_what_comes_back_fits_the_schema_but_for_what_never_came(sampled: dict[str, Any]) -> None:
    payload, _ = check("MeterValues", meter(**sampled))
    for item in payload.get("meterValue", []):
        for one in item.get("sampledValue", []):
            one.setdefault("value", "0")
    payload.setdefault("meterValue", meter(value="0")["meterValue"])
    for item in payload["meterValue"]:
        item.setdefault("sampledValue", [{"value": "0"}])
    assert validator("MeterValues").is_valid(payload)
