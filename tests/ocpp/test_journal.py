"""The log has one line that helps, and not thousands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from borne.ocpp.journal import OTHERS, Journal
from borne.ocpp.note import Note

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def note(text: str = "is odd", charger: str = "garage") -> Note:
    return Note("warning", charger, "MeterValues", "unit", text)


def test_a_problem_is_logged_once_and_counted_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    journal = Journal()
    for second in range(300):
        journal.write(note(), NOW + timedelta(seconds=second))
    assert caplog.messages == ["garage: MeterValues.unit: is odd"]
    assert journal.counts["garage", "MeterValues", "unit"] == 300


def test_it_is_logged_again_later_with_how_often_it_came(
    caplog: pytest.LogCaptureFixture,
) -> None:
    journal = Journal()
    for minute in (0, 5, 6, 11):
        journal.write(note(), NOW + timedelta(minutes=minute))
    assert caplog.messages[1].endswith("(2 times more since the last line)")


def test_a_charger_that_floods_is_cut_short_and_others_are_heard(
    caplog: pytest.LogCaptureFixture,
) -> None:
    journal = Journal()
    for number in range(100_000):
        journal.write(note(f"is odd {number}"), NOW)
    assert len(caplog.messages) == 20
    assert "counted, not logged" in caplog.messages[-1]
    journal.write(note(charger="carport"), NOW)
    assert len(caplog.messages) == 21
    assert len(journal._logged) <= 4096


def test_a_charger_that_makes_up_fields_takes_no_counts_from_others() -> None:
    journal = Journal()
    journal.write(note(charger="carport"), NOW)
    for number in range(10_000):
        journal.write(Note("warning", "garage", f"Action{number}", f"field{number}", "is odd"), NOW)
    assert journal.counts["carport", "MeterValues", "unit"] == 1
    assert journal.counts["garage", None, OTHERS] == 9_800
    assert sum(journal.counts.values()) == 10_001
