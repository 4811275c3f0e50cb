"""Sessions and transactions, as the charger tells of them and the ledger keeps them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.charger import Sample
from borne.domain.commands import (
    Admission,
    Announce,
    AnswerBoot,
    AnswerPlain,
    AnswerStart,
    AnswerStop,
    Prepare,
    StopRemotely,
)
from borne.domain.events import Event
from borne.domain.life import Phase, Status
from borne.domain.records import (
    ForgetSession,
    SaveConnector,
    SaveSample,
    SaveSession,
    SaveTransaction,
)
from borne.domain.session import Session
from borne.domain.state import Policy, State
from borne.domain.tag import Access, UnknownTagPolicy

from .playbook import NOON, DomainPlay, Wire, at_work

ACCEPTED = Admission.ACCEPTED


def test_an_ordinary_evening(wire: Wire, garage: DomainPlay) -> None:
    assert (
        garage
        >> wire.status(Status.PREPARING)
        << AnswerPlain("garage", wire.ticket)
        >> wire.after(5).started(1000)
        << AnswerStart("garage", wire.ticket, 1, ACCEPTED)
        >> wire.status(Status.CHARGING)
        << AnswerPlain("garage", wire.ticket)
        >> wire.after(600).metered(3500, (16.0,))
        << AnswerPlain("garage", wire.ticket)
    )
    assert garage.session().energy == 2500
    assert garage.last(SaveSample).session_energy == 2500
    assert (
        garage
        >> wire.after(600).stopped(1, 5000)
        << AnswerStop("garage", wire.ticket, None)
        >> wire.status(Status.FINISHING)
        << AnswerPlain("garage", wire.ticket)
        >> wire.after(60).status(Status.AVAILABLE)
        << AnswerPlain("garage", wire.ticket)
    )
    kept = garage.last(SaveSession).session
    assert (kept.energy, kept.transactions, kept.ended) == (4000, 1, wire.now)
    assert kept.charging_seconds(wire.now) == 1200
    assert garage.connector().total == 5000


def test_a_car_that_comes_and_goes_without_charging_leaves_nothing(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.after(30).status(Status.AVAILABLE))
    assert garage.all(ForgetSession)
    assert garage.connector().session is None


def test_a_repeated_start_gets_the_same_id_and_counts_once(wire: Wire, garage: DomainPlay) -> None:
    began = wire.now
    assert (
        garage
        >> wire.started(1000, "ANNA")
        << AnswerStart("garage", wire.ticket, 1, Admission.INVALID)
        << StopRemotely("garage", 1, 1)
        >> wire.after(45).started(1000, "ANNA", began=began)
        << AnswerStart("garage", wire.ticket, 1, Admission.INVALID)
    )
    assert garage.session().transactions == 1
    assert not garage.all(SaveTransaction)


def test_a_start_that_is_repeated_after_the_car_has_left_opens_no_second_session(
    wire: Wire, garage: DomainPlay
) -> None:
    began = wire.now
    garage.skip(wire.started(1000), wire.after(20).status(Status.AVAILABLE))
    assert (
        garage
        >> wire.after(40).started(1000, began=began)
        << AnswerStart("garage", wire.ticket, 1, ACCEPTED)
        >> wire.stopped(1, 1500)
        << AnswerStop("garage", wire.ticket, None)
    )
    assert garage.last(SaveSession).session.energy == 500
    assert garage.state.next_session == 2


def test_two_starts_in_the_same_second_are_two_transactions(wire: Wire, garage: DomainPlay) -> None:
    assert (
        garage
        >> wire.started(1000, connector=1)
        << AnswerStart("garage", wire.ticket, 1, ACCEPTED)
        >> wire.started(1000, connector=2)
        << AnswerStart("garage", wire.ticket, 2, ACCEPTED)
    )


def test_a_second_start_means_that_the_stop_was_lost(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(1400), wire.after(60).started(1600))
    first, second = (save.transaction for save in garage.all(SaveTransaction))
    assert (first.id, first.reason, first.ended) == (1, "Lost", wire.now)
    assert (second.id, second.ended) == (2, None)
    assert garage.session().energy == 400
    garage.skip(wire.after(60).metered(1700))
    assert garage.session().energy == 500


def test_available_before_the_stop_closes_and_the_late_stop_corrects_once(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(1400))
    garage.skip(wire.after(60).status(Status.AVAILABLE))
    assert garage.connector().phase is Phase.IDLE
    closed = garage.last(SaveSession).session
    assert (closed.energy, closed.stop_reason) == (400, "Unplugged")
    unplugged = wire.now
    garage.skip(wire.after(5).stopped(1, 1650, "EVDisconnected"))
    corrected = garage.last(SaveSession).session
    assert (corrected.id, corrected.energy, corrected.ended) == (closed.id, 650, unplugged)
    assert garage.connector().total == 1650
    garage.skip(wire.after(5).stopped(1, 1650))
    assert not garage.all(SaveSession)


def test_a_late_stop_is_the_former_cars_though_the_next_one_charges(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.after(60).status(Status.AVAILABLE))
    garage.skip(wire.after(60).started(1300, "BORNE"), wire.after(60).metered(1500))
    garage.skip(wire.after(1).stopped(1, 1250, ended=NOON + timedelta(seconds=50)))
    assert garage.last(SaveSession).session.energy == 250
    garage.skip(wire.after(60).metered(1600))
    assert garage.session().energy == 300
    assert garage.connector().total == 1600


@pytest.mark.parametrize("nobody", [0, -1])
def test_a_stop_without_a_real_id_means_the_only_open_transaction(
    wire: Wire, garage: DomainPlay, nobody: int
) -> None:
    garage.skip(wire.started(1000), wire.after(60).stopped(nobody, 1200))
    assert garage.last(SaveTransaction).transaction.energy == 200
    assert garage.connector().phase is Phase.STOPPED


def test_a_stop_of_nothing_is_answered_and_shown_until_the_next_start(
    wire: Wire, garage: DomainPlay
) -> None:
    assert garage >> wire.stopped(77, 1200) << AnswerStop("garage", wire.ticket, None)
    (trouble,) = garage.state.troubles.values()
    assert trouble.message.say("en") == (
        "garage reported the end of transaction 77 at 1.2\N{NO-BREAK SPACE}kWh, "
        "which Borne does not know"
    )
    garage.skip(wire.started(1200))
    assert not garage.state.troubles


def test_a_stop_of_nothing_leaves_an_open_transaction_alone(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(9).stopped(77, 1200))
    assert garage.connector().phase is Phase.CHARGING


def test_what_the_stop_repeats_of_its_transaction_is_not_counted_again(
    wire: Wire, garage: DomainPlay
) -> None:
    begun = wire.now
    garage.skip(wire.started(1000), wire.after(600).metered(3000))
    told = (Sample(begun, register=1000), Sample(wire.now, register=3000))
    garage.skip(wire.after(60).stopped(1, 3200, samples=told))
    assert garage.last(SaveSession).session.energy == 2200
    assert garage.connector().total == 3200


def test_readings_of_the_offline_hours_come_with_the_stop(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000))
    told = tuple(
        Sample(wire.now + timedelta(minutes=minute), register=1000 + minute * 100)
        for minute in (10, 20, 30)
    )
    garage.skip(wire.after(3600).stopped(1, 5000, samples=told))
    assert [saved.register for saved in garage.all(SaveSample)] == [2000, 3000, 4000, 5000]


def test_a_reading_that_comes_late_is_no_reset(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(2000))
    garage.skip(wire.after(1).metered(1500, at=wire.now - timedelta(seconds=30)))
    garage.skip(wire.after(60).metered(2100))
    assert garage.session().energy == 1100
    assert garage.connector().total == 2100


def test_a_register_that_falls_begins_anew_from_there(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(268), wire.after(60).metered(304))
    garage.skip(wire.after(60).metered(42), wire.after(60).metered(60))
    assert garage.session().energy == 36 + 18
    assert garage.connector().total == 304 + 18


def test_a_stop_below_the_register_takes_nothing_away_and_adds_nothing_later(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(5000), wire.after(60).metered(6000), wire.after(9).stopped(1, 0))
    assert garage.last(SaveSession).session.energy == 1000
    garage.skip(wire.after(60).started(6000))
    assert garage.connector().total == 6000


def test_a_session_of_the_offline_hours_began_when_it_began(wire: Wire, garage: DomainPlay) -> None:
    began = wire.now - timedelta(hours=3)
    garage.skip(wire.started(1000, began=began))
    assert garage.session().started == began


def test_a_session_goes_on_to_the_wh_after_a_power_cut(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(1750))
    restored = State(
        chargers={"garage": garage.charger()},
        next_session=garage.state.next_session,
        next_transaction=garage.state.next_transaction,
    )
    later = DomainPlay(state=restored)
    wire.connection = 2
    later.skip(wire.after(300).connected(), wire.booted(), wire.status(Status.CHARGING))
    later.skip(wire.after(60).stopped(1, 2345))
    assert later.last(SaveSession).session.energy == 1345
    later.skip(wire.started(2345))
    assert later.session().transactions == 2
    assert later.last(SaveTransaction).transaction.id == 2


def test_meter_values_of_the_supply_count_for_nobody(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.metered(99_000, connector=0))
    assert garage.connector().total is None


def test_a_stop_by_a_person_holds_until_the_car_is_unplugged(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.stopped(1, 1100, "Local"))
    assert garage.last(SaveConnector).held
    garage.skip(wire.status(Status.AVAILABLE), wire.status(Status.PREPARING))
    assert not garage.connector().held


@pytest.mark.parametrize("reason", ["Remote", "PowerLoss", "Reboot", "DeAuthorized"])
def test_other_stops_hold_nothing(wire: Wire, garage: DomainPlay, reason: str) -> None:
    garage.skip(wire.started(1000), wire.stopped(1, 1100, reason))
    assert not garage.connector().held


def test_a_pulled_plug_is_not_locked_again_by_a_start_but_a_new_one_is_welcome(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.stopped(1, 1100, "EVDisconnected"))
    garage.skip(wire.status(Status.FINISHING))
    assert garage.connector().held
    garage.skip(wire.status(Status.PREPARING))
    assert not garage.connector().held


def test_a_start_ends_the_hold_on_disk_as_well(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.stopped(1, 1100), wire.started(1100))
    assert garage.last(SaveConnector).held is False


def test_the_house_hears_of_sessions(wire: Wire, garage: DomainPlay) -> None:
    garage.shows = (Announce,)
    data = {"charger": "garage", "connector": 1, "session": 1}
    assert (
        garage
        >> wire.started(1000)
        << Announce("borne_session_started", data)
        >> wire.status(Status.AVAILABLE)
        << Announce("borne_session_ended", data | {"energy": 0.0, "duration": 0.0})
    )


def test_a_fault_is_told_once(wire: Wire, garage: DomainPlay) -> None:
    garage.shows = (Announce,)
    fault = {"charger": "garage", "connector": 1, "error": "Faulted"}
    assert (
        garage
        >> wire.status(Status.FAULTED)
        << Announce("borne_fault", fault)
        >> wire.status(Status.FAULTED)
        >> wire.status(Status.FAULTED, error="GroundFailure")
        << Announce("borne_fault", fault | {"error": "GroundFailure"})
    )


STEPS = st.sampled_from(
    ["plug", "charge", "suspend", "finish", "free", "fault", "start", "stop", "read", "reset"]
)


@given(st.lists(st.tuples(STEPS, st.integers(1, 3), st.integers(-5, 900)), max_size=40))
def test_whatever_a_charger_tells_nothing_crashes_and_energy_only_grows(
    told: list[tuple[str, int, int]],
) -> None:
    access = Access(unknown_tag=UnknownTagPolicy.ACCEPT)
    wire, play = Wire(), DomainPlay(Policy(auto_adopt=True, access=access))
    at_work(wire, play)
    totals: dict[int, float] = {}
    energies: dict[int, Session] = {}
    for kind, connector, number in told:
        play.skip(_event(wire.after(7), kind, connector, number))
        for number_, one in play.charger().connectors.items():
            total = one.total or 0.0
            assert total >= totals.get(number_, 0.0)
            totals[number_] = total
            assert (one.session is None) == (one.phase is Phase.IDLE)
            opened = one.session is not None and one.session.transaction is not None
            assert opened == (one.phase is Phase.CHARGING)
            if one.session is not None:
                before = energies.get(one.session.id)
                assert one.session.energy >= (before.energy if before else 0.0)
                energies[one.session.id] = one.session


def _event(wire: Wire, kind: str, connector: int, number: int) -> Event:
    statuses = {
        "plug": Status.PREPARING,
        "charge": Status.CHARGING,
        "suspend": Status.SUSPENDED_EV,
        "finish": Status.FINISHING,
        "free": Status.AVAILABLE,
        "fault": Status.FAULTED,
    }
    if kind in statuses:
        return wire.status(statuses[kind], connector)
    if kind == "start":
        return wire.started(number, f"T{number % 3}", connector)
    if kind == "stop":
        return wire.stopped(number % 7 - 1, number)
    if kind == "reset":
        return wire.booted()
    return wire.metered(number, connector=connector)


def test_a_boot_in_mid_session_loses_nothing(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(1400))
    assert (
        garage >> wire.booted() << AnswerBoot("garage", wire.ticket, True, 60) << Prepare("garage")
    )
    assert garage.session().energy == 400
