"""Mistakes cost time, within bounds, and memory is bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from borne.ocpp.brake import FREE, LONGEST, Brake

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


def test_the_first_mistakes_are_free_and_the_wait_doubles_up_to_a_minute() -> None:
    brake, now, waits = Brake(), NOON, []
    for _ in range(FREE + 9):
        brake.failed("a", "garage", now)
        wait = brake.wait("a", "garage", now)
        waits.append(0 if wait is None else wait.total_seconds())
        now += LONGEST
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_quarter_of_an_hour_without_a_mistake_forgives() -> None:
    brake = Brake()
    for _ in range(10):
        brake.failed("a", "garage", NOON)
    later = NOON + timedelta(minutes=16)
    brake.failed("a", "garage", later)
    assert brake.wait("a", "garage", later) is None


def test_a_clock_that_is_set_back_does_not_lock_out() -> None:
    brake = Brake()
    for _ in range(10):
        brake.failed("a", "garage", NOON)
    wait = brake.wait("a", "garage", NOON - timedelta(days=400))
    assert wait is not None
    assert wait <= LONGEST


def test_memory_is_bounded() -> None:
    brake = Brake()
    for number in range(10_000):
        brake.failed(f"10.{number}", "garage", NOON)
    assert len(brake) == 4_096
