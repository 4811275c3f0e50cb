"""How often a key is written in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from borne.ocpp.writes import Writes

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_three_times_a_day_are_enough_for_a_key() -> None:
    writes = Writes()
    for hours in (0, 1, 2):
        assert not writes.enough("interval", NOW + timedelta(hours=hours))
        writes.made("interval", NOW + timedelta(hours=hours))
    assert writes.enough("interval", NOW + timedelta(hours=3))
    assert not writes.enough("measurands", NOW + timedelta(hours=3))
    assert not writes.enough("interval", NOW + timedelta(hours=24))


def test_whoever_pardons_lets_all_be_written_again() -> None:
    writes = Writes()
    for _ in range(3):
        writes.made("interval", NOW)
    assert not writes.first("interval")
    writes.pardon()
    assert not writes.enough("interval", NOW)
