"""Badges that expire, that are for one car, that are learnt, that are allowed once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from borne.domain.commands import Admission, AnswerStart, AnswerTag, Fulfil, StopRemotely
from borne.domain.life import Status
from borne.domain.records import DeleteAllowedOnce, SaveAllowedOnce, SaveTag
from borne.domain.state import Policy, State
from borne.domain.tag import Tag, Terms
from borne.domain.wishes import AllowTag, BlockTag, ForgetTag, LearnTag, SetTag, SetTags

from .playbook import NOON, DomainPlay, Wire, at_work

PARIS = ZoneInfo("Europe/Paris")
GUEST = Tag("A1", name="Guest", expires=date(2026, 6, 7))
ONE_CAR = Tag("B2", name="Bob", at_once=1)


def a_house() -> tuple[Wire, DomainPlay]:
    state = State(tags={"a1": GUEST, "b2": ONE_CAR})
    wire, play = Wire(), DomainPlay(Policy(auto_adopt=True, zone=PARIS), state)
    at_work(wire, play)
    return wire, play


@pytest.mark.parametrize(
    ("at", "admission"),
    [
        (datetime(2026, 6, 7, 23, 59, tzinfo=PARIS), Admission.ACCEPTED),
        (datetime(2026, 6, 8, 0, 0, tzinfo=PARIS), Admission.EXPIRED),
    ],
)
def test_a_badge_is_good_to_the_end_of_its_last_day_where_the_house_is(
    at: datetime, admission: Admission
) -> None:
    wire, play = a_house()
    wire.now = at
    good = admission is Admission.ACCEPTED
    terms = Terms(until=datetime(2026, 6, 8, tzinfo=PARIS)) if good else Terms()
    assert play >> wire.swiped("a1") << AnswerTag("garage", wire.ticket, admission, terms)
    assert play.state.tags["a1"].last_answer == admission.value


def test_an_expired_badge_that_starts_is_booked_and_stopped() -> None:
    wire, play = a_house()
    assert (
        play
        >> wire.after(86_400).started(1000, "A1")
        << AnswerStart("garage", wire.ticket, 1, Admission.EXPIRED)
        << StopRemotely("garage", 1, 1)
    )


def test_allowing_an_expired_badge_takes_its_last_day_away() -> None:
    wire, play = a_house()
    play.skip(wire.after(86_400).wishes(AllowTag("A1")))
    assert play.state.tags["a1"].expires is None
    assert play >> wire.swiped("A1") << AnswerTag("garage", wire.ticket, Admission.ACCEPTED)


def test_a_badge_for_one_car_does_not_start_a_second() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.AVAILABLE, 2), wire.started(1000, "B2", connector=1))
    assert (
        play
        >> wire.started(0, "b2", connector=2)
        << AnswerStart("garage", wire.ticket, 2, Admission.CONCURRENT)
        << StopRemotely("garage", 2, 2)
    )
    play.forget()
    play.skip(wire.stopped(1, 1100), wire.stopped(2, 0))
    assert (
        play
        >> wire.after(5).started(0, "b2", connector=2)
        << AnswerStart("garage", wire.ticket, 3, Admission.ACCEPTED)
    )


def test_a_start_that_is_repeated_is_not_a_second_car() -> None:
    wire, play = a_house()
    start = wire.started(1000, "B2")
    play.skip(start, wire.started(50, "OTHER", connector=2))
    again = replace(start, ticket=wire.ticket)
    assert play >> again << AnswerStart("garage", wire.ticket, 1, Admission.ACCEPTED)


def test_a_badge_that_is_shown_to_stop_is_never_told_that_it_charges_elsewhere() -> None:
    wire, play = a_house()
    play.skip(wire.started(1000, "B2"))
    assert play >> wire.swiped("B2") << AnswerTag("garage", wire.ticket, Admission.ACCEPTED)


def test_where_a_badge_was_seen_last() -> None:
    wire, play = a_house()
    play.skip(wire.after(5).started(1000, "B2", connector=1))
    seen = play.last(SaveTag).tag
    assert (seen.last_seen, seen.last_charger, seen.last_connector, seen.last_answer) == (
        NOON + timedelta(seconds=5),
        "garage",
        1,
        "Accepted",
    )


def test_the_next_unknown_badge_is_learnt_and_only_that_one() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("NEW"), wire.wishes(LearnTag("Eve's card", "Eve", "Family")))
    assert play.state.learning
    play.forget()
    play.skip(wire.after(60).swiped("A1"))
    assert (
        play
        >> wire.after(59).swiped("NEW")
        << AnswerTag("garage", wire.ticket, Admission.ACCEPTED, Terms("Family"))
    )
    known = play.state.tags["new"]
    assert (known.name, known.person, known.group) == ("Eve's card", "Eve", "Family")
    assert not play.state.unknown_tags
    assert play.state.learning is None
    assert play >> wire.swiped("OTHER") << AnswerTag("garage", wire.ticket, Admission.INVALID)


def test_a_charger_that_does_not_ask_first_teaches_a_badge_too() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(LearnTag()))
    assert (
        play
        >> wire.started(1000, "NEW")
        << AnswerStart("garage", wire.ticket, 1, Admission.ACCEPTED)
    )
    assert play.state.tags["new"].last_connector == 1


def test_the_waiting_for_a_badge_ends_by_itself_or_by_hand() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(LearnTag(seconds=30)), wire.after(30).woke())
    assert play.state.learning is None
    play.skip(wire.wishes(LearnTag()), wire.wishes(LearnTag(off=True)))
    assert play.state.learning is None
    play.skip(wire.wishes(LearnTag(seconds=30)))
    assert (
        play >> wire.after(31).swiped("LATE") << AnswerTag("garage", wire.ticket, Admission.INVALID)
    )


def test_what_was_allowed_once_is_on_disk_until_its_session_ends() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.PREPARING), wire.swiped("NEW"))
    play.skip(wire.wishes(AllowTag("NEW", once=True)))
    assert play.all(SaveAllowedOnce) == [SaveAllowedOnce("NEW")]
    play.skip(wire.started(1000, "NEW"), wire.stopped(1, 1100))
    assert not play.all(DeleteAllowedOnce)
    play.skip(wire.status(Status.AVAILABLE))
    assert play.all(DeleteAllowedOnce) == [DeleteAllowedOnce("NEW")]


def test_a_leave_for_once_is_for_one_car_and_can_be_withdrawn() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(AllowTag("NEW", once=True)), wire.started(1000, "NEW"))
    assert (
        play
        >> wire.started(0, "NEW", connector=2)
        << AnswerStart("garage", wire.ticket, 2, Admission.CONCURRENT)
        << StopRemotely("garage", 2, 2)
    )
    play.skip(wire.wishes(ForgetTag("NEW")))
    assert play.last(Fulfil).ok
    assert not play.state.allowed_once


@pytest.mark.parametrize("intent", [AllowTag("NEW"), BlockTag("NEW")])
def test_a_badge_that_is_known_has_no_leave_for_once(intent: AllowTag | BlockTag) -> None:
    wire, play = a_house()
    play.skip(wire.wishes(AllowTag("NEW", once=True)), wire.wishes(intent))
    assert play.all(DeleteAllowedOnce)


def test_what_is_not_said_of_a_badge_stays() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(SetTag(Tag("a1", person="Gus"), frozenset({"person", "expires"}))))
    assert play.state.tags["a1"] == Tag("A1", name="Guest", person="Gus")


def test_forgetting_can_be_undone_with_the_last_place() -> None:
    wire, play = a_house()
    play.skip(wire.started(1000, "B2"))
    before = play.state.tags["b2"]
    play.skip(wire.wishes(ForgetTag("B2")))
    assert "b2" not in play.state.tags
    play.skip(wire.wishes(SetTag(Tag("B2", name="Bob", at_once=1), frozenset({"name", "at_once"}))))
    assert play.state.tags["b2"] == before


def test_many_badges_are_set_at_once() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("X1"))
    many = SetTags(
        tuple(SetTag(Tag(tag, name=tag), frozenset({"name"})) for tag in ("X1", "X2", "A1"))
    )
    play.skip(wire.wishes(many))
    assert [saved.tag.name for saved in play.all(SaveTag)] == ["X1", "X2", "A1"]
    assert not play.state.unknown_tags
    assert play.last(Fulfil).message.say("fr") == "3 badges sont enregistrés"
