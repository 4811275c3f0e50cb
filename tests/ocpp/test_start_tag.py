"""Chargers that start for one badge only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from borne.domain.charger import ConfigurationKey
from borne.domain.commands import StartRemotely, Ticket
from borne.domain.events import ChargerEvent, TagSwiped, TransactionStarted, TransactionStopped
from borne.ocpp.quirks import Changes
from borne.ocpp.start_tag import StartTag

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TICKET = Ticket(1, "1")
START = StartRemotely("g", 1, "04A1")
FIXED = Changes(start_tag="own")
BY_KEY = Changes(start_tag_key="Key")


def keys(value: str | None) -> dict[str, ConfigurationKey]:
    return {"Key": ConfigurationKey("Key", value, readonly=True)}


def started(tag: str, connector: int = 1, meter: float = 0.0) -> TransactionStarted:
    return TransactionStarted(NOW, "g", TICKET, connector, tag, meter, NOW)


@pytest.mark.parametrize(
    ("changes", "value", "told"),
    [
        (FIXED, None, "own"),
        (BY_KEY, " EVE-1 ", "EVE-1"),
        (BY_KEY, "", "04A1"),
        (BY_KEY, "x" * 21, "04A1"),
        (Changes(tag_length=3), None, "BORNE"),
        (Changes(), None, "04A1"),
    ],
)
def test_it_is_told_the_badge_that_it_takes(changes: Changes, value: str | None, told: str) -> None:
    assert StartTag().order(START, NOW, changes, keys(value)) == told


def tag_of(start_tag: StartTag, event: ChargerEvent) -> Any:
    return getattr(start_tag.said(event), "tag")  # noqa: B009 - not every event has one


def test_what_comes_of_an_order_is_under_the_badge_that_was_meant() -> None:
    tag = StartTag()
    tag.order(START, NOW, FIXED, {})
    tag.order(StartRemotely("g", 2, "BORNE"), NOW, FIXED, {})
    assert tag_of(tag, TagSwiped(NOW, "g", TICKET, "OWN")) == "BORNE"
    assert tag_of(tag, started("own", 2)) == "BORNE"
    assert tag_of(tag, started("Own")) == "04A1"
    assert tag_of(tag, TransactionStopped(NOW, "g", TICKET, 7, 0.0, NOW, tag="own")) is None


def test_a_badge_that_is_too_long_for_the_charger_is_the_sessions_all_the_same() -> None:
    tag, short = StartTag(), Changes(tag_length=3)
    assert tag.order(START, NOW, short, {}) == "BORNE"
    assert tag_of(tag, TagSwiped(NOW, "g", TICKET, "BORNE")) == "BORNE"
    assert tag_of(tag, started("BORNE")) == "04A1"
    tag.order(StartRemotely("g", 1, "BORNE"), NOW, short, {})
    assert tag_of(tag, started("BORNE", meter=100)) == "BORNE"


def test_a_start_that_is_told_again_is_under_the_same_badge() -> None:
    tag = StartTag()
    tag.order(START, NOW, FIXED, {})
    assert [tag_of(tag, started("own")) for _ in range(3)] == ["04A1"] * 3
    assert tag_of(tag, started("own", meter=500)) == "own", "nobody has ordered that one"


def test_a_start_long_after_its_order_is_another_one() -> None:
    tag = StartTag()
    tag.order(START, NOW - timedelta(minutes=6), FIXED, {})
    assert tag_of(tag, started("own")) == "own"


def test_what_nobody_has_ordered_stays_as_it_is() -> None:
    tag = StartTag()
    assert tag_of(tag, started("own")) == "own"
    tag.order(START, NOW, FIXED, {})
    assert tag_of(tag, started("04B2")) == "04B2"
    assert tag_of(tag, started("own", meter=100)) == "04A1"
    assert tag_of(tag, TagSwiped(NOW, "g", TICKET, "own")) == "own"
