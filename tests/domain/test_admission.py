"""Badges: who may charge, and what a badge that is shown does."""

from __future__ import annotations

import pytest

from borne.domain.commands import (
    Admission,
    Announce,
    AnswerStart,
    AnswerTag,
    Fulfil,
    StartRemotely,
    StopRemotely,
)
from borne.domain.life import Status
from borne.domain.records import DeleteTag, SaveSession, SaveTag
from borne.domain.state import Policy, State
from borne.domain.tag import Access, Tag, TagAnswer, UnknownTagPolicy
from borne.domain.wishes import AllowTag, BlockTag, DismissTag, ForgetTag, StopNow

from .playbook import NOON, DomainPlay, Wire, at_work

ANNA = Tag("04A1B2", name="Anna's key", person="Anna")
THIEF = Tag("666", blocked=True)


def a_house(unknown: UnknownTagPolicy = UnknownTagPolicy.ASK) -> tuple[Wire, DomainPlay]:
    state = State(tags={"04a1b2": ANNA, "666": THIEF})
    policy = Policy(auto_adopt=True, access=Access(unknown_tag=unknown))
    wire, play = Wire(), DomainPlay(policy, state)
    at_work(wire, play)
    return wire, play


@pytest.mark.parametrize(
    ("tag", "unknown", "admission"),
    [
        ("04A1B2", UnknownTagPolicy.ASK, Admission.ACCEPTED),
        ("04a1b2", UnknownTagPolicy.ASK, Admission.ACCEPTED),
        ("666", UnknownTagPolicy.ACCEPT, Admission.BLOCKED),
        ("BORNE", UnknownTagPolicy.REJECT, Admission.ACCEPTED),
        ("borne", UnknownTagPolicy.REJECT, Admission.ACCEPTED),
        ("STRANGER", UnknownTagPolicy.ASK, Admission.INVALID),
        ("STRANGER", UnknownTagPolicy.REJECT, Admission.INVALID),
        ("STRANGER", UnknownTagPolicy.ACCEPT, Admission.ACCEPTED),
    ],
)
def test_what_a_badge_is_told(tag: str, unknown: UnknownTagPolicy, admission: Admission) -> None:
    wire, play = a_house(unknown)
    assert play >> wire.swiped(tag) << AnswerTag("garage", wire.ticket, admission)


@pytest.mark.parametrize(
    ("unknown", "answer"),
    [
        (UnknownTagPolicy.ASK, TagAnswer.ASKED),
        (UnknownTagPolicy.REJECT, TagAnswer.REFUSED),
        (UnknownTagPolicy.ACCEPT, TagAnswer.ACCEPTED),
    ],
)
def test_an_unknown_badge_is_shown_however_it_was_answered(
    unknown: UnknownTagPolicy, answer: TagAnswer
) -> None:
    wire, play = a_house(unknown)
    play.skip(wire.started(100, "Stranger", connector=1))
    seen = play.state.unknown_tags["stranger"]
    assert (seen.tag, seen.connector, seen.answer) == ("Stranger", 1, answer)


def test_known_and_own_badges_are_never_shown_as_unknown() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("04a1b2"), wire.swiped("666"), wire.swiped("BORNE"))
    assert not play.state.unknown_tags


def test_a_badge_tells_the_house_whose_it_is() -> None:
    wire, play = a_house()
    play.shows = (Announce,)
    whose = {"name": "Anna's key", "person": "Anna"}
    told = {"charger": "garage", "tag": "04a1b2", "accepted": True, **whose}
    assert play >> wire.swiped("04a1b2") << Announce("borne_tag", told) >> wire.swiped("BORNE")


def test_a_badge_in_mid_session_makes_it_its_owners() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.PREPARING), wire.started(1000, "BORNE"))
    assert play.session().tag is None
    play.skip(wire.after(60).swiped("04a1b2"))
    saved = play.last(SaveSession).session
    assert (saved.tag, saved.person) == ("04A1B2", "Anna")


def test_a_badge_does_not_take_over_a_session_that_has_its_own() -> None:
    wire, play = a_house(UnknownTagPolicy.ACCEPT)
    play.skip(wire.started(1000, "04A1B2"), wire.swiped("OTHER"))
    assert play.session().person == "Anna"


def test_with_two_cars_a_badge_claims_neither() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.PREPARING, 1), wire.status(Status.PREPARING, 2))
    play.skip(wire.swiped("04A1B2"))
    assert play.session(1).tag is None
    assert play.session(2).tag is None


