"""What a charger tells late, twice or not at all is booked once, at its own time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.charger import Sample
from borne.domain.commands import Admission, AnswerPlain, AnswerStart, AnswerStop
from borne.domain.events import Event, MeterSampled, TransactionStarted
from borne.domain.life import Phase, Status
from borne.domain.records import SaveSession, SaveTransaction
from borne.domain.session import Session

from .playbook import NOON, DomainPlay, Wire, at_work

ACCEPTED = Admission.ACCEPTED


def ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


def of(wire: Wire, transaction: int, register: float, at: datetime | None = None) -> MeterSampled:
    sample = Sample(at or wire.now, register=register)
    return MeterSampled(wire.now, "garage", wire._call(), 1, (sample,), transaction)


def sessions(play: DomainPlay, events: list[Event]) -> dict[int, Session]:
    """The ledger as these events leave it on disk."""
    kept: dict[int, Session] = {}
    for event in events:
        play.skip(event)
        kept |= {save.session.id: save.session for save in play.all(SaveSession)}
    return kept


def test_an_evening_without_a_line_is_booked_at_its_own_times(
    wire: Wire, garage: DomainPlay
) -> None:
    kept = sessions(
        garage,
        [
            wire.started(1000, began=ago(9)),
            wire.stopped(1, 8000, ended=ago(7)),
            wire.started(8000, began=ago(5)),
            wire.stopped(2, 9500, ended=ago(4)),
        ],
    )
    spans = [(one.started, one.ended, one.energy) for one in kept.values()]
    assert spans == [(ago(9), ago(7), 7000), (ago(5), ago(4), 1500)]
    assert kept[1].charging_before == 7200
    assert garage.connector().phase is Phase.IDLE
    assert garage.connector().total == 9500


def test_the_same_queue_told_again_counts_nothing(wire: Wire, garage: DomainPlay) -> None:
    def queue() -> list[Event]:
        return [
            wire.started(1000, began=ago(9)),
            wire.stopped(1, 8000, ended=ago(7)),
            wire.started(8000, began=ago(5)),
            wire.stopped(2, 9500, ended=ago(4)),
        ]

    sessions(garage, queue())
    assert sessions(garage, queue()) == {}
    assert garage.connector().total == 9500
    assert (
        garage
        >> wire.started(1000, began=ago(9))
        << AnswerStart("garage", wire.ticket, 1, ACCEPTED)
    )


def test_a_late_stop_gives_the_first_transaction_its_last_wh(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.after(600).metered(1500))
    garage.skip(wire.after(60).started(1620), wire.after(600).metered(2000))
    assert (
        garage
        >> wire.after(1).stopped(1, 1600, ended=NOON + timedelta(seconds=630))
        << AnswerStop("garage", wire.ticket, None)
    )
    first = garage.last(SaveTransaction).transaction
    assert (first.id, first.energy, first.meter_stop, first.reason) == (1, 600, 1600, "Local")
    assert garage.session().energy == 600 + 380
    garage.skip(wire.after(60).stopped(2, 2100))
    assert garage.last(SaveSession).session.energy == 600 + 480
    garage.skip(wire.after(60).stopped(1, 1600))
    assert not garage.all(SaveSession)


def test_an_older_start_leaves_the_car_that_charges_alone(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.started(5000), wire.status(Status.CHARGING))
    assert (
        garage
        >> wire.started(1000, began=ago(3))
        << AnswerStart("garage", wire.ticket, 2, ACCEPTED)
        >> of(wire, 2, 2500, ago(2.5))
        << AnswerPlain("garage", wire.ticket)
    )
    assert garage.session().energy == 0
    garage.skip(wire.stopped(2, 4000, ended=ago(1)))
    past = garage.last(SaveSession).session
    assert (past.started, past.energy, past.stop_reason) == (ago(3), 3000, "Local")
    transaction = garage.session().transaction
    assert transaction is not None
    assert transaction.id == 1


def test_readings_of_a_transaction_that_was_stopped_are_no_new_energy(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000), wire.after(60).stopped(1, 1400))
    garage.skip(wire.after(60).started(1400), wire.after(1).metered(1450))
    garage.skip(of(wire.after(1), 1, 1500))
    assert garage.session().energy == 400 + 50


def test_an_unknown_stop_is_matched_by_badge_and_meter(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000, "ANNA"), wire.after(60).metered(1400))
    stop = wire.after(60).stopped(99_123, 1500)
    garage.skip(replace(stop, tag="anna"))
    assert garage.last(SaveTransaction).transaction.energy == 500
    assert not garage.state.troubles


def test_an_unknown_stop_is_kept_with_its_data(wire: Wire, garage: DomainPlay) -> None:
    told = (Sample(ago(2), register=1000), Sample(ago(1), register=3500))
    garage.skip(wire.stopped(77, 4000, samples=told, ended=ago(0.9)))
    orphan = garage.last(SaveSession).session
    assert (orphan.stop_reason, orphan.energy, orphan.started) == ("Orphan", 3000, ago(2))
    kept = garage.last(SaveTransaction).transaction
    assert (kept.meter_start, kept.meter_stop, kept.reason) == (1000, 4000, "Local")
    assert "orphan:garage" in garage.state.troubles
    garage.skip(wire.stopped(77, 4000, samples=told, ended=ago(0.9)))
    assert not garage.all(SaveSession)


def test_a_start_that_comes_after_its_stop_completes_the_orphan(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.stopped(-5, 4000, ended=ago(1)))
    assert (
        garage
        >> wire.started(1500, began=ago(2))
        << AnswerStart("garage", wire.ticket, 1, ACCEPTED)
    )
    whole = garage.last(SaveSession).session
    assert (whole.energy, whole.started, whole.stop_reason) == (2500, ago(2), "Local")
    assert whole.charging_before == 3600
    assert garage.connector().phase is Phase.IDLE


def test_a_power_cut_offline_never_makes_energy_negative(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(200), wire.after(60).metered(260))
    wire.connection = 2
    garage.skip(wire.after(3600).connected(), wire.booted(), wire.status(Status.CHARGING))
    garage.skip(wire.stopped(1, 268, "PowerLoss", ended=NOON + timedelta(seconds=70)))
    assert garage.last(SaveSession).session.energy == 68
    garage.skip(wire.started(268, began=NOON + timedelta(seconds=90)))
    garage.skip(wire.after(10).metered(304))
    energies = [garage.session().energy]
    for register in (42, 60, 90, 400):
        garage.skip(wire.after(10).metered(register))
        energies.append(garage.session().energy)
    assert energies == sorted(energies)
    assert energies[-1] == 68 + 36 + 18 + 30 + 310


def test_another_badges_session_of_the_offline_hours_is_its_own(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.PREPARING))
    kept = sessions(
        garage,
        [
            wire.after(36_000).started(1000, "ANNA", began=NOON + timedelta(hours=1)),
            wire.stopped(1, 2000, ended=NOON + timedelta(hours=2)),
            wire.started(2000, "BOB", began=NOON + timedelta(hours=3)),
            wire.stopped(2, 2500, ended=NOON + timedelta(hours=4)),
        ],
    )
    assert [(one.tag, one.energy) for one in kept.values()] == [("ANNA", 1000), ("BOB", 500)]


def test_a_plug_that_was_pulled_offline_ends_its_session(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.started(1000), wire.after(60).metered(1100))
    pulled = wire.after(60).now
    garage.skip(wire.after(90).stopped(1, 1200, "EVDisconnected", ended=pulled))
    garage.skip(wire.started(1200, began=pulled + timedelta(seconds=30)))
    former = next(one.session for one in garage.all(SaveSession) if one.session.id == 1)
    assert (former.energy, former.ended) == (200, pulled)
    assert (garage.session().id, garage.session().energy) == (2, 0)


OFFLINE = ((9, 7, 1000, 8000, "ANNA"), (6, 5, 8000, 9500, "BOB"), (4, 3, 9500, 12_000, "ANNA"))
"""Three transactions: from and to so many hours ago, from and to that register, whose badge."""
TOLD = [(what, number) for number in range(3) for what in ("start", "stop")]


@given(st.permutations(TOLD), st.lists(st.sampled_from(TOLD), max_size=3))
def test_an_offline_queue_books_the_same_whatever_order_it_comes_in_and_what_is_repeated(
    order: list[tuple[str, int]], again: list[tuple[str, int]]
) -> None:
    wire, play = Wire(), DomainPlay()
    at_work(wire, play)
    kept: dict[int, Session] = {}
    ids: dict[int, int] = {}
    for what, number in [*order, *again]:
        began, ended, first, last, tag = OFFLINE[number]
        if what == "start":
            event: Event = wire.started(first, tag, began=ago(began))
        else:
            # What was not answered yet, has an id of the charger's own.
            told = wire.stopped(ids.get(number, -number - 1), last, ended=ago(ended))
            event = replace(told, tag=tag)
        kept |= sessions(play, [event])
        if isinstance(event, TransactionStarted):
            (answer,) = (one for one in play.commands if isinstance(one, AnswerStart))
            ids[number] = answer.transaction
    found = {(one.started, one.ended, one.energy, one.tag) for one in kept.values()}
    assert found == {
        (ago(began), ago(ended), last - first, tag) for began, ended, first, last, tag in OFFLINE
    }
    assert len(kept) == 3
    spans = [(one.ended - one.started).total_seconds() for one in kept.values() if one.ended]
    assert [one.charging_before for one in kept.values()] == spans


def test_a_car_that_left_while_the_line_was_down_left_when_its_charge_ended(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.started(1000), wire.disconnected())
    wire.connection = 2
    garage.skip(wire.after(10_000).connected(), wire.booted(), wire.status(Status.AVAILABLE))
    left = NOON + timedelta(hours=1)
    garage.skip(wire.stopped(1, 8000, ended=left))
    kept = garage.last(SaveSession).session
    assert (kept.ended, kept.energy, kept.charging_before) == (left, 7000, 3600)


def test_a_session_begins_with_its_charge_though_its_plug_is_told_first(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.CHARGING), wire.started(1000, began=ago(2)))
    assert garage.session().started == ago(2)


def test_each_charge_of_the_offline_hours_that_a_person_ended_is_a_session(
    wire: Wire, garage: DomainPlay
) -> None:
    kept = sessions(
        garage,
        [
            wire.status(Status.FINISHING),
            wire.started(1000, began=ago(9)),
            wire.stopped(1, 2000, ended=ago(8)),
            wire.started(2000, began=ago(5)),
            wire.stopped(2, 2600, "PowerLoss", ended=ago(4)),
            wire.started(2600, began=ago(3.9)),
        ],
    )
    spans = [(one.started, one.ended, one.energy) for one in kept.values()]
    assert spans == [(ago(9), ago(8), 1000), (ago(5), None, 600)]
