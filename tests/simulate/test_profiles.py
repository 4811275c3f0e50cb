"""Which charging profile is in force."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from borne.simulate.profiles import ProfileStack, Supply

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
SUPPLY = Supply(voltage=230, phases=1, most=32)


def profile(
    limit: float, purpose: str = "TxDefaultProfile", *, number: int = 1, level: int = 0, **more: Any
) -> dict[str, Any]:
    schedule: dict[str, Any] = {
        "chargingRateUnit": more.pop("unit", "A"),
        "chargingSchedulePeriod": more.pop("periods", [{"startPeriod": 0, "limit": limit}]),
    }
    for key in ("startSchedule", "duration"):
        if key in more:
            schedule[key] = more.pop(key)
    return {
        "chargingProfileId": number,
        "stackLevel": level,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": more.pop("kind", "Absolute"),
        "chargingSchedule": schedule,
        **more,
    }


def stack(*bodies: dict[str, Any], connector: int = 1, transaction: int | None = 7) -> ProfileStack:
    profiles = ProfileStack(10, "Current,Power")
    for body in bodies:
        assert profiles.set(connector, body, NOON, transaction) == "Accepted"
    return profiles


def limit(profiles: ProfileStack, after: float = 0, *, running: bool = True, on: int = 1) -> float:
    return profiles.limit(on, NOON + timedelta(seconds=after), SUPPLY, NOON if running else None)


def test_without_a_profile_the_hardware_decides() -> None:
    assert limit(stack()) == 32


def test_a_session_limit_stands_above_the_default() -> None:
    profiles = stack(profile(8), profile(20, "TxProfile", number=2))
    assert limit(profiles) == 20
    assert limit(profiles, running=False) == 8


def test_the_stations_limit_caps_both() -> None:
    profiles = stack(profile(20, "TxProfile"))
    profiles.set(0, profile(10, "ChargePointMaxProfile", number=2), NOON, None)
    assert limit(profiles) == 10


def test_the_stations_limit_is_shared_by_those_that_charge() -> None:
    profiles = stack()
    profiles.set(0, profile(32, "ChargePointMaxProfile"), NOON, None)
    assert profiles.limit(1, NOON, SUPPLY, NOON, sharing=2) == 16


def test_the_highest_stack_level_wins_until_it_expires() -> None:
    profiles = stack(profile(8), profile(20, number=2, level=3, duration=900))
    assert limit(profiles, 899) == 20
    assert limit(profiles, 900) == 8


def test_a_session_limit_that_expires_gives_way_to_the_default() -> None:
    profiles = stack(
        profile(8),
        profile(20, "TxProfile", number=2, validTo=(NOON + timedelta(minutes=15)).isoformat()),
    )
    assert limit(profiles, 899) == 20
    assert limit(profiles, 900) == 8


def test_a_profile_waits_for_its_start() -> None:
    later = NOON + timedelta(minutes=1)
    profiles = stack(profile(8, startSchedule=later.isoformat()))
    assert limit(profiles) == 32
    assert limit(profiles, 60) == 8
    waiting = stack(profile(8, validFrom=later.isoformat()))
    assert (limit(waiting, 59), limit(waiting, 60)) == (32, 8)


def test_periods_follow_each_other() -> None:
    periods = [{"startPeriod": 0, "limit": 6}, {"startPeriod": 60, "limit": 16}]
    profiles = stack(profile(0, periods=periods))
    assert (limit(profiles, 59), limit(profiles, 60)) == (6, 16)


def test_a_relative_profile_counts_from_the_start_of_the_session() -> None:
    periods = [{"startPeriod": 0, "limit": 6}, {"startPeriod": 60, "limit": 16}]
    profiles = stack(profile(0, kind="Relative", periods=periods))
    started = NOON - timedelta(seconds=90)
    assert profiles.limit(1, NOON, SUPPLY, started) == 16


def test_a_daily_profile_comes_again() -> None:
    start = NOON - timedelta(days=3, hours=1)
    body = profile(
        10, kind="Recurring", recurrencyKind="Daily", startSchedule=start.isoformat(), duration=7200
    )
    profiles = stack(body)
    assert limit(profiles) == 10
    assert limit(profiles, 3600) == 32
    assert limit(profiles, 23 * 3600) == 10


def test_watts_become_amps_by_voltage_and_phases() -> None:
    body = profile(0, unit="W", periods=[{"startPeriod": 0, "limit": 3680}])
    assert limit(stack(body)) == pytest.approx(16)
    three = Supply(230, 3, 32)
    assert stack(body).limit(1, NOON, three, NOON) == pytest.approx(3680 / 690)


def test_a_profile_replaces_the_one_of_its_id_or_of_its_place() -> None:
    assert len(stack(profile(8), profile(9)).profiles) == 1
    assert len(stack(profile(8), profile(9, number=2)).profiles) == 1
    assert len(stack(profile(8), profile(9, number=2, level=1)).profiles) == 2


def test_a_default_for_all_gives_way_to_one_for_the_connector() -> None:
    profiles = stack(profile(8))
    profiles.set(0, profile(16, number=2), NOON, None)
    assert limit(profiles, on=1) == 8
    assert limit(profiles, on=2) == 16


@pytest.mark.parametrize(
    ("connector", "body", "transaction"),
    [
        (1, profile(8, "ChargePointMaxProfile"), None),
        (1, profile(8, "TxProfile"), None),
        (1, profile(8, "TxProfile", transactionId=9), 7),
        (1, profile(8, level=11), None),
        (1, profile(8, periods=[{"startPeriod": 5, "limit": 8}]), None),
    ],
    ids=["station on a side", "no session", "another session", "too high", "late first period"],
)
def test_what_cannot_be_is_rejected(
    connector: int, body: dict[str, Any], transaction: int | None
) -> None:
    assert ProfileStack(10, "Current").set(connector, body, NOON, transaction) == "Rejected"


def test_a_unit_the_charger_does_not_know_is_rejected() -> None:
    assert ProfileStack(10, "Current").set(1, profile(8, unit="W"), NOON, None) == "Rejected"


def test_nonsense_is_an_error() -> None:
    with pytest.raises(KeyError):
        ProfileStack(10, "Current").set(1, {"chargingProfileId": 1}, NOON, None)
    with pytest.raises(ValueError, match="not one of"):
        ProfileStack(10, "Current").set(1, profile(8, "Sometimes"), NOON, None)
    with pytest.raises(ValueError, match="time zone"):
        ProfileStack(10, "Current").set(
            1, profile(8, startSchedule="2026-06-07T12:00:00"), NOON, None
        )


def test_clearing_takes_what_fits_and_says_whether_there_was_any() -> None:
    profiles = stack(profile(8), profile(9, number=2, level=1))
    assert not profiles.clear(profile_id=5)
    assert profiles.clear(stack_level=1)
    assert limit(profiles) == 8
    assert profiles.clear()
    assert limit(profiles) == 32


def test_the_composite_schedule_names_each_change() -> None:
    profiles = stack(profile(8), profile(20, number=2, level=1, duration=60))
    assert profiles.composite(1, NOON, 120, SUPPLY, NOON) == [(0, 20), (60, 8)]