def test_a_badge_ends_a_hold() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.PREPARING), wire.wishes(StopNow()))
    assert play.connector().held
    play.skip(wire.swiped("04A1B2"))
    assert not play.connector().held


def test_a_refused_badge_is_booked_and_stopped() -> None:
    wire, play = a_house()
    assert (
        play
        >> wire.started(1000, "STRANGER")
        << AnswerStart("garage", wire.ticket, 1, Admission.INVALID)
        << StopRemotely("garage", 1, 1)
    )


def test_allowed_once_starts_the_car_that_waits_and_ends_with_it() -> None:
    wire, play = a_house()
    play.skip(wire.status(Status.PREPARING), wire.swiped("STRANGER"))
    assert (
        play
        >> wire.wishes(AllowTag("stranger", once=True))
        << StartRemotely("garage", 1, "STRANGER")
        << Fulfil("w", ok=True, message=play.last(Fulfil).message)
    )
    assert play.session().tag == "STRANGER"
    assert not play.state.unknown_tags
    assert (
        play
        >> wire.started(1000, "STRANGER")
        << AnswerStart("garage", wire.ticket, 1, Admission.ACCEPTED)
    )
    play.skip(wire.stopped(1, 1100), wire.status(Status.AVAILABLE))
    play.forget()
    assert play >> wire.swiped("STRANGER") << AnswerTag("garage", wire.ticket, Admission.INVALID)


def test_a_badge_that_is_allowed_is_known_by_its_name() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("STRANGER"), wire.wishes(AllowTag("STRANGER", name="Bob", person="Bob")))
    assert play.last(SaveTag).tag == Tag("STRANGER", name="Bob", person="Bob")
    assert play.last(Fulfil).message.say("en") == "Bob may charge from now on"
    assert play >> wire.swiped("stranger") << AnswerTag("garage", wire.ticket, Admission.ACCEPTED)


def test_allowing_again_keeps_what_is_not_said() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(AllowTag("04a1b2", vehicle="Zoe")))
    assert play.last(SaveTag).tag == Tag("04A1B2", "Anna's key", "Anna", None, "Zoe")


def test_a_late_answer_does_not_start_the_car_that_came_after() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("STRANGER"), wire.after(3600).status(Status.PREPARING))
    play.skip(wire.wishes(AllowTag("STRANGER", once=True)))
    assert not play.all(StartRemotely)
    assert play.session().tag is None
    assert play.state.allowed_once == {"stranger"}


def test_nothing_starts_where_no_car_waits() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("STRANGER"), wire.wishes(AllowTag("STRANGER")))
    assert not play.all(StartRemotely)


def test_a_blocked_badge_is_blocked_even_if_it_was_allowed_once() -> None:
    wire, play = a_house(UnknownTagPolicy.ACCEPT)
    play.skip(wire.wishes(AllowTag("STRANGER", once=True)), wire.wishes(BlockTag("stranger")))
    assert play >> wire.swiped("STRANGER") << AnswerTag("garage", wire.ticket, Admission.BLOCKED)


def test_a_forgotten_badge_is_unknown_again() -> None:
    wire, play = a_house()
    play.skip(wire.wishes(ForgetTag("04a1b2")))
    assert play.all(DeleteTag)
    assert play >> wire.swiped("04A1B2") << AnswerTag("garage", wire.ticket, Admission.INVALID)
    play.skip(wire.wishes(ForgetTag("NOBODY")))
    assert not play.last(Fulfil).ok


def test_a_dismissed_badge_is_back_when_it_is_seen_again() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("STRANGER"), wire.wishes(DismissTag("STRANGER")))
    assert not play.state.unknown_tags
    play.skip(wire.swiped("STRANGER"))
    assert play.state.unknown_tags


def test_the_last_use_of_a_badge_is_not_written_each_second() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("04A1B2"))
    assert play.last(SaveTag).tag.last_seen == NOON
    play.skip(wire.after(10).swiped("04A1B2"))
    assert not play.all(SaveTag)


def test_a_badge_is_for_the_car_that_is_plugged_in_soon_after() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("04A1B2"), wire.after(119).status(Status.PREPARING))
    assert play.session().person == "Anna"
    play.skip(wire.status(Status.AVAILABLE), wire.status(Status.PREPARING))
    assert play.session().person is None


def test_a_badge_of_long_ago_is_for_nobody() -> None:
    wire, play = a_house()
    play.skip(wire.swiped("04A1B2"), wire.after(121).status(Status.PREPARING))
    assert play.session().tag is None
