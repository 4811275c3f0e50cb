"""Limits on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.charger import ConfigurationKey
from borne.domain.commands import SetFallback, SetLimit
from borne.ocpp.profile import Abilities, abilities, fallback_profile, limit_profile, profile_ids
from borne.ocpp.schemas import validator

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def limit(current: float, phases: int = 1, able: Abilities | None = None) -> dict[str, Any]:
    order = SetLimit("g", 2, 17, current, phases, 900)
    return limit_profile(order, able or Abilities(), NOW)


def period(payload: dict[str, Any]) -> dict[str, Any]:
    schedule = payload["csChargingProfiles"]["chargingSchedule"]
    return dict(schedule["chargingSchedulePeriod"][0])


def keys(**values: str) -> dict[str, ConfigurationKey]:
    return {key: ConfigurationKey(key, value, readonly=True) for key, value in values.items()}


def test_a_limit_is_a_profile_of_its_transaction_that_ends_by_itself() -> None:
    payload = limit(10)
    profile = payload["csChargingProfiles"]
    assert payload["connectorId"] == 2
    assert profile["chargingProfilePurpose"] == "TxProfile"
    assert profile["transactionId"] == 17
    schedule = profile["chargingSchedule"]
    start = datetime.fromisoformat(schedule["startSchedule"])
    assert start < NOW
    assert start + timedelta(seconds=schedule["duration"]) == NOW + timedelta(seconds=900)
    assert schedule["chargingRateUnit"] == "A"
    assert period(payload) == {"startPeriod": 0, "limit": 10}


def test_a_fallback_is_a_lower_profile_of_the_connector_without_end() -> None:
    payload = fallback_profile(SetFallback("g", 2, 8.0), Abilities(), NOW)
    profile = payload["csChargingProfiles"]
    assert profile["chargingProfilePurpose"] == "TxDefaultProfile"
    assert "transactionId" not in profile
    assert "duration" not in profile["chargingSchedule"]
    assert profile["stackLevel"] < limit(8)["csChargingProfiles"]["stackLevel"]


def test_profiles_of_borne_have_ids_of_their_own() -> None:
    ids = [id_ for connector in range(100) for id_ in profile_ids(connector)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("asked", "sent"), [(10.26, 10.2), (10.3, 10.3), (16.1, 16.1), (6.0, 6.0), (0, 0)]
)
def test_limits_are_rounded_down_to_a_tenth(asked: float, sent: float) -> None:
    assert period(limit(asked))["limit"] == sent


@pytest.mark.parametrize("current", [0.1, 5.99, -1, float("nan"), float("inf")])
def test_a_current_that_no_car_can_take_is_a_defect(current: float) -> None:
    with pytest.raises(ValueError, match="was asked for"):
        limit(current)
    with pytest.raises(ValueError, match="was asked for"):
        fallback_profile(SetFallback("g", 1, current), Abilities(), NOW)


def test_a_charger_that_knows_only_power_is_told_watts() -> None:
    able = abilities(keys(ChargingScheduleAllowedChargingRateUnit="Power"), voltage=233.0)
    payload = limit(10, phases=3, able=able)
    schedule = payload["csChargingProfiles"]["chargingSchedule"]
    assert schedule["chargingRateUnit"] == "W"
    assert period(payload)["limit"] == 6990


@pytest.mark.parametrize("units", ["Current", "Current,Power", "power, current", ""])
def test_amps_are_preferred(units: str) -> None:
    assert abilities(keys(ChargingScheduleAllowedChargingRateUnit=units)).watts is False


def test_phases_are_told_only_to_a_charger_that_switches_them() -> None:
    able = abilities(keys(ConnectorSwitch3to1PhaseSupported="True"))
    assert "numberPhases" not in period(limit(10, phases=1, able=able))
    order = SetLimit("g", 2, 17, 10, 1, 900, number=1)
    assert period(limit_profile(order, able, NOW))["numberPhases"] == 1


def test_what_it_falls_back_to_names_the_phases_that_it_is_on() -> None:
    assert "numberPhases" not in period(
        fallback_profile(SetFallback("g", 2, 8.0), Abilities(), NOW)
    )
    order = SetFallback("g", 2, 8.0, number=1)
    assert period(fallback_profile(order, Abilities(), NOW))["numberPhases"] == 1
    only = Abilities(stack_level=0, purposes=("TxDefaultProfile",))
    limited = SetLimit("g", 2, 17, 10, 1, 900, number=1)
    profile = limit_profile(limited, only, NOW, "TxDefaultProfile", 8.0)
    periods = profile["csChargingProfiles"]["chargingSchedule"]["chargingSchedulePeriod"]
    assert [one["numberPhases"] for one in periods] == [1, 1]


def test_a_charger_with_one_stack_level_gets_it() -> None:
    able = abilities(keys(ChargeProfileMaxStackLevel="0"))
    assert limit(10, able=able)["csChargingProfiles"]["stackLevel"] == 0


@given(
    current=st.floats(6, 80),
    phases=st.integers(0, 3),
    watts=st.booleans(),
    voltage=st.floats(0, 500),
)
def test_no_limit_is_above_what_was_asked(
    *, current: float, phases: int, watts: bool, voltage: float
) -> None:
    able = abilities({}, voltage)
    able = Abilities(watts=watts, voltage=able.voltage)
    payload = limit(current, phases, able)
    sent = period(payload)["limit"]
    amps = sent / (able.voltage * max(1, phases)) if watts else sent
    assert amps <= current + 1e-6
    if watts:
        assert validator("SetChargingProfile").is_valid(payload)
