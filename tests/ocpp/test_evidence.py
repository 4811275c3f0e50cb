"""What a charger shows by what it does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from borne.ocpp.evidence import Answered, Presence, measurands_in, repairs_in
from borne.ocpp.trace import Kept

NOON = datetime(2026, 6, 7, 10, tzinfo=UTC)


def metered(*sampled: dict[str, str], number: int = 1) -> Kept:
    payload = {"connectorId": 1, "meterValue": [{"timestamp": "x", "sampledValue": sampled}]}
    text = json.dumps([2, "1", "MeterValues", payload])
    return Kept(number, NOON, "garage", 1, False, text, len(text), ())


def test_a_connection_is_open_until_it_is_gone_and_fifty_are_kept() -> None:
    presence = Presence()
    for number in range(60):
        at = NOON + timedelta(minutes=number)
        presence.opened("garage", number, at, "192.168.1.9")
        if number < 59:
            presence.gone("garage", number, at + timedelta(seconds=30), "the line broke")
    kept = presence.of("garage")
    assert len(kept) == 50
    assert kept[-1].end is None
    assert (kept[0].reason, kept[0].end) == (
        "the line broke",
        kept[0].start + timedelta(seconds=30),
    )
    assert presence.of("nobody") == ()


def test_an_older_connection_that_ends_late_does_not_end_the_new_one() -> None:
    presence = Presence()
    presence.opened("garage", 1, NOON, None)
    presence.opened("garage", 2, NOON, None)
    presence.gone("garage", 1, NOON, "replaced by a newer connection")
    assert [one.end for one in presence.of("garage")] == [NOON, None]


def test_profiles_are_counted_by_purpose_level_and_unit() -> None:
    answered = Answered()
    profile = {
        "stackLevel": 8,
        "chargingProfilePurpose": "TxProfile",
        "chargingSchedule": {"chargingRateUnit": "A"},
    }
    for status in ("Rejected", "Accepted"):
        answered.take("SetChargingProfile", {"csChargingProfiles": profile}, status, NOON)
    [sent] = answered.profiles
    assert (sent.purpose, sent.stack_level, sent.unit) == ("TxProfile", 8, "A")
    assert (sent.status, sent.count) == ("Accepted", 2)


def test_measurands_are_those_that_really_came() -> None:
    frames = [
        metered({"value": "16", "measurand": "Current.Import", "unit": "A", "phase": "L2"}),
        metered({"value": "1"}, {"value": "15", "measurand": "Current.Import", "phase": "L1"}),
    ]
    found = {one.name: one for one in measurands_in(frames)}
    assert set(found) == {"Current.Import", "Energy.Active.Import.Register"}
    assert found["Current.Import"].phases == ("L1", "L2")
    assert (found["Current.Import"].last, found["Current.Import"].count) == ("16", 2)


def test_what_is_mended_counts_as_what_it_means() -> None:
    frames = [metered({"value": "12", "mesurand": "Current.Import", "unit": "a"})]
    [found] = measurands_in(frames)
    assert (found.name, found.units, found.last) == ("Current.Import", ("A",), "12")


def test_hostile_meter_values_measure_nothing() -> None:
    for payload in ({"meterValue": 3}, {"meterValue": [4, {"sampledValue": [5]}]}, {}):
        text = json.dumps([2, "1", "MeterValues", payload])
        assert measurands_in([Kept(1, NOON, "garage", 1, False, text, 9, ())]) == ()


def test_repairs_are_those_of_the_charger_most_often_first() -> None:
    counts = {
        ("garage", "MeterValues", "unit"): 2,
        ("garage", "BootNotification", "model"): 9,
        ("garage", None, None): 5,
        ("north", "MeterValues", "unit"): 1,
    }
    assert [(one.field, one.count) for one in repairs_in(counts, "garage")] == [
        ("model", 9),
        ("unit", 2),
    ]
