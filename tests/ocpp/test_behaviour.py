"""What a charger is seen to do: when it counts, and when it may mean something else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from borne.ocpp.behaviour import (
    BEHAVIOURS,
    FINISHING_FIRST,
    RESTARTS_PAUSED,
    SILENT,
    START_DROPPED,
    WAITS_AFTER_BADGE,
    Watch,
)

START = datetime(2026, 6, 7, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_each_is_told_in_two_languages() -> None:
    for text in BEHAVIOURS.values():
        assert text().say("en") != text().say("fr")


def test_finishing_counts_only_where_nothing_has_charged(watch: Watch) -> None:
    assert watch.status(1, "Finishing", at(0)) is None  # nobody knows what was before
    watch.status(1, "Available", at(1))
    watch.status(1, "Charging", at(2))
    assert watch.status(1, "Finishing", at(3)) is None
    watch.status(1, "Available", at(4))
    assert watch.status(2, "Finishing", at(5)) is None
    assert watch.status(1, "Finishing", at(6)) == FINISHING_FIRST


def test_a_line_that_ends_twice_right_after_a_start_ends_over_it(watch: Watch) -> None:
    assert watch.lost(at(0)) is None
    watch.confirmed(at(10))
    assert watch.lost(at(11)) is None
    watch.confirmed(at(50))
    assert watch.lost(at(51)) == START_DROPPED


def test_a_start_that_goes_well_begins_the_count_anew(watch: Watch) -> None:
    for start, end in ((10, 11), (50, 900), (1000, 1001)):
        watch.confirmed(at(start))
        assert watch.lost(at(end)) is None


@pytest.mark.parametrize(
    ("badge", "ordered", "started", "shown"),
    [
        (0.0, 45.0, 50.0, WAITS_AFTER_BADGE),
        (0.0, None, 5.0, None),  # by itself
        (0.0, 10.0, 12.0, None),  # somebody was quicker
        (0.0, 45.0, 200.0, None),  # not over this order
        (None, 45.0, 50.0, None),
    ],
)
def test_who_starts_on_order_only_waits_after_a_badge(
    watch: Watch, badge: float | None, ordered: float | None, started: float, shown: str | None
) -> None:
    watch.status(1, "Preparing", at(-1))
    if badge is not None:
        watch.admitted(at(badge))
    if ordered is not None:
        watch.ordered(at(ordered))
    assert watch.started(at(started)) == shown


def test_a_badge_without_a_car_says_nothing(watch: Watch) -> None:
    watch.status(1, "Available", at(0))
    watch.admitted(at(1))
    watch.ordered(at(100))
    assert watch.started(at(101)) is None


def test_silence_is_long_and_while_a_car_charges(watch: Watch) -> None:
    assert watch.heard(at(1000), 10) is None
    watch.status(1, "Charging", at(1000))
    assert watch.heard(at(1170), 10) is None
    assert watch.heard(at(1180), 10) == SILENT
    assert watch.heard(at(1180), 900) is None  # it was told to be slow
    watch.sampled = at(1100)
    assert watch.heard(at(1200), None) is None
    watch.status(1, "SuspendedEV", at(1201))
    assert watch.heard(at(9000), 10) is None


def test_a_charger_that_fails_over_a_pause_leaves_soon_after_each(watch: Watch) -> None:
    for told, left, shown in ((0, 8, None), (100, 900, None), (1000, 1008, None), (2000, 2009, 1)):
        watch.paused(at(told))
        assert watch.lost(at(left)) == (RESTARTS_PAUSED if shown else None)
