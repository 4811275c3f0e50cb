"""A charger's clock that is wrong is shown, and what it tells is booked at real times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Charger
from borne.domain.events import StatusChanged
from borne.domain.life import Status
from borne.domain.records import SaveCharger, SaveSample
from borne.domain.state import State

from .playbook import NOON, DomainPlay, Wire

HOUR = timedelta(hours=1)


def says(wire: Wire, told: datetime, status: Status = Status.AVAILABLE) -> StatusChanged:
    return replace(wire.status(status), told=told)


def test_a_clock_without_its_zone_is_shown_and_its_times_are_real(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(says(wire, wire.now + 2 * HOUR))
    assert garage.charger().clock_offset == 7200
    (trouble,) = garage.state.troubles.values()
    assert (trouble.code, trouble.severity) == ("clock:garage", "warning")
    assert trouble.message.say("en").startswith("The clock of garage is 2")
    garage.skip(wire.after(7200).started(1000, began=wire.now + HOUR))
    assert garage.session().started == wire.now - HOUR
    garage.skip(wire.metered(1200, at=wire.now + 1.5 * HOUR))
    assert garage.last(SaveSample).at == wire.now - HOUR / 2
    garage.skip(says(wire.after(60), wire.now, Status.CHARGING))
    assert garage.charger().clock_offset == 0
    assert not garage.state.troubles


def test_what_was_queued_by_the_wrong_clock_is_mapped_once_it_is_right(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(says(wire, wire.now + 24 * HOUR), says(wire.after(3600), wire.now))
    garage.skip(wire.started(1000, began=wire.now + 23.5 * HOUR))
    assert garage.session().started == wire.now - HOUR / 2


def test_a_queued_status_is_no_wrong_clock_but_two_that_agree_are(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(says(wire, NOON - 5 * HOUR), says(wire.after(1), NOON - 2 * HOUR))
    assert not garage.state.troubles
    garage.skip(
        says(wire.after(60), wire.now - 9 * HOUR), says(wire.after(60), wire.now - 9 * HOUR)
    )
    assert garage.charger().clock_offset == -9 * 3600
    assert "retarde" in garage.state.troubles["clock:garage"].message.say("fr")


def test_a_queue_of_statuses_is_no_clock_that_is_behind(wire: Wire, garage: DomainPlay) -> None:
    for second, status in enumerate((Status.PREPARING, Status.CHARGING, Status.FINISHING)):
        garage.skip(says(wire.after(1), NOON - 9 * HOUR + timedelta(seconds=20 * second), status))
    assert not garage.state.troubles
    garage.skip(replace(says(wire.after(1), NOON - 3 * HOUR), connector=0))
    garage.skip(says(wire, NOON - 3 * HOUR))
    assert garage.charger().clock_offset == pytest.approx(-3 * 3600, abs=9)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_while_a_car_charges_is_noticed_by_its_readings(
    wire: Wire, garage: DomainPlay, hours: int
) -> None:
    garage.skip(says(wire, wire.now), wire.started(1000), wire.after(60).metered(1100))
    for minute in range(2, 6):
        garage.skip(wire.after(60).metered(1000 + minute * 100, at=wire.now + hours * HOUR))
    assert garage.charger().clock_offset == hours * 3600
    assert garage.last(SaveSample).at == wire.now
    garage.skip(wire.after(60).stopped(1, 1600, ended=wire.now + hours * HOUR))
    transaction = garage.connector().past[0]
    assert (transaction.energy, transaction.ended) == (600, wire.now)


def test_a_queue_of_readings_is_no_clock_that_is_behind(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(says(wire, wire.now), wire.started(1000), wire.after(4 * 3600).metered(1100))
    for minute in range(200):
        at = NOON + timedelta(minutes=minute)
        garage.skip(wire.after(0.3).metered(1101 + minute, at=at))
    assert garage.charger().clock_offset == 0
    assert not garage.state.troubles


@pytest.mark.parametrize("seconds", [-290, 0, 290])
def test_a_few_minutes_are_no_matter(wire: Wire, garage: DomainPlay, seconds: int) -> None:
    garage.skip(says(wire, wire.now + timedelta(seconds=seconds)))
    assert garage.charger().clock_offset == 0
    assert not garage.state.troubles


def test_a_clock_that_was_never_set_is_known_at_once(wire: Wire, garage: DomainPlay) -> None:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    garage.skip(says(wire, never))
    (trouble,) = garage.state.troubles.values()
    assert trouble.message.say("en") == (
        "The clock of garage was never set: it says 1 January 1970. Borne corrects its times"
    )
    garage.skip(wire.after(600).started(1000, began=never + timedelta(seconds=300)))
    assert garage.session().started == NOON + timedelta(seconds=300)
    garage.skip(wire.after(60).stopped(1, 1100, ended=never + timedelta(seconds=630)))
    assert garage.connector().past[0].ended == NOON + timedelta(seconds=630)


def test_a_start_in_the_future_shows_the_clock_too(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000, began=wire.now + 2 * HOUR))
    assert garage.session().started == wire.now
    assert "clock:garage" in garage.state.troubles


def test_a_repeated_start_is_the_same_though_the_clock_drifts(
    wire: Wire, garage: DomainPlay
) -> None:
    began = wire.now + 2 * HOUR
    garage.skip(says(wire, wire.now + 2 * HOUR), wire.after(1).started(1000, began=began))
    drifted = says(wire, wire.now + 2 * HOUR + timedelta(seconds=3), Status.CHARGING)
    garage.skip(drifted, wire.after(45).started(1000, began=began))
    assert garage.session().transactions == 1


def test_times_of_no_clock_at_all_are_those_of_arrival(wire: Wire, garage: DomainPlay) -> None:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    garage.skip(wire.after(600).started(1000, began=never))
    assert garage.session().started == wire.now
    garage.skip(wire.after(60).metered(1100, at=never))
    assert garage.last(SaveSample).at == wire.now
    assert garage.session().energy == 100


def test_a_start_repeated_after_the_clock_was_set_right_is_the_same(
    wire: Wire, garage: DomainPlay
) -> None:
    for _ in range(2):
        garage.skip(says(wire.after(60), wire.now - HOUR))
    began = wire.after(1).now - HOUR
    garage.skip(wire.after(0.4).started(1000, began=began))
    garage.skip(says(wire.after(60), wire.now, Status.CHARGING))
    garage.skip(wire.after(5).started(1000, began=began))
    assert (garage.session().transactions, garage.state.next_transaction) == (1, 2)


def test_a_wrong_clock_is_known_over_a_restart_and_told_of_again(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(says(wire, wire.now + HOUR))
    kept = garage.last(SaveCharger).care
    assert kept is not None
    later = DomainPlay(state=State(chargers={"garage": Charger("garage", wire.now, care=kept)}))
    later.skip(wire.after(60).started(1000, began=wire.now + HOUR / 2))
    assert later.session().started == wire.now - HOUR / 2
    later.skip(says(wire.after(60), wire.now + HOUR, Status.CHARGING))
    assert "clock:garage" in later.state.troubles


def test_where_a_wrong_clock_tells_no_time_it_is_the_time_of_arrival(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(says(wire, wire.now + HOUR), wire.after(60).started(1000, began=wire.now))
    assert garage.session().started == wire.now
