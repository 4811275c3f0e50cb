"""The core with a car: whose badge and whose hand count, and when it is started by Borne."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from borne.domain.commands import StartRemotely, StopRemotely
from borne.domain.decision import Decision, Mode
from borne.domain.life import Status
from borne.domain.tag import Tag
from borne.domain.wishes import BoostNow, SetMaxCurrent, SetMode, StopNow

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import FREE, PARIS, CorePlay, hears, limit

ANNA = Tag("ANNA", person="Anna")


def test_a_badge_boosts(wire: Wire) -> None:
    play = CorePlay(tags=[ANNA])
    play.skip(hears(wire.now, grid=1000.0, linky=1000.0), wire.connected(), wire.booted())
    play.skip(wire.ready(), wire.swiped("anna"))
    assert play >> wire.started(1000, "anna") << limit(32)
    assert (play.decision().rule, play.decision().mode) == ("Boost", Mode.MAX)


def test_a_boost_by_badge_ends_where_a_person_gives_it_back_to_the_rules(wire: Wire) -> None:
    play = CorePlay(FREE, tags=[ANNA])
    play.skip(wire.connected(), wire.booted(), wire.ready(), wire.swiped("anna"))
    assert play >> wire.started(1000, "anna") << limit(32)
    assert play >> wire.wishes(SetMode(None)) << limit(10)
    assert play.decision().rule == "Otherwise"
    assert play >> wire.wishes(BoostNow()) << limit(32)
    assert play >> wire.wishes(BoostNow(off=True)) << limit(10)
    play.skip(wire.status(Status.AVAILABLE))
    assert play.connector().by_hand.mode is None


def test_a_refused_badge_is_stopped_and_not_started_again(wire: Wire, play: CorePlay) -> None:
    play.skip(hears(wire.now, grid=-7000.0, linky=0.0), wire.connected(), wire.booted())
    play.skip(wire.ready(), wire.status(Status.PREPARING))
    play.forget()
    assert (
        play
        >> wire.started(1000, "STRANGER")
        << StopRemotely("garage", 1, 1)
        << limit(0)
        >> wire.stopped(1, 1001, "DeAuthorized")
        >> wire.status(Status.FINISHING)
        >> wire.after(3600).woke()
    )


def test_a_badge_that_expires_pauses_the_car_that_charges_under_it(wire: Wire) -> None:
    guest = Tag("A1", name="Guest", expires=NOON.date())
    play = CorePlay(FREE, [guest])
    play.skip(wire.connected(), wire.booted(), wire.ready(), wire.status(Status.AVAILABLE))
    play.skip(wire.status(Status.PREPARING), wire.started(1000, "A1"))
    assert play.decision().charge
    midnight = datetime(2026, 6, 8, tzinfo=PARIS)
    while wire.now < midnight:
        wake = play.core.next_wake()
        assert wake is not None
        wire.now = wake
        play.skip(wire.woke())
    assert wire.now == midnight
    assert not play.decision().charge
    assert play.decision().why.say("fr") == "Le badge Guest était valable jusqu’au 7 juin 2026"


def test_a_second_car_starts_when_the_first_under_its_badge_is_done(wire: Wire) -> None:
    play = CorePlay(FREE, [Tag("A1", at_once=1)])

    def second() -> Decision:
        decision = play.charger().connectors[2].decision
        assert decision is not None
        return decision

    play.skip(wire.connected(), wire.booted(), wire.ready(2))
    for number in (1, 2):
        play.skip(wire.status(Status.AVAILABLE, number), wire.status(Status.PREPARING, number))
    play.skip(wire.started(1000, "A1", connector=1), wire.started(0, "A1", connector=2))
    play.skip(wire.after(5).stopped(2, 0, "Remote"))
    assert str(second().why) == "The badge A1 charges elsewhere already"
    play.skip(wire.after(60).stopped(1, 2000), wire.after(30).woke())
    assert second().charge


def test_a_start_that_does_nothing_is_tried_again_ever_less_often(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.skip(wire.connected(), wire.booted(), wire.ready(), wire.status(Status.PREPARING))
    tries = [wire.now]
    while len(tries) < 7:
        wake = play.core.next_wake()
        assert wake is not None
        wire.now = wake
        play.skip(wire.woke())
        if play.all(StartRemotely):
            tries.append(wire.now)
    waits = [int((after - before).total_seconds()) for before, after in pairwise(tries)]
    assert waits == [30, 60, 120, 240, 480, 600]


def test_the_charger_gets_time_to_start_by_itself_after_a_badge(wire: Wire) -> None:
    play = CorePlay(FREE, tags=[ANNA])
    play.skip(wire.connected(), wire.booted(), wire.ready(), wire.swiped("ANNA"))
    assert play >> wire.status(Status.PREPARING) >> wire.after(44).woke()
    wake = play.core.next_wake()
    assert wake == wire.now + timedelta(seconds=1)
    wire.now = wake
    assert play >> wire.woke() << StartRemotely("garage", 1, "ANNA")


@pytest.mark.parametrize("status", [Status.UNAVAILABLE, Status.FAULTED, Status.CHARGING])
def test_nothing_is_started_where_nothing_can_start(wire: Wire, status: Status) -> None:
    play = CorePlay(FREE)
    play.skip(wire.connected(), wire.booted(), wire.ready())
    play.skip(wire.status(Status.AVAILABLE), wire.swiped("BORNE"))
    play.forget()
    assert play >> wire.status(status) >> wire.after(600).woke()


def test_what_a_person_stopped_stays_stopped(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.wishes(StopNow()), wire.stopped(1, 1100, "Remote"))
    play.forget()
    assert play >> wire.status(Status.PREPARING) >> wire.after(3600).woke()
    assert play.decision().mode is Mode.WAIT


def test_a_person_stands_above_the_rules_and_below_the_ceiling(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.wishes(SetMode(Mode.MAX, seconds=600)))
    assert play.decision().current == 32
    play.skip(wire.wishes(SetMaxCurrent(13)))
    assert play.decision().current == 13
    assert [bound.name for bound in play.decision().limits if bound.binding] == ["Set by hand"]
    play.skip(wire.wishes(SetMaxCurrent(None)), wire.after(600).woke())
    assert play.decision().current == 10


def test_a_boost_ends_with_the_reading_that_fills_it(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.wishes(BoostNow(energy=500)))
    play.forget()
    assert play >> wire.after(60).metered(1499) >> wire.after(1).metered(1500) << limit(10)
