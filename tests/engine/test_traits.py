"""What is decided and ordered otherwise where a charger does things in its own way."""

from __future__ import annotations

from datetime import timedelta

from borne.domain.commands import SetFallback, SetLimit, StartRemotely, StopRemotely
from borne.domain.events import TraitsLearned
from borne.domain.life import Status
from borne.domain.traits import Pause, Traits
from borne.domain.wishes import SetMaxCurrent, SetMode, StopNow

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import FREE, CorePlay, limit

STOP = StopRemotely("garage", 1, 1)


def at_work(wire: Wire, **traits: object) -> CorePlay:
    """A car that charges at 10 A from a charger with these traits."""
    play = CorePlay(FREE)
    play.skip(wire.connected(), wire.booted())
    play.skip(TraitsLearned(wire.now, "garage", Traits(**traits), ()))  # type: ignore[arg-type]
    play.skip(wire.ready(), wire.status(Status.PREPARING), wire.started(1000))
    play.skip(wire.status(Status.CHARGING))
    assert play.decision().current == 10
    return play


def test_what_is_below_the_floor_is_a_pause(wire: Wire) -> None:
    play = at_work(wire, floor=7.0)
    play.skip(wire.wishes(SetMaxCurrent(6.5)))
    assert play.decision().current == 0
    play.skip(wire.wishes(SetMaxCurrent(7)))
    assert play.decision().current == 7


def test_without_a_floor_the_same_is_charged(wire: Wire) -> None:
    play = at_work(wire)
    play.skip(wire.wishes(SetMaxCurrent(6.5)))
    assert play.decision().current == 6


def test_only_the_currents_that_it_gives_are_asked_for(wire: Wire) -> None:
    play = at_work(wire, steps=(6.0, 8.0, 10.0, 13.0, 16.0))
    for amps, told in ((9.5, 8), (7, 6), (5, 0)):
        play.skip(wire.wishes(SetMaxCurrent(amps)))
        assert play.decision().current == told


def test_a_pause_is_a_stop_and_goes_on_as_a_start(wire: Wire) -> None:
    play = at_work(wire, pause=Pause.STOP)
    play.forget()
    assert play >> wire.wishes(SetMaxCurrent(0)) << STOP
    play.skip(wire.answers(STOP), wire.stopped(1, 1500, reason="Local"))
    play.skip(wire.status(Status.FINISHING))
    assert not play.connector().held
    play.forget()
    assert play >> wire.wishes(SetMaxCurrent(None)) << StartRemotely("garage", 1, "BORNE")
    assert play >> wire.started(1500) << limit(10, transaction=2)


def test_no_limit_of_nothing_is_ever_sent_to_one_that_is_stopped(wire: Wire) -> None:
    play = at_work(wire, pause=Pause.STOP)
    play.skip(wire.wishes(SetMode(None)), wire.wishes(SetMaxCurrent(0)))
    assert not play.all(SetLimit)


def test_one_that_refuses_to_stop_is_held_to_its_least_and_asked_again(wire: Wire) -> None:
    play = at_work(wire, pause=Pause.STOP, floor=7.0)
    play.skip(wire.wishes(SetMaxCurrent(0)))
    play.skip(wire.answers(STOP, "Rejected", ok=False))
    assert "limit:garage/1" in play.core.state.troubles
    play.forget()
    assert play >> wire.after(61).woke() << limit(7) << STOP
    play.skip(wire.answers(STOP))
    assert "limit:garage/1" not in play.core.state.troubles


def test_a_stop_by_a_person_starts_nothing_by_itself(wire: Wire) -> None:
    play = at_work(wire, pause=Pause.STOP)
    play.skip(wire.wishes(StopNow()), wire.stopped(1, 1500, reason="Remote"))
    play.skip(wire.status(Status.FINISHING))
    assert play.connector().held
    assert not play.all(StartRemotely)


def swiped(wire: Wire, **traits: object) -> CorePlay:
    """A car whose badge has just been accepted, and nothing follows from the charger."""
    play = CorePlay(FREE + "access:\n  unknown_tag: accept\n")
    play.skip(wire.connected(), wire.booted())
    play.skip(TraitsLearned(wire.now, "garage", Traits(**traits), ()))  # type: ignore[arg-type]
    play.skip(wire.ready(), wire.swiped("04A1"))
    play.skip(wire.status(Status.PREPARING))
    return play


def test_after_a_badge_a_charger_is_left_to_start_by_itself(wire: Wire) -> None:
    assert not swiped(wire).all(StartRemotely)


def test_one_that_waits_for_the_order_gets_it_at_once(wire: Wire) -> None:
    assert swiped(wire, waits_for_start=True).all(StartRemotely)


def test_a_change_of_traits_sends_again_what_was_told(wire: Wire) -> None:
    play = at_work(wire)
    wire.now += timedelta(seconds=5)
    play.skip(TraitsLearned(wire.now, "garage", Traits(floor=7.0), ()))
    assert play.all(SetLimit) == [limit(10)]
    assert play.all(SetFallback)


def test_a_limit_is_sent_again_where_the_fallback_takes_its_place(wire: Wire) -> None:
    in_its_place = Traits(purposes=("TxDefaultProfile",), stack_level=0)
    for traits, again in ((Traits(), False), (in_its_place, True)):
        play = CorePlay(FREE)
        play.skip(wire.connected(), wire.booted(), TraitsLearned(wire.now, "garage", traits, ()))
        play.skip(wire.status(Status.PREPARING), wire.started(1000))
        assert play.all(SetLimit)
        play.skip(wire.ready())
        kinds = [type(command) for command in play.commands]
        assert (SetLimit in kinds) is again
        assert not again or kinds.index(SetFallback) < kinds.index(SetLimit)
